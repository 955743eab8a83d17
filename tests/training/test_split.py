"""One cut: what was known then, and what was taken after it."""

from __future__ import annotations

import numpy as np

from features.clock import DAY
from features.history import read
from service.engine.visitor import visitor_of
from tests.service.engine.small_shop import NOW, kept
from training.split import MOST_ROWS, Window, some

CUT = NOW - 7 * DAY
EVENTS = (
    kept("view_item", 9, "Ann", item_id="green"),
    kept("search", 8.5, "Ann", query="tea"),
    kept("view_item_list", 8, "Ann", items=[{"item_id": "mint"}]),
    kept("view_item", 8, "Bob", item_id="black"),
    kept("purchase", 7, "Bob", items=[{"item_id": "bell", "quantity": 1, "price": 0}]),
    kept("view_item", 6, "Ann", item_id="green"),
    kept("view_item", 5, "Ann", item_id="mint"),
    kept("view_item", 4, "Ann", item_id="bell"),
    kept("search", 4, "Ann", query="bells"),
    kept("view_item", 4, "Ann", item_id="unheard of"),
    kept("view_item", 3, "Bob", item_id="green"),
    kept("not_interested", 3, "Bob", item_id="mint"),
    kept("view_item", 3, "Late", item_id="green"),
    kept("view_item", -1, "Bob", item_id="black"),
)
HISTORY = read([EVENTS], consent_granted=True)
WINDOW = Window(HISTORY, CUT, 7 * DAY)


def wanted(head: str) -> dict[str, set[str]]:
    found = WINDOW.wanted(head)  # type: ignore[arg-type]
    return {HISTORY.customers[p]: {HISTORY.items[i] for i in items} for p, items in found.items()}


def code(name: str) -> int:
    return next(person for person, known in HISTORY.customers.items() if known == name)


def test_all_wants_every_item_taken_after_the_cut_repeats_included() -> None:
    assert wanted("all") == {"Ann": {"green", "mint", "bell"}, "Bob": {"green"}}


def test_new_wants_only_what_no_event_of_the_person_named_before() -> None:
    assert wanted("new") == {"Ann": {"bell"}, "Bob": {"green"}}


def test_nobody_is_wanted_of_whom_nothing_was_known() -> None:
    assert "Late" not in wanted("all")


def test_a_visitor_is_what_the_service_would_have_seen_at_the_cut() -> None:
    index = {name: n for n, name in enumerate(HISTORY.items)}
    facts = [(kind, at, body) for who, _, kind, at, body in EVENTS if who == "Ann" and at <= CUT]
    served, trained = visitor_of(facts, index, CUT, 7.0), WINDOW.visitor(code("Ann"))
    for name in ("item", "kind", "at", "quantity"):
        assert getattr(served.rows, name).tolist() == getattr(trained.rows, name).tolist()
    assert [s.query for s in served.searches] == [s.query for s in trained.searches] == ["tea"]
    assert (served.now, served.horizon) == (trained.now, trained.horizon)


def test_what_happens_at_the_cut_is_known() -> None:
    assert HISTORY.items.index("bell") in WINDOW.visitor(code("Bob")).own


def test_of_somebody_who_never_stops_only_the_last_counts() -> None:
    events = [kept("view_item", 30 - n / 1_000, "Bot", item_id=f"i{n}") for n in range(MOST_ROWS + 5)]
    window = Window(read([events], consent_granted=True), NOW, DAY)
    assert window.visitor(0).rows.item.tolist() == list(range(5, MOST_ROWS + 5))


def test_where_nobody_comes_back_nobody_wants_anything() -> None:
    window = Window(HISTORY, NOW + 3 * DAY, DAY)
    assert (window.wanted("all"), window.wanted("new")) == ({}, {})


def test_some_are_drawn_the_same_with_the_same_seed_in_their_order() -> None:
    people = list(range(100))
    drawn = some(people, 10, 1)
    assert drawn == some(people, 10, 1) == sorted(set(drawn))
    assert drawn != some(people, 10, 2)
    assert some(people, 100, 1) == people
    assert np.array_equal(some([], 5, 1), [])


def test_a_visitor_at_the_cut_knows_nothing_that_was_said_later() -> None:
    said = [
        kept("customer_updated", 9, age_band="18-29"),
        kept("not_interested", 8, category="bike"),
        kept("view_item", 8, item_id="green"),
        kept("customer_updated", 1, age_band="60+"),
        kept("not_interested", 1, category="tea"),
    ]
    visitor = Window(read([said], consent_granted=True), CUT, 7 * DAY).visitor(0)
    assert (visitor.attributes, visitor.unwanted_categories) == (
        {"age_band": "18-29"},
        frozenset({"bike"}),
    )
