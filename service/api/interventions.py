"""The route of what was done to make good and what it did, from the stored analysis, also as a file."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import QueryParameter
from msgspec import Struct
from msgspec.structs import replace

from features.analyses import INTERVENTIONS
from features.clock import SECOND, parse_moment, to_text
from features.errors import BadInput
from features.interventions.report import Day, Estimate, Line, Outcome, Report, decode_report
from features.localdays import as_date, local_date
from service.api import examples
from service.api.describe import DOORS, gives, problems
from service.api.doors import needs
from service.api.figures import Wanted, saved
from service.api.pages import PRIVATE
from service.api.worker import TheWorker, parameter_at_fault
from service.html.interventions.download import download
from service.html.sheet import Form
from service.store.protocol import Reader

From = Annotated[
    str | None, QueryParameter(name="from", description="`days` from that of this moment (RFC 3339) on.")
]
To = Annotated[str | None, QueryParameter(name="to", description="`days` up to that of this moment.")]


class Done(Struct, frozen=True, kw_only=True):
    """How often a gesture (or `nothing`) was decided upon on a day of the shop; `held` of them to compare.

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
    "95 % interval. Days are the shop's, as the budget's. As a file: one table.",
)
async def get_interventions(
    worker: TheWorker,
    since: From = None,
    until: To = None,
    format: Wanted = "json",
) -> Response[Any]:
    zone = worker.settings.timezone
    first, last = _day("from", since, zone), _day("to", until, zone)
    found = await worker.read(lambda: stored(worker.store))
    if found is None:
        raise NotFoundException("Nothing is computed yet of gestures: `zuvor interventions` does it")
    found = replace(found, days=[one for one in found.days if (first or "") <= one.day <= (last or "~")])
    if format != "json":
        return await worker.read(lambda: file(found, format))
    return Response(told(found, worker.clock()), headers=PRIVATE)


def file(report: Report, form: Form) -> Response[bytes]:
    """To be saved."""
    return saved("interventions", form, download(report, form))


def stored(store: Reader) -> Report | None:
    """The last stored analysis; none is one that another release wrote in a form that can't be read."""
    found = store.analysis(INTERVENTIONS)
    with suppress(BadInput):
        return decode_report(found.body) if found else None
    return None


def told(report: Report, now: int) -> Interventions:
    """As the route tells it."""
    return Interventions(
        **{name: getattr(report, name) for name in _SAME},
        as_of=to_text(report.as_of),
        computed_at=to_text(report.computed_at),
        age_seconds=max(0, (now - report.computed_at) // SECOND),
        days=list(map(_done, report.days)),
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


def _day(name: str, moment: str | None, zone: str) -> str | None:
    """The shop's day of a moment, as `2026-11-22`."""
    try:
        return None if moment is None else as_date(local_date(parse_moment(moment), zone)).isoformat()
    except BadInput as error:
        raise parameter_at_fault(name, str(error)) from None


def _done(day: Day) -> Done:
    return Done(**{name: getattr(day, name) for name in Done.__struct_fields__})


def _effects(found: dict[Outcome, Estimate | None]) -> dict[str, Estimate | None]:
    return {str(outcome): effect for outcome, effect in found.items()}


def _pair(ends: tuple[float, float] | None) -> list[float] | None:
    return None if ends is None else [*ends]
