"""What an erasure deleted → a receipt: which models still hold what they learned, and what is to do."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from features import artifact
from features.clock import DAY, to_text
from features.settings import Settings

SOON = DAY  # until the next training, and between two: a shop trains every day


class Receipt(Struct, frozen=True):
    """`events`: how many were deleted, by kind. `models`: the versions that may have learned from them.

    `models_gone_by` holds where every recipe is trained every day; each training deletes what was replaced
    long enough ago.
    """

    erased_at: str
    events: dict[str, int]
    models: list[str]
    models_gone_by: str | None
    next: str


def receipt(events: Mapping[str, int], *, now: int, settings: Settings) -> Receipt:
    """Of an erasure that is complete; where nothing was deleted, it can't tell what models learned before."""
    models = [path.name for path in artifact.versions(Path(settings.artifacts))] if events else []
    return Receipt(
        erased_at=to_text(now),
        events=dict(sorted(events.items())),
        models=models,
        models_gone_by=to_text(now + SOON + settings.artifacts_kept + SOON) if models else None,
        next="Run `zuvor train` within 24 hours: the model it makes knows nothing of this person; "
        "a training that is already under way may still."
        if models
        else "Nothing where no event of this person was ever kept. Where events were deleted before, "
        "by a call that was cut off or by `zuvor retain`, run `zuvor train` within 24 hours.",
    )
