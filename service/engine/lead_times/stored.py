"""What was learned of delivery ↔ arrays and texts of an artifact, by name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from features.artifact import Array, Model
from service.engine.lead_times import feedback
from service.engine.lead_times.constants import BEFORE, LANE_PRIOR, SENDER_PRIOR, WARM_UP
from service.engine.lead_times.days import HOLIDAY, LearnedClock
from service.engine.lead_times.effects import Effects, Ways
from service.engine.lead_times.hazards import GRID
from service.engine.lead_times.known import Learned
from service.engine.lead_times.late import Stages
from service.engine.lead_times.level import SPEEDS
from service.engine.lead_times.tail import BINS, Tail

BEGIN, WATCHED = "promise_day", "promise_watched"
LENGTHS = {
    BEGIN: 1,
    "promise_sends": 1,
    "promise_clock": HOLIDAY + 1,
    "promise_sending_clock": HOLIDAY + 1,
    "promise_handling": 2,
    "promise_transit": 2,
    "promise_means": 2,
    "promise_table": len(GRID),
    "promise_transit_table": len(GRID),
    "promise_handling_table": len(GRID),
    "promise_belief": len(SPEEDS),
    "promise_tail_arrivals": BINS,
    "promise_tail_exposure": BINS,
    "promise_late": 5,
}
FREE = ("promise_passed", "promise_crowds", "promise_arrivals")
EFFECTS = {"promise_senders": ("sender", SENDER_PRIOR), "promise_lanes": ("lane", LANE_PRIOR)}
ABOVE_ZERO = ("promise_clock", "promise_sending_clock", "promise_belief", "promise_passed")


def has_lead_times(model: Model) -> bool:
    """Was anything learned of delivery: not where no shipment was ever told."""
    return BEGIN in model.arrays


def arrays_of(learned: Learned) -> tuple[dict[str, Array], dict[str, list[str]]]:
    """By name; of numbers only what was learned, of texts only keys of senders and lanes."""
    ways, tail = learned.ways, learned.tail
    countries = sorted(learned.arrivals)
    length = max((len(counts) for counts in learned.arrivals.values()), default=0)
    arrivals = [[0] * (length - len(learned.arrivals[c])) + learned.arrivals[c] for c in countries]
    arrays = {
        BEGIN: np.array([learned.day]),
        "promise_sends": np.array([int(learned.sends)]),
        "promise_clock": learned.clock.weights,
        "promise_sending_clock": learned.sending.weights,
        "promise_handling": np.array([ways.handling.intercept, ways.handling.sigma]),
        "promise_transit": np.array([ways.transit.intercept, ways.transit.sigma]),
        "promise_means": np.array([ways.mean_log, ways.mean_log_transit]),
        "promise_table": tail.table,
        "promise_transit_table": learned.stages.transit,
        "promise_handling_table": learned.stages.handling,
        "promise_belief": learned.belief,
        "promise_tail_arrivals": tail.arrivals,
        "promise_tail_exposure": tail.exposure,
        "promise_late": learned.stages.calibration,
        "promise_passed": np.array(learned.passed),
        "promise_crowds": np.array(learned.crowds),
        "promise_arrivals": np.array(arrivals, np.int64).ravel(),
    }
    texts = {"promise_countries": countries, "promise_zone": [learned.zone], "promise_home": [ways.home]}
    for name, effects in zip(EFFECTS, (ways.handling, ways.transit), strict=True):
        part = EFFECTS[name][0]
        texts[name] = list(effects.values)
        arrays[f"promise_{part}_effects"] = np.array(list(effects.values.values()), np.float64)
        arrays[f"promise_{part}_spreads"] = np.array(
            [effects.spreads[key] for key in effects.values], np.float64
        )
    return arrays, texts


def learned_of(model: Model) -> Learned:
    """To roll on from; a copy, the artifact stays as it is."""
    arrays, texts = model.arrays, model.texts
    day, home = int(arrays[BEGIN][0]), texts["promise_home"][0]
    passed: list[float] = arrays["promise_passed"].tolist()
    clocks = [
        LearnedClock(np.array(arrays[name]), home, day - max(len(passed), BEFORE + WARM_UP))
        for name in ("promise_clock", "promise_sending_clock")
    ]
    mean_log, mean_log_transit = arrays["promise_means"].tolist()
    handling, transit = (
        _effects(model, "handling", "promise_senders"),
        _effects(model, "transit", "promise_lanes"),
    )
    countries = texts["promise_countries"]
    arrivals = arrays["promise_arrivals"].reshape(len(countries), -1).tolist() if countries else []
    tail = (np.array(arrays[f"promise_{n}"]) for n in ("table", "tail_arrivals", "tail_exposure"))
    return Learned(
        day,
        texts["promise_zone"][0],
        Ways(handling, transit, home, mean_log, mean_log_transit),
        clocks[0],
        clocks[1],
        bool(arrays["promise_sends"][0]),
        np.array(arrays["promise_belief"]),
        Tail(*tail),
        passed,
        arrays["promise_crowds"].tolist(),
        dict(zip(countries, arrivals, strict=True)),
        Stages(*(np.array(arrays[f"promise_{n}"]) for n in ("handling_table", "transit_table", "late"))),
    )


def _effects(model: Model, part: str, keys: str) -> Effects:
    name, prior = EFFECTS[keys]
    intercept, sigma = model.arrays[f"promise_{part}"].tolist()
    values, spreads = (model.arrays[f"promise_{name}_{kind}"].tolist() for kind in ("effects", "spreads"))
    known = model.texts[keys]
    return Effects(
        intercept, sigma, prior, dict(zip(known, values, strict=True)), dict(zip(known, spreads, strict=True))
    )


def ill_fitting(model: Model) -> list[str]:
    """Names of arrays and texts that don't fit together; empty also where nothing was learned."""
    if not has_lead_times(model):
        return []
    arrays, texts = model.arrays, model.texts
    wrong = [name for name, length in LENGTHS.items() if len(arrays.get(name, ())) != length]
    wrong += [name for name in FREE if name not in arrays]
    wrong += [name for name in ("promise_zone", "promise_home") if len(texts.get(name, ())) != 1]
    for keys, (part, _) in EFFECTS.items():
        names = [f"promise_{part}_effects", f"promise_{part}_spreads"]
        wrong += [name for name in names if len(arrays.get(name, ())) != len(texts.get(keys, (0,)))]
    wrong += [name for name in ABOVE_ZERO if name in arrays and not _above_zero(arrays[name])]
    wrong += [WATCHED] if len(arrays.get(WATCHED, ())) % len(feedback.BEFORE) else []
    countries = len(texts.get("promise_countries", ()))
    if "promise_arrivals" in arrays and len(arrays["promise_arrivals"]) % max(countries, 1):
        wrong.append("promise_arrivals")
    return wrong


def _above_zero(array: Sequence[float] | Array) -> bool:
    """Nothing below zero, and something above it."""
    return len(array) > 0 and bool((np.asarray(array) >= 0).all() and np.asarray(array).sum() > 0)
