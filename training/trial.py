"""One recipe on one history: fitted on earlier cuts to learn weights and be scored, then on everything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from features.artifact import Model
from features.catalogue import Item
from features.clock import to_text
from features.history import History
from service.engine.catalogue import categories_of
from service.engine.ranker import Blend
from service.engine.world import World
from training.evaluate import Scored, score
from training.models import fit
from training.ranker import Past, fit_weights
from training.recipe import Recipe, horizon_for
from training.seen import Seen
from training.split import Window

MOST_TESTS = 3


def horizon_of(history: History, until: int, recipe: Recipe) -> int:
    """Microseconds to look ahead."""
    return horizon_for(int(history.interactions.at.min()), until, recipe)


@dataclass(frozen=True)
class Trial:
    """`until` and `horizon` in microseconds; `items`: the catalogue at `until`."""

    history: History
    recipe: Recipe
    until: int
    horizon: int
    items: dict[str, Item]
    progress: Callable[[str], None]
    _pasts: dict[int, Past] = field(default_factory=dict)

    def with_recipe(self, recipe: Recipe, horizon: int | None = None) -> Trial:
        """The same history with another recipe, and the same cuts unless it looks ahead otherwise."""
        return replace(self, recipe=recipe, horizon=horizon or self.horizon, _pasts={})

    def with_pasts(self, change: Callable[[Past], Past]) -> Trial:
        """The same, where every past that was looked at so far is another one."""
        return replace(self, _pasts={steps: change(past) for steps, past in self._pasts.items()})

    @property
    def sources(self) -> list[str]:
        """The names of all sources in the pasts that were looked at so far."""
        pasts = self._pasts.values()
        return list(dict.fromkeys(source.name for past in pasts for source in past.world.sources))

    def evaluate(self, windows: int) -> list[Scored]:
        """The last windows before `until`, newest first; each with weights from the windows before it."""
        return [self._scored(steps) for steps in range(1, windows + 1)]

    def _scored(self, steps: int) -> Scored:
        test, blend = self._past(steps), self._blend(steps)
        return score(test.window, test.world, blend, self._told(steps))

    def _told(self, steps: int) -> Callable[[int, int], None]:
        asked = f"asking in window {steps} what customers then took"
        return lambda done, total: self.progress(f"{asked}: {done:,} of {total:,}")

    @property
    def tests(self) -> int:
        """How many windows can be ranked with as many before them to learn from as the recipe wants."""
        horizons = (self.until - int(self.history.interactions.at.min())) // self.horizon
        return max(1, min(MOST_TESTS, horizons - self.recipe.windows - 1))

    def _blend(self, steps: int) -> Blend:
        weights = fit_weights([self._past(n) for n in self._windows(steps + 1)], self.recipe)
        return Blend(weights, self._past(steps).world.sources)

    def final(self) -> Model:
        """Fitted on everything up to `until`, with weights from the last windows."""
        weights = fit_weights([self._past(n) for n in self._windows(1)], self.recipe)
        return replace(self._fit(self.until), weights=weights)

    @property
    def seen(self) -> Seen:
        """What notices are about."""
        returned = sum(len(self._past(n).window.wanted("all")) for n in self._windows(1))
        return Seen(self.history, self.items, self.recipe, self.horizon, returned)

    def _windows(self, first: int) -> range:
        return range(first, first + self.recipe.windows)

    def _past(self, steps: int) -> Past:
        """The world as it was that many horizons ago."""
        if steps not in self._pasts:
            cut = self.until - steps * self.horizon
            model = self._fit(cut)
            self._pasts[steps] = Past(Window(self.history, cut, self.horizon), self._world(model))
        return self._pasts[steps]

    def _world(self, model: Model) -> World:
        """Everything may be ranked: what is available today says nothing about the past."""
        world = World(model, self.items.values())
        world.buyable[:] = True
        return world

    def _fit(self, cut: int) -> Model:
        self.progress(f"fitting on everything up to {to_text(cut)}")
        return fit(self.history, cut, self.horizon, self.recipe, categories_of(self.items))
