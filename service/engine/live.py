"""The model and catalogue a worker serves from, kept fresh: look often, load rarely, keep the last good."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from features import artifact
from features.artifact import Model
from features.catalogue import Item
from features.clock import DAY, Clock, parse_moment
from features.errors import ArtifactRefused
from features.identity import ALWAYS, FOREVER
from service.engine.catalogue import in_force
from service.engine.ranker import Blend
from service.engine.world import World
from service.store.protocol import Reader

CLOCKS_DIFFER = DAY  # a clock that was set back must not cost the model


@dataclass(frozen=True)
class Serving:
    """What is replaced whole when a new model comes."""

    world: World
    blend: Blend
    version: str | None
    created_at: int | None


class News(NamedTuple):
    """What a look at the catalogue found: items in force (None: deleted), and when the next change is due."""

    revision: int
    items: dict[str, Item | None]
    next_change: int


class Live:
    """One worker's current world. Looks and loads on any thread, `apply` on the event loop's."""

    def __init__(self, artifacts: str, store: Reader, clock: Clock) -> None:
        self._root = Path(artifacts)
        self._store = store
        self._clock = clock
        self._next_change = FOREVER
        self.refused: dict[str, str] = {}
        self._refused_at: dict[str, object] = {}
        self.now = Serving(World(None), Blend({}, ()), None, None)
        self.apply(self._look(0))

    def refresh_model(self) -> None:
        """Load the version that `current` names, if it is another one; a refused bundle is remembered.

        At start the newest good version serves where the current one is refused; a mended one is tried again.
        """
        wanted = self._wanted()
        for version in wanted if self.now.version is None else wanted[:1]:
            if version == self.now.version or self._load(version):
                return

    def _wanted(self) -> list[str]:
        """The current version, then the others, newest first."""
        try:
            current = artifact.current(self._root)
        except ArtifactRefused as error:
            self.refused["current"] = str(error)
            current = None
        else:
            self.refused.pop("current", None)
        if current is None and "current" not in self.refused:
            return []
        others = [path.parent.name for path in self._root.glob("[!.]*/manifest.json")]
        first = [] if current is None else [current]
        return first + sorted((name for name in others if name != current), reverse=True)

    def _load(self, version: str) -> bool:
        """Serve this version; False where it is refused, not looked at again until its folder changes."""
        stamp = artifact.stamp(self._root / version)
        if self._refused_at.get(version) == stamp:
            return False
        try:
            model = artifact.open_model(self._root / version)
            artifact.refuse_future(model, self._clock() + CLOCKS_DIFFER)
            world = World(model)
        except ArtifactRefused as error:
            self.refused[version], self._refused_at[version] = str(error), stamp
            return False
        self._serve(version, model, world)
        self.refused.pop(version, None)
        return True

    def _serve(self, version: str, model: Model, world: World) -> None:
        news = self._look(0)
        world.apply(news.items, news.revision)
        world.warm()
        created = parse_moment(model.manifest.created_at) if model.manifest else None
        self.now = Serving(world, Blend(model.weights, world.sources), version, created)

    def news(self) -> News | None:
        """What changed in the catalogue since it was last applied; one indexed read when nothing did."""
        known = self.now.world.revision
        due = self._clock() >= self._next_change
        return self._look(known) if due or self._store.catalogue_revision() > known else None

    def apply(self, news: News | None) -> None:
        """Take over what a look found, unless a later one was taken over meanwhile."""
        world = self.now.world
        if news is not None and news.revision >= world.revision:
            world.apply(news.items, news.revision)
            self._next_change = news.next_change

    def _look(self, after: int) -> News:
        now = self._clock()
        rows = self._store.catalogue(0 if self._next_change < FOREVER else after)
        if any(row.valid_from > ALWAYS for row in rows):
            rows = self._store.catalogue(0)  # which version of an item holds, only all of them together tell
        later = min((row.valid_from for row in rows if row.valid_from > now), default=FOREVER)
        return News(max((row.revision for row in rows), default=after), in_force(rows, now), later)

    @property
    def model_version(self) -> str | None:
        """The version being served, None where there is none."""
        return self.now.version

    @property
    def model_created_at(self) -> int | None:
        """When the served model was made, microseconds."""
        return self.now.created_at
