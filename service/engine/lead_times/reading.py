"""An artifact and the store's facts since → what rolls on: the one place that says which facts are needed."""

from __future__ import annotations

import numpy as np

from features.artifact import Model
from features.localdays import begin_of_day
from service.engine.lead_times.constants import BEFORE, WARM_UP
from service.engine.lead_times.effects import Origins
from service.engine.lead_times.rolling import Rolling
from service.engine.lead_times.stored import WATCHED, has_lead_times, learned_of


def rolling_of(model: Model, origins: Origins, share: float) -> Rolling | None:
    """At the artifact's cut; None where nothing was learned."""
    if not has_lead_times(model):
        return None
    rolling = Rolling(learned_of(model), origins, share)
    if (before := model.arrays.get(WATCHED)) is not None:
        rolling.feedback.go_on(np.asarray(before))
    return rolling


def needed_since(rolling: Rolling) -> int:
    """The moment from which facts have to be taken, so that what is open at the cut is known."""
    return begin_of_day(rolling.day - WARM_UP - BEFORE, rolling.learned.zone)
