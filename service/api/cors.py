"""Which pages of other origins may send events: those that live publish keys name."""

from __future__ import annotations

from typing import Any, cast

from litestar import Request, Response, route
from litestar.datastructures import Headers, MutableScopeHeaders
from litestar.types import HTTPScope, Message, Scope

from service.api.doors import OPEN, ring

EVENTS = "/v1/events"


@route(
    EVENTS,
    http_method="OPTIONS",
    status_code=204,
    opt=OPEN,
    include_in_schema=False,
    summary="May a page tell events",
    description="What browsers ask before they send events to another origin than the page's own.",
)
async def preflight(request: Request[Any, Any, Any]) -> Response[None]:
    headers = {"Allow": "OPTIONS, POST"}
    if ring(request.scope).pages(request.headers.get("origin", "")):
        headers |= {
            "Access-Control-Allow-Methods": "POST",
            "Access-Control-Allow-Headers": "authorization, content-type",
            "Access-Control-Max-Age": "600",
        }
    return Response(None, status_code=204, headers=headers)


async def tell_pages(message: Message, scope: Scope) -> None:
    """Answers of `/v1/events` may be read by pages of the origins that live publish keys name."""
    if message["type"] != "http.response.start" or scope.get("path_template") != EVENTS:
        return
    headers = MutableScopeHeaders(message)
    headers.add("Vary", "Origin")
    origin = Headers.from_scope(cast(HTTPScope, scope)).get("origin", "")
    if ring(scope).pages(origin):
        headers["Access-Control-Allow-Origin"] = origin
        headers["Access-Control-Expose-Headers"] = "Retry-After"
