"""One recipe on one history: fitted on earlier cuts to learn a ranking and be scored, then on everything."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from features.artifact import Model
from features.catalogue import Item
from features.clock import to_text
from features.history import History
from service.engine.ranker import Blend
from training.evaluation.evaluate import Scored, score
from training.findings.seen import Seen
from training.ranking.lists import Lists
from training.ranking.pasts import Past, Shop
from training.ranking.ranker import Ranking, fit_ranking
from training.recipe import Recipe, horizon_for

MOST_TESTS = 3
STEPS = 2  # cuts per horizon: windows to learn from overlap by half
LEAST = 3  # horizons before a test: two to learn the ranking from, and one for the sources before these


def horizon_of(history: History, until: int, recipe: Recipe) -> int:
    """Microseconds to look ahead."""
    return horizon_for(int(history.interactions.at.min()), until, recipe)


@dataclass(frozen=True)
class Trial:
    """`until` and `horizon` in microseconds; `items`: the catalogue at `until`.

    Cuts are counted in steps of half a horizon before `until`.
    """

    history: History
    recipe: Recipe
    until: int
    horizon: int
    items: dict[str, Item]
    progress: Callable[[str], None]
    _pasts: dict[int, Past] = field(default_factory=dict)
    _rankings: dict[int, Ranking] = field(default_factory=dict)

    def with_recipe(self, recipe: Recipe, horizon: int | None = None) -> Trial:
        """The same history with another recipe, and the same cuts unless it looks ahead otherwise."""
        return replace(self, recipe=recipe, horizon=horizon or self.horizon, _pasts={}, _rankings={})

    def without(self, source: str) -> Trial:
        """The same, as if what was looked at so far had been learned without one source."""
        pasts = {steps: past.without(source) for steps, past in self._pasts.items()}
        return replace(self, _pasts=pasts, _rankings={})

    @property
    def sources(self) -> list[str]:
        """The names of all sources in the newest window."""
        return [source.name for source in self._pasts[STEPS].world.sources]

    @property
    def shop(self) -> Shop:
        """What cuts are learned from."""
        return Shop(self.history, self.recipe, self.horizon, self.items)

    @property
    def tests(self) -> int:
        """How many windows can be ranked with enough before each to learn from."""
        horizons = (self.until - int(self.history.interactions.at.min())) // self.horizon
        return max(1, min(MOST_TESTS, horizons - LEAST))

    def evaluate(self, windows: int) -> list[Scored]:
        """The last windows before `until`, newest first; each by a ranking learned from those before it."""
        tests = [STEPS * number for number in range(windows, 0, -1)]
        self._look_at({*tests, *(past for test in tests for past in self._before(test))})
        return [self._scored(test) for test in tests][::-1]

    def _scored(self, test: int) -> Scored:
        past, ranking = self._pasts[test], self._ranking(test)
        return score(past.window, past.world, ranking.on(past.world.sources), self._told(test // STEPS))

    def newest(self) -> tuple[Lists | None, Blend]:
        """The lists of the newest window that was looked at, and the ranking that is held against them."""
        past = self._pasts[STEPS]
        return past.lists, self._ranking(STEPS).on(past.world.sources)

    def _told(self, window: int) -> Callable[[int, int], None]:
        asked = f"asking in window {window} what customers then took"
        return lambda done, total: self.progress(f"{asked}: {done:,} of {total:,}")

    def forget(self) -> None:
        """Give back the memory of what was looked at; it is learned again when it is needed."""
        self._pasts.clear()

    def final(self) -> Model:
        """Fitted on everything up to `until`, with a ranking learned from the last windows, too."""
        self._look_at(self._before(0), everything=True)
        return self._ranking(0).within(self._pasts[0].model)

    def _ranking(self, test: int) -> Ranking:
        """Learned from windows that end before this one begins; it goes on from the ranking before."""
        if test not in self._rankings:
            self.progress("learning to rank from what customers took in earlier windows")
            earlier = self._rankings.get(min((t for t in self._rankings if t > test), default=-1))
            self._rankings[test] = fit_ranking(self._lists(self._before(test)), self.recipe, earlier)
        return self._rankings[test]

    def _lists(self, steps: Iterable[int]) -> list[Lists]:
        return [lists for step in steps if (lists := self._pasts[step].lists) is not None]

    def _before(self, test: int) -> list[int]:
        """The windows to learn from, newest first; none without a horizon of history before it, but one."""
        length = (self.until - int(self.history.interactions.at.min())) * STEPS // self.horizon - STEPS
        first = test + STEPS
        return list(range(first, max(first, min(first + self.recipe.windows - 1, length)) + 1))

    def _look_at(self, steps: Iterable[int], *, everything: bool = False) -> None:
        """Learn what was not learned yet from cuts so many steps ago; `everything`: also up to `until`."""
        shop, missing = self.shop, sorted(step for step in steps if step not in self._pasts)
        cuts = {step: self.until - step * self.horizon // STEPS for step in missing}
        with shop.side_by_side() as pool:
            whole = pool.submit(shop.model, self.until) if everything else None
            found = {step: pool.submit(shop.learned, cut) for step, cut in cuts.items()}
            for step, future in found.items():
                self.progress(f"fitting on everything up to {to_text(cuts[step])}")
                self._pasts[step] = Past(shop, cuts[step], *future.result())
            if whole:
                self.progress(f"fitting on everything up to {to_text(self.until)}")
                self._pasts[0] = Past(shop, self.until, whole.result())

    @property
    def seen(self) -> Seen:
        """What notices are about; after `final`, with every window that its ranking was learned from."""
        windows = self._before(0)
        returned = sum(len(lists) for lists in self._lists(step for step in windows if step in self._pasts))
        return Seen(self.history, self.items, self.recipe, self.horizon, returned, len(windows))
