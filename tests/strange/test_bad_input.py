"""Bad input breaks neither a training nor a page, and the training says what it saw."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import pytest

from features.artifact import read_manifest
from features.artifact.manifest import version_of
from features.clock import DAY, SECOND
from features.history import KeptEvent
from tests.service.engine.shop_floor import Floor
from tests.service.engine.small_shop import NOW, item, kept
from tests.service.page.asking import ids, items, page
from tests.strange.opened import TEN, all_is_well, bought, looked, opened, ranked, refused, told, trained

pytestmark = pytest.mark.slow
NAMES = [one.item_id for one in TEN]
AGES = 11_000.0  # days: a clock that shows 1996


def everyday(people: int = 60) -> list[KeptEvent]:
    """Everybody looks at two items of one kind on some days of the last weeks, and buys one of them once."""
    events: list[KeptEvent] = []
    for n in range(people):
        kind = 5 * (n % 2)
        for visit in range(3):
            two = [NAMES[kind + (n + visit + more) % 5] for more in range(2)]
            events += looked(1 + 6 * visit + n / 100, f"c{n}", *two)
        events.append(bought(8 + n / 100, f"c{n}", NAMES[kind + n % 5]))
    return events


def bot() -> Iterable[KeptEvent]:
    """A hundred thousand looks in a day."""
    bodies = [msgspec.json.encode({"item_id": name}) for name in NAMES]
    return (
        ("bot", None, "view_item", NOW - DAY // 2 - n * SECOND // 5, bodies[n % 10]) for n in range(100_000)
    )


def test_a_machine_is_set_aside_told_of_and_still_gets_a_page(floor: Floor) -> None:
    outcome = opened(floor, [*everyday(), *bot()])
    assert told(outcome)["machines"] == (
        "Set aside as machines: 1. No person acts so often on a day or about an item."
    )
    assert outcome.counts["interactions"] == len(everyday())
    all_is_well(floor, "bot", "c1")


def test_an_item_that_everybody_bought_is_told_of_and_drowns_nothing(floor: Floor) -> None:
    bags = [bought(3 + n / 100, f"c{n}", "bag") for n in range(60)]
    outcome = opened(floor, [*everyday(), *bags], [*TEN, item("bag", "bags")])
    assert told(outcome)["everybody"] == (
        "Items that more than half of all buyers have: 1. They say little about anybody's taste."
    )
    all_is_well(floor, "c1")
    assert "bag" not in ids(page(floor, "c1", size=5))
    floor.happen("view_item", 0, "Ann", item_id=NAMES[7])
    assert [one.category for one in items(page(floor))[:4]].count("kind 1") >= 3


def test_events_of_one_moment_teach_what_is_popular_and_nothing_of_time(floor: Floor) -> None:
    outcome = opened(floor, [(*event[:3], NOW - DAY, event[4]) for event in everyday()])
    assert told(outcome)["one_moment"].startswith("All events bear the same time: what came before")
    assert told(outcome)["nobody_returned"].startswith(
        "Nobody came back in the windows that are learned from"
    )
    all_is_well(floor, "c1")


def test_a_category_of_one_item_suggests_what_else_there_is(floor: Floor) -> None:
    alone = [item(name, f"only {name}") for name in NAMES]
    outcome = opened(floor, everyday(), alone)
    assert told(outcome)["lonely_categories"] == (
        "Categories of one item only: 10 of 10. There is nothing else to suggest from them."
    )
    all_is_well(floor, "c1")


def test_items_without_category_are_told_of(floor: Floor) -> None:
    outcome = opened(floor, everyday(), [item(name) for name in NAMES])
    assert told(outcome)["no_categories"].startswith("No item has a category: pages lean on")
    all_is_well(floor, "c1")


def test_without_a_catalogue_items_are_shown_by_their_id(floor: Floor) -> None:
    outcome = opened(floor, everyday(), [])
    assert told(outcome)["no_catalogue"].startswith("There is no catalogue: items are shown by their id")
    all_is_well(floor, "c1")


def test_what_costs_nothing_is_told_of_and_shown(floor: Floor) -> None:
    outcome = opened(floor, everyday(), [item(name, "kind", price=0.0) for name in NAMES])
    assert told(outcome)["free"] == "Items with a price of 0: 10. They are shown like any other."
    all_is_well(floor, "c1")


def test_where_every_item_is_new_since_the_training_pages_go_on(floor: Floor) -> None:
    opened(floor, everyday())
    floor.delete(*NAMES)
    floor.sell(item(f"new {n}", f"kind {n // 5}") for n in range(10))
    floor.live.apply(floor.live.news())
    floor.happen("view_item", 0, "c1", item_id="new 8")
    all_is_well(floor, "c1")
    shown = items(page(floor, "c1"))
    assert {one.item_id for one in shown} == {f"new {n}" for n in range(10)}
    assert {one.category for one in shown[:4]} == {"kind 1"}
    again = told(trained(floor))["new_items"]
    assert again.startswith("Items in the catalogue without any event yet: 9 (90 %).")


def test_nothing_is_said_of_what_is_as_usual(floor: Floor) -> None:
    assert set(told(opened(floor, everyday()))) == {"short_history", "no_repeats", "few_returned"}


ONLY: dict[str, list[KeptEvent]] = {
    "one look": looked(1, "c1", NAMES[7]),
    "not interested": [kept("not_interested", 1 + n, "c1", item_id=NAMES[n]) for n in range(3)],
    "refunds": [kept("refund", 1 + n, "c1", item_id=NAMES[n], order_id="o1") for n in range(3)],
    "twins": [event for who in ("c1", "c2") for event in looked(2, who, *NAMES[5:8])],
    "since the last cut": [event for n in range(60) for event in looked(n / 10_000, f"c{n}", *NAMES[:3])],
    "one look at each": [event for n in range(10) for event in looked(n, f"c{n}", NAMES[n])],
}


@pytest.mark.parametrize("name", ONLY)
def test_a_shop_with_nothing_else_is_trained_and_says_what_it_leans_on(floor: Floor, name: str) -> None:
    outcome = opened(floor, ONLY[name])
    assert "There are no purchases: pages go by what was looked at" in told(outcome)["no_purchases"]
    all_is_well(floor, "c2")
    assert len(ids(page(floor, "c1"))) >= 7
    assert not floor.failures


def test_where_people_only_searched_the_job_says_what_is_missing(floor: Floor) -> None:
    floor.sell(TEN)
    floor.keep([kept("search", n, f"c{n}", query="item 3") for n in range(9)])
    assert "there is no event with an item" in refused(floor)
    floor.live.refresh_model()
    answer = page(floor, "c1", size=10)
    assert (answer.fallback, len(ids(answer))) == ("no_model", 10)


def test_an_order_of_five_thousand_lines_teaches_and_is_served(floor: Floor) -> None:
    many = [f"part {n}" for n in range(5_000)]
    outcome = opened(
        floor,
        [*everyday(), bought(2, "builder", *many), bought(9, "c1", "part 1", "part 2")],
        [*TEN, *(item(name, "parts") for name in many)],
    )
    assert outcome.counts["items"] == 5_010
    all_is_well(floor, "builder", "c1")


def test_a_clock_of_1996_does_not_decide_how_far_the_ranking_looks(floor: Floor) -> None:
    floor.sell(TEN)
    floor.happen("view_item", AGES, "c1", item_id=NAMES[0])
    floor.keep(everyday())
    outcome = trained(floor)
    assert told(outcome)["strays"].startswith("Events that lie more than a year before all others: 1.")
    assert outcome.horizon_days == 1
    assert read_manifest(floor.artifacts / outcome.version).data_from > "2026"
    all_is_well(floor, "c1")


def test_an_event_of_2099_is_no_part_of_any_past(floor: Floor) -> None:
    without = opened(floor, everyday()).version
    floor.keep([kept("view_item", -27_000, "c1", item_id=NAMES[0])])
    assert trained(floor).version == without
    all_is_well(floor, "c1")


EXTREME = (
    "windows = 12\n",
    "factors = 512\niterations = 100\n",
    "neighbours = 1000\nmin_customers_per_edge = 1\n",
    "min_customers_per_edge = 1000000\n",
    "popularity_half_lives = [1e-6, 1e-6, 1e-6]\nfactors_half_life = 1e-6\n",
    "popularity_half_lives = [1e6, 1e6, 1e6]\nfactors_half_life = 1e6\nregularisation = 1e6\n",
    "ranking_l2 = 1e6\nbm25_k1 = 1e6\nregularisation = 1e-6\n",
    "ranking_l2 = 1e-6\nbm25_k1 = 1e-6\nbm25_b = 1e-9\nenough_persons = 1\n",
    "horizon_days = 0.01\n",
    "horizon_days = 1000\n",
    "training_visitors = 1\n",
)


@pytest.mark.parametrize("recipe", EXTREME)
def test_a_recipe_at_its_extremes_still_makes_full_pages(floor: Floor, recipe: str) -> None:
    opened(floor, everyday(), recipe=recipe)
    all_is_well(floor, "c1")
    assert len(ranked(floor, "c1")["c1"]) == 10


def test_windows_that_the_history_has_no_room_for_are_told_of(floor: Floor) -> None:
    outcome = opened(floor, everyday(), recipe="windows = 12\nhorizon_days = 2\n")
    assert told(outcome)["few_windows"] == (
        "Windows asked for to learn from: 12; the history is long enough for 9."
    )


def test_what_is_told_stands_in_the_manifest_and_makes_no_other_version(floor: Floor) -> None:
    outcome = opened(floor, everyday(30))
    manifest = read_manifest(floor.artifacts / outcome.version)
    assert manifest.notices == outcome.notices
    assert told(outcome)["few_persons"].startswith("People with events: 30. Only from 50 on")
    assert version_of(msgspec.structs.replace(manifest, notices=[])) == outcome.version
