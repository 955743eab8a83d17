"""Definitions in the store → the experiments at hand, looked for once a second at most."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from time import monotonic

from features.errors import Rejected
from features.experiments.definition import KIND, decode_experiment
from features.experiments.holdout import holdout
from service.experiments.trial import Trial
from service.store.protocol import Reader
from service.store.records import Definition

EVERY = 1.0  # seconds
ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


class AtHand:
    """One worker's; `held_out`: the share of the built-in holdout. `refused`: name → why it can't be read."""

    def __init__(self, store: Reader, held_out: float, every: float = EVERY) -> None:
        self._store = store
        self._every = every
        self._built_in = (Trial(holdout(held_out, ALWAYS)),) if held_out else ()
        self._revision: int | None = None
        self._looked_at = -every
        self.trials: tuple[Trial, ...] = self._built_in
        self.refused: dict[str, str] = {}

    def look(self) -> None:
        """Blocking: one indexed read where nothing was defined since. Raises StoreDown."""
        now = monotonic()
        if now - self._looked_at < self._every:
            return
        revision = self._store.definitions_revision()
        if revision != self._revision:
            self._take_over(self._store.definitions(KIND))
            self._revision = revision
        self._looked_at = now

    def _take_over(self, definitions: Iterable[Definition]) -> None:
        trials, refused = list(self._built_in), {}
        for one in definitions:
            try:
                trials.append(Trial(decode_experiment(one.body)))
            except Exception as error:  # one that can't be read must cost no other, and nobody a page
                why = str(error) if isinstance(error, Rejected) else type(error).__name__
                refused[one.name] = f"version {one.version} can't be read ({why}): define it again"
        self.trials, self.refused = tuple(trials), refused
