"""A model whose files are whole → refused all the same where what is in them doesn't fit together."""

from __future__ import annotations

import numpy as np

from features.artifact import Array, Model
from features.errors import ArtifactRefused
from service.engine.sources.popularity import SPANS

PER_ITEM = (*SPANS, "repeats", "factors")
ABOVE_ZERO = ("horizon_days", "factors_half_life")
LARGEST = 1e9  # beyond it products on a page have no finite score


def refuse_unsound(model: Model) -> None:
    """What no training should write, but would break pages: raises ArtifactRefused naming it."""
    items = model.texts.get("items", [])
    size = len(items)
    wrong = [name for name, array in model.arrays.items() if not _numbers(name, array)]
    wrong += [name for name in PER_ITEM if len(model.arrays.get(name, items)) != size]
    wrong += [name for name in ("bm25", "together") if not _lists_fit(model, name, size)]
    if not _lists_fit(model, "cohort", len(model.texts.get("cohorts", []))):
        wrong.append("cohort")
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
    kinds = "i" if name.endswith(("_ends", "_items")) else "fi"
    form = array.ndim == (2 if name == "factors" else 1) and array.dtype.kind in kinds
    bounded = form and bool((array >= -LARGEST).all() and (array <= LARGEST).all())
    return bounded and (name not in ABOVE_ZERO or array[:1].sum() > 0)


def _lists_fit(model: Model, kind: str, count: int) -> bool:
    """So many lists of items, one after the other; each begins where the one before ends."""
    if (ends := model.arrays.get(f"{kind}_ends")) is None:
        return True
    items = model.arrays.get(f"{kind}_items", ends[:0])
    values = model.arrays.get(f"{kind}_values", items)
    whole = len(ends) == count + 1 and ends[0] == 0 and ends[-1] == len(items) == len(values)
    learned = len(model.texts.get("items", []))
    return whole and bool((np.diff(ends) >= 0).all() and (items >= 0).all() and (items < learned).all())
