"""Around every route: what a worker has no room for is answered 503 at once, a body that trickles in 408."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import perf_counter
from typing import Any, cast

import msgspec
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp, HTTPReceiveMessage, HTTPScope, Receive, Scope, Send

from service import observe
from service.api.pressure import Asked, Pressure
from service.api.problem import MEDIA_TYPE, RETRY_AFTER, Problem

BODY_SECONDS = 10.0  # 10 MB at 8 Mbit/s

CROWDED = Problem(title="Too much at once", status=503, detail="This worker has too much to do; try again.")
BODY = msgspec.json.encode(CROWDED)
HEADERS = [
    (b"content-type", MEDIA_TYPE.encode()),
    (b"content-length", str(len(BODY)).encode()),
    *((name.lower().encode(), value.encode()) for name, value in RETRY_AFTER.items()),
]


def admitted(app: ASGIApp) -> ASGIApp:
    """The application behind this door; what operators ask (`/health`, `/metrics`) always gets through."""

    async def handle(scope: Scope, receive: Receive, send: Send) -> None:
        if (asked := asked_by(scope)) is None:
            await app(scope, receive, send)
            return
        pressure: Pressure = scope["app"].state.worker.pressure
        pressure.measure()
        if pressure.too_much(asked):
            await refuse(asked, send)
            return
        scope["state"]["arrived"] = perf_counter() - pressure.lag()
        with pressure.body() as more:
            await app(scope, receive if asked == "read" else in_bounds(in_time(receive), more), send)

    return handle


def asked_by(scope: Scope) -> Asked | None:
    """A question or something to keep; None: neither, so never refused."""
    if not scope["path"].lstrip("/").startswith("v1/"):  # the router takes `//v1/…` for the same
        return None
    return "write" if cast(HTTPScope, scope)["method"] in ("POST", "PUT", "DELETE") else "read"


async def refuse(asked: Asked, send: Send) -> None:
    """Ready-made, before routing: a refusal must cost next to nothing."""
    observe.REFUSED.labels(asked).inc()
    await send({"type": "http.response.start", "status": 503, "headers": HEADERS})
    await send({"type": "http.response.body", "body": BODY, "more_body": False})


def in_time(receive: Receive, seconds: float = BODY_SECONDS) -> Receive:
    """The same body, as long as all of it is there soon; the server itself waits for ever."""
    end = asyncio.get_running_loop().time() + seconds

    async def next_part() -> HTTPReceiveMessage:
        try:
            async with asyncio.timeout_at(end):
                return cast(HTTPReceiveMessage, await receive())
        except TimeoutError:
            raise HTTPException(status_code=408, detail="The body took too long to arrive") from None

    return cast(Receive, next_part)


def in_bounds(receive: Receive, more: Callable[[int], bool]) -> Receive:
    """The same body, as long as there is room for what has arrived."""

    async def next_part() -> HTTPReceiveMessage:
        part = cast(HTTPReceiveMessage, await receive())
        if part["type"] == "http.request" and not more(len(part["body"])):
            raise HTTPException(status_code=503, detail=CROWDED.detail, headers=RETRY_AFTER)
        return part

    return cast(Receive, next_part)


def arrived(scope: Any) -> float:
    """When the request reached the worker, by `perf_counter`; what it waited before its turn is counted."""
    moment: float = scope["state"].get("arrived") or perf_counter()
    return moment
