"""The analysis of touchpoints with its pictures, and what is usual in the shop ↔ JSON as it is stored."""

from __future__ import annotations

from typing import TypeVar

import msgspec
from msgspec import Struct

from features.errors import BadInput
from features.touchpoints.cells import Analysis
from features.touchpoints.usual import Usual


class Stored(Struct, frozen=True, kw_only=True):
    """`pictures`: name → language → SVG in light colours; `….narrow` for a phone."""

    analysis: Analysis
    pictures: dict[str, dict[str, str]] = {}


T = TypeVar("T", Stored, Usual)


def encode(found: Stored | Usual) -> bytes:
    """What is stored."""
    return msgspec.json.encode(found)


def decode(body: bytes, kind: type[T]) -> T:
    """What was stored. Raises BadInput for what another release wrote in another form."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError as error:
        raise BadInput(f"the stored analysis can't be read ({error}): run `zuvor touchpoints`") from error
