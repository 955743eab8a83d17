"""What to expect of an experiment that hasn't started → sentences for the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from features.experiments.definition import Experiment
from features.experiments.metrics import METRICS

if TYPE_CHECKING:
    from features.experiments.expecting import Forecast
    from service.store.protocol import Store


def expect(
    store: Store, experiment: Experiment, now: int, progress: Callable[[str], object]
) -> Forecast | None:
    """By the shop's last weeks; None where the training part isn't installed."""
    try:
        from training.experiments.planning import power
    except ModuleNotFoundError:
        return None

    progress(f"the last weeks, for {experiment.name}")
    return power.expect(store, experiment, now)


def expected(experiment: Experiment, forecast: Forecast) -> Iterator[str]:
    """How long it takes, and how likely it finds what matters."""
    units, metric = f"{experiment.unit}s", experiment.metric
    pace = f"{forecast.units_per_day:,.0f} new ones a day at their end"
    yield f"in four weeks {forecast.span_units:,} {units} came, {pace}"
    yield f"planned: {forecast.units:,} {units} {_in(forecast.days)}"
    effect = f"a change of {metric} by {experiment.smallest_effect:.3g} of it"
    if forecast.base is None or forecast.power is None or forecast.needed is None:
        yield f"power: unknown, the last weeks don't tell what {metric} usually is"
    else:
        base = f"{forecast.base:.2%}" if METRICS[metric].kind == "proportion" else f"{forecast.base:.4g}"
        yield f"{metric} was {base} then; power with those planned, to see {effect}: {forecast.power:.0%}"
        yield f"for a power of 80%: {forecast.needed:,} {units} {_in(forecast.days_needed)}"
    yield f"the last window is over {experiment.window} after that; daily looks are accounted for"
    for name in forecast.unreported:
        kinds = " and ".join(METRICS[name].reported_by)
        yield f"nobody reported {name} lately: without {kinds} events it isn't judged"


def _in(days: float | None) -> str:
    if days is None:
        return "(more than ten years)"
    return "(1 day)" if round(days) == 1 else f"({days:,.0f} days)"
