"""What happened, counted by steps; how the last horizon was made up."""

from __future__ import annotations

from features.clock import DAY
from features.history import read
from tests.service.engine.small_shop import NOW, kept
from training.findings.volume import OTHER, mix_of, volume_of


def test_a_year_is_counted_in_weeks_and_nine_days_in_quarters_of_a_day() -> None:
    for length, step in ((365, 7), (120, 1), (9, 0.25), (0.1, 1 / 24)):
        history = read([[kept("view_item", days, item_id="x") for days in (length, 0)]], consent_granted=True)
        assert volume_of(history, NOW).step_days == step


def test_every_kind_is_counted_where_it_happened() -> None:
    events = [kept("view_item", 40, item_id="x")]
    events += [kept("purchase", 1.5, items=[{"item_id": i, "quantity": 1, "price": 1}]) for i in "xy"]
    events += [kept("search", 0.5, query="tea"), kept("view_item", 0, item_id="x")]
    found = volume_of(read([events], consent_granted=True), NOW)
    assert len(found.begins) == 40
    assert (found.kinds["purchase"][-2], sum(found.kinds["purchase"])) == (2, 2)
    assert found.kinds["search"][-1] == 1
    assert (found.kinds["view_item"][-1], found.kinds["view_item"][0]) == (1, 1)


def test_a_category_of_few_customers_is_not_named() -> None:
    events = [kept("view_item", 1, f"c{n}", item_id="tea") for n in range(30)]
    events += [kept("view_item", 1, f"c{n}", item_id="ring") for n in range(29)]
    history = read([events], consent_granted=True)
    mix = mix_of(history, NOW, 2 * DAY, {"tea": "food/tea", "ring": "jewels"})
    assert mix.categories == {"food": 30, OTHER: 29}
    assert (mix.customers, mix.items, mix.interactions, mix.kinds) == (30, 2, 59, {"view_item": 59})


def test_only_the_last_horizon_is_mixed() -> None:
    events = [kept("view_item", 5, "Ann", item_id="old"), kept("view_item", 1, "Ben", item_id="new")]
    mix = mix_of(read([events], consent_granted=True), NOW, 2 * DAY, {})
    assert (mix.customers, mix.items, mix.categories) == (1, 1, {OTHER: 1})
