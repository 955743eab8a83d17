"""The model and catalogue a worker serves from, kept fresh: look often, load rarely, keep the last good."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from features import artifact
from features.clock import Clock, parse_moment
from features.errors import ArtifactRefused
from features.identity import ALWAYS
from service.engine.catalogue import in_force
from service.engine.ranker import Blend
from service.engine.world import World
from service.store.protocol import CatalogueRow, Reader


@dataclass(frozen=True)
class Serving:
    """What is replaced whole when a new model comes."""

    world: World
    blend: Blend
    version: str | None
    created_at: int | None


class Live:
    """One worker's current world. `refresh_model` may run on any thread, all else on the event loop's."""

    def __init__(self, artifacts: str, store: Reader, clock: Clock) -> None:
        self._root = Path(artifacts)
        self._store = store
        self._clock = clock
        self._later: list[CatalogueRow] = []
        self.refused: dict[str, str] = {}
        self.now = Serving(World(None), Blend({}, ()), None, None)

    def refresh_model(self) -> None:
        """Load the version that `current` names, if it is another one; a refused bundle is remembered."""
        version = artifact.current(self._root)
        if version is None or version == self.now.version or version in self.refused:
            return
        try:
            model = artifact.open_model(self._root / version)
            world = World(model)
        except ArtifactRefused as error:
            self.refused[version] = str(error)
            return
        self._take_over(world, self._store.catalogue_revision())
        created = parse_moment(model.manifest.created_at) if model.manifest else None
        self.now = Serving(world, Blend(model.weights, world.sources), version, created)

    def refresh_catalogue(self, revision: int) -> None:
        """Take over what changed in the catalogue up to a revision, and versions whose time has come."""
        due = any(row.valid_from <= self._clock() for row in self._later)
        if due or revision > self.now.world.revision:
            self._take_over(self.now.world, revision)

    def _take_over(self, world: World, revision: int) -> None:
        now = self._clock()
        rows = self._store.catalogue(0 if self._later else world.revision)
        if any(row.valid_from > ALWAYS for row in rows):
            rows = self._store.catalogue(0)  # which version of an item holds, only all of them together tell
        self._later = [row for row in rows if row.valid_from > now]
        world.apply(in_force(rows, now), max([revision, *(row.revision for row in rows)]))

    @property
    def model_version(self) -> str | None:
        """The version being served, None where there is none."""
        return self.now.version

    @property
    def model_created_at(self) -> int | None:
        """When the served model was made, microseconds."""
        return self.now.created_at
