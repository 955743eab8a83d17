"""Cuts of one history → what was learned up to each, and the lists of who came back after it."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Thread

from features.artifact import Model
from features.catalogue import Item
from features.history import History
from service.engine.catalogue import categories_of
from service.engine.standing import SUFFIX
from service.engine.world import World
from training.models import fit
from training.ranking.lists import Lists, lists_of
from training.recipe import Recipe
from training.split import Window

LARGE = 100_000  # interactions; below, processes of their own cost more than they save


@dataclass(frozen=True)
class Shop:
    """All that a cut is learned from; `horizon` in microseconds, `items`: the catalogue today."""

    history: History
    recipe: Recipe
    horizon: int
    items: dict[str, Item]

    def model(self, cut: int) -> Model:
        """Everything the sources need, from what happened up to `cut`."""
        return fit(self.history, cut, self.horizon, self.recipe, categories_of(self.items))

    def learned(self, cut: int) -> tuple[Model, Lists]:
        """Also the lists of those who came back within a horizon."""
        past = Past(self, cut, self.model(cut))
        most = max(1, self.recipe.training_visitors // self.recipe.windows)
        return past.model, lists_of(past.window, past.world, most, self.recipe.seed)

    def side_by_side(self) -> Executor:
        """Where cuts are learned from: all cores for a large shop, this process for a small one."""
        if len(self.history.interactions) < LARGE:
            return ThreadPoolExecutor(1)
        fresh = multiprocessing.get_context("spawn")  # a fork would copy locks that library threads hold
        return ProcessPoolExecutor(mp_context=fresh, initializer=_end_with_parent)


def _end_with_parent() -> None:
    """A training that is killed leaves no process behind."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()


@dataclass(frozen=True)
class Past:
    """A cut with what was learned up to it; `untold`: the source that has to be done without."""

    shop: Shop
    cut: int
    model: Model
    lists: Lists | None = None
    untold: str | None = None

    @cached_property
    def window(self) -> Window:
        """What was known and what was taken."""
        return Window(self.shop.history, self.cut, self.shop.horizon)

    @cached_property
    def world(self) -> World:
        """Everything may be ranked: what is available today says nothing about the past."""
        world = World(self.model, self.shop.items.values())
        world.buyable[:] = True
        world.sources = tuple(source for source in world.sources if source.name != self.untold)
        return world

    def without(self, name: str) -> Past:
        """The same, where one source says nothing, nor how candidates stand by what it says."""
        said = [
            feature for source in self.world.sources if source.name == name for feature in source.features
        ]
        silent = said + [f"{feature}{SUFFIX}" for feature in said]
        return replace(self, lists=self.lists.without(silent) if self.lists else None, untold=name)
