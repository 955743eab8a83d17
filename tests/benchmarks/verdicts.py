"""What judges experiments: on a real one, on splits, on pasts that say much or little, on a million units."""

from __future__ import annotations

import resource
import time
from typing import Any

import numpy as np
import polars as pl
from scipy.stats import chi2

from features.experiments.definition import Variant
from features.experiments.metrics import METRICS
from features.interactions import Floats
from tests.benchmarks.looking import NOW, came, experiment, spending
from tests.benchmarks.shop import data, transactions
from training.experiments.collecting.outcomes import INCREMENTS, SEGMENTS, TOTALS, UNITS, Left, Outcomes
from training.experiments.judging.verdict import Judged, judge
from training.experiments.statistics.aggregates import Units
from training.experiments.statistics.srm import RARE, levels, split_probability

ARMS = ("No E-Mail", "Womens E-Mail", "Mens E-Mail")
SPLITS, UNEVEN = 100_000, (44_460, 45_540)
CORRELATIONS = (0.3, 0.5, 0.53, 0.6, 0.7, 0.8)
MILLION, DAYS = 1_000_000, 28


def hillstrom() -> None:
    """Two mailings of a shop and none, 2008: visits (here: conversion) and money."""
    table = pl.read_parquet(data("hillstrom_ab/hillstrom.parquet"))
    arm = table["segment"].replace_strict({name: place for place, name in enumerate(ARMS)})
    units = pl.DataFrame(came(len(table), 1) | {"variant": arm}, UNITS)
    visits, spent, before = (table[name].to_numpy() for name in ("visit", "spend", "history"))
    measures = {"orders": increments(visits), "revenue": increments(spent)}
    past = {"revenue": pl.DataFrame([np.arange(len(table)), before], TOTALS)}
    variants = tuple(Variant(name=name.lower().replace(" ", "-"), weight=1 / 3) for name in ARMS)
    asked = experiment(variants=variants, planned_size=len(table), secondary=("revenue",))
    judged = judge(asked, Outcomes(units, measures, past, [0, 0, 0], Left(), 2), NOW)
    rates = table.group_by("segment").agg(pl.col("visit").mean()).sort("visit").rows()
    print("Hillstrom:", ", ".join(f"{name} {100 * rate:.1f} % visits" for name, rate in rates))
    print_effects(judged)


def splits() -> None:
    """One that is uneven, and many honest ones, looked at once and every day."""
    print(f"split {UNEVEN[0]} : {UNEVEN[1]}: p = {split_probability(UNEVEN, (0.5, 0.5)):.1e}")
    ones = np.random.default_rng(1).binomial(90_000, 0.5, SPLITS)
    flagged = sum(split_probability((int(one), 90_000 - int(one)), (0.5, 0.5)) < RARE for one in ones)
    print(f"{SPLITS} honest splits of 90,000: {100 * flagged / SPLITS:.2f} % flagged")
    for weights in ((0.5, 0.5), (0.9, 0.1), (0.5, 0.25, 0.25)):
        print(f"{DAYS} looks, {weights}: {daily(weights)}")


def daily(weights: tuple[float, ...]) -> str:
    """Honest splits that fill over so many days, and the uneven one."""
    draw, units = np.random.default_rng(2), 90_000 // DAYS * np.arange(1, DAYS + 1)
    allowed = np.array(levels([day / DAYS for day in range(1, DAYS + 1)], units.tolist()))
    planned, wrong = units[:, None] * np.array(weights), np.zeros((2, SPLITS))
    for start in range(0, SPLITS, SPLITS // 20):
        filled = draw.multinomial(units[0], weights, (SPLITS // 20, DAYS)).cumsum(axis=1)
        found = chi2.sf(((filled - planned) ** 2 / planned).sum(axis=2), len(weights) - 1)
        wrong[:, start : start + SPLITS // 20] = [(found < edge).any(axis=1) for edge in (allowed, RARE)]
    ours, anew = 100 * wrong.mean(axis=1)
    last = f"p < {allowed[-1]:.5f} on the last"
    return f"{ours:.2f} % flagged on any day, {anew:.2f} % by a test anew each day, {last}"


def narrowing() -> None:
    """Simulated pasts of a known correlation, and what customers of a real shop spent before."""
    draw = np.random.default_rng(1)
    for correlation in CORRELATIONS:
        before, rest = draw.normal(0, 1, (2, 100_000))
        after = correlation * before + np.sqrt(1 - correlation**2) * rest
        units = pl.DataFrame(came(len(after), 1) | {"variant": np.arange(len(after)) % 2}, UNITS)
        past = {"orders": increments(before).select("unit", "value")}
        simulated = Outcomes(units, {"orders": increments(after)}, past, [0, 0], Left(), 2)
        narrowed("simulated", simulated, "orders")
    for days in (28, 56, 84):
        narrowed(f"Online Retail II, {days} days", spent_before_and_after(days), "orders", "revenue")


def million() -> None:
    """Five metrics of a million units, four weeks of looks, pasts for all that have one."""
    judged, seconds = timed_million()
    print_effects(judged)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{MILLION} units, 5 metrics, {len(judged.path)} looks, {len(judged.segments)} segments: "
        f"{seconds:.1f} s, {peak:.0f} MB in all"
    )


def timed_million() -> tuple[Judged, float]:
    """A verdict, and the seconds it took."""
    draw = np.random.default_rng(1)
    taste, told = draw.gamma(0.5, 0.2, MILLION), came(MILLION, DAYS - 14)
    told |= {name: draw.choice(["a", "b", "c"], MILLION).tolist() for name in SEGMENTS}
    unit, day, value = spending(draw, taste, 14)
    past, _, past_value = spending(draw, taste, 28)
    pages, clicks = 1.0 + draw.poisson(3, MILLION), draw.poisson(0.4, MILLION).astype(np.float64)
    orders = pl.DataFrame([unit, told["day"][unit] + day, np.ones(len(unit))], INCREMENTS)
    measures = {
        "orders": orders,
        "revenue": orders.with_columns(value=pl.Series(value)),
        "pages": increments(pages, told["day"]),
        "clicks": increments(clicks, told["day"]),
        "contacts": increments((draw.random(MILLION) < 0.02).astype(np.float64), told["day"]),
    }
    before = {"revenue": past_value, "orders": np.ones(len(past))}
    pasts = {name: pl.DataFrame([past, sums], TOTALS).group_by("unit").sum() for name, sums in before.items()}
    units = pl.DataFrame(told | {"variant": draw.integers(0, 2, MILLION)}, UNITS)
    fields: dict[str, Any] = {"window": "14d", "planned_size": MILLION, "guardrails": ("contacts",)}
    asked = experiment(**fields, secondary=("orders", "clicks_per_page", "conversion"), metric="revenue")
    started = time.monotonic()
    judged = judge(asked, Outcomes(units, measures, pasts, [0, 0], Left(), DAYS), NOW)
    return judged, time.monotonic() - started


def increments(values: Floats, days: Any = 0) -> pl.DataFrame:
    """One value a unit."""
    frame = {"unit": np.arange(len(values)), "day": np.broadcast_to(days, len(values)), "value": values}
    return pl.DataFrame(frame, INCREMENTS)


def spent_before_and_after(days: int) -> Outcomes:
    """Orders and money of each customer known by then, so many days around the first of September."""
    rows = pl.read_parquet(transactions()).filter(pl.col("quantity") > 0, pl.col("customer_id").is_not_null())
    apart = (pl.col("invoice_date") - pl.datetime(2011, 9, 1)).dt.total_days().first()
    money = (pl.col("quantity") * pl.col("unit_price")).sum()
    orders = rows.group_by("customer_id", "invoice").agg(apart=apart, money=money)
    known = orders.filter(pl.col("apart") < days).with_columns(
        unit=pl.col("customer_id").rank("dense").cast(pl.UInt32) - 1
    )
    before, after = (known.filter(pl.col("apart").is_between(*span)) for span in ((-days, -1), (0, days)))
    count = known["unit"].n_unique()
    units = pl.DataFrame(came(count, 1) | {"variant": np.arange(count) % 2}, UNITS)
    tell = {"orders": pl.lit(1.0), "revenue": pl.col("money")}
    measures = {name: after.select("unit", day=0, value=told) for name, told in tell.items()}
    pasts = {name: before.select("unit", value=told) for name, told in tell.items()}
    return Outcomes(units, measures, pasts, [0, 0], Left(), 2)


def narrowed(name: str, outcomes: Outcomes, *metrics: str) -> None:
    """A line for each metric."""
    asked = experiment(metric=metrics[0], secondary=metrics[1:], planned_size=len(outcomes.units))
    units = Units(outcomes, 2)
    for effect in judge(asked, outcomes, NOW).effects:
        measure = METRICS[effect.metric].numerator
        correlation = np.corrcoef(units.before(measure), units.total(measure, 2))[0, 1]
        print(
            f"{name}, {effect.metric}: correlation {correlation:.2f}, {len(units.table)} units, "
            f"{100 * (effect.narrowed or 0):.1f} % narrower"
        )


def print_effects(judged: Judged) -> None:
    """State, sentences, a line per effect."""
    print(f"{judged.state}: {', '.join(f'{said.variant} {said.kind}' for said in judged.sentences)}")
    for one in judged.effects:
        narrowed = f", narrower by {100 * one.narrowed:.1f} %" if one.narrowed is not None else ""
        print(
            f"  {one.metric} of {one.variant}: {one.treated:.4f} against {one.control:.4f}, "
            f"{one.difference:+.4f} ({one.low:+.4f} to {one.high:+.4f}){narrowed}"
        )
