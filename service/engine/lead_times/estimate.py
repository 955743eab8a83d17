"""A way and a moment → the days by which a parcel arrives, never one on which nothing can be delivered."""

from __future__ import annotations

from typing import NamedTuple

from features.calendars import arrives, leaves, possible
from features.catalogue import Origin
from features.localdays import begin_of_day, end_of_day
from features.parcels import Way
from service.engine.lead_times.days import days_of
from service.engine.lead_times.effects import Origins
from service.engine.lead_times.known import Known
from service.engine.promises import Place, Promise

SOON, LIKELY = 0.1, 0.5  # shares of parcels that are there at the earliest, most likely
WORKED_ON = 0.5  # of a usual day's arrivals: on such days parcels do arrive, whatever the calendar says


class Estimate(NamedTuple):
    """Days; `confidence`: the share of parcels that is there by the end of `latest`."""

    earliest: int
    most_likely: int
    latest: int
    confidence: float


def estimate(known: Known, way: Way, origins: Origins, place: Place, at: int, share: float) -> Estimate:
    """For a parcel ordered at a moment; `share`: how often `latest` shall hold."""
    typical = known.ways.typical(way, origins)
    moment, crowd, forecast = days_of(at, known.zone), known.crowd(at), known.forecast
    first = _first_day(origins.get(way.origin or ""), place, at, known.zone)

    def day(wanted: float) -> int:
        found = max(forecast.ends(typical, moment, wanted, crowd) - 1, first)
        return next_day(known, found, place)

    latest = day(share)
    confidence = forecast.share(typical, moment, latest + 1, crowd)
    return Estimate(min(day(SOON), latest), min(day(LIKELY), latest), latest, confidence)


def supported(known: Known, place: Place, least: int) -> bool:
    """Have enough parcels arrived in the country lately; of unknown ones, in the one most go to."""
    return known.support.get(place.country or known.ways.home, 0) >= least


def promise_of(found: Estimate, place: Place, until: int | None) -> Promise:
    """As moments at the customer's; `until`: the cut-off it rests on."""
    return Promise(
        begin_of_day(found.earliest, place.zone),
        end_of_day(found.most_likely, place.zone),
        end_of_day(found.latest, place.zone),
        round(found.confidence, 4),
        until,
        True,
        place.zone,
    )


def next_day(known: Known, day: int, place: Place) -> int:
    """The first day on or after one on which parcels arrive, by the calendar or as was learned."""
    ahead = day - known.forecast.day
    rates = known.forecast.rates
    while not (ahead < len(rates) and rates[ahead] >= WORKED_ON) and not possible(day, place):
        day, ahead = day + 1, ahead + 1
    return day


def _first_day(origin: Origin | None, place: Place, at: int, zone: str) -> int:
    """Before it nothing can arrive; only what the shop said of an origin counts, no defaults."""
    if origin is None or (origin.cut_off is None and not origin.handling_days and origin.week_mask is None):
        return 0
    return arrives(leaves(origin, at, zone), 0, place)
