"""The smallest model and pages that a route can be asked about."""

from __future__ import annotations

from features.clock import Clock, to_datetime
from service.page.model import Page, PageRequest, Related
from service.store.protocol import Reader


class NoModel:
    """Nothing published yet."""

    model_version: str | None = None
    model_created_at: int | None = None

    def __init__(self, refused: dict[str, str] | None = None) -> None:
        self.refused = refused or {}

    def refresh_model(self) -> None: ...


class PlainPages:
    """A page without shelves; it reads who asks, so that a store that is gone is noticed."""

    def __init__(self, store: Reader, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self.asked: list[PageRequest] = []

    def read(self, request: PageRequest) -> object:
        self.asked.append(request)
        return self._store.person(request.customer_id, request.anonymous_id, self._clock())

    def homepage(self, request: PageRequest, visit: object, fallback: str | None = None) -> Page:
        return Page(
            recommendation_id="r",
            customer_id=request.customer_id,
            generated_at=to_datetime(self._clock()),
            model_version=None,
            experiments=[],
            personalised=False,
            fallback=fallback or "no_model",  # type: ignore[arg-type]
            shelves=[],
            answers=[],
        )

    def related(self, item_id: str, kind: str, locale: str, size: int) -> Related | None:
        return None if item_id == "unknown" else Related(item_id=item_id, kind="similar", items=[])
