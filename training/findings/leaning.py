"""Where a shop has little: what its training had to do without, and so what its pages lean on."""

from __future__ import annotations

from collections.abc import Mapping

from features.clock import DAY
from training.findings.seen import Seen

Figures = Mapping[str, float]

SHORT = 42  # days; with less a ranking looks ahead for three days at most
FEW = 300  # times that somebody came back in a window; of fewer little is learned


def few_persons(seen: Seen) -> Figures | None:
    """Too few to learn what people like alike."""
    enough = seen.recipe.enough_persons
    return {"persons": seen.active, "enough": enough} if seen.active < enough else None


def short_history(seen: Seen) -> Figures | None:
    """A ranking can't look far ahead."""
    return {"days": seen.days, "horizon": seen.horizon / DAY} if seen.days < SHORT else None


def nobody_returned(seen: Seen) -> Figures | None:
    """No weights could be learned."""
    return None if seen.returned else {}


def few_returned(seen: Seen) -> Figures | None:
    """Weights could be learned from few only."""
    return {"times": seen.returned} if 0 < seen.returned < FEW else None


def few_windows(seen: Seen) -> Figures | None:
    """The history is too short for the windows that the recipe asks for."""
    there, asked = seen.windows, seen.recipe.windows
    return {"windows": there, "asked": asked} if there < asked else None


def no_purchases(seen: Seen) -> Figures | None:
    """Looks and searches have to tell."""
    return None if seen.purchases else {}


def no_repeats(seen: Seen) -> Figures | None:
    """Nothing is bought again."""
    return {} if 0 < seen.purchases == len(seen.pairs) else None


def no_catalogue(seen: Seen) -> Figures | None:
    """Nothing is known of the items but their ids."""
    return None if seen.items else {}


def no_categories(seen: Seen) -> Figures | None:
    """Nothing tells which items are of a kind."""
    return {} if seen.items and not seen.categories else None
