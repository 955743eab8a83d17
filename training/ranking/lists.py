"""A past window and what was learned up to its cut → candidates of many visitors, and which were taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from features.artifact import Array
from features.interactions import among
from service.engine.ranker import HEADS, Head, candidates, feature_names
from service.engine.world import World
from training.split import Window, some

COMPACT = np.float16  # a year of windows fits into memory; networks and blend learn as much from it


@dataclass(frozen=True)
class Lists:
    """One list per visitor, one below the other.

    `features`: rows × names; `own`: rows that an event of the visitor names; `hits`: rows that were taken;
    `starts`: where each list begins; `known`: how much is known of each visitor.
    """

    names: list[str]
    features: Array
    own: Array
    hits: dict[Head, Array]
    starts: Array
    known: Array

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def of(self) -> Array:
        """Per row: the number of its list."""
        ends = np.append(self.starts[1:], len(self.features))
        return np.repeat(np.arange(len(self)), ends - self.starts)

    def slices(self) -> Iterator[slice]:
        """Where each list stands."""
        ends = [*self.starts.tolist(), len(self.features)][1:]
        return (slice(a, b) for a, b in zip(self.starts.tolist(), ends, strict=True))

    def where(self, rows: Array) -> Lists:
        """Only these rows (a mask); a list without any is left out."""
        left = np.bincount(self.of[rows], minlength=len(self))
        starts = np.cumsum([0, *left[left > 0]])[:-1]
        hits = {head: hit[rows] for head, hit in self.hits.items()}
        parts = self.features[rows], self.own[rows], hits, starts, self.known[left > 0]
        return Lists(self.names, *parts)

    def learnable(self, head: Head) -> Lists:
        """What a ranking for `head` chooses from, where something of it was taken."""
        there = np.ones(len(self.own), bool) if head == "all" else ~self.own
        hit = np.bincount(self.of, self.hits[head] & there, len(self)) > 0
        return self.where(there & hit[self.of])

    def without(self, names: Sequence[str]) -> Lists:
        """The same lists, told nothing by these features."""
        kept = [n for n, name in enumerate(self.names) if name not in names]
        return replace(self, names=[self.names[n] for n in kept], features=self.features[:, kept])


def lists_of(window: Window, world: World, most: int, seed: int) -> Lists:
    """The lists of those who came back after the cut, at most so many, drawn with the seed."""
    people = some(sorted(window.wanted("all")), most, seed)
    parts = [_list_of(window, world, person) for person in people]
    return joined(parts, feature_names(world.sources))


def _list_of(window: Window, world: World, person: int) -> Lists:
    visitor = window.visitor(person)
    found = candidates(visitor, world.sources)
    kept = ~among(found.items, visitor.unwanted)
    none = np.zeros(0, np.int64)
    hits = {head: np.isin(found.items[kept], window.wanted(head).get(person, none)) for head in HEADS}
    features = found.features[kept].astype(COMPACT)
    starts = np.zeros(1 if kept.any() else 0, np.int64)
    known = np.full(len(starts), found.known)
    return Lists(feature_names(world.sources), features, found.own[kept], hits, starts, known)


def joined(parts: Sequence[Lists], names: Sequence[str] | None = None) -> Lists:
    """All below each other; where one lacks a feature, as in a shop that grows, it is 0."""
    wanted = list(names or dict.fromkeys(name for part in parts for name in part.names))
    ends = np.cumsum([0, *(len(part.features) for part in parts)])
    nothing = np.zeros(0, bool)
    return Lists(
        wanted,
        np.concatenate([np.zeros((0, len(wanted)), COMPACT), *(_columns(part, wanted) for part in parts)]),
        np.concatenate([nothing, *(part.own for part in parts)]),
        {head: np.concatenate([nothing, *(part.hits[head] for part in parts)]) for head in HEADS},
        np.concatenate([ends[:0], *(part.starts + at for part, at in zip(parts, ends[:-1], strict=True))]),
        np.concatenate([np.zeros(0), *(part.known for part in parts)]),
    )


def _columns(part: Lists, names: Sequence[str]) -> Array:
    if part.names == names:
        return part.features
    wide = np.zeros((len(part.features), len(names)), COMPACT)
    there = [n for n, name in enumerate(part.names) if name in names]
    wide[:, [names.index(part.names[n]) for n in there]] = part.features[:, there]
    return wide
