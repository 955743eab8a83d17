"""A model whose files are whole → refused all the same where what is in them doesn't fit together."""

from __future__ import annotations

import numpy as np

from features.artifact import Array, Model
from features.errors import ArtifactRefused
from service.engine.lead_times.stored import ill_fitting
from service.engine.networks import FEATURES, PARTS
from service.engine.ranker import HEADS
from service.engine.sources.neighbours import KINDS
from service.engine.sources.popularity import SPANS
from service.engine.sources.products import SIGNALS

PER_ITEM = (*SPANS, "repeats", "factors", "rebuy_rates", "rebuy_gaps", *(f"item_{name}" for name in SIGNALS))
LENGTHS = {"rebuy_usual": 3, "session_agree": 1}
ABOVE_ZERO = ("horizon_days", "factors_half_life")
NEVER_BELOW = ("rebuy_rates", "rebuy_gaps", "rebuy_usual", "session_ages")
NETWORK = dict(zip(PARTS, (1, 1, 3, 2, 3, 2, 2), strict=True))  # dimensions
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
    wrong += [f"network_{head}" for head in HEADS if not _network_fits(model, head)]
    if any(abs(weight) > LARGEST for head in model.weights.values() for weight in head.values()):
        wrong.append("weights")
    if "items" not in model.texts or len(set(items)) < size:
        wrong.append("items")
    wrong += ill_fitting(model)
    if wrong:
        name = model.manifest.version if model.manifest else "the model"
        parts = ", ".join(dict.fromkeys(wrong))
        raise ArtifactRefused(f"{name} doesn't fit together ({parts}): train again or roll back")


def dimensions(name: str) -> int:
    """Of an array: factors are a table, networks' layers stand one behind the other, all else is a row."""
    head_and_part = name.rpartition("network_")[2] if name.startswith("network_") else ""
    return 2 if name == "factors" else NETWORK.get(head_and_part.partition("_")[2], 1)


def _numbers(name: str, array: Array) -> bool:
    """Of the form that pages calculate with, and in bounds."""
    kinds = "i" if name.endswith(("_ends", "_items", "_sessions")) else "fi"
    form = array.ndim == dimensions(name) and array.dtype.kind in kinds
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


def _network_fits(model: Model, head: str) -> bool:
    """Each layer takes what the one before gives, for every feature and network."""
    named = {part: f"network_{head}_{part}" for part in PARTS}
    shapes = {part: model.arrays[name].shape for part, name in named.items() if name in model.arrays}
    if len(shapes) < len(PARTS) or any(len(shapes[part]) != NETWORK[part] for part in PARTS):
        return not shapes
    features, first = len(model.texts.get(FEATURES, [])), shapes["first_bias"][-1]
    count, second = shapes["last"]
    return count > 0 and shapes == {
        "mean": (features,),
        "scale": (features,),
        "first": (count, features, first),
        "first_bias": (count, first),
        "second": (count, first, second),
        "second_bias": (count, second),
        "last": (count, second),
    }


def _fit_together(ends: Array, count: int, entries: Array, below: int) -> bool:
    whole = len(ends) == count + 1 and ends[0] == 0 and ends[-1] == len(entries)
    return whole and bool((np.diff(ends) >= 0).all() and (entries >= 0).all() and (entries < below).all())
