"""Small worlds with an answer that can be said in a sentence."""

from __future__ import annotations

import numpy as np
import pytest

from features.clock import DAY, to_micros
from features.experiments.definition import Variant
from tests.training.experiments.worlds import LATER, START, bought, day, experiment, outcomes
from training.experiments.judging.verdict import Judged, judge


def kinds(judged: Judged) -> list[str]:
    return [sentence.kind for sentence in judged.sentences]


def test_twice_as_many_orders_are_better() -> None:
    judged = judge(experiment(), outcomes({"orders": bought(4000, (20, 10))}), LATER)
    assert judged.state == "better"
    (effect,) = judged.effects
    assert (effect.control, effect.treated, effect.relative) == pytest.approx((0.05, 0.1, 1.0))
    assert 0 < effect.low < 0.05 < effect.high


def test_half_as_many_are_worse() -> None:
    judged = judge(experiment(), outcomes({"orders": bought(4000, (10, 20))}), LATER)
    assert (judged.state, kinds(judged)) == ("worse", ["worse"])


def test_fewer_contacts_are_better() -> None:
    contacts = outcomes({"contacts": bought(4000, (10, 20))})
    judged = judge(experiment(metric="contacts"), contacts, LATER)
    assert (judged.state, kinds(judged)) == ("better", ["better"])


def test_alike_is_no_difference_only_when_all_that_was_planned_is_there() -> None:
    told = {"orders": bought(4000, (10, 10))}
    assert judge(experiment(planned_size=8000), outcomes(told), LATER).state == "not_yet"
    assert kinds(judge(experiment(), outcomes(told), LATER)) == ["no_difference_shown"]
    careless = experiment(smallest_effect=0.5)
    assert kinds(judge(careless, outcomes(told), LATER)) == ["no_difference_that_matters"]


def test_not_yet_says_how_long_still() -> None:
    judged = judge(experiment(planned_size=8000), outcomes({"orders": bought(4000, (10, 10))}), LATER)
    assert judged.days_to_go == pytest.approx(4000 / (1110 / 7), rel=0.05)  # 1,110 came in the last week
    assert judged.sentences[0].figures["days_to_go"] == judged.days_to_go


def test_how_long_still_is_told_by_who_comes_not_by_windows_that_have_just_begun() -> None:
    begun = outcomes({"orders": bought(400, (10, 10))}, days=4)  # 100 a day, so 36 days and half a window
    judged = judge(experiment(window="14d"), begun, LATER)
    assert judged.days_to_go == pytest.approx(43)


def test_on_the_last_day_all_is_there_however_few_came() -> None:
    told = outcomes({"orders": bought(1000, (10, 10))}, days=15)
    assert judge(experiment(end=day(14)), told, LATER).state == "no_difference"
    assert judge(experiment(end=day(30)), told, LATER).state == "not_yet"


def test_stopped_before_it_was_decided_it_says_so() -> None:
    told = outcomes({"orders": bought(1000, (10, 10))}, days=15)
    assert kinds(judge(experiment(stopped=day(10)), told, LATER)) == ["stopped_undecided"]


def test_what_comes_after_the_planned_size_changes_nothing() -> None:
    many = outcomes({"orders": np.append(bought(5000, (10, 10)), bought(5000, (100, 2)))}, days=40)
    judged = judge(experiment(planned_size=4000), many, LATER)
    assert judged.state == "no_difference"
    assert judged.path[-1].units < 5000


def test_a_bound_that_was_crossed_stays_crossed() -> None:
    told = np.append(bought(2000, (40, 4)), bought(2000, (5, 40)))
    judged = judge(experiment(), outcomes({"orders": told}), LATER)
    assert judged.state == "better"
    assert judged.decided_day is not None
    assert judged.decided_day <= 10


def test_what_the_last_look_shows_no_longer_is_said_with_the_verdict() -> None:
    told = np.append(bought(2000, (40, 4)), bought(2000, (4, 40)))
    judged = judge(experiment(), outcomes({"orders": told}), LATER)
    assert (judged.state, kinds(judged)) == ("better", ["better_faded"])
    assert judged.effects[0].low < 0 < judged.effects[0].high


def test_before_the_start_there_is_nothing_to_say_but_when() -> None:
    empty = outcomes({"orders": np.zeros(0)}, days=0)
    judged = judge(experiment(), empty, to_micros(day(-2)))
    assert (judged.state, judged.sentences[0].figures) == ("before_start", {"days": 2.0})
    assert (judged.checks, judged.days_to_go) == ([], None)


def test_few_units_are_no_verdict() -> None:
    judged = judge(experiment(), outcomes({"orders": bought(150, (20, 2))}), LATER)
    assert (judged.state, kinds(judged)) == ("not_yet", ["few"])
    assert (judged.effects, judged.path) == ((), ())
    early = judge(experiment(secondary=("returns",)), outcomes({"orders": np.zeros(150)}), LATER)
    assert [check.kind for check in early.checks] == ["srm"]  # what nobody reported yet may still come


def test_nobody_yet_is_no_verdict() -> None:
    assert kinds(judge(experiment(), outcomes({"orders": np.zeros(0)}), LATER)) == ["few"]


def test_on_its_first_day_it_says_that_complete_days_are_told() -> None:
    begun = outcomes({"orders": np.zeros(0)}, days=0)
    assert kinds(judge(experiment(), begun, to_micros(START) + DAY // 2)) == ["first_day"]


def test_an_uneven_split_withholds_the_verdict_and_says_why() -> None:
    arms = (np.arange(4000) % 5 < 2).astype(np.int64)
    judged = judge(experiment(), outcomes({"orders": bought(4000, (20, 2))}, variants=arms), LATER)
    assert (judged.state, kinds(judged), judged.effects) == ("withheld", ["withheld_srm"], ())
    assert judged.sentences[0].figures["p"] < 0.001


def test_an_uneven_split_stays_one_when_later_days_are_even() -> None:
    arms = np.append((np.arange(1_000) % 10 < 3), np.arange(1_000, 8_000) % 2).astype(np.int64)
    told = {"orders": bought(8_000, (20, 10))}
    early, later = (
        judge(experiment(planned_size=8_000), outcomes(told, variants=arms)._replace(days=days), LATER)
        for days in (3, 20)
    )
    assert early.state == later.state == "withheld"
    assert early.checks[0].figures == later.checks[0].figures


def test_an_empty_arm_is_an_uneven_split() -> None:
    arms = np.zeros(4000, np.int64)
    assert kinds(judge(experiment(), outcomes({"orders": bought(4000, (9, 9))}, variants=arms), LATER)) == [
        "withheld_srm"
    ]


def test_a_metric_nobody_reports_has_no_effect() -> None:
    told = outcomes({"orders": bought(4000, (20, 10)), "contacts": np.zeros(4000)})
    judged = judge(experiment(guardrails=("contacts",), secondary=("satisfaction",)), told, LATER)
    assert judged.state == "better"
    assert [(check.kind, check.metric) for check in judged.checks if not check.ok] == [
        ("unreported", "contacts"),
        ("unreported", "satisfaction"),
    ]
    assert [effect.metric for effect in judged.effects] == ["conversion"]
    assert kinds(judge(experiment(metric="contacts"), told, LATER)) == ["withheld_unreported"]


def test_where_all_values_are_equal_nothing_can_be_said() -> None:
    told = outcomes({"revenue": np.full(4000, 19.99)})
    assert kinds(judge(experiment(metric="revenue"), told, LATER)) == ["withheld_unvarying"]


def test_one_whale_order_decides_nothing() -> None:
    revenue = bought(4000, (10, 10)) * 30.0 + bought(4000, (7, 7)) * 20.0
    revenue[1] = 5_000_000
    judged = judge(experiment(metric="revenue"), outcomes({"revenue": revenue}), LATER)
    assert judged.state == "no_difference"
    assert judged.effects[0].capped == 50.0
    assert abs(judged.effects[0].difference) < 0.2
    uncapped = judge(experiment(metric="revenue", winsorise=1.0), outcomes({"revenue": revenue}), LATER)
    assert (uncapped.state, uncapped.effects[0].capped) == ("no_difference", None)


def test_a_guardrail_that_is_worse_is_said() -> None:
    told = outcomes({"orders": bought(4000, (20, 10)), "contacts": bought(4000, (20, 10))})
    judged = judge(experiment(guardrails=("contacts",)), told, LATER)
    assert kinds(judged) == ["better", "guardrail_worse"]


def test_secondary_metrics_share_their_false_discoveries() -> None:
    told = outcomes({"orders": bought(4000, (10, 10)), "contacts": bought(4000, (20, 16))})
    judged = judge(experiment(secondary=("orders", "contacts")), told, LATER)
    _, orders, contacts = judged.effects
    assert orders.p_adjusted == orders.p
    assert contacts.p_adjusted == pytest.approx(min(2 * (contacts.p or 0), 1))


def test_what_units_did_before_narrows_the_interval() -> None:
    orders = bought(4000, (4, 3))
    before = np.where(np.arange(4000) % 7 == 0, 1 - orders, orders)
    plain = judge(experiment(), outcomes({"orders": orders}), LATER).effects[0]
    narrow = judge(experiment(), outcomes({"orders": orders}, before={"orders": before}), LATER).effects[0]
    assert plain.narrowed is None
    assert (narrow.narrowed or 0) > 0.15
    narrower = (plain.high - plain.low) * (1 - (narrow.narrowed or 0))
    assert narrow.high - narrow.low == pytest.approx(narrower, rel=1e-3)  # bounds follow what each has seen


def test_three_variants_are_judged_each_against_the_control_and_more_strictly() -> None:
    variants = tuple(Variant(name=name, weight=1 / 3) for name in ("control", "a", "b"))
    arms = np.arange(6000) % 3
    orders = (np.arange(6000) // 3 % np.array([10, 10, 5])[arms] == 0).astype(float)
    told = outcomes({"orders": orders}, variants=arms)
    judged = judge(experiment(variants=variants, planned_size=6000), told, LATER)
    assert (judged.state, kinds(judged)) == ("better", ["no_difference_shown", "better"])
    assert [effect.variant for effect in judged.effects] == ["a", "b"]
    error = np.sqrt((0.1 * 0.9 + 0.2 * 0.8) / 2000)  # alone, 2.12 of it decide after twenty looks
    assert judged.effects[1].high - judged.effects[1].difference > 2.3 * error


def test_segments_are_shown_where_they_are_large_enough() -> None:
    country = ["DE" if unit // 2 % 4 else "AT" if unit // 2 % 8 else "CH" for unit in range(1600)]
    told = outcomes({"orders": bought(1600, (20, 10))}, columns={"country": list(country)})
    judged = judge(experiment(planned_size=1600), told, LATER)
    assert [(segment.value, segment.units) for segment in judged.segments] == [
        ("DE", 1200),
        ("AT", 200),
        ("CH", 200),
    ]


def test_looking_again_gives_the_same_path() -> None:
    told = {"orders": bought(4000, (20, 16))}
    whole = judge(experiment(planned_size=8000), outcomes(told), LATER)
    sooner = judge(experiment(planned_size=8000), outcomes(told)._replace(days=12), LATER)
    assert 0 < len(sooner.path) < len(whole.path)
    assert whole.path[: len(sooner.path)] == sooner.path


def test_with_few_units_the_past_is_not_asked() -> None:
    orders = bought(600, (4, 3))
    told = outcomes({"orders": orders}, before={"orders": orders})
    assert judge(experiment(planned_size=600), told, LATER).effects[0].narrowed is None


def test_all_that_is_known_of_the_past_helps_not_only_the_metric_itself() -> None:
    orders = bought(4000, (4, 3))
    told = outcomes({"orders": orders}, before={"clicks": np.where(np.arange(4000) % 9 == 0, 0, 5 * orders)})
    assert (judge(experiment(), told, LATER).effects[0].narrowed or 0) > 0.3
