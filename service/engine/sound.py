"""A model whose files are whole → refused all the same where what is in them doesn't fit together."""

from __future__ import annotations

import numpy as np

from features.artifact import Array, Model
from features.errors import ArtifactRefused
from service.engine.sources.neighbours import KINDS
from service.engine.sources.popularity import SPANS
from service.engine.sources.products import SIGNALS

PER_ITEM = (*SPANS, "repeats", "factors", "rebuy_rates", "rebuy_gaps", *(f"item_{name}" for name in SIGNALS))
LENGTHS = {"rebuy_usual": 3, "session_agree": 1}
ABOVE_ZERO = ("horizon_days", "factors_half_life")
NEVER_BELOW = ("rebuy_rates", "rebuy_gaps", "rebuy_usual", "session_ages")
LARGEST = 1e9  # beyond it products on a page have no finite score


def refuse_unsound(model: Model) -> None:
    """What no training should write, but would break pages: raises ArtifactRefused naming it."""
    items = model.texts.get("items", [])
    size = len(items)
    wrong = [name for name, array in model.arrays.items() if not _numbers(name, array)]
    wrong += [name for name in PER_ITEM if len(model.arrays.get(name, items)) != size]
    wrong += [n for n, length in LENGTHS.items() if n in model.arrays and len(model.arrays[n]) != length]
    lists = dict.fromkeys(KINDS, size) | {"cohort": len(model.texts.get("cohorts", []))}
    wrong += [kind for kind, count in lists.items() if not _lists_fit(model, kind, count)]
    wrong += [] if _sessions_fit(model, size) else ["session"]
    if any(abs(weight) > LARGEST for head in model.weights.values() for weight in head.values()):
        wrong.append("weights")
    if "items" not in model.texts or len(set(items)) < size:
        wrong.append("items")
    if wrong:
        name = model.manifest.version if model.manifest else "the model"
        parts = ", ".join(dict.fromkeys(wrong))
        raise ArtifactRefused(f"{name} doesn't fit together ({parts}): train again or roll back")


def _numbers(name: str, array: Array) -> bool:
    """Of the form that pages calculate with: factors a table, all else a row, of numbers in bounds."""
    kinds = "i" if name.endswith(("_ends", "_items", "_sessions")) else "fi"
    form = array.ndim == (2 if name == "factors" else 1) and array.dtype.kind in kinds
    bounded = form and bool((array >= -LARGEST).all() and (array <= LARGEST).all())
    least = 0 if name in NEVER_BELOW else -LARGEST
    return bounded and bool((array >= least).all()) and (name not in ABOVE_ZERO or array[:1].sum() > 0)


def _lists_fit(model: Model, kind: str, count: int) -> bool:
    """So many lists of items, one after the other; each begins where the one before ends."""
    if (ends := model.arrays.get(f"{kind}_ends")) is None:
        return True
    items = model.arrays.get(f"{kind}_items", ends[:0])
    values = model.arrays.get(f"{kind}_values", items)
    whole = len(items) == len(values)
    return whole and _fit_together(ends, count, items, len(model.texts.get("items", [])))


def _sessions_fit(model: Model, size: int) -> bool:
    """Every item's list names sessions that there are, and each of these has its items and its age."""
    if "session_ends" not in model.arrays:
        return True
    none = np.zeros(0, np.int64)
    ages = model.arrays.get("session_ages", none)
    ends, sessions = (model.arrays.get(f"holder_{part}", none) for part in ("ends", "sessions"))
    return _lists_fit(model, "session", len(ages)) and _fit_together(ends, size, sessions, len(ages))


def _fit_together(ends: Array, count: int, entries: Array, below: int) -> bool:
    whole = len(ends) == count + 1 and ends[0] == 0 and ends[-1] == len(entries)
    return whole and bool((np.diff(ends) >= 0).all() and (entries >= 0).all() and (entries < below).all())
