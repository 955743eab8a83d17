"""What the last training learned from, and what this one did → how far they lie apart.

Apart in the mix: population stability index (PSI), Σ (now − then) · ln(now / then) over shares; by custom
below 0.1 small, from 0.25 on large.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
import numpy as np
from msgspec import Struct

from features.artifact import Array, Manifest, Model, open_model
from features.errors import ArtifactRefused
from training.findings.volume import Mix
from training.models.popularity import SCALE

MIX, SPANS = "mix", "popularity_half_lives"  # where a manifest says them: metrics, recipe
SIZES = ("customers", "items", "interactions")
LEAST = 1e-4  # a share of nothing counts as this
TENTHS = 10
NOTICED, LARGE = 0.1, 0.25

Size = Literal["small", "noticed", "large"]


class Drift(Struct, frozen=True, kw_only=True):
    """Since the last training; all of the last horizon of then and of now.

    `sizes`: then and now. `kinds`, `categories`: PSI of the interactions' mix. `demand`: PSI of how the
    demand lies among the items of then, by tenths of it. `new_items`, `new_demand`: shares of items and of
    demand that are new. None where the recipes count demand differently.
    """

    version: str
    data_until: str
    sizes: dict[str, tuple[int, int]]
    kinds: float
    categories: float
    demand: float | None
    new_items: float
    new_demand: float | None

    @property
    def size(self) -> Size:
        """Of the largest of the three."""
        largest = max(self.kinds, self.categories, self.demand or 0.0)
        return "large" if largest >= LARGE else "noticed" if largest >= NOTICED else "small"


def drift_since(root: Path, version: str | None, model: Model, facts: Mapping[str, Any]) -> Drift | None:
    """From a version to what is about to be published with these facts; None where it can't be told."""
    try:
        last = open_model(root / version) if version else None
    except ArtifactRefused:
        return None
    if last is None or last.manifest is None or MIX not in last.manifest.metrics:
        return None
    return drift_of(last, last.manifest, model, facts)


def drift_of(last: Model, manifest: Manifest, model: Model, facts: Mapping[str, Any]) -> Drift:
    """From one model to the next; both say under `mix` what they learned from."""
    then, now = (msgspec.convert(metrics[MIX], Mix) for metrics in (manifest.metrics, facts["metrics"]))
    known = np.isin(model.texts["items"], last.texts["items"])
    spans = [list(recipe.get(SPANS, ())) for recipe in (manifest.recipe, facts["recipe"])]
    horizons = [float(each.arrays["horizon_days"][0]) for each in (last, model)]
    comparable = spans[0] == spans[1] and horizons[0] == horizons[1]
    return Drift(
        version=manifest.version,
        data_until=manifest.data_until,
        sizes={name: (getattr(then, name), getattr(now, name)) for name in SIZES},
        kinds=psi(*_aligned(then.kinds, now.kinds)),
        categories=psi(*_aligned(then.categories, now.categories)),
        demand=psi(*_by_tenths(last, model)) if comparable else None,
        new_items=float((~known).mean()),
        new_demand=float(demand(model)[~known].sum()) if comparable else None,
    )


def psi(then: Array, now: Array) -> float:
    """Of counts or shares of the same things; 0: the same mix."""
    before, after = (np.maximum(part / max(part.sum(), LEAST), LEAST) for part in (then, now))
    return float(((after - before) * np.log(after / before)).sum())


def demand(model: Model) -> Array:
    """Per item: its share of the demand, by popularity over the middle span; sums to 1 where there is any."""
    counts = np.expm1(model.arrays["popularity_mid"] * np.log1p(SCALE))
    shares: Array = counts / max(float(counts.sum()), LEAST)
    return shares


def _by_tenths(last: Model, model: Model) -> tuple[Array, Array]:
    """The demand for the items of then, as it was and as it is, by tenths of it then, most wanted first."""
    then, place = demand(last), dict(zip(model.texts["items"], demand(model).tolist(), strict=True))
    now = np.array([place.get(item, 0.0) for item in last.texts["items"]])
    order = np.argsort(-then, kind="stable")
    tenth = np.minimum((np.cumsum(then[order]) - then[order]) * TENTHS, TENTHS - 1).astype(int)
    return np.bincount(tenth, then[order], TENTHS), np.bincount(tenth, now[order], TENTHS)


def _aligned(then: Mapping[str, int], now: Mapping[str, int]) -> tuple[Array, Array]:
    names = sorted({*then, *now})
    return np.array([then.get(name, 0) for name in names]), np.array([now.get(name, 0) for name in names])
