"""Names of recipes that experiments use → the models published under them, loaded while they are needed."""

from __future__ import annotations

from collections.abc import Iterable

from features.clock import Clock
from service.engine.live import Live, News, Serving
from service.store.protocol import Reader


class Recipes:
    """One worker's models beside the serving one. `missing`: name → why nobody can be shown it.

    `refresh` and `news` block, `serving` is for the event loop's thread.
    """

    def __init__(self, artifacts: str, store: Reader, clock: Clock) -> None:
        self._artifacts = artifacts
        self._store = store
        self._clock = clock
        self._lives: dict[str, Live] = {}
        self.missing: dict[str, str] = {}

    def refresh(self, wanted: Iterable[str]) -> None:
        """Look for the models of these names; those of others are let go."""
        lives = {name: self._lives.get(name) or self._live(name) for name in sorted(set(wanted))}
        for live in lives.values():
            live.refresh_model()
        self._lives = lives
        self.missing = {name: _why(name, live) for name, live in lives.items() if live.model_version is None}

    def _live(self, name: str) -> Live:
        return Live(self._artifacts, self._store, self._clock, name)

    @property
    def versions(self) -> dict[str, str | None]:
        """Name → the version that is loaded."""
        return {name: live.model_version for name, live in self._lives.items()}

    def ready(self, name: str) -> bool:
        """Can a page be made by this recipe."""
        live = self._lives.get(name)
        return live is not None and live.model_version is not None

    def news(self) -> dict[str, News | None]:
        """What changed in the catalogue for each of them."""
        return {name: live.news() for name, live in self._lives.items()}

    def serving(self, name: str, news: News | None) -> Serving | None:
        """The model of a recipe with the catalogue as it is now; None where it was let go meanwhile."""
        live = self._lives.get(name)
        return None if live is None else live.apply(news)


def _why(name: str, live: Live) -> str:
    refused = "; ".join(live.refused.values())
    return refused or f"no model is published as {name}: run zuvor train --recipe FILE --as {name}"
