"""Errors → application/problem+json (RFC 9457); one table says which error is which status."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, TooManyRequestsException
from litestar.types import ExceptionHandlersMap
from msgspec import Struct

from features import errors
from service import observe

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = {"Retry-After": "1"}


class FieldError(Struct, frozen=True):
    """One field at fault: a JSON pointer (RFC 6901) into the body, or `/name` of a query parameter."""

    pointer: str
    detail: str


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What went wrong, in the form of RFC 9457. `id` stands beside the same error in the log."""

    title: str
    status: int
    detail: str = ""
    errors: list[FieldError] = []
    id: str = ""


# error: (status, title). A test holds that every error of the tree stands here.
STATUS: dict[type[errors.ZuvorError], tuple[int, str]] = {
    errors.ZuvorError: (500, "Something is wrong in the service"),
    errors.BadInput: (422, "What was sent can't be used"),
    errors.Rejected: (422, "A field is at fault"),
    errors.BadSource: (422, "The source can't be used"),
    errors.NothingToLearn: (409, "There is no history to learn from"),
    errors.NotPublished: (503, "No model can be published"),
    errors.ArtifactRefused: (503, "The model was refused"),
    errors.StoreRefused: (503, "The store was refused"),
    errors.StoreDown: (503, "The store doesn't answer"),
    errors.StoreLate: (503, "The store doesn't answer in time"),
}

# What the framework says of routes it doesn't find: what to do.
MENDS = {
    "Not Found": "There is no such address; /schema lists all there are.",
    "Method Not Allowed": "This address doesn't take this method; `Allow` and /schema name those it takes.",
}


class Invalid(HTTPException):
    """A body of which some fields are at fault."""

    status_code = 422

    def __init__(self, title: str, faults: Sequence[errors.Rejected]) -> None:
        super().__init__(detail=title)
        self.errors = [FieldError(fault.pointer, fault.detail) for fault in faults]


def answer(problem: Problem, headers: dict[str, str] | None = None) -> Response[bytes]:
    """The problem as a response."""
    body = msgspec.json.encode(problem)
    return Response(body, status_code=problem.status, media_type=MEDIA_TYPE, headers=headers)


def on_error(_: Request[Any, Any, Any], error: errors.ZuvorError) -> Response[bytes]:
    """An error raised on purpose: its own sentence."""
    status, title = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    faults = [FieldError(error.pointer, error.detail)] if isinstance(error, errors.Rejected) else []
    problem = Problem(title=title, status=status, detail=str(error), errors=faults)
    return answer(problem, RETRY_AFTER if status == HTTPStatus.SERVICE_UNAVAILABLE else None)


def on_http(_: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """What the framework refuses: unknown routes, wrong methods, parameters at fault, too much."""
    title = HTTPStatus(error.status_code).phrase
    faults = _faults(error)
    if faults:
        title = error.detail if isinstance(error, Invalid) else "A query parameter is at fault"
    detail = "" if faults else MENDS.get(error.detail, error.detail)
    problem = Problem(title=title, status=error.status_code, detail=detail, errors=faults)
    return answer(problem, error.headers)


def _faults(error: HTTPException) -> list[FieldError]:
    if isinstance(error, Invalid):
        return error.errors
    extra = error.extra if isinstance(error.extra, list) else []
    return [FieldError(f"/{fault['key']}", str(fault["message"])) for fault in extra if "key" in fault]


def on_too_many(_: Request[Any, Any, Any], error: TooManyRequestsException) -> Response[bytes]:
    """A limit was reached; it counts anew every second."""
    detail = "Wait a second, or send events in batches; ZUVOR_KEY_LIMIT and ZUVOR_ADDRESS_LIMIT set it."
    problem = Problem(title="Too many requests a second", status=error.status_code, detail=detail)
    return answer(problem, {**(error.headers or {}), **RETRY_AFTER})


def on_defect(_: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """What nobody expected: an id for the caller, everything else for the log."""
    number = uuid4().hex[:12]
    observe.log().error("unexpected error", id=number, **observe.where(error))
    detail = f"The operator finds the cause in the log under the id {number}."
    return answer(Problem(title="An unexpected error", status=500, detail=detail, id=number))


HANDLERS: ExceptionHandlersMap = {
    errors.ZuvorError: on_error,
    TooManyRequestsException: on_too_many,
    HTTPException: on_http,
    Exception: on_defect,
}
