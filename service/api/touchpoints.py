"""The route of touchpoints: expectation against experience from the stored analysis, also as a file."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Any, NamedTuple

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import QueryParameter
from msgspec import Struct

from features.analyses import TOUCHPOINTS
from features.clock import SECOND, parse_moment, to_text
from features.errors import BadInput
from features.events import EARLIEST_YEAR
from features.touchpoints.cells import ALL, BYS, Analysis, By, Curve, Move, Word
from features.touchpoints.fairness import Unequal, unequal
from features.touchpoints.months import USUAL_SPAN, last_months, months_between
from features.touchpoints.standing import Standing
from features.touchpoints.stored import Stored, decode
from features.touchpoints.view import standings
from service.api import examples
from service.api.describe import DOORS, gives, problems
from service.api.doors import needs
from service.api.figures import Wanted, saved
from service.api.pages import PRIVATE
from service.api.worker import EARLIEST, LATEST, TheWorker, Worker, parameter_at_fault
from service.html.sheet import Form
from service.html.touchpoints.download import download
from service.interventions.catalogue import catalogue_of
from service.store.protocol import Store

MOST = 240  # months
UNCOMPUTED = "Nothing is computed yet of touchpoints: `zuvor touchpoints` does it"
From = Annotated[
    str | None, QueryParameter(name="from", description="From the month of this moment (RFC 3339) on.")
]
To = Annotated[str | None, QueryParameter(name="to", description="Up to the month of this moment.")]
Split = Annotated[By, QueryParameter(name="by", description=f"How to split: {', '.join(BYS)}.")]


class Touchpoints(Struct, kw_only=True, frozen=True):
    """The last stored analysis; `as_of` and `computed_at` are RFC 3339.

    `touchpoints` are of the `months`, `curves` and `words` of the last two years, `moves` of the last month.
    """

    as_of: str
    computed_at: str
    age_seconds: int
    months: list[str]
    by: By
    touchpoints: list[Standing]
    unequal: list[Unequal]
    curves: list[Curve]
    words: dict[str, list[Word]]
    moves: list[Move]
    aside: dict[str, int]
    unknown: dict[str, int]


class Found(NamedTuple):
    """The stored analysis, when it was computed, and what was asked of it."""

    stored: Stored
    computed_at: int
    months: list[str]
    seen: list[Standing]


@get(
    "/v1/touchpoints",
    security=needs("analyst"),
    responses=gives(200, Touchpoints, "The last stored analysis", examples.TOUCHPOINTS)
    | problems(400, *DOORS, 404, 503),
    summary="Expectation against experience, per touchpoint",
    description="The last analysis that a job computed and stored (`zuvor touchpoints`), and how old it is: "
    "per touchpoint and segment how many expectations there were, what share was met, gaps, CSAT, NPS, CES "
    "with 95 % intervals, by whole months. Under thirty there is a count, no figure. As a file: one table.",
)
async def get_touchpoints(
    worker: TheWorker,
    since: From = None,
    until: To = None,
    by: Split = ALL,
    format: Wanted = "json",
) -> Response[Any]:
    found = await worker.read(lambda: found_of(worker, since, until, by))
    if format != "json":
        return await worker.read(lambda: file(found, by, format))
    told = told_of(found, by, worker.clock())
    return Response(told, headers=PRIVATE)


def found_of(worker: Worker, since: str | None, until: str | None, by: By) -> Found:
    """Blocking. Raises NotFoundException."""
    read = stored(worker.store)
    if read is None:
        raise NotFoundException(UNCOMPUTED)
    months = span(since, until, parse_moment(read[0].analysis.as_of), worker.settings.timezone)
    seen = standings(read[0].analysis, catalogue_of(worker.store).touchpoints, months, by)
    return Found(*read, months, seen)


def stored(store: Store) -> tuple[Stored, int] | None:
    """The last analysis and when it was computed; none is one that another release wrote."""
    found = store.analysis(TOUCHPOINTS)
    with suppress(BadInput):
        return (decode(found.body, Stored), found.computed_at) if found else None
    return None


def span(since: str | None, until: str | None, as_of: int, zone: str) -> list[str]:
    """Whole months, oldest first; the last year where nothing is said. A 400 names what is at fault."""
    last = as_of if until is None else _moment("to", until)
    if since is None:
        return last_months(USUAL_SPAN, last, zone)
    months = months_between(_moment("from", since), last, zone)
    if not months or len(months) > MOST:
        raise parameter_at_fault("from", f"must lie before `to`, by {MOST} months at most")
    return months


def _moment(name: str, text: str) -> int:
    try:
        moment = parse_moment(text)
    except BadInput as error:
        raise parameter_at_fault(name, str(error)) from None
    if not EARLIEST <= moment < LATEST:
        raise parameter_at_fault(name, f"must lie after {EARLIEST_YEAR} and before 9999")
    return moment


def told_of(found: Found, by: By, now: int) -> Touchpoints:
    """As the route tells it."""
    analysis: Analysis = found.stored.analysis
    same = {
        name: getattr(analysis, name) for name in ("as_of", "curves", "words", "moves", "aside", "unknown")
    }
    return Touchpoints(
        computed_at=to_text(found.computed_at),
        age_seconds=max(0, (now - found.computed_at) // SECOND),
        months=found.months,
        by=by,
        touchpoints=found.seen,
        unequal=unequal(analysis, found.months),
        **same,
    )


_SAME = ("as_of", "curves", "words", "moves", "aside", "unknown")


def file(found: Found, by: By, form: Form) -> Response[bytes]:
    """To be saved."""
    return saved("touchpoints", form, download(found.stored.analysis, found.seen, by, form))
