"""The law of every lane, bad weeks and each parcel's fate, as they stand in the truth."""

import msgspec
import polars as pl

from training.demo import deliveries, ratings
from training.demo.carriers import PACE, BadWeek
from training.demo.moments import as_text
from training.demo.rhythm import Period
from training.demo.warehouses import WAREHOUSES


class Lane(msgspec.Struct, frozen=True):
    """Delivery days on the way: max(1, round(median × lognormal(spread) × slower in a bad week))."""

    origin: str
    carrier: str
    country: str
    median_days: float
    spread: float


class LateOrder(msgspec.Struct, frozen=True):
    """An order whose last parcel arrives after the day that the shop promised; maybe after now."""

    order_id: str
    customer_id: str
    promised_latest: str
    arrives: str
    days_late: int
    under_way: bool


class Deliveries(msgspec.Struct, frozen=True):
    """`slips`: how often packing takes a day longer; stars: their mean in time, and lost per day late."""

    lanes: list[Lane]
    bad_weeks: tuple[BadWeek, ...]
    slips: float
    unscanned: float
    promised_within_days: int
    stars_in_time: float
    stars_lost_per_day: float
    orders: int
    late_orders: list[LateOrder]


def true_deliveries(span: Period, weeks: tuple[BadWeek, ...], parcels: pl.DataFrame) -> Deliveries:
    return Deliveries(
        lanes=lanes(),
        bad_weeks=weeks,
        slips=deliveries.SLIPS,
        unscanned=deliveries.UNSEEN,
        promised_within_days=deliveries.PROMISED_WITHIN,
        stars_in_time=ratings.CONTENT,
        stars_lost_per_day=ratings.LOST_PER_DAY,
        orders=parcels["order_id"].n_unique(),
        late_orders=late_orders(span, parcels),
    )


def lanes() -> list[Lane]:
    return [
        Lane(house.origin, carrier, country, round(median * PACE[carrier], 3), spread)
        for house in WAREHOUSES
        for carrier in house.carriers
        for country, (median, spread) in house.transit.items()
    ]


def late_orders(span: Period, parcels: pl.DataFrame) -> list[LateOrder]:
    """Oldest promise first."""
    whole = parcels.group_by("order_id", maintain_order=True).agg(
        pl.col("customer_id", "promised").first(),
        pl.col("delivered", "late").max(),
        sent=pl.col("dispatched").max() < span.seconds,
    )
    return [
        LateOrder(
            order, who, as_text(span, due), as_text(span, arrives), late, sent and arrives >= span.seconds
        )
        for order, who, due, arrives, late, sent in whole.filter(pl.col("late") > 0)
        .sort("promised", "order_id")
        .iter_rows()
    ]
