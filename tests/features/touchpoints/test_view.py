"""What a reader of touchpoints sees: from stored counts to shares, scores, changes and what is unequal."""

from __future__ import annotations

from typing import Any

import pytest

from features.touchpoints.cells import ALL, Analysis, AnswerCell, By, GapCell
from features.touchpoints.definition import DEFAULTS
from features.touchpoints.differences import Share, apart, slope
from features.touchpoints.fairness import unequal
from features.touchpoints.standing import Standing
from features.touchpoints.view import standings

MONTHS = ["2026-01", "2026-02"]
YEAR = ["2025-11", "2025-12", *MONTHS]


def cell(n: int, met: int, month: str = "2026-02", by: By = ALL, segment: str = ALL, **more: Any) -> GapCell:
    fields: dict[str, Any] = {"touchpoint": "delivery", "kind": "delivery", "unit": "days", "gestures": 0}
    fields |= {"sum": float(n - met), "squares": float(n - met)} | more
    return GapCell(month=month, by=by, segment=segment, n=n, met=met, **fields)


def analysis(*gaps: GapCell, answers: list[AnswerCell] | None = None, running: str = "") -> Analysis:
    rest: dict[str, Any] = {
        "running": running,
        "words": {},
        "curves": [],
        "moves": [],
        "aside": {},
        "unknown": {},
    }
    return Analysis(as_of="2026-03-01T00:00:00Z", gaps=list(gaps), answers=answers or [], **rest)


def seen(*gaps: GapCell, by: By = ALL, answers: list[AnswerCell] | None = None) -> dict[str, Standing]:
    found = standings(analysis(*gaps, answers=answers), DEFAULTS, MONTHS, by)
    return {one.segment: one for one in found if one.touchpoint == "delivery"}


def test_every_touchpoint_is_there_also_one_that_nobody_uses() -> None:
    found = standings(analysis(), DEFAULTS, MONTHS)
    assert [one.touchpoint for one in found] == list(DEFAULTS)
    assert all(one.few and one.met is None and one.n == 0 and one.owner for one in found)


def test_months_add_up() -> None:
    one = seen(cell(100, 90), cell(100, 70, "2026-01"), cell(500, 0, "2025-12"))[ALL]
    assert (one.n, one.met) == (200, 0.8)
    assert [(month.n, month.met) for month in one.months] == [(100, 0.7), (100, 0.9)]


def test_a_mean_gap_comes_with_its_interval_in_its_unit() -> None:
    (kind,) = seen(cell(50, 40, sum=20.0, squares=100.0), cell(50, 40, "2026-01", sum=30.0, squares=150.0))[
        ALL
    ].kinds
    assert (kind.mean, kind.unit) == (0.5, "days")
    assert kind.interval == pytest.approx((0.5 - 0.29555, 0.5 + 0.29555), abs=1e-4)


def test_under_thirty_there_is_a_count_and_no_figure() -> None:
    one = seen(cell(29, 20), answers=[answered({5: 29})])[ALL]
    assert (one.n, one.few, one.met, one.kinds[0].mean, one.scores[0].value) == (29, True, None, None, None)


def test_answers_of_several_months_are_one_score() -> None:
    (score,) = seen(answers=[answered({5: 20}), answered({1: 20, 5: 10}, "2026-01")])[ALL].scores
    assert (score.n, score.value) == (50, 0.6)


def answered(scores: dict[float, int], month: str = "2026-02") -> AnswerCell:
    return AnswerCell(touchpoint="delivery", metric="csat", month=month, by=ALL, segment=ALL, scores=scores)


def test_what_changed_since_last_month_is_certain_or_not() -> None:
    fell = seen(cell(1_000, 800), cell(1_000, 900, "2026-01"))[ALL].since_last_month
    same = seen(cell(100, 89), cell(100, 90, "2026-01"))[ALL].since_last_month
    assert fell is not None
    assert same is not None
    assert fell.value == pytest.approx(-0.1)
    assert (fell.certain, same.certain) == (True, False)


def test_a_month_with_few_is_compared_with_nothing() -> None:
    assert seen(cell(1_000, 800), cell(9, 9, "2026-01"))[ALL].since_last_month is None


def test_a_month_that_is_not_over_is_compared_with_nothing() -> None:
    cells = [
        cell(1_000, good, month) for good, month in ((900, "2025-11"), (700, "2025-12"), (400, "2026-01"))
    ]
    found = analysis(*cells, cell(1_000, 0), running="2026-02")
    (one,) = (seen for seen in standings(found, DEFAULTS, MONTHS) if seen.touchpoint == "delivery")
    assert one.since_last_month is not None
    assert one.since_last_month.value == pytest.approx(-0.3)
    (year,) = (seen for seen in standings(found, DEFAULTS, YEAR) if seen.touchpoint == "delivery")
    assert year.trend is not None
    assert year.trend.value == pytest.approx(-0.25)


def test_a_trend_is_by_how_much_a_share_grows_a_month() -> None:
    found = slope([Share(good=500 + 50 * month, n=1_000) for month in range(6)])
    assert found is not None
    assert found.value == pytest.approx(0.05)
    assert found.certain
    assert slope([Share(good=500, n=1_000)] * 2) is None


def test_a_split_has_a_row_for_each_segment() -> None:
    segments = seen(
        cell(50, 40, by="country", segment="DE"), cell(60, 30, by="country", segment="AT"), by="country"
    )
    assert {name: one.met for name, one in segments.items()} == {"AT": 0.5, "DE": 0.8}


def test_a_segment_that_waits_longer_than_all_others_is_named() -> None:
    found = unequal(
        analysis(
            cell(1_000, 900, by="country", segment="DE"),
            cell(1_000, 910, by="country", segment="AT"),
            cell(500, 350, by="country", segment="CH"),
        ),
        MONTHS,
    )
    assert found[0].segment == "CH"
    assert (found[0].what, found[0].share, found[0].others) == ("met", 0.7, 0.905)


def test_gestures_are_compared_among_those_who_were_disappointed() -> None:
    young, old = (
        cell(200, 100, by="age_band", segment=band, gestures=many)
        for band, many in (("18-29", 90), ("60+", 10))
    )
    found = unequal(analysis(young, old), MONTHS)
    assert {(one.what, one.segment) for one in found} == {("gestures", "18-29"), ("gestures", "60+")}


def test_equal_segments_small_ones_and_unknown_ones_are_not_named() -> None:
    equal = [cell(500, 400 + n, by="country", segment=name) for n, name in enumerate(("DE", "AT", "CH"))]
    assert unequal(analysis(*equal, cell(20, 0, by="country", segment="FR")), MONTHS) == []
    assert unequal(analysis(*equal, cell(500, 0, by="country", segment="")), MONTHS) == []


def test_among_many_segments_one_is_a_little_below_by_chance() -> None:
    equal = [cell(400, 360, by="country", segment=f"land {n}") for n in range(30)]
    below = cell(400, 347, by="country", segment="DE")
    assert unequal(analysis(*equal, below), MONTHS) == []
    alone = apart(Share(good=347, n=400), Share(good=360 * 30, n=400 * 30))
    assert alone is not None
    assert alone.certain


def test_more_comparisons_ask_for_more() -> None:
    one, other = Share(good=80, n=100), Share(good=67, n=100)
    alone, among_many = apart(one, other), apart(one, other, looks=100)
    assert alone is not None
    assert among_many is not None
    assert (alone.certain, among_many.certain) == (True, False)
