"""How simulated customers take what is done follows from the truth, and comes on top of all else."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from training.demo.gestures import World, true_effects
from training.demo.responses import responded
from training.demo.winning import DAY, Added, Treated

FIRST = datetime(2026, 3, 1, tzinfo=UTC)
TRIGGERED = 1_775_000_000_000_000  # 2026-03-31 in microseconds
LATER = TRIGGERED + 60 * DAY
TRUTH = true_effects(3, World(strength=3.0))


def triggers(gesture: str, many: int = 400) -> list[Treated]:
    return [
        Treated(f"{n:024x}", f"k{n}", "delivery", gesture, TRIGGERED, True, 90.0, 3.0, "family")
        for n in range(many)
    ]


def bought(again: int, many: int = 400) -> pl.DataFrame:
    """Everybody once before, the first `again` of them once more within the month."""
    rows = [(f"k{n}", f"b{n}", FIRST) for n in range(many)]
    rows += [(f"k{n}", f"c{n}", FIRST + timedelta(days=40)) for n in range(again)]
    lines = pl.DataFrame(rows, schema=["customer_id", "order_id", "occurred_at"], orient="row")
    said = {"item_id": "i1", "quantity": 2, "price": 3.5, "currency": "EUR", "origin": "w", "country": "DE"}
    rest = {"postcode": "10115", "locale": "de", "channel": "web", "carrier": "post"}
    return lines.with_columns(pl.lit(value).alias(name) for name, value in (said | rest).items())


def test_to_do_nothing_brings_nobody_back() -> None:
    events, added = responded(TRUTH, triggers("nothing"), bought(200), LATER)
    assert not len(events.filter(event="purchase"))
    assert added == [Added("nothing", 400, 0.0), Added("all", 400, 0.0)]


def test_a_gesture_brings_as_many_back_as_the_truth_says() -> None:
    events, (added, _) = responded(TRUTH, triggers("voucher"), bought(200), LATER)
    won = events.filter(event="purchase")["customer_id"].n_unique()
    assert won / 400 == pytest.approx(added.effect, abs=0.04)
    assert added.effect > 0.05


def test_who_buys_anyway_is_moved_by_nothing() -> None:
    events, (added, _) = responded(TRUTH, triggers("voucher"), bought(400), LATER)
    assert not len(events.filter(event="purchase"))
    assert added.effect == 0


def test_who_was_won_back_buys_what_they_bought_last_and_gets_it() -> None:
    events, _ = responded(TRUTH, triggers("voucher"), bought(0), LATER)
    order = events.filter(event="purchase").row(0, named=True)
    assert (order["item_id"], order["quantity"], order["price"]) == ("i1", 2, 3.5)
    steps = events.filter(pl.col("order_id") == order["order_id"])["event"].to_list()
    assert steps == ["purchase", "shipment_dispatched", "shipment_delivered"]


def test_nothing_is_told_of_what_is_still_to_come() -> None:
    early = TRIGGERED + 2 * DAY
    events, added = responded(TRUTH, triggers("voucher"), bought(0), early)
    assert (events["occurred_at"].dt.epoch("us") <= early).all()
    assert added == []


def test_some_say_yes_some_no_and_most_nothing() -> None:
    events, _ = responded(TRUTH, triggers("voucher"), bought(0), LATER)
    said = dict(events["event"].value_counts().iter_rows())
    assert 0.4 < said["intervention_accepted"] / 400 < 0.6
    assert 0 < said["intervention_declined"] < 40


def test_the_same_truth_and_triggers_bring_the_same_responses() -> None:
    one, two = (responded(TRUTH, triggers("call"), bought(100), LATER)[0] for _ in range(2))
    assert one.equals(two)
