"""What is compared: the blend, simple baselines, every source alone → one visitor's rankings by each of them.

Whoever has too few items to offer is filled up with what is popular lately, as a plain shop would do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from features.interactions import Ints, Mask
from service.engine.rank import allowed_for, rank_found
from service.engine.ranker import Blend, Candidates, Head, feature_names
from service.engine.sources import Source
from service.engine.visitor import Visitor
from service.engine.world import World
from training.evaluation.baselines import LATELY, filled, own_first, popular
from training.evaluation.figures import Kind
from training.evaluation.metrics import RECALL_AT
from training.split import Window

BLEND = "blend"
SIMPLE = ("popular lately", "popular", "own items first")
ALWAYS = 3  # of the methods, the first have no excuse: an empty list is as good as it is

# A source is measured by its first column, unless it stands here: label → column.
MAIN = {
    "personal": {"bought before": "bought_long", "seen lately": "looked_mid"},
    "affinity": {"affinity": "affinity_popular"},
    "popularity": {"popularity": "popularity_mid"},
}


class Method(NamedTuple):
    """A source's `column` among the features of its candidates; -1 for what isn't a source."""

    name: str
    kind: Kind
    column: int = -1


class Rankings(NamedTuple):
    """Methods × item codes; and which of the methods had anything of their own to say."""

    items: Ints
    spoke: Mask


def methods_of(sources: Sequence[Source]) -> list[Method]:
    """The blend first, then the simple baselines, then the sources by their main columns."""
    names = feature_names(sources)
    mains = (MAIN.get(source.name, {source.name: source.features[0]}) for source in sources)
    alone = [Method(label, "source", names.index(name)) for main in mains for label, name in main.items()]
    return [Method(BLEND, "blend"), *(Method(name, "baseline") for name in SIMPLE), *alone]


class Contest:
    """One window's world, and all that ranks in it."""

    def __init__(self, window: Window, world: World, blend: Blend) -> None:
        self.world, self.blend = world, blend
        self.methods = methods_of(world.sources)
        self._columns = [method.column for method in self.methods if method.kind == "source"]
        self._lately, self._popular = popular(window, LATELY), popular(window)

    def rankings(self, visitor: Visitor, found: Candidates, head: Head) -> Rankings:
        """What each method puts first for this visitor, in the methods' order."""
        allowed = allowed_for(self.world, visitor, head)
        own = own_first(visitor)
        spare = self._lately[allowed[self._lately]][: 2 * RECALL_AT]
        simple = [spare, self._popular[allowed[self._popular]], own[allowed[own]]]
        best = rank_found(self.world, self.blend, visitor, found, head, RECALL_AT).items
        lists = [best, *simple, *self._by_columns(found, allowed)]
        items = np.stack([filled(one, spare, RECALL_AT) for one in lists])
        spoke = [place < ALWAYS or len(one) > 0 for place, one in enumerate(lists)]
        return Rankings(items, np.array(spoke))

    def _by_columns(self, found: Candidates, allowed: Mask) -> list[Ints]:
        """The candidates that a source has an opinion on, by its main column."""
        kept = allowed[found.items]
        items, values = found.items[kept], found.features[kept][:, self._columns]
        orders = np.argsort(-values, axis=0, kind="stable")[:RECALL_AT].T
        return [items[order[column[order] != 0]] for order, column in zip(orders, values.T, strict=True)]
