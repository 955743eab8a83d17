"""What happened agrees with what the simulator says is true, so that later work can be checked against it."""

from datetime import datetime

import polars as pl
import pytest

from tests.training.demo.conftest import NOW, Shop
from training.demo.truth import Customer


def purchases(shop: Shop) -> pl.DataFrame:
    lines = shop.events.filter(event="purchase").drop("category")
    return lines.join(shop.items.select("item_id", "item_group_id", "category"), on="item_id")


def by_id(shop: Shop) -> dict[str, Customer]:
    return {customer.customer_id: customer for customer in shop.truth.customers}


def test_the_truth_is_written_before_anything_happens(shop: Shop) -> None:
    written = [(shop.folder / name).stat().st_mtime_ns for name in ("truth.json", "events.parquet")]
    assert written == sorted(written)


def test_the_truth_says_how_to_draw_it_again(shop: Shop) -> None:
    truth = shop.truth
    assert (truth.seed, truth.days, truth.customers_asked) == (7, 100, 500)
    assert datetime.fromisoformat(truth.now) == NOW


def test_tastes_are_shares(shop: Shop) -> None:
    assert all(
        sum(customer.taste.values()) == pytest.approx(1, abs=2e-3) for customer in shop.truth.customers
    )


def test_customers_buy_mostly_what_they_like(shop: Shop) -> None:
    known = by_id(shop)
    pairs = purchases(shop).select("customer_id", "category").iter_rows()
    strong = [known[customer].taste[category] > 2 / 17 for customer, category in pairs]
    assert sum(strong) > 0.7 * len(strong)


def test_habits_show_in_the_purchases(shop: Shop) -> None:
    bought = purchases(shop).sort("occurred_at")
    gaps = bought.with_columns(gap=pl.col("occurred_at").diff().over("customer_id", "item_id"))
    seen = gaps.group_by("customer_id", "item_id").agg(
        pl.col("gap").median().dt.total_hours() / 24, times=pl.len()
    )
    often = {(who, what): gap for who, what, gap, times in seen.iter_rows() if times >= 4}
    ratios = [
        often[customer.customer_id, habit.item_id] / habit.every_days
        for customer in shop.truth.customers
        for habit in customer.habits
        if (customer.customer_id, habit.item_id) in often
    ]
    as_said = [ratio for ratio in ratios if 0.75 < ratio < 1.25]
    assert len(as_said) > max(50, 0.85 * len(ratios))


def test_what_lasts_is_bought_once(shop: Shop) -> None:
    truth = shop.truth
    lasting = [item for item, wanted in truth.items.items() if not wanted.consumable]
    kept = purchases(shop).filter(pl.col("item_id").is_in(lasting))
    product = pl.coalesce("item_group_id", "item_id")
    assert kept.select("customer_id", product).is_unique().all()


def test_what_surges_is_seen_more_at_the_end(shop: Shop) -> None:
    rising = [item for item, wanted in shop.truth.items.items() if wanted.surge > 0]
    views = shop.events.filter(event="view_item").with_columns(rises=pl.col("item_id").is_in(rising))
    late = pl.col("occurred_at") > NOW - pl.duration(days=10)
    assert views.filter(late)["rises"].mean() > 2 * views.filter(~late)["rises"].mean()  # type: ignore[operator]


def test_nothing_is_seen_before_its_launch(shop: Shop) -> None:
    seen = shop.events.group_by("item_id").agg(pl.col("occurred_at").min())
    first = dict(seen.drop_nulls("item_id").iter_rows())
    start = NOW.timestamp() - 100 * 86400
    launched = {item: wanted.launched_day for item, wanted in shop.truth.items.items() if wanted.launched_day}
    assert launched
    assert all(
        first[item].timestamp() > start + (day - 1) * 86400 for item, day in launched.items() if item in first
    )


def test_what_goes_together_is_bought_together(shop: Shop) -> None:
    """Pairs of the truth stand in one order far more often than by chance."""
    lines = purchases(shop).select("order_id", "item_id")
    pairs = lines.join(lines, on="order_id", suffix="_other").filter(
        pl.col("item_id") != pl.col("item_id_other")
    )
    partners = {(item, other) for item, wanted in shop.truth.items.items() for other in wanted.goes_with}
    share = (
        sum(pair in partners for pair in pairs.select("item_id", "item_id_other").iter_rows()) / pairs.height
    )
    assert share > 10 * len(partners) / 300**2


def test_cohorts_differ(shop: Shop) -> None:
    def toys(segment: str) -> float:
        own = [
            known.taste["Freizeit/Spielzeug"] for known in shop.truth.customers if known.segment == segment
        ]
        return sum(own) / len(own)

    assert toys("family") > 2 * toys("single")
