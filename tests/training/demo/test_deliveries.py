"""Parcels keep to the truth: lanes, bad weeks, holidays, and what people say of a late delivery."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import polars as pl
import pytest

from features.workdays import Workdays
from tests.training.demo.conftest import NOW, Shop
from training.demo.personas import Persona

HERE = ZoneInfo("Europe/Berlin")


def moved(shop: Shop, event: str) -> pl.DataFrame:
    return shop.events.filter(event=event).with_columns(
        day=pl.col("occurred_at").dt.convert_time_zone("Europe/Berlin").dt.date()
    )


def days(shop: Shop, event: str) -> pl.DataFrame:
    return moved(shop, event).select("order_id", "origin", "carrier", "country", pl.col("day").alias(event))


def closed(country: str) -> list[date]:
    """Public holidays of the period."""
    first = (NOW - timedelta(days=100)).date()
    open_days = Workdays("Mon Tue Wed Thu Fri Sat Sun", country)
    every = [first + timedelta(days=ahead) for ahead in range(100)]
    return [day for day in every if not open_days.open_on((day - date(1970, 1, 1)).days)]


def test_every_purchase_says_what_the_shop_promises(shop: Shop) -> None:
    bought = shop.events.filter(event="purchase")
    ends = bought["promised_latest"].dt.convert_time_zone("Europe/Berlin")
    ordered = bought["occurred_at"].dt.convert_time_zone("Europe/Berlin").dt.date()
    assert set(ends.dt.time().cast(pl.String)) == {"23:59:59"}
    assert set((ends.dt.date() - ordered).dt.total_days()) == {shop.truth.deliveries.promised_within_days}


def test_nothing_leaves_or_arrives_on_a_holiday_or_sunday(shop: Shop) -> None:
    assert closed("DE")
    arrived = moved(shop, "shipment_delivered")
    for country in ("DE", "AT", "CH"):
        own = arrived.filter(country=country)["day"]
        assert not set(own) & set(closed(country))
        assert own.dt.weekday().max() == 6
    sent = moved(shop, "shipment_dispatched")
    assert sent["day"].dt.weekday().max() == 5
    assert not set(sent.filter(origin="leipzig")["day"]) & set(closed("DE"))


def test_what_is_late_stands_in_the_truth(shop: Shop) -> None:
    late = {order.order_id: order for order in shop.truth.deliveries.late_orders}
    due = dict(shop.events.filter(event="purchase").select("order_id", "promised_latest").iter_rows())
    last = (
        shop.events.filter(event="shipment_delivered").group_by("order_id").agg(pl.col("occurred_at").max())
    )
    seen = {order for order, at in last.iter_rows() if at > due[order]}
    assert 0.04 < len(late) / shop.truth.deliveries.orders < 0.25
    assert seen <= set(late)
    assert all(datetime.fromisoformat(order.arrives) > due[order.order_id] for order in late.values())


def test_lanes_take_as_long_as_the_truth_says(shop: Shop) -> None:
    """Within a country, without bad weeks, by the median of delivery days."""
    lane = next(x for x in shop.truth.deliveries.lanes if (x.origin, x.country) == ("hamburg", "DE"))
    both = days(shop, "shipment_dispatched").join(days(shop, "shipment_delivered"), on=["order_id", "origin"])
    own = both.filter(pl.col("origin") == lane.origin, pl.col("country") == "DE", carrier=lane.carrier)
    taken = (own["shipment_delivered"] - own["shipment_dispatched"]).dt.total_days().median()
    assert isinstance(taken, float)
    assert taken == pytest.approx(lane.median_days, abs=1)


def test_a_bad_week_takes_longer(shop: Shop) -> None:
    start = (NOW - timedelta(days=100)).astimezone(HERE).date()
    sent = days(shop, "shipment_dispatched").join(days(shop, "shipment_delivered"), on=["order_id", "origin"])
    within = sent.filter(pl.col("origin") == "leipzig", pl.col("country") == "DE")
    taken = within.with_columns(
        took=(pl.col("shipment_delivered") - pl.col("shipment_dispatched")).dt.total_days(),
        bad=pl.any_horizontal(
            (pl.col("carrier") == week.carrier)
            & (
                (pl.col("shipment_dispatched") - start)
                .dt.total_days()
                .is_between(week.starts_day, week.starts_day + week.days - 1)
            )
            for week in shop.truth.deliveries.bad_weeks
        ),
    )
    means = dict(taken.group_by("bad").agg(pl.col("took").mean()).iter_rows())
    assert means[True] > 1.25 * means[False]


def test_who_waited_longer_than_promised_gives_fewer_stars(shop: Shop) -> None:
    late = {order.order_id for order in shop.truth.deliveries.late_orders}
    rated = shop.events.filter(event="experience_rated", touchpoint="delivery")
    said = rated.filter(pl.col("metric").is_in(["stars", "csat"])).with_columns(
        late=pl.col("order_id").is_in(late)
    )
    assert said["score"].is_between(1, 5).all()
    means = dict(said.group_by("late").agg(pl.col("score").mean()).iter_rows())
    assert means[True] < means[False] - 0.7


def test_somebody_waits_for_an_order_that_will_be_late(shop: Shop) -> None:
    shown = msgspec.json.decode((shop.folder / "shop.json").read_bytes())["personas"]
    people = msgspec.convert(shown, list[Persona])
    waiting = [one for one in people if one.waits_for]
    known = {order.order_id: order for order in shop.truth.deliveries.late_orders}
    assert len(waiting) == 1
    order = known[waiting[0].waits_for or ""]
    assert order.customer_id == waiting[0].customer_id
    assert datetime.fromisoformat(order.promised_latest) > NOW
    told = shop.events.filter(pl.col("order_id") == order.order_id)["event"].to_list()
    assert "shipment_dispatched" in told
