"""The default page, ready-made for each language, country and size, until model or catalogue change."""

from __future__ import annotations

from weakref import ReferenceType, ref

from service.engine.ranker import Failed
from service.engine.world import World
from service.page.compose import compose
from service.page.model import PageRequest, Shelf
from service.page.moment import Moment

MOST = 200  # kept at once; a shop asks for few sizes in few languages and countries

Key = tuple[str, str | None, int]


class DefaultPages:
    """Shelves of the page that knows nobody. Used on the event loop's thread."""

    def __init__(self) -> None:
        self._world: ReferenceType[World] | None = None  # a model that was replaced must be free to go
        self._changes = 0
        self._kept: dict[Key, list[Shelf]] = {}

    def shelves(self, moment: Moment, failed: Failed) -> list[Shelf]:
        """The shelves for a stranger's moment; one that failed is tried again next time."""
        self._forget_what_changed(moment.world)
        key = key_of(moment.request)
        if key is not None and key in self._kept:
            return self._kept[key]
        failures: list[str] = []

        def told(shelf: str, error: Exception) -> None:
            failures.append(shelf)
            failed(shelf, error)

        shelves = compose(moment, personal=False, failed=told)
        if key is not None and not failures:
            self._keep(key, shelves)
        return shelves

    def _keep(self, key: Key, shelves: list[Shelf]) -> None:
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[key] = shelves

    def _forget_what_changed(self, world: World) -> None:
        if self._world is None or self._world() is not world or self._changes != world.changes:
            self._world, self._changes = ref(world), world.changes
            self._kept.clear()


def key_of(request: PageRequest) -> Key | None:
    """What a stranger's page depends on; None where something was shown already: too many ways."""
    return None if request.exclude else (request.locale, request.country, request.size)
