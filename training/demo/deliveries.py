"""Orders become parcels: when each leaves its warehouse and when it arrives."""

from datetime import timedelta

import numpy as np
import polars as pl

from training.demo.appeal import Floats, Ints
from training.demo.rhythm import LOCAL, Period
from training.demo.warehouses import LINZ, WAREHOUSES

ARRIVES_ON = "1111110"  # Monday to Saturday
UNSEEN = 0.03  # share of parcels whose arrival nobody scanned


def origin_of(home: Ints, second: Ints, country: pl.Series) -> Ints:
    """Austrian orders leave from Linz where Linz keeps the item."""
    return np.where((second == LINZ) & (country == "AT").to_numpy(), LINZ, home)


def parcels(rng: np.random.Generator, span: Period, lines: pl.DataFrame) -> pl.DataFrame:
    """Bought lines to one dispatched and one delivered step per parcel, that is per order and warehouse."""
    sent = lines.unique(["order_id", "place"], keep="first", maintain_order=True)
    place = sent["place"].to_numpy()
    left = dispatch_days(span, sent["moment"].to_numpy(), place)
    arrived = np.busday_offset(left, transit_days(rng, place, sent["country"]), weekmask=ARRIVES_ON)
    common = sent.select("order_id", "customer_id", "country").with_columns(
        origin=pl.Series([WAREHOUSES[at].origin for at in place], dtype=pl.String),
        carrier=pl.Series([str(rng.choice(WAREHOUSES[at].carriers)) for at in place], dtype=pl.String),
    )
    steps = [
        common.with_columns(
            event=pl.lit("shipment_dispatched"), moment=moments(span, left, rng.uniform(16, 19.5, len(left)))
        ),
        common.with_columns(
            event=pl.lit("shipment_delivered"), moment=moments(span, arrived, rng.uniform(9, 18, len(left)))
        ).filter(pl.Series(rng.random(len(left)) > UNSEEN)),
    ]
    return pl.concat(steps).filter(pl.col("moment") < span.seconds)


def dispatch_days(
    span: Period, moment: Floats, place: Ints
) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    """The business day on which it leaves: ordered before the cut-off counts as that day."""
    local = [(span.start + timedelta(seconds=float(second))).astimezone(LOCAL) for second in moment]
    days = np.array([at.date() for at in local], dtype="datetime64[D]")
    late = [at.strftime("%H:%M") >= WAREHOUSES[where].cut_off for at, where in zip(local, place, strict=True)]
    handling = np.array([WAREHOUSES[where].handling_days for where in place], dtype=np.int64)
    workday = np.is_busday(days)
    return np.busday_offset(days, handling + (np.array(late, dtype=np.bool_) & workday), roll="forward")


def transit_days(rng: np.random.Generator, place: Ints, country: pl.Series) -> Ints:
    pairs = [WAREHOUSES[at].transit[land] for at, land in zip(place, country, strict=True)]
    means, spreads = np.array(pairs, dtype=np.float64).reshape(-1, 2).T
    return np.maximum(1, np.rint(means * rng.lognormal(0, spreads))).astype(np.int64)


def moments(span: Period, day: np.ndarray[tuple[int], np.dtype[np.datetime64]], hour: Floats) -> pl.Series:
    """Local days and hours as seconds since the period's start."""
    local = pl.Series(day.astype("datetime64[us]") + (hour * 3.6e9).astype("timedelta64[us]"))
    utc = local.dt.replace_time_zone("Europe/Berlin", ambiguous="earliest").dt.convert_time_zone("UTC")
    return (utc - span.start).dt.total_microseconds() / 1e6
