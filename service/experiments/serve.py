"""A visit → its part in experiments, the models it may need, and its line in the ranking log."""

from __future__ import annotations

from typing import NamedTuple

from features.clock import Clock
from features.consent import granted
from features.errors import StoreDown
from features.experiments.arms import encode_arms
from service import observe
from service.engine.live import News, Serving
from service.engine.past import Past
from service.experiments.at_hand import AtHand
from service.experiments.log import RankingLog
from service.experiments.part import Part, part_of
from service.experiments.recipes import Recipes
from service.experiments.trial import Asker
from service.experiments.unit import Units, units_of
from service.store.protocol import Reader
from service.store.records import Served


class Entry(NamedTuple):
    """What the store says for experiments: as what the person may take part, and news for each model."""

    units: Units | None
    news: dict[str, News | None]


class Experiments:
    """One worker's. What blocks says so; everything else is for the event loop's thread."""

    def __init__(
        self,
        store: Reader,
        at_hand: AtHand,
        recipes: Recipes,
        log: RankingLog,
        clock: Clock,
        *,
        default: bool,
    ) -> None:
        self._store = store
        self._at_hand = at_hand
        self._recipes = recipes
        self._clock = clock
        self._default = default
        self.log = log

    def read(self, past: Past, anonymous_id: str | None, now: int) -> Entry | None:
        """Blocking; None where nobody takes part, as nothing is defined or runs. Raises StoreDown."""
        try:
            return self._read(past, anonymous_id, now)
        except StoreDown:
            raise
        except Exception as error:
            observe.shelf_left_out("experiments", error)
            return None

    def _read(self, past: Past, anonymous_id: str | None, now: int) -> Entry | None:
        self._at_hand.look()
        trials = self._at_hand.trials
        if all(trial.over(now) for trial in trials):
            return None
        units = None
        if past.facts and any(trial.running(now) for trial in trials) and self._allowed(past):
            units = units_of(self._store, past.person, anonymous_id, now)
        return Entry(units, self._recipes.news())

    def _allowed(self, past: Past) -> bool:
        return granted(past.decisions, "analytics", default=self._default)

    def part(self, entry: Entry, asker: Asker, now: int, *, personalisable: bool) -> Part:
        """What the page is made of because of experiments."""
        return part_of(
            self._at_hand.trials, asker, now, personalisable=personalisable, ready=self._recipes.ready
        )

    def serving(self, part: Part, entry: Entry) -> Serving | None:
        """The model that the page is to be made by; None: the one that serves everybody."""
        if part.recipe is None:
            return None
        return self._recipes.serving(part.recipe, entry.news.get(part.recipe))

    def note(self, part: Part, asker: Asker, recommendation_id: str, now: int) -> None:
        """A line for the log where somebody takes part."""
        if part.arms and asker.units is not None:
            ids = (asker.customer_id, asker.anonymous_id)
            arms = encode_arms(part.arms)
            self.log.add(Served(recommendation_id, now, *ids, asker.placement, asker.units.visitor, arms))

    def refresh(self) -> None:
        """Blocking: load the models that running experiments name, let go of others. Raises StoreDown."""
        self._at_hand.look()
        now = self._clock()
        self._recipes.refresh(
            name for trial in self._at_hand.trials if trial.running(now) for name in trial.recipes
        )

    @property
    def models(self) -> dict[str, str | None]:
        """The models loaded beside the serving one: name → version."""
        return self._recipes.versions

    @property
    def refused(self) -> dict[str, str]:
        """Running experiments that nobody takes part in: name → why."""
        missing = self._recipes.missing
        without = {
            trial.name: missing[recipe]
            for trial in self._at_hand.trials
            for recipe in sorted(trial.recipes & missing.keys())
        }
        return self._at_hand.refused | without
