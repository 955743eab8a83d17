"""What is known of a customer and a trigger when it is decided → a kind, by edges that all before tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from msgspec import Struct

from features.interventions.encoding import Kind


class Traits(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """As they stand in the ledger; `gap` in the trigger's own unit, `orders` and `spent` of the last year.

    Neither age nor country: who gets a gesture must not depend on them unless the shop says so itself.
    """

    trigger: str
    gap: float = 0.0
    orders: int = 0
    spent: float = 0.0
    segment: str | None = None
    state: str | None = None


class Edges(Struct, frozen=True):
    """`spent`: what parts customers into thirds; `gaps`: trigger → the middle one."""

    spent: tuple[float, float] = (50.0, 200.0)
    gaps: dict[str, float] = {}


def edges_of(seen: Iterable[Traits]) -> Edges:
    """Of the customers and triggers so far; without any, those of a shop nobody knows yet."""
    spent, gaps = [], defaultdict(list)
    for traits in seen:
        spent.append(traits.spent)
        gaps[traits.trigger].append(traits.gap)
    if not spent:
        return Edges()
    low, high = np.quantile(spent, [1 / 3, 2 / 3])
    return Edges((float(low), float(high)), {name: float(np.median(own)) for name, own in gaps.items()})


def kind_of(traits: Traits, edges: Edges) -> Kind:
    """Levels by factor; a gap is large beyond the middle one of its trigger."""
    low, high = edges.spent
    kind = {
        "trigger": traits.trigger,
        "customer": "regular" if traits.orders > 1 else "new",
        "value": "low" if traits.spent <= low else "middle" if traits.spent <= high else "high",
    }
    if traits.gap > edges.gaps.get(traits.trigger, np.inf):
        kind["gap"] = f"{traits.trigger} large"
    return kind | {name: said for name in ("segment", "state") if (said := getattr(traits, name))}
