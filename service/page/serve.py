"""The page's two steps: read a visit from the store (blocking, off the event loop), then compose (CPU)."""

from __future__ import annotations

from typing import Literal

from features.clock import Clock
from features.settings import Settings
from service.engine.live import Live
from service.page.model import Page, PageRequest, Related
from service.store.protocol import Reader


class Visit:
    """What the store says about who asks."""


class PageService:
    """Pages for one worker."""

    def __init__(self, store: Reader, live: Live, settings: Settings, clock: Clock) -> None:
        raise NotImplementedError

    def read(self, request: PageRequest) -> Visit:
        """Blocking reads: who it is, consent, last events. Raises StoreDown."""
        raise NotImplementedError

    def homepage(self, request: PageRequest, visit: Visit | None, fallback: str | None = None) -> Page:
        """Compose; `visit` None: the default page for the given fallback."""
        raise NotImplementedError

    def related(
        self, item_id: str, kind: Literal["similar", "together"], locale: str, size: int
    ) -> Related | None:
        """What goes with an item; None where neither model nor catalogue know it."""
        raise NotImplementedError
