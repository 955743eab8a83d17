"""Facts of parcels up to a moment → lead times: effects, clocks and tables, then warmed up day by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from features.artifact import Array
from features.catalogue import Origin
from features.localdays import begin_of_day, local_date
from features.parcels import Parcel
from service.engine.lead_times import level
from service.engine.lead_times.constants import (
    BEFORE,
    LANE_PRIOR,
    LEAST_HANDLING,
    LEAST_TRANSIT,
    SAME_LEVEL,
    SENDER_PRIOR,
    SUPPORT_DAYS,
    WARM_UP,
)
from service.engine.lead_times.days import Floats, LearnedClock
from service.engine.lead_times.effects import Effects, Ways, lane_keys, sender_keys
from service.engine.lead_times.known import Learned
from service.engine.lead_times.late import Stages
from service.engine.lead_times.rolling import Rolling
from service.engine.lead_times.stored import arrays_of
from service.engine.lead_times.tail import BINS, Tail
from training.lead_times.clock import clock_of
from training.lead_times.hazards import hazard_table
from training.lead_times.ridge import Fitted, fit_times
from training.lead_times.shop import LEAST_ARRIVED, Shop, Told
from training.lead_times.table import NEVER, Table, home_of, keyed, table_of
from training.lead_times.warnings import calibrated

UNCALIBRATED = np.array([0.0, 1.0, 0.0, 0.0, 0.0])
Fit = tuple[dict[str, Array], dict[str, list[str]]]


def fit_lead_times(told: Told, origins: Mapping[str, Origin], until: int, zone: str, enough: int) -> Fit:
    """Arrays and texts by name, none where hardly anything was delivered.

    `told`: facts of parcels in a stretch of time, in order; `zone`: the shop's; `enough`: orders behind a
    sender or a lane.
    """
    day = local_date(until, zone)
    table = table_of(told(0, begin_of_day(day, zone) - 1), day, zone)
    arrived = table.arrived[table.ordered >= day - SUPPORT_DAYS] < NEVER
    if arrived.sum() < LEAST_ARRIVED:
        return {}, {}
    return arrays_of(calibrated(learn, Shop(told, origins, day, zone, enough), table))


@dataclass(frozen=True)
class Stretches:
    """When parcels were ordered, sent and arrived, and the clocks of both; `sends`: is it told at all."""

    table: Table
    sent: Floats
    clock: LearnedClock
    sending: LearnedClock
    sends: bool


def learn(shop: Shop, table: Table) -> Learned:
    """From all parcels before the day."""
    home, stretches = home_of(table.parcels), _stretches(table, shop.day)
    ways = _ways(stretches, shop, home)
    recent = table.ordered >= shop.day - WARM_UP - BEFORE
    ways = _with_means(ways, [table.parcels[row] for row in np.flatnonzero(recent).tolist()], shop.origins)
    return _warmed(stretches, shop, ways, *_tables(stretches, shop, ways))


def _stretches(table: Table, day: int) -> Stretches:
    """Where few dispatches are told, all is transit; what was sent after it came doesn't count as sent."""
    arrived = table.arrived < NEVER
    sends = bool(2 * (table.sent[arrived] < NEVER).sum() >= arrived.sum())
    sent = np.where(table.sent <= table.arrived, table.sent, NEVER) if sends else table.ordered
    first = min(int(table.ordered.min()), day - WARM_UP - BEFORE - SAME_LEVEL)
    home = home_of(table.parcels)
    clock, sending = clock_of(table.arrived, first, day, home), clock_of(sent, first, day, home)
    return Stretches(table, sent, clock, sending, sends)


def _ways(stretches: Stretches, shop: Shop, home: str) -> Ways:
    """What arrived without having been sent says nothing of stages."""
    table, sent, day = stretches.table, stretches.sent, shop.day
    senders, by_sender = keyed(table, lambda parcel: sender_keys(parcel.way))
    lanes, by_lane = keyed(table, lambda parcel: lane_keys(parcel.way, shop.origins, home))
    told = np.flatnonzero((table.arrived == NEVER) | (sent < NEVER))
    handling = fit_times(
        by_sender[told], table.ordered[told], sent[told], day, stretches.sending, LEAST_HANDLING, SENDER_PRIOR
    )
    transit = fit_times(by_lane, sent, table.arrived, day, stretches.clock, LEAST_TRANSIT, LANE_PRIOR)
    return Ways(
        _effects(senders, handling, SENDER_PRIOR, shop.enough),
        _effects(lanes, transit, LANE_PRIOR, shop.enough),
        home,
        0.0,
        0.0,
    )


def _effects(keys: list[str], fitted: Fitted, prior: float, enough: int) -> Effects:
    """Of what only one order knows nothing is kept."""
    kept = [place for place, rows in enumerate(fitted.rows[1:].tolist()) if rows >= enough]
    values, spreads = fitted.effects[1:].tolist(), fitted.spreads[1:].tolist()
    return Effects(
        float(fitted.effects[0]),
        fitted.sigma,
        prior,
        {keys[place]: values[place] for place in kept},
        {keys[place]: spreads[place] for place in kept},
    )


def _with_means(ways: Ways, parcels: list[Parcel], origins: Mapping[str, Origin]) -> Ways:
    """The means that single parcels' estimates are drawn to."""
    means = [ways.log_mean(parcel.way, origins) for parcel in parcels]
    transit = [ways.transit.of(lane_keys(parcel.way, origins, ways.home)) for parcel in parcels]
    return replace(ways, mean_log=float(np.mean(means)), mean_log_transit=float(np.mean(transit)))


def _tables(stretches: Stretches, shop: Shop, ways: Ways) -> tuple[Floats, Floats, Floats]:
    """Hazards of the whole, of handling and of transit, over what is typical of each parcel."""
    recent = stretches.table.ordered >= shop.day - WARM_UP
    table, sent, day = stretches.table.where(recent), stretches.sent[recent], shop.day
    clock, sending = stretches.clock, stretches.sending
    typical = np.array([ways.typical(parcel.way, shop.origins) for parcel in table.parcels])
    handling = np.array([ways.handling_days(parcel.way) for parcel in table.parcels])
    transit = np.array([ways.transit_days(parcel.way, shop.origins) for parcel in table.parcels])
    came, left = table.arrived < NEVER, sent < NEVER
    whole = clock.at(np.where(came, np.floor(table.arrived), day)) - clock.at(table.ordered)
    first = sending.at(np.where(left, sent, day)) - sending.at(table.ordered)
    second = clock.at(np.where(came, np.floor(table.arrived) + 0.5, day)) - clock.at(
        np.where(left, sent, day)
    )
    return (
        hazard_table(whole / typical, came),
        hazard_table((first / handling)[left | ~came], left[left | ~came]),
        hazard_table((second / transit)[left], came[left]),
    )


def _warmed(
    stretches: Stretches, shop: Shop, ways: Ways, table: Floats, handling: Floats, transit: Floats
) -> Learned:
    """Rolled through the days before the cut, so that speed, tail and crowd are known at once."""
    start = shop.day - WARM_UP
    nothing = np.zeros(BINS)
    learned = Learned(
        start,
        shop.zone,
        ways,
        stretches.clock,
        stretches.sending,
        stretches.sends,
        level.at_first(),
        Tail(table, nothing, nothing),
        stretches.clock.rates(start - BEFORE, BEFORE).tolist(),
        [],
        _arrivals(stretches.table, ways.home, start),
        Stages(handling, transit, UNCALIBRATED),
    )
    rolling = Rolling(learned, shop.origins, 0.0, learns=False)
    since, until = (begin_of_day(day, shop.zone) for day in (start - BEFORE, shop.day))
    for fact in shop.told(since, until - 1):
        rolling.take(*fact)
    return rolling.handed_over(shop.day)


def _arrivals(table: Table, home: str, start: int) -> dict[str, list[int]]:
    """Country → parcels that arrived on each of the days before one."""
    arrived = np.floor(table.arrived - (start - SUPPORT_DAYS))
    countries = [parcel.way.country or home for parcel in table.parcels]
    found = {country: [0] * SUPPORT_DAYS for country in sorted(set(countries))}
    for country, day in zip(countries, arrived.tolist(), strict=True):
        if 0 <= day < SUPPORT_DAYS:
            found[country][int(day)] += 1
    return found
