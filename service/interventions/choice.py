"""Which gesture: by what was learned, evenly while nothing is."""

from __future__ import annotations

from collections.abc import Sequence

from features.interventions.definition import Gesture
from service.interventions.customer import Customer
from service.interventions.trigger import Trigger


class Even:
    """Nothing was learned yet: all are as good as each other, and as doing nothing."""

    version: str | None = None

    def shares(
        self, trigger: Trigger, customer: Customer, gestures: Sequence[Gesture], floor: float
    ) -> list[float]:
        """In step with `nothing` and the gestures."""
        return [1 / (len(gestures) + 1)] * (len(gestures) + 1)
