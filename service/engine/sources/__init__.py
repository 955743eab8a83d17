"""Where candidates come from: one small class each behind one protocol; every score is a feature, too."""

from __future__ import annotations

from features.artifact import Model
from service.engine.sources.affinity import Affinity, Assortment
from service.engine.sources.base import Scores, Source
from service.engine.sources.cohorts import Cohorts
from service.engine.sources.context import Context
from service.engine.sources.factors import Factors
from service.engine.sources.neighbours import KINDS, Neighbours
from service.engine.sources.personal import Personal
from service.engine.sources.popularity import Popularity
from service.engine.sources.products import Products
from service.engine.sources.repurchase import Repurchase
from service.engine.sources.sessions import Sessions

__all__ = ["Scores", "Source", "sources_of"]


def sources_of(model: Model, assortment: Assortment) -> tuple[Source, ...]:
    """The sources that this model has something for; a small shop's has no factors or neighbours."""
    made: list[Source] = [Personal(), Affinity(assortment)]
    if "factors" in model.arrays:
        made.append(Factors(model))
    made += [Neighbours(model, name) for name in KINDS if f"{name}_ends" in model.arrays]
    if "popularity_mid" in model.arrays:
        made.append(Popularity(model, assortment))
    if model.texts.get("cohorts"):
        made.append(Cohorts(model))
    if "session_ends" in model.arrays:
        made.append(Sessions(model))
    if "rebuy_rates" in model.arrays:
        made.append(Repurchase(model))
    if "item_price" in model.arrays:
        made += [Products(model), Context(model)]
    return tuple(made)
