"""The model and catalogue a worker serves from, kept fresh: look often, load rarely, keep the last good."""

from __future__ import annotations

from features.clock import Clock
from service.store.protocol import Reader


class Live:
    """One worker's current world."""

    def __init__(self, artifacts: str, store: Reader, clock: Clock) -> None:
        raise NotImplementedError

    def refresh_model(self) -> None:
        """Load the version that `current` names, if it is another one; a refused bundle is remembered."""

    def refresh_catalogue(self) -> None:
        """Take over what changed in the catalogue since the last look (one indexed read when nothing did)."""

    @property
    def model_version(self) -> str | None:
        """The version being served, None where there is none."""
        raise NotImplementedError

    @property
    def model_created_at(self) -> int | None:
        """When the served model was made, microseconds."""
        raise NotImplementedError

    @property
    def refused(self) -> dict[str, str]:
        """Version → why it was refused."""
        raise NotImplementedError
