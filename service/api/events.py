"""POST /v1/events: one event or a batch → the door, inside the next commit → a result for each."""

from __future__ import annotations

from collections import Counter
from contextlib import nullcontext
from typing import Any

import msgspec
from litestar import Request, Response, post
from litestar.exceptions import HTTPException
from msgspec import Raw, Struct

from features.errors import Rejected, StoreDown
from features.events import KINDS
from service import observe
from service.api import examples
from service.api.body import BROWSER_BYTES, rows, whole
from service.api.cors import EVENTS
from service.api.describe import DOORS, asks, gives, problems
from service.api.doors import is_publish, needs
from service.api.worker import TheWorker
from service.ingest.addresses import ADVICE, names_address
from service.ingest.door import Result, admit


class EventResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one event; `pointer` and `detail` say why it was rejected."""

    event_id: str | None = None
    status: str
    pointer: str | None = None
    detail: str | None = None


class Received(Struct, frozen=True, kw_only=True):
    """The four counts add up to the events sent; `results` stand in their order."""

    accepted: int
    duplicate: int
    rejected: int
    withheld: int
    results: list[EventResult]


@post(
    EVENTS,
    status_code=202,
    security=needs("publish", "ingest"),
    operation_class=asks("EventOrEvents", {"events": [examples.EVENT]}),
    responses=gives(202, Received, "A result for each", examples.RECEIVED)
    | problems(400, *DOORS, 413, 422, 503),
    summary="Tell what happened",
    description='One event or `{"events": […]}`, up to 1,000. Durable before the answer; a repeated '
    "`event_id` is accepted and ignored. A bad event in a batch doesn't cost the good ones.",
)
async def post_events(request: Request[Any, Any, Any], worker: TheWorker) -> Response[Received]:
    body, browser = await request.body(), is_publish(request)
    if browser and len(body) > BROWSER_BYTES:
        raise HTTPException(status_code=413, detail=f"At most {BROWSER_BYTES} bytes at a time with this key")
    body = whole(body)
    batch = rows(body, "events")
    raws = [Raw(body)] if batch is None else batch
    with worker.pressure.browser(len(raws)) if browser else nullcontext(True) as room:
        if not room:
            raise StoreDown("too many events of browsers are waiting; try again")
        results = await worker.write(
            lambda transaction: admit(
                transaction,
                raws,
                now=worker.clock(),
                consent_granted=worker.settings.consent_granted,
                browser=browser,
            )
        )
    if names_address(body):
        observe.warn_once("a customer_id is an e-mail address", ADVICE)
    observe.events((kind_of(raw), result.status) for raw, result in zip(raws, results, strict=True))
    if batch is None and results[0].status == "rejected":
        raise Rejected(results[0].pointer or "", results[0].detail or "")
    return Response(received(results, batched=batch is not None), status_code=202)


class _Kind(Struct):
    event: str = ""


def kind_of(raw: Raw) -> str:
    """The kind for the metrics: only names we know, so that nobody can invent a thousand."""
    try:
        kind = msgspec.json.decode(raw, type=_Kind).event
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return "unknown"
    return kind if kind in KINDS else "unknown"


def received(results: list[Result], *, batched: bool) -> Received:
    """Results as they go over the wire; in a batch each pointer says which event."""
    counts = Counter(result.status for result in results)
    told = [
        EventResult(
            event_id=result.event_id,
            status=result.status,
            pointer=f"/events/{n}{result.pointer}"
            if batched and result.pointer is not None
            else result.pointer,
            detail=result.detail,
        )
        for n, result in enumerate(results)
    ]
    return Received(
        accepted=counts["accepted"],
        duplicate=counts["duplicate"],
        rejected=counts["rejected"],
        withheld=counts["withheld"],
        results=told,
    )
