"""Who isn't there is reminded of what the page would say: rarely, by day, with consent, and never twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from features.clock import DAY, HOUR, MINUTE, parse_moment
from features.interventions.reminder import REMINDER
from service.interventions.looking import MOST
from service.interventions.reminders import Occasion
from service.interventions.sweep import SWEEP
from service.interventions.webhook.permission import may_go
from service.interventions.webhook.sending import Tried, due, settle
from service.store.records import Intervention, Row
from tests.service.interventions.counter import GIFT, NOW, Counter, opened
from tests.service.interventions.test_acting import customers

CART = {"name": "cart_left", "answer": "cart", "cool_down": "7d"}
CHEAPER = {"name": "cheaper", "answer": "price_drop", "cool_down": "7d"}


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    with opened(tmp_path) as counter:
        yield counter


def defines(counter: Counter, *reminders: dict[str, Any]) -> None:
    counter.define(reminders=reminders)
    counter.take_over()


def leaves(counter: Counter, customer: str = "Ann", answer: str = "cart", subject: str = "cart") -> None:
    """Puts a kettle into the cart, five hours ago; the page would say so."""
    counter.tell("add_to_cart", NOW - 5 * HOUR, customer, item_id="kettle", quantity=1)
    says(counter, customer, answer, subject)


def says(counter: Counter, customer: str, answer: str, subject: str) -> None:
    text = {"de": "Noch im Wagen", "en": "Still in the cart"}
    answers = {"de": {"answer_id": "a-de"}, "en": {"answer_id": "a-en"}}
    occasion = Occasion(subject, text, answers)
    counter.occasions.says.setdefault(customer, {})[answer] = occasion


def reminders(counter: Counter) -> list[Intervention]:
    return [one for one in counter.rounds() if one.purpose == REMINDER]


def refusal(one: Intervention) -> Any:
    return msgspec.json.decode(one.facts).get("not_now")


def goes(counter: Counter) -> list[str]:
    """Ids of what may go now."""
    with counter.store.write() as transaction:
        claimed = due(transaction, counter.now, owed=False)
        return [one.message_id for one in may_go(transaction, claimed, counter.now, default=True)]


def taken(counter: Counter) -> None:
    """The receiver takes what is due."""
    with counter.store.write() as transaction:
        messages = due(transaction, counter.now, owed=False)
        settle(transaction, [Tried(one, "sent", "204") for one in messages], counter.now)


def test_the_shops_systems_are_told_whom_to_remind_of_what_in_every_language(counter: Counter) -> None:
    defines(counter, CART)
    leaves(counter)
    (line,) = reminders(counter)
    assert (line.gesture, line.trigger, line.touchpoint, line.state) == ("cart_left", "cart", "cart", "ready")
    with counter.store.write() as transaction:
        (message,) = due(transaction, counter.now, owed=False)
    told = msgspec.json.decode(message.body)
    assert (told["type"], message.message_id) == ("intervention.reminder", line.intervention_id)
    assert told["data"]["text"]["en"] == "Still in the cart"
    assert told["data"]["answers"]["de"]["answer_id"] == "a-de"


def test_without_a_reminder_nobody_is_reminded(counter: Counter) -> None:
    defines(counter, {**CART, "stopped": True})
    leaves(counter)
    assert reminders(counter) == []


def test_who_is_still_there_is_left_alone(counter: Counter) -> None:
    defines(counter, {**CART, "rested": "6h"})
    leaves(counter)
    assert reminders(counter) == []
    counter.now += SWEEP
    counter.take_over()
    assert len(reminders(counter)) == 1


def test_the_same_is_told_once_and_again_only_after_its_cool_down(counter: Counter) -> None:
    defines(counter, CHEAPER)
    leaves(counter, "Ann", "price_drop", "kettle")
    for days, times in ((0, 1), (1, 1), (5, 1), (7, 2)):
        counter.now = NOW + days * DAY + HOUR
        counter.take_over()
        assert len(reminders(counter)) == times
        taken(counter)


def test_of_a_cart_that_was_left_more_than_a_week_ago_nobody_hears(counter: Counter) -> None:
    defines(counter, CART)
    counter.tell("add_to_cart", NOW - 8 * DAY, item_id="kettle", quantity=1)
    says(counter, "Ann", "cart", "cart")
    assert reminders(counter) == []


def test_another_thing_within_the_cool_down_is_refused_and_it_is_said_why(counter: Counter) -> None:
    defines(counter, CHEAPER)
    leaves(counter, "Ann", "price_drop", "kettle")
    reminders(counter)
    says(counter, "Ann", "price_drop", "cup")
    counter.now += SWEEP
    counter.take_over()
    assert [refusal(one) for one in reminders(counter)] == [None, {"cheaper": "cools_down"}]


def test_of_several_the_most_important_goes_and_the_others_have_their_turn_later(counter: Counter) -> None:
    defines(counter, CART, {**CHEAPER, "priority": 5})
    leaves(counter)
    says(counter, "Ann", "price_drop", "cup")
    assert [one.gesture for one in reminders(counter)] == ["cheaper"]
    counter.now += SWEEP
    counter.take_over()
    assert [one.gesture for one in reminders(counter)] == ["cheaper", "cart_left"]


def test_who_denied_marketing_is_not_reminded_and_it_is_said_why(counter: Counter) -> None:
    defines(counter, CART)
    leaves(counter)
    counter.tell("consent_updated", NOW - 9 * DAY, purposes={"marketing": "denied"})
    (line,) = reminders(counter)
    assert (line.state, refusal(line)) == ("refused", {"cart_left": "no_consent"})
    assert counter.store.unsent() == (0, 0)


def test_reminders_live_under_the_one_cap_over_everything(counter: Counter) -> None:
    defines(counter, CART)
    counter.define(contact={"caps": [{"most": 1}]})
    counter.take_over()
    counter.tell("survey_sent", NOW - DAY, touchpoint="delivery")
    leaves(counter)
    assert [refusal(one) for one in reminders(counter)] == [{"cart_left": "cap_of_all"}]


def test_goodwill_of_the_same_moment_comes_first(counter: Counter) -> None:
    gift = {**GIFT, "cost": 0, "channel": "web"}
    counter.define(gift, contact={"caps": [{"most": 1}]}, goodwill={"most": 9})
    defines(counter, CART)
    for n, name in enumerate(customers(held=False, many=9)):
        counter.late_order(str(n), name)
        leaves(counter, name)
    done = counter.rounds()
    given = {one.customer_id for one in done if one.gesture == "voucher"}
    reminded = {one.customer_id for one in done if one.purpose == REMINDER and one.state == "ready"}
    assert given
    assert not given & reminded
    assert len(given | reminded) == 9


def test_at_night_nobody_is_reminded_and_in_the_morning_only_of_what_still_holds(counter: Counter) -> None:
    counter.now = parse_moment("2026-11-24T22:00:00Z")
    defines(counter, CART)
    leaves(counter, "Ann")
    leaves(counter, "Bob")
    assert reminders(counter) == []
    del counter.occasions.says["Bob"]  # has bought it meanwhile
    counter.now = parse_moment("2026-11-25T08:00:00Z")
    counter.take_over()
    assert [one.customer_id for one in reminders(counter)] == ["Ann"]


def test_two_workers_remind_once(counter: Counter) -> None:
    defines(counter, CART)
    leaves(counter)
    one, other = counter.acting, counter.another()
    one.round()
    counter.now += 3 * MINUTE  # its turn is over
    other.round()
    assert len(reminders(counter)) == 1


@pytest.mark.parametrize("jump", [40 * DAY, -5 * DAY])
def test_a_clock_that_jumps_and_comes_back_reminds_nobody_twice(counter: Counter, jump: int) -> None:
    defines(counter, CART)
    counter.tell("add_to_cart", NOW - 45 * DAY, item_id="kettle", quantity=1)
    leaves(counter)
    counter.now += jump
    counter.take_over()
    reminders(counter)
    counter.now -= jump
    counter.take_over()
    assert len([one for one in reminders(counter) if one.state == "ready"]) == 1


def test_who_ordered_before_a_late_receiver_took_it_is_not_reminded(counter: Counter) -> None:
    defines(counter, CART)
    leaves(counter, "Ann")
    leaves(counter, "Bob")
    of = {one.customer_id: one.intervention_id for one in reminders(counter)}
    counter.now += HOUR
    counter.tell("purchase", counter.now, "Bob", order_id="9", items=[], currency="EUR")
    assert goes(counter) == [of["Ann"]]
    bob = counter.store.intervention(of["Bob"])
    assert bob is not None
    assert (bob.state, bob.changed_by) == ("cancelled", "bought_since")


def test_a_day_later_a_reminder_is_too_old(counter: Counter) -> None:
    defines(counter, CART)
    leaves(counter)
    reminders(counter)
    counter.now += DAY + HOUR
    assert (goes(counter), counter.store.unsent()) == ([], (0, 0))


@pytest.mark.parametrize(("reminder", "reminded"), [(CART, 1), (CHEAPER, 0)])
def test_what_rests_on_behaviour_does_not_go_once_personalisation_is_denied(
    counter: Counter, reminder: dict[str, Any], reminded: int
) -> None:
    defines(counter, reminder)
    leaves(counter, "Ann", reminder["answer"], "kettle")
    reminders(counter)
    counter.tell("consent_updated", counter.now, purposes={"personalisation": "denied"})
    counter.now += MINUTE
    assert len(goes(counter)) == reminded


def test_what_marketing_no_longer_allows_when_it_goes_out_does_not_go(counter: Counter) -> None:
    defines(counter, CART)
    leaves(counter)
    reminders(counter)
    counter.tell("consent_updated", counter.now, purposes={"marketing": "denied"})
    counter.now += MINUTE
    assert goes(counter) == []


def test_what_no_receiver_took_yet_may_come_any_moment_and_counts_against_the_caps(counter: Counter) -> None:
    counter.define(contact={"caps": [{"most": 1, "within": "1h"}]})
    defines(counter, CART, CHEAPER)
    leaves(counter)
    reminders(counter)
    says(counter, "Ann", "price_drop", "kettle")
    counter.now += 3 * HOUR
    counter.take_over()
    assert [refusal(one) for one in reminders(counter)] == [None, {"cheaper": "cap_of_all"}]


def test_what_a_receiver_takes_late_waits_for_the_morning_and_that_is_no_try(counter: Counter) -> None:
    defines(counter, CART)
    leaves(counter)
    (line,) = reminders(counter)
    counter.now = parse_moment("2026-11-24T21:00:00Z")
    assert goes(counter) == []
    counter.now = parse_moment("2026-11-25T07:00:00Z")  # eight in Berlin
    with counter.store.write() as transaction:
        (message,) = due(transaction, counter.now, owed=False)
    assert (message.message_id, message.attempts) == (line.intervention_id, 0)


def test_whoever_clicks_a_thousand_times_is_still_asleep_where_they_live(counter: Counter) -> None:
    counter.tell("customer_updated", NOW - 40 * DAY, time_zone="America/New_York")  # six in the morning
    bodies = {"event": "view_item", "customer_id": "Ann", "item_id": "kettle"}
    clicks = [
        Row(f"c{n}", "view_item", NOW - DAY + n, NOW, "Ann", None, msgspec.json.encode(bodies))
        for n in range(MOST)
    ]
    with counter.store.write() as transaction:
        transaction.insert(clicks)
    defines(counter, CART)
    leaves(counter)
    assert reminders(counter) == []
