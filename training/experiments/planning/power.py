"""What units would have done lately → a shop's usual weeks, from which an experiment is planned."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from features.analyses import usual_weeks
from features.experiments.definition import Audience, Experiment
from features.experiments.expecting import Forecast, Usual, encode_usual, forecast
from features.experiments.metrics import METRICS, Metric
from service.store.protocol import Store
from training.experiments.planning.rehearsal import Rehearsed, rehearse
from training.experiments.statistics.winsorising import valued


def expect(store: Store, experiment: Experiment, now: int) -> Forecast:
    """By the shop's last weeks; those of everybody are kept, so that the service can say it, too."""
    everybody = replace(experiment, audience=Audience())
    weeks = usual(everybody, rehearse(store, everybody, now))
    with store.write() as transaction:
        name = usual_weeks(experiment.unit, experiment.window)
        transaction.put_analysis(name, now, encode_usual(weeks))
    if experiment.audience == everybody.audience:
        return forecast(experiment, weeks)
    return forecast(experiment, usual(experiment, rehearse(store, experiment, now)))


def usual(experiment: Experiment, rehearsed: Rehearsed) -> Usual:
    """Of the experiment's audience, unit and window."""
    found = {name: spread(metric, rehearsed, experiment.winsorise) for name, metric in METRICS.items()}
    return Usual(
        unit=experiment.unit,
        window=experiment.window,
        winsorise=experiment.winsorise,
        new=rehearsed.new.tolist(),
        metrics={name: one for name, one in found.items() if one},
        kinds=sorted(rehearsed.kinds),
    )


def spread(metric: Metric, rehearsed: Rehearsed, quantile: float) -> tuple[float, float] | None:
    """The metric's value and its standard deviation by unit (of a ratio: linearised, the delta method).

    None where it never varied, or rests on pages, which aren't known before they are logged.
    """
    sums = rehearsed.sums
    if "pages" in metric.measures or not (sums.get(metric.numerator, np.zeros(1)) != 0).any():
        return None
    values = valued(metric, sums[metric.numerator], quantile)
    per = np.ones(len(values)) if metric.denominator is None else sums[metric.denominator]
    base = float(values.sum() / per.sum()) if per.sum() else 0.0
    deviation = float(np.std(values - base * per) / per.mean()) if base else 0.0
    return (base, deviation) if deviation > 0 else None
