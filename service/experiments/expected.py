"""A planned experiment and what jobs stored → how likely it finds its effect, in how long, as of when."""

from __future__ import annotations

from contextlib import suppress

import msgspec

from features.analyses import usual_weeks
from features.clock import SECOND, to_text
from features.experiments.definition import Audience, Experiment
from features.experiments.expecting import Expected, Forecast, decode_usual, forecast
from features.experiments.metrics import METRICS
from service.store.analyses import readable
from service.store.protocol import Reader


def expected(store: Reader, experiment: Experiment, version: int, now: int) -> Expected | None:
    """By the job's own forecast of this version, else by the usual weeks; None where neither can say."""
    if experiment.starts_at <= now:
        return None
    last = readable(store.analysis(experiment.name))
    if last is not None and last.expected is not None and last.version == version:
        return _told(last.expected, last.computed_at, now)
    weeks = store.analysis(usual_weeks(experiment.unit, experiment.window))
    if weeks is None or experiment.audience != Audience():
        return None
    with suppress(msgspec.DecodeError):  # of another release
        usual = decode_usual(weeks.body)
        if usual.winsorise == experiment.winsorise or not METRICS[experiment.metric].money:
            return _told(forecast(experiment, usual), weeks.computed_at, now)
    return None


def _told(found: Forecast, computed_at: int, now: int) -> Expected:
    age = max(0, (now - computed_at) // SECOND)
    return Expected(**msgspec.structs.asdict(found), computed_at=to_text(computed_at), age_seconds=age)
