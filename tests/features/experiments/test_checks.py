"""What is wrong with a definition is told in a sentence that says what to do."""

from __future__ import annotations

from typing import Any

import pytest

from features.clock import DAY
from features.errors import Rejected
from features.experiments.checks import faults
from features.experiments.definition import HOLDOUT, Experiment
from tests.features.experiments.world import BEFORE, DEFAULT, PERSONALISED, START, WHILE, experiment

SHELVES = {"for_you", "trending"}
NEW = {"name": "new", "weight": 0.5, "recipe": "new"}


def found(experiment: Experiment, now: int = BEFORE, before: Experiment | None = None) -> list[Rejected]:
    return faults(experiment, shelves=SHELVES, now=now, before=before)


def alone(now: int = BEFORE, before: Experiment | None = None, **other: Any) -> Rejected:
    (fault,) = found(experiment(**other), now, before)
    return fault


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"end": "2026-12-15T00:00:00Z", "planned_size": None},
        {"variants": [PERSONALISED, NEW]},
        {"variants": [PERSONALISED, {"name": "short", "weight": 0.5, "shelves": ["for_you"]}]},
        {"variants": [{"name": f"v{n}", "weight": 1 / 3, "recipe": f"r{n}"} for n in range(3)]},
        {"variants": [PERSONALISED, PERSONALISED | {"name": "other"}], "same_pages": True},
        {"guardrails": ["returns"], "secondary": ["revenue", "contacts"], "forced": {"eve": "default"}},
    ],
)
def test_a_sound_definition_has_no_faults(other: dict[str, Any]) -> None:
    assert found(experiment(**other)) == []


@pytest.mark.parametrize(
    ("other", "pointer", "sentence"),
    [
        ({"variants": [DEFAULT, PERSONALISED | {"weight": 0.4}]}, "/variants", "add up to 0.9"),
        (
            {"variants": [DEFAULT | {"weight": 50}, PERSONALISED | {"weight": 50}]},
            "/variants",
            "the weights add up to 100; they are shares: let them add up to 1, e.g. 0.5 and 0.5",
        ),
        ({"variants": [DEFAULT | {"weight": 1}]}, "/variants", "at least 2"),
        (
            {"variants": [DEFAULT | {"weight": 0}, PERSONALISED | {"weight": 1}]},
            "/variants/0/weight",
            "nobody would get 'default'",
        ),
        ({"variants": [PERSONALISED, PERSONALISED | {"name": "other"}]}, "/variants", "are the same page"),
        (
            {
                "variants": [
                    {"name": "one", "weight": 0.5, "shelves": ["for_you", "trending"]},
                    {"name": "two", "weight": 0.5, "shelves": ["trending", "for_you", "trending"]},
                ]
            },
            "/variants",
            "are the same page",
        ),
        (
            {"variants": [DEFAULT | {"weight": 1e-5}, PERSONALISED | {"weight": 1 - 1e-5}]},
            "/variants/0/weight",
            "give it 0.001 at least",
        ),
        ({"start": "0001-01-01T00:00:00+14:00"}, "/start", "write another year"),
        ({"end": "9999-12-31T23:59:59-14:00"}, "/end", "write another year"),
        ({"unit": "customer", "audience": {"known": False}}, "/audience/known", "no customer"),
        ({"variants": [PERSONALISED, DEFAULT | {"name": "personalised"}]}, "/variants", "there twice"),
        (
            {"variants": [DEFAULT, PERSONALISED | {"shelves": ["for_yuo"]}]},
            "/variants/1/shelves",
            "choose of for_you, trending",
        ),
        ({"variants": [DEFAULT | {"recipe": "new"}, PERSONALISED]}, "/variants/0/recipe", "leave it out"),
        ({"metric": "converson"}, "/metric", "choose of conversion, revenue"),
        ({"guardrails": ["nps"]}, "/guardrails", "there is no metric 'nps'"),
        ({"secondary": ["conversion"]}, "/metric", "named twice"),
        ({"planned_size": None}, "/planned_size", "or an end"),
        ({"end": "2026-11-30T00:00:00Z"}, "/end", "not after the start"),
        ({"start": "2026-01-01T00:00:00Z", "end": "2026-11-30T00:00:00Z"}, "/end", "lies in the past"),
        ({"window": "two weeks"}, "/window", "write a number"),
        ({"pre_period": "1h"}, "/pre_period", "between 1d and 365d"),
        ({"forced": {"eve": "blue"}}, "/forced", "choose of default, personalised"),
        ({"name": HOLDOUT}, "/name", "built in"),
    ],
)
def test_each_fault_is_pointed_at_and_says_what_to_do(
    other: dict[str, Any], pointer: str, sentence: str
) -> None:
    fault = alone(**other)
    assert fault.pointer == pointer
    assert sentence in fault.detail


def test_all_faults_are_told_at_once() -> None:
    assert len(found(experiment(metric="love", window="x", planned_size=None))) == 3


@pytest.mark.parametrize(
    "other", [{"metric": "revenue"}, {"coverage": 0.5}, {"window": "7d"}, {"planned_size": 20_000}]
)
def test_a_running_experiment_is_not_redefined(other: dict[str, Any]) -> None:
    fault = alone(WHILE, experiment(), **other)
    assert fault.pointer == "/phase"
    assert "is running since 2026-12-01T00:00:00Z" in fault.detail
    assert "write phase = 2" in fault.detail


@pytest.mark.parametrize(
    "other",
    [
        {"stopped": "2026-12-05T00:00:00Z"},
        {"forced": {"eve": "default"}},
        {"internal": ["eve"], "internal_segments": ["staff"]},
    ],
)
def test_a_running_experiment_may_be_stopped_and_testers_named(other: dict[str, Any]) -> None:
    assert found(experiment(**other), WHILE, experiment()) == []


@pytest.mark.parametrize(
    ("size", "end", "moved", "may"),
    [
        (4000, "2026-12-30T00:00:00Z", "2027-01-30T00:00:00Z", True),
        (4000, "2026-12-30T00:00:00Z", None, True),
        (4000, "2026-12-30T00:00:00Z", "2026-12-10T00:00:00Z", False),
        (4000, None, "2026-12-30T00:00:00Z", False),
        (None, "2026-12-30T00:00:00Z", "2027-01-30T00:00:00Z", False),
        (None, "2026-12-30T00:00:00Z", "2026-12-10T00:00:00Z", False),
    ],
)
def test_nobody_who_has_seen_results_moves_the_end_so_that_they_decide(
    size: int | None, end: str | None, moved: str | None, may: bool
) -> None:
    before, after = (experiment(planned_size=size, end=one) for one in (end, moved))
    assert [fault.pointer for fault in found(after, WHILE, before)] == ([] if may else ["/phase"])


def test_what_has_not_started_may_change_altogether() -> None:
    changed = experiment(metric="revenue", start="2027-01-01T00:00:00Z", coverage=0.2)
    assert found(changed, BEFORE, experiment()) == []


def test_a_new_phase_may_change_everything_but_begins_later() -> None:
    changed = {"phase": 2, "coverage": 0.2, "metric": "revenue"}
    assert found(experiment(**changed, start="2026-12-09T00:00:00Z"), WHILE, experiment()) == []
    assert alone(WHILE, experiment(), **changed).pointer == "/start"
    assert alone(WHILE, experiment(phase=3), phase=5).pointer == "/phase"
    assert alone(WHILE, experiment(phase=3), phase=1).pointer == "/phase"


def test_what_is_over_is_taken_up_only_by_a_new_phase() -> None:
    over = experiment(end="2026-12-03T00:00:00Z")
    fault = alone(WHILE, over, end="2026-12-30T00:00:00Z")
    assert "is over since 2026-12-03T00:00:00Z; write phase = 2" in fault.detail


def test_applying_the_same_again_is_no_fault_however_long_it_is_over() -> None:
    over = experiment(end="2026-12-03T00:00:00Z")
    assert found(over, START + 100 * DAY, over) == []
