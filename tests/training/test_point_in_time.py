"""Features of a moment: in training what they are for a page, and nothing that came later changes them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
import pytest

from features.artifact import Model
from features.clock import DAY, HOUR
from features.history import KeptEvent, read
from service.engine.catalogue import items_at
from service.engine.ranker import candidates, feature_names
from service.engine.visitor import Visitor, visitor_of
from service.page.model import PageRequest
from tests.service.engine.shop_floor import Floor
from tests.service.engine.small_shop import NOW, item, kept
from tests.service.page.asking import service
from tests.strange.shops import Habit, simulated
from training.ranking.lists import COMPACT, Lists
from training.ranking.pasts import Past, Shop
from training.recipe import Recipe

CUT, WEEK = NOW - 7 * DAY, int(7 * DAY)
RECIPE = Recipe(enough_persons=1, factors=4, horizon_days=7)
PEOPLE, ITEMS = 50, 24
SIMULATED = simulated(Habit(days=40, visits=2, looks=3, buys=0.3, returns=0.3), PEOPLE, ITEMS, seed=1)
SOLD = [item(one.item_id, one.category, brand=f"brand {n % 5}") for n, one in enumerate(SIMULATED.items)]
SEVERAL = [{"item_id": "item 3", "quantity": 2, "price": 4.5}, {"item_id": "item 4", "quantity": 1}]


def told(days: float, who: str | None, number: int, device: str | None = None) -> list[KeptEvent]:
    """One event of every other kind that says something."""
    what, other = f"item {number % ITEMS}", f"item {(number + 5) % ITEMS}"
    country, age = ("DE", "AT")[number % 2], ("18-29", "60+")[number % 2]
    events = [
        kept("customer_updated", days, who, device, country=country, age_band=age),
        kept("search", days, who, device, query="item 7"),
        kept("select_item", days, who, device, item_id=what),
        kept("add_to_cart", days, who, device, item_id=what, quantity=2),
        kept("remove_from_cart", days, who, device, item_id=what, quantity=1),
        kept("add_to_wishlist", days, who, device, item_id=other),
        kept("view_item_list", days, who, device, items=SEVERAL),
        kept("experience_rated", days, who, device, item_id=what, metric="stars", score=1 + number % 5),
        kept("not_interested", days, who, device, item_id=f"item {(number + 9) % ITEMS}"),
    ]
    line = {"item_id": what, "quantity": 1 + number % 3, "price": 1 + number}
    events.append(kept("purchase", days, who, device, items=[line]))
    if number % 3 == 0:
        events.append(kept("refund", days, who, device, items=SEVERAL))
        events.append(kept("not_interested", days, who, device, category="kind 1"))
    return events


def in_order(events: Iterable[KeptEvent]) -> list[KeptEvent]:
    return sorted(events, key=lambda event: event[3])


TALK = [event for n in range(PEOPLE) for event in told(9 + n / 10, f"c{n}", n)]
STRANGER = [*told(8.5, None, 3, "phone"), kept("view_item", 8, None, "phone", item_id="item 2")]
PAST = [event for event in [*SIMULATED.events, *TALK, *STRANGER] if event[3] <= CUT]
BACK = [kept("view_item", 6, f"c{n}", item_id="item 1") for n in range(PEOPLE)]


def seen_live(floor: Floor, who: str | None) -> Visitor:
    """As a page reads somebody from the store; the stranger by their device."""
    world, device = floor.live.now.world, None if who else "phone"
    visit = service(floor).read(PageRequest(customer_id=who, anonymous_id=device))
    assert visit is not None
    return visitor_of(visit.facts, world.index, visit.now, world.horizon)


@pytest.mark.slow
def test_training_sees_everybody_as_a_page_does_to_the_last_digit(floor: Floor) -> None:
    """The same model: in training as it was fitted, in the service as it was published."""
    floor.sell(SOLD)
    floor.keep(in_order([*PAST, *BACK]))
    history = read(floor.store.history(0, NOW), consent_granted=True)
    shop = Shop(history, RECIPE, WEEK, items_at(floor.store, NOW))
    past = Past(shop, CUT, *shop.learned(CUT))
    floor.publish(past.model)
    floor.live.refresh_model()
    floor.now = CUT
    sources = floor.live.now.world.sources
    names = feature_names(sources)
    assert names == feature_names(past.world.sources)
    spoke = np.zeros(len(names), bool)
    lists = []
    for code in np.unique(past.window.known.person).tolist():
        name = history.customers.get(code)
        trained = candidates(past.window.visitor(code), past.world.sources)
        live = candidates(seen_live(floor, name), sources)
        assert np.array_equal(trained.items, live.items)
        assert np.array_equal(trained.own, live.own)
        assert trained.known == live.known
        pairs = zip(names, trained.features.T, live.features.T, strict=True)
        differ = [name for name, one, other in pairs if not np.array_equal(one, other)]
        assert not differ
        spoke |= live.features.any(axis=0)
        if name:
            lists.append(live.features[~np.isin(live.items, past.window.visitor(code).unwanted)])
    assert len(sources) == 12
    silent = {name for name, said in zip(names, spoke, strict=True) if not said}
    assert silent == {"item_year_ago"}, "the shop is forty days old"
    assert past.lists is not None
    assert np.array_equal(past.lists.features, np.concatenate(lists).astype(COMPACT))


FUTURES = {
    "the same": BACK,
    "the same later": [(*event[:3], event[3] + 9 * HOUR, event[4]) for event in BACK],
    "others are taken": [kept("purchase", 5, f"c{n}", items=SEVERAL) for n in range(PEOPLE)],
    "all that can be said": [*BACK, *(e for n in range(PEOPLE) for e in told(6.5, f"c{n}", n + 11))],
    "new people": [*BACK, *(e for n in range(PEOPLE) for e in told(6.5, f"newcomer {n}", n + 1))],
    "new items": [*BACK, *(kept("view_item", 6.5, f"c{n}", item_id=f"new {n}") for n in range(99))],
    "what stood in the catalogue": [*BACK, kept("view_item", 6.5, "c1", item_id="shelf warmer")],
    "new people and items": [
        *BACK,
        *(
            kept("view_item", 6.9, f"newcomer {n}", item_id=name)
            for n in range(9)
            for name in ("item new", "a")
        ),
    ],
}
UNHEARD_OF = item("item new", "kind 1"), item("shelf warmer", "kind 0")


@cache
def learned(future: str) -> tuple[Model, Lists]:
    """Up to the cut, of a history that goes on like this."""
    history = read([in_order([*PAST, *FUTURES[future]])], consent_granted=True)
    return Shop(history, RECIPE, WEEK, {one.item_id: one for one in (*SOLD, *UNHEARD_OF)}).learned(CUT)


@pytest.mark.parametrize("future", FUTURES)
def test_whatever_comes_after_a_cut_changes_nothing_that_is_learned_up_to_it(future: str) -> None:
    before, after = learned("the same")[0], learned(future)[0]
    assert before.texts == after.texts
    assert before.arrays.keys() == after.arrays.keys()
    changed = [name for name in before.arrays if not np.array_equal(before.arrays[name], after.arrays[name])]
    assert not changed


@pytest.mark.parametrize("future", FUTURES)
def test_whatever_comes_after_a_cut_changes_no_feature_of_anybody_at_the_cut(future: str) -> None:
    before, after = learned("the same")[1], learned(future)[1]
    assert len(before) == len(after) == PEOPLE
    for name in ("names", "features", "own", "starts", "known"):
        assert np.array_equal(getattr(before, name), getattr(after, name)), name


def test_what_was_taken_does_depend_on_what_comes_after() -> None:
    before, after = learned("the same")[1], learned("others are taken")[1]
    assert not np.array_equal(before.hits["all"], after.hits["all"])
