"""Orders become parcels: when each leaves its warehouse, and when it arrives beside what was promised."""

from typing import NamedTuple

import numpy as np
import polars as pl

from features.calendars import arrival_days, leave_days
from features.localdays import Days
from features.workdays import Workdays
from training.demo.appeal import Ints
from training.demo.carriers import CARRIERS, PACE, BadWeek, slowness
from training.demo.moments import days_of, first_day, micros, seconds
from training.demo.rhythm import LOCAL, Period
from training.demo.warehouses import LINZ, WAREHOUSES, WEEK, origins

PROMISED_WITHIN = 5  # days from the order's, for every item and place: the shop's own, flat promise
SLIPS = 0.07  # how often packing takes a working day longer
UNSEEN = 0.01  # share of parcels whose arrival nobody scanned


class Land(NamedTuple):
    """Where a parcel goes, as far as holidays there are known."""

    country: str
    region: None = None


def origin_of(home: Ints, second: Ints, country: pl.Series) -> Ints:
    """Austrian orders leave from Linz where Linz keeps the item."""
    return np.where((second == LINZ) & (country == "AT").to_numpy(), LINZ, home)


def drawn_parcels(
    rng: np.random.Generator, span: Period, weeks: tuple[BadWeek, ...], lines: pl.DataFrame
) -> pl.DataFrame:
    """Bought lines to one row per parcel, one per order and warehouse; also what arrives after the period.

    `promised`, `dispatched`, `delivered`: seconds since its start; `late`: days; `scanned`: was it seen.
    """
    sent = lines.unique(["order_id", "place"], keep="first", maintain_order=True)
    place, country = sent["place"].to_numpy(), sent["country"].to_numpy()
    carrier = drawn_carriers(rng, place)
    left = packed(rng, left_on(span, sent["moment"].to_numpy(), place), place)
    slower = slowness(weeks, carrier, left - first_day(span))
    arrived = arrived_on(left, transit_days(rng, place, country, carrier, slower), country)
    promised = days_of(span, sent["moment"].to_numpy()) + PROMISED_WITHIN
    return sent.select("order_id", "customer_id", "country").with_columns(
        origin=pl.Series([WAREHOUSES[at].origin for at in place], dtype=pl.String),
        carrier=pl.Series([CARRIERS[at] for at in carrier], dtype=pl.String),
        slower=pl.Series(slower),
        promised=pl.Series(seconds(span, promised + 1, np.zeros(len(sent))) - 1),
        dispatched=pl.Series(seconds(span, left, rng.uniform(16, 19.5, len(left)))),
        delivered=pl.Series(seconds(span, arrived, rng.uniform(9, 18, len(left)))),
        late=pl.Series(np.maximum(arrived - promised, 0)),
        scanned=pl.Series(rng.random(len(left)) > UNSEEN),
    )


def drawn_carriers(rng: np.random.Generator, place: Ints) -> Ints:
    """Each warehouse gives every one of its carriers as much."""
    choice = rng.random(len(place))
    names = [WAREHOUSES[at].carriers for at in place]
    return np.array(
        [CARRIERS.index(own[int(at * len(own))]) for own, at in zip(names, choice, strict=True)],
        dtype=np.int64,
    )


def left_on(span: Period, moment: np.ndarray, place: Ints) -> Days:
    """By cut-off, handling days, weekends and the public holidays of the warehouse's country and region."""
    found = np.zeros(len(place), dtype=np.int64)
    for at, origin in enumerate(origins()):
        own = place == at
        found[own] = leave_days(origin, micros(span, moment[own]), LOCAL.key)
    return found


def packed(rng: np.random.Generator, day: Days, place: Ints) -> Days:
    """Now and then it takes a working day longer, or more."""
    more = rng.geometric(1 - SLIPS, len(day)) - 1
    for at, origin in enumerate(origins()):
        own = place == at
        day[own] = Workdays(WEEK, origin.country, origin.region).nth_of(day[own], more[own])
    return day


def transit_days(
    rng: np.random.Generator, place: Ints, country: np.ndarray, carrier: Ints, slower: np.ndarray
) -> Ints:
    """Days on which parcels are delivered: the lane's law, the carrier's pace, and what slows it down."""
    pairs = [WAREHOUSES[at].transit[land] for at, land in zip(place, country, strict=True)]
    medians, spreads = np.array(pairs, dtype=np.float64).reshape(-1, 2).T
    pace = np.array(list(PACE.values()))[carrier]
    days: Ints = np.rint(medians * pace * slower * rng.lognormal(0, spreads)).astype(np.int64)
    return np.maximum(1, days)


def arrived_on(left: Days, transit: Ints, country: np.ndarray) -> Days:
    """Parcels arrive from Monday to Saturday but for the public holidays of their country."""
    found = np.zeros(len(left), dtype=np.int64)
    for land in np.unique(country):
        own = country == land
        found[own] = arrival_days(left[own], transit[own], Land(str(land)))
    return found


def told(span: Period, parcels: pl.DataFrame) -> pl.DataFrame:
    """What the shop hears until the period ends: a step for each dispatch and each scanned delivery."""
    common = ["order_id", "customer_id", "country", "origin", "carrier"]
    steps = [
        parcels.select(*common, event=pl.lit("shipment_dispatched"), moment="dispatched"),
        parcels.filter("scanned").select(*common, event=pl.lit("shipment_delivered"), moment="delivered"),
    ]
    return pl.concat(steps).filter(pl.col("moment") < span.seconds)
