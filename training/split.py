"""A history and a cut → visitors as they were at the cut, and what they then took."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from features.clock import DAY
from features.history import History, Said, Searched, attributes_of, unwanted_of
from features.interactions import Interactions, Ints
from service.engine.ranker import Head
from service.engine.visitor import Visitor

MOST_ROWS = 2_000  # rows of one person that count; a bot's millions don't slow training down


@dataclass(frozen=True)
class Window:
    """Everything up to `cut` is known; what is taken within `horizon` after it is wanted (microseconds)."""

    history: History
    cut: int
    horizon: int

    @cached_property
    def known(self) -> Interactions:
        """Everything up to the cut, in order of time."""
        rows = self.history.interactions
        return rows.where(rows.at <= self.cut)

    @cached_property
    def persons(self) -> Ints:
        """Per item: how many persons took it up to the cut."""
        size = len(self.history.items)
        return np.bincount(_pairs(self.known.where(self.known.weight > 0), size) % size, minlength=size)

    @cached_property
    def _by_person(self) -> tuple[Interactions, Ints]:
        rows = self.known.where(np.argsort(self.known.person, kind="stable"))
        return rows, np.searchsorted(rows.person, np.arange(self.history.persons + 1))

    @cached_property
    def _searches(self) -> dict[int, list[Searched]]:
        found: dict[int, list[Searched]] = {}
        for search in self.history.searches:
            if search.at <= self.cut:
                found.setdefault(search.person, []).append(search)
        return found

    @cached_property
    def _said(self) -> dict[int, list[Said]]:
        found: dict[int, list[Said]] = {}
        for one in self.history.said:
            if one.at <= self.cut:
                found.setdefault(one.person, []).append(one)
        return found

    def visitor(self, person: int) -> Visitor:
        """The person as the service would have seen them at the cut."""
        rows, ends = self._by_person
        mine = rows.where(np.arange(max(ends[person], ends[person + 1] - MOST_ROWS), ends[person + 1]))
        searches = tuple(self._searches.get(person, ()))
        said = self._said.get(person, ())
        known = attributes_of(said), unwanted_of(said)
        return Visitor(mine, self.cut, self.horizon / DAY, searches, *known)

    @cached_property
    def _wanted(self) -> dict[Head, dict[int, Ints]]:
        rows = self.history.interactions
        before, after = rows.at <= self.cut, (rows.at > self.cut) & (rows.at <= self.cut + self.horizon)
        known_items = np.bincount(rows.item[before], minlength=len(self.history.items)) > 0
        known_people = np.bincount(rows.person[before], minlength=self.history.persons) > 0
        known_people[[*self._searches, *self._said]] = True
        taken = after & (rows.weight > 0) & known_items[rows.item] & known_people[rows.person]
        every = _pairs(rows.where(taken), len(self.history.items))
        had = _pairs(rows.where(before), len(self.history.items))
        fresh = np.setdiff1d(every, had, assume_unique=True)
        return {"all": self._grouped(every), "new": self._grouped(fresh)}

    def wanted(self, head: Head) -> dict[int, Ints]:
        """Person → the items they took after the cut; `new`: only those that none of their events named."""
        return self._wanted[head]

    def _grouped(self, pairs: Ints) -> dict[int, Ints]:
        person, item = np.divmod(pairs, len(self.history.items))
        people, starts = np.unique(person, return_index=True)
        return dict(zip(people.tolist(), np.split(item, starts[1:]), strict=True)) if len(people) else {}


def _pairs(rows: Interactions, items: int) -> Ints:
    return np.unique(rows.person.astype(np.int64) * items + rows.item)


def some(people: list[int], count: int, seed: int) -> list[int]:
    """At most `count` of them, drawn with the seed, in their order."""
    if len(people) <= count:
        return people
    chosen = np.random.default_rng(seed).choice(len(people), count, replace=False)
    return [people[n] for n in np.sort(chosen)]
