"""Everything one page is made from: who asks, what may be shown, and what the ranking path thinks of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np

from features.clock import DAY
from features.history import Searched
from features.interactions import CODES, KEEP, LOOK, Floats, Ints, Mask, among
from features.settings import Settings
from service.engine.interests import Interest, lasting_interests
from service.engine.live import Serving
from service.engine.ranker import Candidates, Failed, candidates
from service.engine.shares import most
from service.engine.sources.neighbours import Near, Neighbours
from service.engine.visitor import Visitor
from service.page.model import PageRequest

REBOUGHT = 0.15  # from this share of buyers on, an item is one that is bought again
NEAR = 60


class Moment:
    """One request; what is asked for more than once is computed once."""

    def __init__(
        self,
        serving: Serving,
        visitor: Visitor,
        request: PageRequest,
        settings: Settings,
        failed: Failed | None = None,
    ) -> None:
        self.world = serving.world
        self.version = serving.version
        self.visitor = visitor
        self.request = request
        self.settings = settings
        self._failed = failed
        self._blend = serving.blend
        self._neighbours = {s.name: s for s in self.world.sources if isinstance(s, Neighbours)}

    @cached_property
    def allowed(self) -> Mask:
        """Per item: may it stand on this page at all."""
        world, visitor = self.world, self.visitor
        mask = world.showable.copy()
        if visitor.unwanted_categories:
            mask &= ~world.within(visitor.unwanted_categories)
        mask[visitor.unwanted] = False
        mask[[world.index[item] for item in self.request.exclude if item in world.index]] = False
        if self.request.placement != "cart":
            mask[list(visitor.cart(self.settings.cart_kept))] = False
        return mask

    @cached_property
    def most(self) -> Floats:
        """Per category: the share of a varied shelf that it may take."""
        try:
            return most(self.visitor, self.world, self.settings.diversity)
        except Exception as error:
            if self._failed is None:
                raise
            self._failed("shares", error)
            return np.ones(len(self.world.categories), np.float32)

    @cached_property
    def rebought(self) -> Mask:
        """Of the visitor's bought items (`visitor.bought`, in step): is it one that is bought again."""
        rebought: Mask = self.world.repeats[self.visitor.bought] >= REBOUGHT
        return rebought

    @cached_property
    def fresh(self) -> Mask:
        """Allowed outside `buy_again`: without what was bought and isn't bought again."""
        mask = self.allowed.copy()
        mask[self.visitor.bought[~self.rebought]] = False
        return mask

    @cached_property
    def likeable(self) -> Mask:
        """What shelves for everybody may push: fresh, and not what people dislike."""
        return self.fresh & ~self.world.disliked

    @cached_property
    def known(self) -> bool:
        """Is there behaviour that says something: an item, or a search that means a kind of product."""
        searched = (self.world.meaning(search.query, search.category) for search in self.visitor.searches)
        return len(self.visitor.rows) > 0 or any(meant >= 0 for meant in searched)

    @cached_property
    def searched_for(self) -> Ints:
        """Items that the visitor's searches name."""
        return self._named_by(self.visitor.searches)

    @cached_property
    def searched_lately(self) -> Ints:
        """Items that a search of the last day names."""
        return self._named_by(s for s in self.visitor.searches if self.visitor.now - s.at < DAY)

    def _named_by(self, searches: Iterable[Searched]) -> Ints:
        matches = (self.world.words.matches(search.query) for search in searches)
        return np.array([item for each in matches for item in each], np.int32)

    @cached_property
    def unbought(self) -> Mask:
        """Allowed, and the visitor doesn't have it."""
        mask = self.allowed.copy()
        mask[self.visitor.bought] = False
        return mask

    @cached_property
    def done(self) -> set[int]:
        """What the visitor did with which item: its code × kinds + the kind's code."""
        rows = self.visitor.rows
        return set((rows.item.astype(np.int64) * len(CODES) + rows.kind).tolist())

    @cached_property
    def interests(self) -> list[Interest]:
        """What the visitor keeps looking for."""
        return lasting_interests(self.visitor, self.world)

    @cached_property
    def anchor(self) -> int | None:
        """The item looked at last, None where there is none or it was bought since."""
        rows = self.visitor.rows
        looked = np.nonzero(LOOK[rows.kind] | KEEP[rows.kind])[0]
        if not len(looked):
            return None
        last = int(rows.item[looked[-1]])
        return last if self.world.nameable(last) and last not in self.visitor.bought else None

    def learned_near(self, item: int, kinds: Sequence[str]) -> Ints:
        """What was learned to go with an item, nearest first."""
        lists = [self._neighbours[kind].close(item)[:NEAR] for kind in kinds if kind in self._neighbours]
        found = np.concatenate([np.zeros(0, np.int32), *lists])
        _, first = np.unique(found, return_index=True)
        return found[np.sort(first)]

    def near(self, item: int, kinds: Sequence[str] = ("bm25", "together")) -> Ints:
        """What goes with an item, nearest first, then what else its category has."""
        learned = self.learned_near(item, kinds)
        category = int(self.world.category[item])
        alike = self.world.by_category[category][:NEAR] if category >= 0 else learned[:0]
        found = np.concatenate([learned, alike[~among(alike, learned)]])
        near: Ints = found[found != item].astype(np.int32)
        return near

    @cached_property
    def near_anchor(self) -> Ints:
        """What goes with the item looked at last, nothing where there is none."""
        return np.zeros(0, np.int32) if self.anchor is None else self.near(self.anchor)

    @cached_property
    def found(self) -> Candidates:
        """Candidates of all sources, and of the shelves that look elsewhere."""
        also: list[Ints] = [self.world.by_category[i.category][:NEAR] for i in self.interests]
        also.append(self.near_anchor)
        beside = np.concatenate([np.zeros(0, np.int32), *also])
        return candidates(self.visitor, self._blend.sources, beside, self._failed)

    @cached_property
    def wants_any(self) -> Floats:
        """Per candidate: how likely it is taken next, repeats included."""
        return self._blend.score(self.found, "all")

    @cached_property
    def expected(self) -> Ints:
        """Candidates in the order in which the visitor is expected to want them, own ones aside."""
        return self.found.items[np.argsort(-self.wants_new, kind="stable")]

    @cached_property
    def wants_new(self) -> Floats:
        """Per candidate: how likely it is taken next by somebody who doesn't have it."""
        return self._blend.score(self.found, "new")

    def scores(self, items: Ints) -> Floats:
        """`wants_any` of these items; the lowest there is for those that are no candidates.

        Of somebody unknown nothing is asked but how popular an item is.
        """
        if not self.known:
            return self.general_scores(items)
        if not len(self.found.items):
            return np.zeros(len(items), np.float32)
        at = np.minimum(np.searchsorted(self.found.items, items), len(self.found.items) - 1)
        known = self.found.items[at] == items
        return np.where(known, self.wants_any[at], self.wants_any.min())

    def general_scores(self, items: Ints) -> Floats:
        """How popular these items are, whoever asks."""
        return self.world.popular[items]

    @cached_property
    def closest_own(self) -> dict[int, int]:
        """For what `for_you` may show first: the visitor's own item that speaks most for it."""
        first = self.expected[: 2 * self.request.size]
        best: dict[int, tuple[float, int]] = {}
        for opinion in self.found.opinions.values():
            if isinstance(opinion, Near):
                for item, support in opinion.closest_own(first).items():
                    if item not in best or support > best[item]:
                        best[item] = support
        return {item: own for item, (_, own) in best.items()}
