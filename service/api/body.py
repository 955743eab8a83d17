"""Request bodies: only the outer JSON is opened here, what lies in it stays raw for its own decoder."""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec
from litestar.exceptions import ClientException, HTTPException
from msgspec import UNSET, Raw, Struct, UnsetType

from features.errors import Rejected
from features.events import rejection

T = TypeVar("T")

MOST = 1_000
MOST_BYTES = 10_000_000
BROWSER_BYTES = 256_000  # what has no server behind it must not keep the event loop busy

# Half a pair of surrogates, which browsers make of text they cut; where every `\u` is an escape.
_HALF = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    rb"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)


class _Lists(Struct):
    events: list[Raw] | UnsetType = UNSET
    items: list[Raw] | UnsetType = UNSET
    origins: list[Raw] | UnsetType = UNSET


def whole(body: bytes) -> bytes:
    """The body; if it can't be decoded, with a replacement character for every half of a character."""
    try:
        msgspec.json.decode(body, type=_Lists)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _HALF.sub(rb"\\ufffd", body.replace(rb"\\", rb"\u005c"))
    return body


def rows(body: bytes, name: str) -> list[Raw] | None:
    """The objects under `name`; None where the body is an object without it."""
    opened = decode(body, _Lists)
    found: list[Raw] | UnsetType = getattr(opened, name)
    if found is UNSET:
        return None
    if len(found) > MOST:
        raise HTTPException(status_code=413, detail=f"{len(found)} {name} in one call; at most {MOST}")
    return found


def decode(body: bytes, kind: type[T]) -> T:
    """The body as `kind`: 400 where it isn't JSON, 422 where it is something else."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise rejection(error) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ClientException(f"The body is not JSON: {error}") from None
    except RecursionError:
        raise ClientException("The body is nested too deeply") from None


def needed_rows(body: bytes, name: str) -> list[Raw]:
    """The objects under `name`; 422 where there is no such list."""
    found = rows(body, name)
    if found is None:
        raise Rejected(f"/{name}", f"Object missing required field `{name}`")
    return found
