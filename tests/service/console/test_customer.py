"""Whoever serves a customer reads in a browser what was decided, why, and what the customer said to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any

import msgspec
import pytest

from features.clock import DAY
from service.store.records import Row
from tests.service.console.house import House
from tests.service.html.analysed import NOW
from tests.service.interventions.decisions import keep, line

pytestmark = pytest.mark.slow

PAGE = "/console/customer"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with closing(House(tmp_path, NOW)) as house:
        yield house


def test_words_reply_and_what_followed_stand_beside_the_decision(house: House) -> None:
    said = msgspec.json.encode({"de": "Für <Sie>", "en": "For <you>"})
    facts = msgspec.json.encode({"not_now": {"call": "budget"}})
    keep(house.store, line(NOW - 9 * DAY, state="sent", text=said, facts=facts))
    told = b'{"event": "intervention_declined", "intervention_id": "v-1"}'
    with house.store.write() as transaction:
        at = NOW - 8 * DAY
        transaction.insert([Row("e", "intervention_declined", at, at, "Ann", None, told)])
    with house.opened() as browser:
        page = browser.get(PAGE, params={"customer_id": "Ann", "locale": "en"}).text
    for said_there in (
        "The delivery was not there when promised (o-1).",
        "For &lt;you&gt;",
        "call: The day&#39;s budget didn&#39;t allow it.",
        "The customer declined it",
        "Nothing is known of afterwards yet.",
    ):
        assert said_there in page


@pytest.mark.parametrize(
    ("fields", "awaited"),
    [
        ({"state": "sent"}, True),
        ({"state": "waiting"}, False),
        ({"state": "sent", "purpose": "reminder", "trigger": "cart"}, False),
        ({"state": "sent", "purpose": "survey", "trigger": "asked"}, False),
    ],
)
def test_a_reply_is_awaited_only_where_the_customer_can_have_one(
    house: House, fields: dict[str, Any], awaited: bool
) -> None:
    keep(house.store, line(NOW - DAY, **fields))
    with house.opened() as browser:
        page = browser.get(PAGE, params={"customer_id": "Ann", "locale": "en"}).text
    assert ("hasn&#39;t replied" in page) is awaited


def test_the_other_language_shows_the_same_customer(house: House) -> None:
    keep(house.store, line(NOW - DAY, customer_id="Ann&Bob"))
    with house.opened() as browser:
        page = browser.get(PAGE, params={"customer_id": "Ann&Bob", "locale": "en"}).text
        (address,) = re.findall(r'href="([^"]*customer_id=[^"]*locale=de)"', page)
        assert "Ann&amp;Bob" in browser.get(unescape(address)).text


@pytest.mark.parametrize(
    ("query", "said"),
    [("", "Kundennummer"), ("?customer_id=%3Cscript%3E", "Für diesen Kunden wurde nichts entschieden")],
)
def test_of_nobody_it_says_so_and_shows_what_was_asked_as_text(house: House, query: str, said: str) -> None:
    with house.opened() as browser:
        answer = browser.get(PAGE + query)
    assert (answer.status_code, said in answer.text, "<script" in answer.text) == (200, True, False)


@pytest.mark.parametrize(("scope", "status"), [("staff", 200), ("admin", 200), ("analyst", 403)])
def test_it_is_for_those_who_serve_customers(house: House, scope: Any, status: int) -> None:
    key = house.key(scope)
    with house.opened() as browser:
        assert browser.get(f"{PAGE}?customer_id=Ann", headers=key).status_code == status
