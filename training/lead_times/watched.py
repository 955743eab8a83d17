"""The last weeks before a cut, lived through by a model that was learned before them → did promises hold."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from features.catalogue import Origin
from features.localdays import as_date, begin_of_day, local_date
from service.engine.lead_times.reading import needed_since
from service.engine.lead_times.rolling import Rolling
from service.engine.lead_times.watch import Tally
from training.lead_times.fit import learn
from training.lead_times.shop import LEAST_ARRIVED, Shop, Told
from training.lead_times.table import NEVER, table_of

WEEKS = 8
OTHER = "other"


class Group(Struct, frozen=True, kw_only=True):
    """Promises whose day passed, how many of them held, and all the days that they promised."""

    name: str
    due: int
    kept: int
    days: float


class Watched(Struct, frozen=True, kw_only=True):
    """`share`: how many should hold; `weeks` by their Mondays; `longer`: what promises are stretched by.

    Lanes and carriers of few parcels are one group, OTHER.
    """

    share: float
    longer: float
    weeks: list[Group]
    lanes: list[Group]
    carriers: list[Group]


def replayed(
    told: Told, origins: Mapping[str, Origin], until: int, zone: str, enough: int, share: float
) -> Rolling | None:
    """From what was known WEEKS before; None where by then hardly anything had been delivered."""
    day = local_date(until, zone)
    then = Shop(told, origins, day - 7 * WEEKS, zone, enough)
    table = table_of(told(0, begin_of_day(then.day, zone) - 1), then.day, zone)
    if (table.arrived < NEVER).sum() < LEAST_ARRIVED:
        return None
    rolling = Rolling(learn(then, table), origins, share)
    for fact in told(needed_since(rolling), until):
        rolling.take(*fact)
    rolling.until(day)
    return rolling


def watched(rolling: Rolling) -> Watched:
    """What became of its promises."""
    seen, standing = rolling.watch, rolling.standing()
    weeks = {as_date(monday).isoformat(): tally for monday, tally in seen.by_week().items()}
    return Watched(
        share=standing.share,
        longer=standing.longer,
        weeks=[_group(*each) for each in weeks.items()],
        lanes=_gathered(seen.by_lane()),
        carriers=_gathered(seen.by_carrier()),
    )


def _gathered(groups: Mapping[str, Tally]) -> list[Group]:
    """Nobody is to be told by a lane or carrier that few use."""
    few = Tally()
    for tally in groups.values():
        few = few.and_(tally) if tally.few else few
    named = [_group(name, tally) for name, tally in groups.items() if not tally.few]
    return [*named, _group(OTHER, few)] if few.due else named


def _group(name: str, tally: Tally) -> Group:
    return Group(name=name, due=tally.due, kept=tally.kept, days=round(tally.days, 1))
