"""Rankings against what people then took, in one window: every method's figures, customer by customer.

One global cut; customers with at least one event before it; the whole catalogue is ranked; items unknown at
the cut are no targets. NDCG's ideal is min(10, n) targets; recall is divided by min(20, n).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from features.artifact import Array
from features.history import COHORTS, History
from features.interactions import Floats, Mask, distinct
from service.engine.ranker import HEADS, Blend, Head, candidates
from service.engine.visitor import Visitor
from service.engine.world import World
from training.evaluation.figures import UNSAID
from training.evaluation.methods import Contest, Method, Rankings
from training.evaluation.metrics import NDCG_AT, Figures, figures, surprise_of
from training.split import Window, some

MOST_CUSTOMERS = 5_000
DRAW = 1  # the same customers for every recipe: the gate compares them pair by pair
TOLD_EVERY = 200  # customers

Gains = dict[Head, dict[int, float]]  # the blend's NDCG@10 by customer
Told = Callable[[int, int], None]  # how many customers are scored, of how many


@dataclass
class Ranked:
    """One kind of target: per customer methods × Figures, and the group of each part they belonged to.

    `shown`: methods × items, does it stand in anybody's first ten; `spoke`: which methods ever said anything.
    """

    shown: Mask
    spoke: Mask
    customers: list[int] = field(default_factory=list)
    figures: list[Array] = field(default_factory=list)
    groups: list[dict[str, str]] = field(default_factory=list)

    def add(self, customer: int, rankings: Rankings, found: Figures, groups: dict[str, str]) -> None:
        """One customer more."""
        self.customers.append(customer)
        self.figures.append(np.stack(found, axis=-1))
        self.groups.append(groups)
        self.spoke |= rankings.spoke
        self.shown[np.arange(len(rankings.items))[:, None], rankings.items[:, :NDCG_AT]] = True


@dataclass(frozen=True)
class Scored:
    """One window; `sold`: which items of the world could be ranked."""

    cut: int
    methods: list[Method]
    by_head: dict[Head, Ranked]
    sold: Mask

    @property
    def gains(self) -> Gains:
        """What the gate compares."""
        return {
            head: {c: float(f[0, 0]) for c, f in zip(ranked.customers, ranked.figures, strict=True)}
            for head, ranked in self.by_head.items()
        }


def score(window: Window, world: World, blend: Blend, told: Told = lambda done, total: None) -> Scored:
    """Everybody who came back, at most MOST_CUSTOMERS of them, ranked for by every method."""
    contest, surprise = Contest(window, world, blend), _surprise(window, world)
    by_head = {head: _nobody(len(contest.methods), len(world)) for head in HEADS}
    people = some(sorted(window.wanted("all")), MOST_CUSTOMERS, DRAW)
    for done, person in enumerate(people):
        if done % TOLD_EVERY == 0:
            told(done, len(people))
        visitor = window.visitor(person)
        found, groups = candidates(visitor, world.sources), groups_of(window.history, person, visitor)
        for head, ranked in by_head.items():
            if (wanted := window.wanted(head).get(person)) is not None:
                rankings = contest.rankings(visitor, found, head)
                judged = figures(rankings.items, wanted, visitor.own, surprise, world.category)
                ranked.add(person, rankings, judged, groups)
    return Scored(window.cut, contest.methods, by_head, sold(window, world))


def groups_of(history: History, person: int, visitor: Visitor) -> dict[str, str]:
    """The group this person belonged to at the cut, by part."""
    events = len(distinct(visitor.rows.at))  # all items of one purchase have its moment
    said = {part: visitor.attributes.get(part, UNSAID) for part in COHORTS}
    return {
        "events": "0" if not events else "1–4" if events < 5 else "5+",
        "known": "customer" if person in history.customers else "stranger",
        **said,
    }


def _nobody(methods: int, items: int) -> Ranked:
    """One item more than there are: where -1, which is none, is put."""
    return Ranked(np.zeros((methods, items + 1), bool), np.zeros(methods, bool))


def _surprise(window: Window, world: World) -> Floats:
    persons = np.zeros(len(world), np.int64)
    persons[: world.learned] = window.persons[: world.learned]
    return surprise_of(persons, len(np.unique(window.known.person)))


def sold(window: Window, world: World) -> Mask:
    """Per item of the world: does it stand in the catalogue, or was it named by an event up to the cut."""
    there = np.array([item is not None for item in world.items], bool)
    there[window.known.item] = True
    return there
