"""The model and catalogue a worker serves from, kept fresh: look often, load rarely, keep the last good."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import NamedTuple

from features.catalogue import Item
from features.clock import Clock, parse_moment
from features.identity import ALWAYS, FOREVER
from service.engine.catalogue import in_force
from service.engine.loading import Versions
from service.engine.rank import blend_of
from service.engine.ranker import Blend
from service.engine.world import World
from service.store.protocol import Reader

PIECE, BREATH = 50, 0.0005  # items (about 2 ms), seconds


@dataclass(frozen=True)
class Serving:
    """What is replaced whole when a new model comes."""

    world: World
    blend: Blend
    version: str | None
    created_at: int | None


def serving(world: World) -> Serving:
    """A world with its weights and its name."""
    manifest = world.model.manifest
    blend = blend_of(world)
    if manifest is None:
        return Serving(world, blend, None, None)
    return Serving(world, blend, manifest.version, parse_moment(manifest.created_at))


class News(NamedTuple):
    """What a look at the catalogue found: items in force (None: deleted), and when the next change is due."""

    revision: int
    items: dict[str, Item | None]
    next_change: int


class Live:
    """One worker's current world. Looks and loads on any thread, `apply` on the event loop's.

    With a `name`: that of the model published beside the serving one, under it.
    """

    def __init__(self, artifacts: str, store: Reader, clock: Clock, name: str | None = None) -> None:
        self._versions = Versions(Path(artifacts), clock, name)
        self._store = store
        self._clock = clock
        self.now = serving(World(None))
        self.apply(self._look(0, everything=True))

    def refresh_model(self) -> None:
        """Take over the version that `current` names, if it is another one and good."""
        if (world := self._versions.after(self.now.version)) is not None:
            self._furnish(world, self._look(0, everything=True))
            world.warm()
            self.now = serving(world)

    def news(self) -> News | None:
        """What changed in the catalogue since it was last applied; one indexed read when nothing did."""
        world = self.now.world
        due = self._clock() >= world.next_change
        if due or self._store.catalogue_revision() > world.revision:
            return self._look(world.revision, everything=world.next_change < FOREVER)
        return None

    def apply(self, news: News | None) -> Serving:
        """Take over what a look found, unless a later one was; one request is answered from one of these."""
        now = self.now
        if news is not None and news.revision >= now.world.revision:
            self._apply(now.world, news)
        return now

    def _furnish(self, world: World, news: News) -> None:
        """A whole catalogue in pieces: whoever is composing a page meanwhile waits for no more than one."""
        entries = list(news.items.items())
        for start in range(0, max(len(entries), 1), PIECE):
            self._apply(world, news._replace(items=dict(entries[start : start + PIECE])))
            sleep(BREATH)

    def _apply(self, world: World, news: News) -> None:
        world.apply(news.items, news.revision)
        world.next_change = news.next_change

    def _look(self, after: int, *, everything: bool) -> News:
        """Which version of an item holds, only all of them together tell: `everything` where any is dated."""
        now = self._clock()
        rows = self._store.catalogue(0 if everything else after)
        if any(row.valid_from > ALWAYS for row in rows):
            rows = self._store.catalogue(0)
        later = min((row.valid_from for row in rows if row.valid_from > now), default=FOREVER)
        return News(max((row.revision for row in rows), default=after), in_force(rows, now), later)

    @property
    def refused(self) -> dict[str, str]:
        """What should serve and doesn't: version → why."""
        return self._versions.refused

    @property
    def model_version(self) -> str | None:
        """The version being served, None where there is none."""
        return self.now.version

    @property
    def model_created_at(self) -> int | None:
        """When the served model was made, microseconds."""
        return self.now.created_at
