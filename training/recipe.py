"""A recipe: every choice of a training, as data that can be diffed, hashed and put in the artifact.

Spans and half-lives are counted in horizons, so that one recipe fits nine days and two years.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from features.artifact import recipe_hash
from features.clock import DAY
from features.errors import BadInput

Share = Annotated[float, Meta(gt=0, le=1)]
Positive = Annotated[float, Meta(ge=1e-6, le=1e6)]
Days = Annotated[float, Meta(ge=0.01, le=1_000)]
Count = Annotated[int, Meta(ge=1)]
Seed = Annotated[int, Meta(ge=0, lt=2**32)]

HORIZON_DAYS = (28.0, 14.0, 7.0, 3.0, 1.0, 0.25)
HISTORY_PER_HORIZON = 6


class Recipe(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Defaults are what serves; a TOML file names what differs."""

    horizon_days: Days | None = None
    windows: Annotated[int, Meta(ge=1, le=16)] = 8
    factors: Annotated[int, Meta(ge=4, le=512)] = 64
    factors_half_life: Positive = 12.0
    regularisation: Positive = 0.01
    iterations: Annotated[int, Meta(ge=1, le=100)] = 15
    neighbours: Annotated[int, Meta(ge=1, le=1000)] = 100
    bm25_k1: Positive = 1.2
    bm25_b: Share = 0.75
    min_customers_per_edge: Count = 2
    popularity_half_lives: tuple[Positive, Positive, Positive] = (0.25, 1.0, 8.0)
    enough_persons: Count = 50
    ranking_l2: Positive = 1e-3
    networks: Annotated[int, Meta(ge=0, le=16)] = 4
    training_visitors: Count = 12_000
    seed: Seed = 1

    @property
    def hash(self) -> str:
        return recipe_hash(self.as_dict())

    def as_dict(self) -> dict[str, Any]:
        """As plain data, for the manifest."""
        return dict(msgspec.to_builtins(self))


def read_recipe(path: Path | None) -> Recipe:
    """The default recipe, or the one in a TOML file. Raises BadInput naming the field."""
    if path is None:
        return Recipe()
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Recipe)
    except FileNotFoundError:
        raise BadInput(f"there is no recipe {path}; check its name") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(
            f"recipe {path}: {error}{_instead(str(error))}; `zuvor models show` prints a recipe that works"
        ) from None


def _instead(complaint: str) -> str:
    """For an unknown field: which one may be meant, and which there are."""
    if not (unknown := re.search("unknown field `(.*)`", complaint)):
        return ""
    near = get_close_matches(unknown[1], Recipe.__struct_fields__, 1)
    meant = f" (is {near[0]} meant?)" if near else ""
    return f"{meant}; there are {', '.join(sorted(Recipe.__struct_fields__))}"


def looking_ahead(horizon: int | None) -> Recipe:
    """The default recipe, held against so many microseconds. Raises BadInput for too few or too many."""
    try:
        return msgspec.convert({"horizon_days": None if horizon is None else horizon / DAY}, Recipe)
    except msgspec.ValidationError:
        raise BadInput("a ranking can be held against 15 minutes to 1,000 days; choose e.g. 28d") from None


def horizon_for(first: int, last: int, recipe: Recipe) -> int:
    """How far ahead to learn and score, microseconds: the longest that fits six times into the history."""
    if recipe.horizon_days:
        return int(recipe.horizon_days * DAY)
    length = (last - first) / DAY
    days = next((d for d in HORIZON_DAYS if d * HISTORY_PER_HORIZON <= length), HORIZON_DAYS[-1])
    return int(days * DAY)
