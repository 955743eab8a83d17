"""The route of what was done to make good and what it did, from the stored analysis; no single customer."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import QueryParameter
from msgspec import Struct

from features.analyses import INTERVENTIONS
from features.clock import SECOND, parse_moment, to_text
from features.errors import BadInput
from features.interventions.report import Day, Estimate, Line, Outcome, Report, decode_report
from service.api import examples
from service.api.describe import DOORS, gives, problems
from service.api.doors import needs
from service.api.pages import PRIVATE
from service.api.worker import TheWorker, parameter_at_fault
from service.store.protocol import Reader

From = Annotated[
    str | None, QueryParameter(name="from", description="`days` from that of this moment (RFC 3339) on.")
]
To = Annotated[str | None, QueryParameter(name="to", description="`days` up to that of this moment.")]


class Done(Struct, frozen=True, kw_only=True):
    """How often a gesture (or `nothing`) was decided upon on a day (UTC); `held` of them for comparison.

    `cost` of what wasn't declined, failed or cancelled.
    """

    day: str
    gesture: str
    decided: int
    held: int
    cost: float


class Since(Struct, frozen=True, kw_only=True):
    """A gesture does something else since a moment."""

    gesture: str
    since: str
    found: str


class Interventions(Struct, frozen=True, kw_only=True):
    """The last stored analysis. `days`: what was asked for; the rest is about all that was decided.

    `effects`: of all goodwill against the holdout, null: not enough yet. `refused`: reason → how often a
    gesture wasn't possible. `unknown`: replies to decisions nobody made. `learned_from`: so many decisions.
    Money in `currency`.
    """

    as_of: str
    computed_at: str
    age_seconds: int
    decided: int
    held: int
    currency: str
    cost: float
    daily_budget: float
    holdout: float
    days: list[Done]
    gestures: list[Line]
    effects: dict[str, Estimate | None]
    per_kept: list[float] | None
    refused: dict[str, int]
    unknown: int
    learned_from: int
    changes: list[Since]


@get(
    "/v1/interventions",
    security=needs("analyst"),
    responses=gives(200, Interventions, "The last stored analysis", examples.INTERVENTIONS)
    | problems(400, *DOORS, 404, 503),
    summary="What was done to make good, and what it did",
    description="The last analysis that a job computed and stored (`zuvor interventions`), and how old it "
    "is: per gesture how often, at what cost, what followed, and the effect against doing nothing with its "
    "95 % interval.",
)
async def get_interventions(
    worker: TheWorker, since: From = None, until: To = None
) -> Response[Interventions]:
    first, last = _day("from", since), _day("to", until)
    found = await worker.read(lambda: stored(worker.store))
    if found is None:
        raise NotFoundException("Nothing is computed yet of gestures: `zuvor interventions` does it")
    return Response(told(found, worker.clock(), first, last), headers=PRIVATE)


def stored(store: Reader) -> Report | None:
    """The last stored analysis; none is one that another release wrote in a form that can't be read."""
    found = store.analysis(INTERVENTIONS)
    with suppress(BadInput):
        return decode_report(found.body) if found else None
    return None


def told(report: Report, now: int, first: str | None = None, last: str | None = None) -> Interventions:
    """As the route tells it; days as `2026-11-22`, both included."""
    return Interventions(
        **{name: getattr(report, name) for name in _SAME},
        as_of=to_text(report.as_of),
        computed_at=to_text(report.computed_at),
        age_seconds=max(0, (now - report.computed_at) // SECOND),
        days=[_done(one) for one in report.days if (first or "") <= one.day <= (last or "~")],
        gestures=list(report.lines),
        effects=_effects(report.effects),
        per_kept=_pair(report.per_kept),
        changes=[
            Since(gesture=one.gesture, since=to_text(one.since), found=to_text(one.found))
            for one in report.changes
        ],
    )


_SAME = (
    "cost",
    "currency",
    "daily_budget",
    "decided",
    "held",
    "holdout",
    "learned_from",
    "refused",
    "unknown",
)


def _day(name: str, moment: str | None) -> str | None:
    try:
        return None if moment is None else to_text(parse_moment(moment))[:10]
    except BadInput as error:
        raise parameter_at_fault(name, str(error)) from None


def _done(day: Day) -> Done:
    return Done(**{name: getattr(day, name) for name in Done.__struct_fields__})


def _effects(found: dict[Outcome, Estimate | None]) -> dict[str, Estimate | None]:
    return {str(outcome): effect for outcome, effect in found.items()}


def _pair(ends: tuple[float, float] | None) -> list[float] | None:
    return None if ends is None else [*ends]
