"""Surveys are asked at random, once, under the same contact budget as all else, and never of who said no."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from features.clock import DAY, HOUR, parse_moment
from service.store.records import Intervention
from tests.service.interventions.counter import GIFT, NOW, Counter, opened


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    with opened(tmp_path) as counter:
        asks(counter, "delivery", 1.0)
        counter.acting.round()
        yield counter


def asks(counter: Counter, touchpoint: str, share: float) -> None:
    body = {"name": touchpoint, "owner": "eve", "asked_share": share}
    counter.define(touchpoints=[body])
    counter.take_over()


def arrives(counter: Counter, order_id: str = "1001", customer: str = "Ann", days: float = 2) -> None:
    items = [{"item_id": "kettle", "quantity": 1, "price": 39.0}]
    bought = {"order_id": order_id, "items": items, "currency": "EUR"}
    counter.tell("purchase", NOW - 6 * DAY, customer, **bought)
    counter.tell("shipment_delivered", NOW - int(days * DAY), customer, order_id=order_id)


def surveys(counter: Counter) -> list[Intervention]:
    return [one for one in counter.rounds() if one.purpose == "survey"]


def refusal(one: Intervention) -> Any:
    return msgspec.json.decode(one.facts).get("not_now")


def test_after_a_delivery_the_shops_survey_tool_is_told_whom_to_ask(counter: Counter) -> None:
    arrives(counter)
    (survey,) = surveys(counter)
    assert (survey.touchpoint, survey.subject, survey.state, survey.cost) == ("delivery", "1001", "ready", 0)
    with counter.store.write() as transaction:
        (message,) = transaction.claim_messages(NOW + DAY, NOW + DAY, 10, owed=False)
    told = msgspec.json.decode(message.body)
    assert (told["type"], told["data"]["subject"]) == ("intervention.survey", "1001")


def test_nobody_is_asked_twice_about_the_same(counter: Counter) -> None:
    arrives(counter)
    once = surveys(counter)
    counter.now += 2 * HOUR
    counter.take_over()
    assert surveys(counter) == once


def test_only_the_share_that_the_shop_says_is_asked(counter: Counter) -> None:
    asks(counter, "delivery", 0.3)
    for n in range(60):
        arrives(counter, f"o {n}", f"customer {n}")
    assert 8 <= len(surveys(counter)) <= 30


@pytest.mark.parametrize("days", [0.5, 9])
def test_not_at_once_and_not_when_it_is_forgotten(counter: Counter, days: float) -> None:
    arrives(counter, days=days)
    assert surveys(counter) == []


def test_who_told_by_themselves_is_not_asked(counter: Counter) -> None:
    arrives(counter)
    counter.tell("experience_rated", NOW - DAY, touchpoint="delivery", metric="csat", score=4)
    assert surveys(counter) == []


def test_after_an_answer_the_contact_is_asked_about(counter: Counter) -> None:
    asks(counter, "service_contact", 1.0)
    counter.tell("contact_answered", NOW - 2 * DAY, contact_id="k-1", touchpoint="service_contact")
    (survey,) = surveys(counter)
    assert (survey.touchpoint, survey.subject) == ("service_contact", "k-1")


def test_who_denied_marketing_is_not_asked_and_it_is_said_why(counter: Counter) -> None:
    arrives(counter)
    counter.tell("consent_updated", NOW - 3 * DAY, purposes={"marketing": "denied"})
    (survey,) = surveys(counter)
    assert (survey.state, refusal(survey)) == ("refused", {"survey": "no_consent"})
    assert counter.store.unsent()[0] == 0


def test_two_contacts_a_week_are_all_whatever_they_are_for(counter: Counter) -> None:
    for n in range(4):
        arrives(counter, f"o {n}")
    states = [survey.state for survey in surveys(counter)]
    assert sorted(states) == ["ready", "ready", "refused", "refused"]


def test_goodwill_comes_before_questions(counter: Counter) -> None:
    rule = {"caps": [{"most": 1}]}
    counter.define(GIFT | {"channel": "web"}, goodwill={"daily_budget": 1_000, "most": 9}, contact=rule)
    for n in range(12):
        counter.late_order(f"late {n}", f"customer {n}")
        arrives(counter, f"there {n}", f"customer {n}")
    counter.take_over()
    done = counter.rounds()
    given = {one.customer_id for one in done if one.gesture == "voucher"}
    asked = {one.customer_id for one in done if one.purpose == "survey" and one.state == "ready"}
    assert given
    assert not given & asked
    assert len(given | asked) == 12


def test_at_night_it_waits_for_the_morning(counter: Counter) -> None:
    arrives(counter)
    counter.now = parse_moment("2026-11-24T22:00:00Z")
    surveys(counter)
    with counter.store.write() as transaction:
        assert transaction.claim_messages(counter.now, counter.now, 10, owed=False) == []
    assert counter.store.unsent()[1] == parse_moment("2026-11-25T07:00:00Z")  # eight in Berlin
