"""Routes of approval mode: what waits for somebody's word before money moves, and the word."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.exceptions import HTTPException, NotFoundException
from litestar.params import PathParameter
from msgspec import Struct

from features.clock import to_text
from service.api import examples
from service.api import parameters as given
from service.api.body import decode
from service.api.defining import changed_by
from service.api.describe import DOORS, Word, asks, gives, problems
from service.api.doors import needs
from service.api.pages import PRIVATE
from service.api.worker import TheWorker, Worker
from service.interventions.approving import Approval, Outcome, settle
from service.interventions.catalogue import catalogue_of
from service.interventions.entries import said_of
from service.interventions.words import in_words
from service.store.records import Intervention
from service.texts import text

MOST = 100  # on one page

# Why a word came too late, for whoever reads an error.
TOO_LATE: dict[Outcome, str] = {
    "settled": "It was settled already, the other way or by time; look at it in the customer's decisions.",
    "too_old": "It waited for more than seven days and has lapsed.",
    "gone": "Its gesture is no longer offered, so it is cancelled.",
    "held_out": "The holdout was raised, and this customer is now left alone to compare; it is cancelled.",
    "no_consent": "The customer no longer consents to marketing, so it is cancelled.",
}

DecisionId = Annotated[str, PathParameter(description="The `intervention_id`.", max_length=64)]


class Waiting(Struct, frozen=True, kw_only=True):
    """A decision that costs so much in `currency` if approved; `why`, in words, for who approves.

    `text`: what is said with it, as it was decided; null: nothing.
    """

    intervention_id: str
    customer_id: str
    gesture: str
    channel: str
    cost: float
    currency: str
    touchpoint: str
    trigger: str
    subject: str
    decided_at: str
    text: str | None
    why: str


class AllWaiting(Struct, frozen=True):
    """Oldest first; `more`: there are others behind these."""

    waiting: list[Waiting]
    more: bool


class Settled(Struct, frozen=True):
    """`state`: `ready` or `declined`."""

    intervention_id: str
    state: str


@get(
    "/v1/approvals",
    security=needs("admin"),
    responses=gives(200, AllWaiting, "What waits", examples.WAITING) | problems(400, *DOORS, 503),
    summary="Gestures that wait for approval",
    description="Those of gestures with `approval`, oldest first, at most 100. What waits is booked in the "
    "day's budget, and lapses after seven days.",
)
async def get_approvals(worker: TheWorker, locale: given.Locale = None) -> Response[AllWaiting]:
    lines = await worker.read(lambda: worker.store.interventions_waiting(MOST + 1))
    language = locale or worker.settings.locale
    waiting = [told(line, language, worker.settings.currency) for line in lines[:MOST]]
    return Response(AllWaiting(waiting, len(lines) > MOST), headers=PRIVATE)


@post(
    "/v1/interventions/{intervention_id:str}/approval",
    status_code=200,
    security=needs("admin"),
    operation_class=asks("Word", {"approved": True}),
    responses=gives(200, Settled, "So it is", {"intervention_id": "9f0c2b7a51d3", "state": "ready"})
    | problems(400, *DOORS, 404, 409, 413, 422, 503),
    summary="Approve a gesture, or decline it",
    description="Approved, it goes out at once, or when the customer's quiet hours are over. The same word "
    "twice is one. 409: it was settled otherwise, or can't be done any more.",
)
async def post_approval(
    request: Request[Any, Any, Any], worker: TheWorker, intervention_id: DecisionId
) -> Settled:
    word = decode(await request.body(), Word)
    outcome = await say(worker, intervention_id, word.approved, changed_by(request))
    if outcome == "unknown":
        raise NotFoundException("There is no such decision; GET /v1/approvals lists what waits")
    if outcome in TOO_LATE:
        raise HTTPException(status_code=409, detail=TOO_LATE[outcome])
    return Settled(intervention_id, outcome)


async def say(worker: Worker, intervention_id: str, approved: bool, by: str) -> Outcome:
    """Durable before it returns; whoever sends it looks once more whether it may go out."""
    settings, now = worker.settings, worker.clock()
    shop = settings.timezone, settings.currency, settings.consent_granted
    said = Approval(intervention_id, approved, by, *shop)
    return await worker.write(lambda t: settle(t, said, catalogue_of(t), now))


def told(line: Intervention, locale: str, currency: str) -> Waiting:
    """As it goes over the wire."""
    return Waiting(
        **{name: getattr(line, name) for name in _SAME},
        currency=line.currency or currency,
        decided_at=to_text(line.decided_at),
        text=said_of(line, None).get(text.language(locale)),
        why=in_words(line, locale, currency),
    )


_SAME = sorted(set(Waiting.__struct_fields__) - {"currency", "decided_at", "text", "why"})
