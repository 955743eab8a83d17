"""Model and catalogue as aligned arrays: what can be ranked, shown and said about every item.

The model's items come first, in the model's order; items the catalogue has beside them follow.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from itertools import pairwise
from weakref import proxy

import numpy as np
from numpy.typing import NDArray

from features.artifact import Model
from features.catalogue import Item
from features.identity import FOREVER
from features.interactions import Floats, Ints, Mask
from service.engine.sources import Source, sources_of
from service.engine.sources.popularity import SPANS
from service.engine.stars import disliked
from service.engine.words import Words

NO_MODEL = Model({}, {"items": []}, {})


class World:
    """What one worker knows of the shop; changed in place by `apply`, on one thread only."""

    def __init__(self, model: Model | None, items: Iterable[Item] = (), *, revision: int = 0) -> None:
        self.model = model or NO_MODEL
        self.revision = revision
        self.changes = 0  # how often the catalogue was applied
        self.next_change = FOREVER  # when a dated version of an item comes into force
        self.ids: list[str] = list(self.model.texts["items"])
        self.index = {item_id: code for code, item_id in enumerate(self.ids)}
        self.learned = len(self.ids)
        self.items: list[Item | None] = [None] * self.learned
        self._reset(self.learned)
        self.horizon = float(self.model.arrays.get("horizon_days", np.ones(1))[0])
        # a proxy, as a circle would keep what was replaced until garbage is collected
        self.sources: tuple[Source, ...] = sources_of(self.model, proxy(self))
        self.apply({item.item_id: item for item in items}, revision)

    def _reset(self, size: int) -> None:
        empty_catalogue = self.revision == 0
        self.buyable: Mask = np.full(size, empty_catalogue)
        self.sensitive: Mask = np.zeros(size, bool)
        self.rating: Floats = np.zeros((size, 2), np.float32)  # mean and count; 0 where unknown
        self.group: Ints = np.arange(size, dtype=np.int32)
        self.category: Ints = np.full(size, -1, np.int32)
        self.categories: list[str] = []
        self._category_code: dict[str, int] = {}
        self.brand: Ints = np.full(size, -1, np.int32)
        self.brands: list[str] = []
        self._brand_code: dict[str, int] = {}
        self.words = Words(self.model)
        self._group_code: dict[str, int] = {}
        self.repeats: Floats = self._learned("repeats", size)
        self.popular: Floats = self._learned("popularity_mid", size)
        heard_of = self.popular > 0
        self._usual = float(np.median(self.popular[heard_of])) if heard_of.any() else 0.0
        self.popular[~heard_of] = self._usual  # what is new must not wait for the next training

    def _learned(self, name: str, size: int) -> Floats:
        values = np.zeros(size, np.float32)
        if (known := self.model.arrays.get(name)) is not None:
            values[: self.learned] = known
        return values

    def __len__(self) -> int:
        return len(self.ids)

    def apply(self, changes: Mapping[str, Item | None], revision: int) -> None:
        """Take over changed items (None: deleted) up to a revision of the catalogue."""
        if revision and not self.revision:
            self.buyable[:] = False  # until now there was no catalogue: everything was shown
        self.revision = revision
        self.changes += 1
        before = self.category.copy()
        self._grow([item_id for item_id in changes if item_id not in self.index])
        for item_id, item in changes.items():
            self._set(self.index[item_id], item)
        for stale in ("disliked", "showable"):
            self.__dict__.pop(stale, None)
        if not np.array_equal(before, self.category):
            for stale in ("by_category", "category_share", "category_best"):
                self.__dict__.pop(stale, None)

    def _grow(self, fresh: list[str]) -> None:
        start = len(self.ids)
        self.index.update((item_id, start + n) for n, item_id in enumerate(fresh))
        self.ids += fresh
        self.items += [None] * len(fresh)
        more = len(fresh)
        self.buyable = np.append(self.buyable, np.zeros(more, bool))
        self.sensitive = np.append(self.sensitive, np.zeros(more, bool))
        self.rating = np.append(self.rating, np.zeros((more, 2), np.float32), axis=0)
        self.group = np.append(self.group, np.arange(start, start + more, dtype=np.int32))
        self.category = np.append(self.category, np.full(more, -1, np.int32))
        self.brand = np.append(self.brand, np.full(more, -1, np.int32))
        self.repeats = np.append(self.repeats, np.zeros(more, np.float32))
        self.popular = np.append(self.popular, np.full(more, self._usual, np.float32))

    def _set(self, code: int, item: Item | None) -> None:
        self.words.replace(code, self.items[code], item)
        self.items[code] = item
        self.buyable[code] = item is not None and item.buyable
        if item is None:
            return
        self.sensitive[code] = item.sensitive
        rated = bool(item.rating_count) and item.rating_mean is not None
        self.rating[code] = (item.rating_mean, item.rating_count) if rated else 0
        self.category[code] = _code_of(item.category, self._category_code, self.categories)
        self.brand[code] = _code_of(item.brand, self._brand_code, self.brands)
        self.group[code] = self._group_of(item.item_group_id, code)
        self.repeats[code] = self._bought_again(item.repeat_purchase, code)

    def _group_of(self, name: str | None, code: int) -> int:
        """A variant's group has a number below zero, an item without one its own."""
        return code if name is None else self._group_code.setdefault(name, -1 - len(self._group_code))

    def _bought_again(self, said: bool | None, code: int) -> float:
        known = self.model.arrays.get("repeats", np.zeros(0))
        if said is None:
            return float(known[code]) if code < len(known) else 0.0
        return float(said)

    def category_code(self, category: str | None) -> int:
        """The number of a category, -1 where no item has it."""
        return self._category_code.get(category or "", -1)

    def within(self, categories: Collection[str]) -> Mask:
        """Per item: is it of one of these categories, or of one below."""
        paths = tuple(f"{name.strip('/')}/" for name in categories)
        codes = [code for name, code in self._category_code.items() if f"{name}/".startswith(paths)]
        return np.isin(self.category, codes) if codes else np.zeros(len(self), bool)

    @cached_property
    def by_category(self) -> list[NDArray[np.int32]]:
        """Items of each category, most popular first."""
        order = np.lexsort((-self.popular, self.category))
        bounds = np.searchsorted(self.category[order], np.arange(len(self.categories) + 1))
        return [order[a:b].astype(np.int32) for a, b in pairwise(bounds.tolist())]

    @cached_property
    def category_best(self) -> Floats:
        """How popular the most popular item of each category is."""
        best = [self.popular[items[0]] if len(items) else 0 for items in self.by_category]
        return np.array(best, np.float32)

    @cached_property
    def category_share(self) -> Floats:
        """How much of everybody's interest each category has; sums to 1 where there is any."""
        mass = np.bincount(self.category + 1, self.popular, len(self.categories) + 1)[1:]
        return (mass / max(float(mass.sum()), 1e-9)).astype(np.float32)

    @cached_property
    def disliked(self) -> Mask:
        """Per item: its stars say that people don't like it."""
        return disliked(self.rating[:, 0], self.rating[:, 1], self.category)

    @cached_property
    def showable(self) -> Mask:
        """Per item: may it stand on anybody's page."""
        return self.buyable & ~self.sensitive

    def nameable(self, code: int) -> bool:
        """May the item be named as a reason: not a sensitive one, nor one the shop no longer has."""
        gone = self.items[code] is None and self.revision > 0
        return not gone and not self.sensitive[code]

    def meaning(self, query: str, category: str | None) -> int:
        """The category a search means: named, else learned, else that of the items it names; -1: none."""
        for name in (category, self.words.learned(query)):
            if (code := self.category_code(name)) >= 0:
                return code
        codes = self.category[list(self.words.matches(query))]
        return int(np.bincount(codes[codes >= 0]).argmax()) if (codes >= 0).any() else -1

    @cached_property
    def most_popular(self) -> dict[str, NDArray[np.int32]]:
        """By span (`popularity_short` …): the learned items anybody wanted in it, most popular first."""
        spans = {name: self.model.arrays[name] for name in SPANS if name in self.model.arrays}
        return {
            name: np.argsort(-values, kind="stable")[: np.count_nonzero(values)].astype(np.int32)
            for name, values in spans.items()
        }

    def warm(self) -> None:
        """Everything that is computed once is computed now, not during somebody's request."""
        _ = (
            self.by_category,
            self.category_best,
            self.category_share,
            self.most_popular,
            self.disliked,
            self.showable,
        )


def _code_of(name: str | None, codes: dict[str, int], names: list[str]) -> int:
    """The number of a name, a new one where it has none yet; -1 for no name."""
    if name is None:
        return -1
    if name not in codes:
        codes[name] = len(names)
        names.append(name)
    return codes[name]
