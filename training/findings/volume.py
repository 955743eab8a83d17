"""A history → how much happened step by step, and how its last horizon was made up. No person is in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct

from features.clock import DAY, to_text
from features.history import History
from features.interactions import TABLE, Interactions

STEPS = (28.0, 7.0, 1.0, 0.25, 1 / 24)  # days
FEWEST = 30  # steps to see a course by; also customers, of whom no smaller group is named
OTHER = "other"


class Volume(Struct, frozen=True, kw_only=True):
    """Per kind of event: how often an item was named (searches: how many) in each step.

    `step_days` in days; `begins`: RFC 3339; the last step ends with the data, only whole steps count."""

    step_days: float
    begins: list[str]
    kinds: dict[str, list[int]]


class Mix(Struct, frozen=True, kw_only=True):
    """The last horizon: who and what was active, and its interactions by kind and by top category."""

    customers: int
    items: int
    interactions: int
    kinds: dict[str, int]
    categories: dict[str, int]


def told_of(history: History, until: int, horizon: int, categories: Mapping[str, str]) -> dict[str, Any]:
    """Both as plain data, for the manifest."""
    volume, mix = volume_of(history, until), mix_of(history, until, horizon, categories)
    return {"volume": msgspec.to_builtins(volume), "mix": msgspec.to_builtins(mix)}


def volume_of(history: History, until: int) -> Volume:
    """Everything up to `until` (microseconds), in the longest steps that still show a course."""
    rows = history.interactions
    length = until - int(rows.at.min())
    step = next((days for days in STEPS if length >= FEWEST * days * DAY), STEPS[-1])
    steps = max(1, int(length / (step * DAY)))
    begins = until - np.arange(steps, 0, -1) * int(step * DAY)
    kinds = {kind.event: rows.at[rows.kind == code] for code, kind in enumerate(TABLE)}
    kinds["search"] = np.array([search.at for search in history.searches], np.int64)
    counted = {name: np.histogram(at, [*begins, until])[0].tolist() for name, at in kinds.items() if len(at)}
    return Volume(step_days=step, begins=[to_text(int(at)) for at in begins], kinds=counted)


def mix_of(history: History, until: int, horizon: int, categories: Mapping[str, str]) -> Mix:
    """Of the last `horizon` (microseconds) before `until`; `categories`: item → category."""
    rows = history.interactions
    rows = rows.where((rows.at > until - horizon) & (rows.at <= until))
    kinds = np.bincount(rows.kind, minlength=len(TABLE)).tolist()
    return Mix(
        customers=len(np.unique(rows.person)),
        items=len(np.unique(rows.item)),
        interactions=len(rows),
        kinds={kind.event: count for kind, count in zip(TABLE, kinds, strict=True) if count},
        categories=_by_category(rows, history.items, categories),
    )


def _by_category(rows: Interactions, items: list[str], categories: Mapping[str, str]) -> dict[str, int]:
    """Interactions per top category; one of few customers goes with the others."""
    tops = [categories.get(item, "").strip("/").partition("/")[0] for item in items]
    names, code = np.unique(np.array(tops, dtype=object).astype(str), return_inverse=True)
    of_row = code[rows.item]
    pairs = np.unique(of_row.astype(np.int64) << 32 | rows.person)
    customers = np.bincount(pairs >> 32, minlength=len(names))
    found: dict[str, int] = {}
    for name, count, people in zip(names, np.bincount(of_row, minlength=len(names)), customers, strict=True):
        told = str(name) if name and people >= FEWEST else OTHER
        found[told] = found.get(told, 0) + int(count)
    return {name: count for name, count in found.items() if count}
