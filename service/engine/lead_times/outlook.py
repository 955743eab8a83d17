"""What is missing of an order → when the last of it arrives, and how likely its promised day passes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from features.localdays import local_date
from service.engine.lead_times.days import days_of
from service.engine.lead_times.effects import Origins
from service.engine.lead_times.estimate import LIKELY, SOON, Estimate, next_day, promise_of
from service.engine.lead_times.known import Known
from service.engine.lead_times.late import Moved, lateness, still_open
from service.engine.promises import Outlook, Place

LOOKS_AHEAD = 60  # days; what will take longer has no day that could be said


def outlook(
    known: Known,
    missing: Sequence[Moved],
    origins: Origins,
    place: Place,
    at: int,
    promised: int | None,
    share: float,
) -> Outlook:
    """`promised`: the moment that was said; `share`: how often the latest day shall hold."""
    found = _estimate(known, missing, origins, place, at, share)
    late = 0.0
    if promised is not None:
        end, over = (
            days_of(promised, known.zone),
            local_date(at, place.zone) > local_date(promised, place.zone),
        )
        late = 1.0 if over else max(lateness(known, moved, origins, at, end) for moved in missing)
    return Outlook(None if found is None else promise_of(found, place, None), late)


def _estimate(
    known: Known, missing: Sequence[Moved], origins: Origins, place: Place, at: int, share: float
) -> Estimate | None:
    """The days of the last parcel; None where too few such parcels arrive at all soon."""
    today = local_date(at, place.zone)
    ends = np.arange(today + 1, today + 1 + LOOKS_AHEAD).astype(np.float64)
    still = np.max([still_open(known, moved, origins, at, ends) for moved in missing], axis=0)
    if still[-1] > 1 - share:
        return None

    def day(wanted: float) -> int:
        return next_day(known, today + int(np.argmax(still <= 1 - wanted)), place)

    latest = day(share)
    confidence = 1 - float(still[min(latest - today, LOOKS_AHEAD - 1)])
    return Estimate(min(day(SOON), latest), min(day(LIKELY), latest), latest, confidence)
