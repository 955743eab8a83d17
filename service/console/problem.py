"""What goes wrong with a console page → a page that says so, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.types import ExceptionHandlersMap

from service.api.problem import HANDLERS, Problem
from service.console.asked import language_of
from service.console.protection import protection
from service.html import render
from service.texts import text

AnyRequest = Request[Any, Any, Any]
SAID = (401, 403, 404, 429, 500, 503)


def as_page(
    handler: Callable[[AnyRequest, Any], Response[bytes]],
) -> Callable[[AnyRequest, Any], Response[str]]:
    """The same status and headers, for people."""

    def handle(request: AnyRequest, error: Exception) -> Response[str]:
        told = handler(request, error)
        problem, language = msgspec.json.decode(told.content, type=Problem), language_of(request)
        kind = problem.status if problem.status in SAID else 500
        title = text(language, f"console.{kind}.title")
        body = text(language, f"console.{kind}.body", id=problem.id)
        html = render("problem.html", language, title=title, body=body)
        headers = {**told.headers, **protection()}
        return Response(html, status_code=problem.status, media_type="text/html", headers=headers)

    return handle


PAGES: ExceptionHandlersMap = {kind: as_page(handler) for kind, handler in HANDLERS.items()}
