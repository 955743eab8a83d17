"""What became of gestures is joined to them, learned from and proven; what isn't known yet isn't said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from features.analyses import INTERVENTIONS
from features.clock import DAY, parse_moment
from features.interventions.course import after, course_of
from features.interventions.definition import NOTHING, decode_gesture
from features.interventions.report import Line, decode_report
from features.interventions.traits import Traits
from features.touchpoints.definition import DEFAULTS
from service.interventions.budget import Purse
from service.interventions.choice import Newest
from service.store import Store
from service.store.records import Fact, Intervention, Row
from tests.stores import new_store
from tests.training.interventions.past import (
    COSTS,
    NOW,
    Season,
    bought,
    decision,
    gesture_of,
    told,
    write_season,
)
from training.interventions.job import Found, analyse
from training.touchpoints.job import Shop

LATE = Traits(trigger="delivery", gap=2.0, orders=2, spent=4.0)
PURSE = Purse(budget=100.0, spent=0.0, elapsed=0.5, left=50.0)
BOTH = [decode_gesture(gesture_of(name, cost)) for name, cost in COSTS.items() if name != NOTHING]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = new_store(f"sqlite:///{tmp_path}/shop.db")
    yield store
    store.close()


def run(store: Store, as_of: int = NOW, *, consent_granted: bool = True) -> Found:
    shop = Shop(DEFAULTS, "Europe/Berlin", "CHF", consent_granted)
    return analyse(store, shop, as_of=as_of, now=NOW, progress=lambda _: None)


def line_of(found: Found, gesture: str) -> Line:
    return next(line for line in found.report.lines if line.gesture == gesture)


def write(store: Store, *rows: Row | Intervention) -> None:
    with store.write() as transaction:
        for row in rows:
            if isinstance(row, Intervention):
                transaction.put_intervention(row)
            else:
                transaction.insert([row])


def test_without_a_ledger_there_is_nothing_to_tell(store: Store) -> None:
    found = run(store)
    assert (found.policy, found.report.decided, found.report.lines) == (None, 0, [])
    assert all(effect is None for effect in found.report.effects.values())
    assert Newest(store).shares(LATE, BOTH, 0.05, PURSE) == pytest.approx([1 / 3] * 3)


@pytest.mark.slow
def test_a_gesture_that_helps_is_found_proven_and_made_from_then_on(store: Store) -> None:
    write_season(store, Season(triggers=1_500))
    found = run(store)
    call, sorry = line_of(found, "call"), line_of(found, "sorry")
    assert call.effect is not None
    assert sorry.effect is not None
    assert call.effect.low > 0.1
    assert call.effect.low < 0.3 < call.effect.high
    assert sorry.effect.low < 0 < sorry.effect.high
    assert call.per_kept is not None
    assert call.per_kept[0] < 6 / 0.3 < call.per_kept[1]
    assert sorry.per_kept is None  # it isn't certain that it keeps anybody
    newest = Newest(store)
    nothing, more, _ = newest.shares(LATE, BOTH, 0.05, PURSE)
    assert more > 0.9
    assert nothing >= 0.05 / 3
    assert newest.version is not None


@pytest.mark.slow
def test_what_is_stored_is_what_was_found(store: Store) -> None:
    write_season(store, Season(triggers=100))
    found, kept = run(store), store.analysis(INTERVENTIONS)
    assert kept is not None
    assert decode_report(kept.body) == found.report
    assert found.policy is None  # too few
    assert found.report.refused == {"budget": 100}
    assert sum(day.decided for day in found.report.days) == 100
    assert sum(day.cost for day in found.report.days) == pytest.approx(found.report.cost)


def test_what_is_not_heard_yet_is_no_failure(store: Store) -> None:
    write_season(store, Season(triggers=100, days=20))
    found = run(store)
    assert all(line.old == 0 and line.effect is None for line in found.report.lines)


def test_answers_ratings_and_complaints_are_joined_and_unknown_ones_counted(store: Store) -> None:
    at = NOW - 60 * DAY
    made = decision("Ann", at, "call")
    write(
        store,
        made,
        told("intervention_accepted", "Ann", at + DAY, intervention_id=made.intervention_id),
        told("intervention_declined", "Bob", at + DAY, intervention_id="nobody-made-it"),
        told("experience_rated", "Ann", at + 3 * DAY, metric="stars", score=4, item_id="kettle"),
        told("complaint_raised", "Ann", at + 4 * DAY, complaint_id="k1", about="delivery"),
    )
    found = run(store)
    line = line_of(found, "call")
    assert (line.accepted, line.declined, line.complaints, line.rated, line.stars) == (1, 0, 1, 1, 4.0)
    assert found.report.unknown == 1


def test_a_rating_months_later_and_the_order_itself_say_nothing(store: Store) -> None:
    at = NOW - 80 * DAY
    write(
        store,
        decision("Ann", at, "call"),
        bought("Ann", at + DAY, order="1001"),
        told("experience_rated", "Ann", at + 60 * DAY, metric="stars", score=1, item_id="kettle"),
    )
    line = line_of(run(store), "call")
    assert (line.old, line.repeats, line.rated) == (1, 0, 0)


def test_nothing_later_than_the_moment_is_known(store: Store) -> None:
    at = NOW - 60 * DAY
    write(store, decision("Ann", at, "call"), bought("Ann", at + 20 * DAY))
    assert line_of(run(store), "call").repeats == 1
    early = line_of(run(store, at + 10 * DAY), "call")
    assert (early.old, early.repeats) == (0, 0)


def test_who_said_no_to_analytics_is_not_looked_at(store: Store) -> None:
    at = NOW - 60 * DAY
    denied = told("consent_updated", "Ann", at - DAY, purposes={"analytics": "denied"})
    write(store, decision("Ann", at, "call"), bought("Ann", at + DAY), denied)
    line = line_of(run(store), "call")
    assert (line.decided, line.old, line.repeats) == (1, 0, 0)


def test_a_line_that_cannot_be_read_costs_no_other(store: Store) -> None:
    at = NOW - 60 * DAY
    write(store, decision("Ann", at, "call"), decision("Bob", at, "call")._replace(facts=b"{}"))
    found = run(store)
    assert (found.report.unreadable, line_of(found, "call").decided) == (1, 1)


@pytest.mark.slow
def test_who_came_into_a_better_state_is_counted_and_who_was_never_in_any_is_not(store: Store) -> None:
    at = NOW - 60 * DAY
    complaint = {"complaint_id": "k1", "about": "delivery"}
    for customer in ("Ann", "Bob"):
        write(
            store,
            bought(customer, at - 10 * DAY),
            told("complaint_raised", customer, at - DAY, **complaint | {"complaint_id": customer}),
            decision(customer, at, "call"),
        )
    write(store, told("complaint_resolved", "Ann", at + 2 * DAY, complaint_id="Ann"))
    write(store, decision("Eve", at, "call"), decision("Bob", NOW - DAY, "sorry"))
    line = line_of(run(store), "call")
    assert (line.states, line.better) == (2, 1)
    assert line_of(run(store), "sorry").states == 0  # its 30 days aren't over


def test_days_are_the_shops_as_the_budgets_are(store: Store) -> None:
    midnight = parse_moment("2026-09-01T22:00:00Z")  # in Berlin
    write(store, decision("Ann", midnight - 1, "call"), decision("Bob", midnight, "call"))
    assert [day.day for day in run(store).report.days] == ["2026-09-01", "2026-09-02"]


def test_a_look_back_replaces_nothing_that_is_newer_and_a_date_ahead_is_replaced(store: Store) -> None:
    write(store, decision("Ann", NOW - 60 * DAY, "call"))
    made = [run(store, as_of).kept for as_of in (NOW - DAY, NOW, NOW - DAY, NOW, NOW + 99 * DAY, NOW)]
    assert made == [True, True, False, True, True, True]
    kept = store.analysis(INTERVENTIONS)
    assert kept is not None
    assert decode_report(kept.body).as_of == NOW


def test_what_another_release_wrote_is_replaced_by_whatever_is_computed(store: Store) -> None:
    with store.write() as transaction:
        transaction.put_analysis(INTERVENTIONS, NOW, b'{"by": "another release"}')
    assert run(store, NOW - 99 * DAY).kept


def test_what_was_paid_in_another_currency_is_no_money_of_the_shops() -> None:
    at = NOW - 60 * DAY
    own, abroad = bought("Ann", at + 2 * DAY), bought("Ann", at + DAY)
    abroad = abroad._replace(body=abroad.body.replace(b"CHF", b"JPY"))
    facts = [Fact("purchase", one.occurred_at, one.body) for one in (abroad, own)]
    after_it = after(course_of(facts, followed=True, currency="CHF"), "x", "1001", at)
    assert (after_it.repeat, after_it.spent) == (1.0, 100.0)
