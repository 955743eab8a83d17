"""What was done upon triggers becomes what customers do then: accept, decline, rate, and buy again or not."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl

from training.demo.gestures import Truth
from training.demo.returning import orders_again
from training.demo.winning import DAY, WINDOW, Added, Treated, added, moved

HOUR = DAY // 24
RATES = 0.25  # who rates what happened, whatever was done
CONTENT, SCATTER = 2.8, 0.9  # CSAT of whom something went wrong for, before any gesture
# Who says yes or no to it; the others say nothing.
SAYS = {
    "apology": (0.2, 0.03),
    "priority": (0.5, 0.05),
    "postage_back": (0.6, 0.02),
    "call": (0.5, 0.25),
    "voucher": (0.5, 0.05),
}
TEXTS = ("event", "event_id", "customer_id", "intervention_id", "touchpoint", "metric")
EVENTS = pl.Schema({**dict.fromkeys(TEXTS, pl.String()), "score": pl.Float64(), "occurred_at": pl.Int64()})


def responded(
    truth: Truth, treated: list[Treated], bought: pl.DataFrame, until: int
) -> tuple[pl.DataFrame, list[Added]]:
    """Events up to `until` on top of what happens anyway, and what was truly added; see `moved`."""
    found = moved(truth, treated, bought, until)
    rows: list[dict[str, object]] = []
    again: dict[str, int] = {}
    for one, chance, stars in zip(treated, found.chance, found.stars, strict=True):
        rng = np.random.default_rng([9, truth.seed, int(one.intervention_id, 16)])
        rows += [*_answer(rng, one), *_rating(rng, one, float(stars))]
        if rng.random() < chance:
            again[one.intervention_id] = one.at + int(_days(rng) * DAY)
    orders = orders_again({one.intervention_id: one for one in treated}, again, bought)
    events = pl.concat([pl.DataFrame(rows, schema=EVENTS), orders], how="diagonal")
    return _timed(events.filter(pl.col("occurred_at") <= until)), added(treated, found)


def sent(lines: Iterable[tuple[str, str, int]]) -> pl.DataFrame:
    """As the shop's systems tell it: which intervention went out to whom, and when (microseconds)."""
    rows = [
        {
            "event": "intervention_sent",
            "event_id": f"{name}-s",
            "occurred_at": at,
            "customer_id": customer,
            "intervention_id": name,
        }
        for name, customer, at in lines
    ]
    return _timed(pl.DataFrame(rows, schema=EVENTS))


def _timed(events: pl.DataFrame) -> pl.DataFrame:
    return events.with_columns(pl.col("occurred_at").cast(pl.Datetime("us", "UTC")))


def _answer(rng: np.random.Generator, one: Treated) -> list[dict[str, object]]:
    """Yes, no or nothing to the gesture."""
    told, (yes, no) = rng.random(), SAYS.get(one.gesture, (0.0, 0.0))
    at = one.at + int(rng.gamma(2, 8) * HOUR)
    if told >= yes + no:
        return []
    return [
        {
            "event": "intervention_accepted" if told < yes else "intervention_declined",
            "event_id": f"{one.intervention_id}-a",
            "customer_id": one.customer_id,
            "intervention_id": one.intervention_id,
            "occurred_at": at,
        }
    ]


def _rating(rng: np.random.Generator, one: Treated, stars: float) -> list[dict[str, object]]:
    """How it was all in all, some days later; of those who say."""
    score = float(np.clip(np.rint(CONTENT + stars + rng.normal(0, SCATTER)), 1, 5))
    at = one.at + int(np.ceil(rng.gamma(2, 2.5)) * DAY)
    if rng.random() >= RATES:
        return []
    return [
        {
            "event": "experience_rated",
            "event_id": f"{one.intervention_id}-r",
            "customer_id": one.customer_id,
            "touchpoint": one.touchpoint,
            "metric": "csat",
            "score": score,
            "occurred_at": at,
        }
    ]


def _days(rng: np.random.Generator) -> float:
    """Until somebody who was won back buys: half of them within some ten days, all within the window."""
    return float(WINDOW * (1 - np.exp(-8 * np.exp(rng.normal(0, 0.8)) / WINDOW * 1.3)))
