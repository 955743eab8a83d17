"""A unit's id → its arm, by nothing but a hash: every worker agrees, and other tools reproduce it.

Hash version 2 of GrowthBook (docs.growthbook.io/lib/build-your-own): FNV-1a with 32 bits, twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

Ranges = tuple[tuple[float, float], ...]

_OFFSET = 0x811C9DC5


def bucket(seed: str, unit: str) -> float:
    """Where a unit falls, from 0 to below 1 in steps of 0.0001."""
    return _hashed(str(_hashed(unit, _of_seed(seed))), _OFFSET) % 10_000 / 10_000


def ranges(coverage: float, weights: Sequence[float]) -> Ranges:
    """The part [from, to) of 0 to 1 that each variant has; with less coverage each keeps where it begins."""
    start, parts = 0.0, []
    for weight in weights:
        parts.append((start, start + coverage * weight))
        start += weight
    return tuple(parts)


def chosen(place: float, parts: Ranges) -> int | None:
    """The variant whose part a bucket falls into; None: it takes no part."""
    for n, (start, end) in enumerate(parts):
        if start <= place < end:
            return n
    return None


@lru_cache(maxsize=1_000)
def _of_seed(seed: str) -> int:
    return _hashed(seed, _OFFSET)


def _hashed(text: str, state: int) -> int:
    """FNV-1a over UTF-16 code units, as the other implementations have it."""
    for unit in text.encode() if text.isascii() else _code_units(text):
        state = (state ^ unit) * 0x01000193 & 0xFFFFFFFF
    return state


def _code_units(text: str) -> Sequence[int]:
    return memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H")
