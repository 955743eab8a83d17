"""Somebody approves a gesture in a browser without scripts; another site's form changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest

from tests.service.console.house import House
from tests.service.html.analysed import NOW
from tests.service.interventions.decisions import keep, line, state_of

PAGE = "/console/approvals"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with closing(House(tmp_path, NOW, currency="CHF")) as house:
        yield house


def form(html: str) -> dict[str, str]:
    (token,) = re.findall(r'name="token" value="(\w+)"', html)
    return {"token": token}


@pytest.mark.parametrize(("word", "state"), [("yes", "ready"), ("no", "declined")])
def test_a_form_settles_it_and_the_page_says_so(house: House, word: str, state: str) -> None:
    keep(house.store, line(NOW))
    with house.opened() as browser:
        page = browser.get(PAGE, headers={"Accept-Language": "en"})
        assert "The delivery was not there when promised (o-1)." in page.text
        assert "CHF" in page.text
        assert not {"<script", "€"} & set(re.findall("<script|€", page.text))
        sent = browser.post(f"{PAGE}/v-1?locale=en", data={**form(page.text), "word": word})
    assert (str(sent.url).partition("?")[2], state_of(house.store)) == (f"locale=en&said={state}", state)
    assert "Nothing waits" in sent.text


@pytest.mark.parametrize("sent", [{}, {"token": "0" * 64}, {"token": "ä"}])
def test_without_the_token_of_this_page_nothing_happens(house: House, sent: dict[str, str]) -> None:
    keep(house.store, line(NOW))
    with house.opened() as browser:
        answer = browser.post(f"{PAGE}/v-1", data={**sent, "word": "yes"})
    assert (answer.url.params["said"], state_of(house.store)) == ("stale", "waiting")


def test_a_token_is_for_one_decision_and_one_key(house: House) -> None:
    keep(house.store, line(NOW))
    ann, bob = house.key("admin"), house.key("admin")
    with house.opened() as browser:
        token = form(browser.get(PAGE, headers=ann).text)
        for address, header in ((f"{PAGE}/v-2", ann), (f"{PAGE}/v-1", bob)):
            answer = browser.post(address, data={**token, "word": "yes"}, headers=header)
            assert answer.url.params["said"] == "stale"
        assert state_of(house.store) == "waiting"
        browser.post(f"{PAGE}/v-1", data={**token, "word": "yes"}, headers=ann)
    assert state_of(house.store) == "ready"


def test_forms_may_only_be_sent_to_this_service(house: House) -> None:
    with house.opened() as browser:
        policy = browser.get(PAGE).headers["content-security-policy"]
        assert "form-action 'self'" in policy
        assert "form-action 'none'" in browser.get("/console/experiments").headers["content-security-policy"]


def test_an_analyst_reads_figures_and_moves_no_money(house: House) -> None:
    header = house.key("analyst")
    with house.opened() as browser:
        assert browser.get(PAGE, headers=header).status_code == 403


def test_who_approves_reads_what_will_be_said_and_finds_the_customers_other_decisions(house: House) -> None:
    keep(house.store, line(NOW, customer_id="Ann&Bob", text=b'{"de": "5 <u>", "en": "5 for you"}'))
    with house.opened() as browser:
        page = browser.get(PAGE, params={"locale": "de"}).text
        assert "Wortlaut: 5 &lt;u&gt;" in page
        (address,) = re.findall(r'href="(/console/customer\?customer_id=[^"]*)"', page)
        assert "Ann&amp;Bob" in browser.get(unescape(address)).text
        (waiting,) = browser.get("/v1/approvals", params={"locale": "en"}).json()["waiting"]
    assert waiting["text"] == "5 for you"


def test_what_a_customer_is_called_is_text_and_no_page(house: House) -> None:
    keep(house.store, line(NOW, customer_id="<b>Ann</b>", subject="{o}"))
    with house.opened() as browser:
        page = browser.get(PAGE).text
    assert "&lt;b&gt;Ann" in page
    assert "({o})" in page
