"""Who takes part in which experiment, and what their page is therefore made of."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from features.clock import DAY, to_text
from features.experiments.definition import decode_experiment
from service.experiments.part import Part, part_of
from service.experiments.trial import Asker, Trial
from service.experiments.unit import Units
from tests.service.engine.small_shop import NOW

ARMS = [{"name": "default", "weight": 0.5, "page": "default"}, {"name": "personalised", "weight": 0.5}]
ANN = Asker("Ann", "phone", "home", {"country": "DE", "segment": "loyal"}, Units("phone", "Ann"))


def trial(name: str = "home", **fields: Any) -> Trial:
    said = {
        "name": name,
        "variants": ARMS,
        "start": to_text(NOW - DAY),
        "end": to_text(NOW + DAY),
        "metric": "conversion",
        "smallest_effect": 0.1,
    }
    return Trial(decode_experiment(msgspec.json.encode(said | fields)))


def part(*trials: Trial, asker: Asker = ANN, now: int = NOW, able: bool = True, models: str = "") -> Part:
    return part_of(trials, asker, now, personalisable=able, ready=lambda name: name in models.split())


def test_who_takes_part_is_in_the_arm_that_the_unit_hashes_to() -> None:
    units = [f"device {n}" for n in range(200)]
    arms = [part(trial(), asker=ANN._replace(units=Units(unit, None))).arms["home"] for unit in units]
    assert {phase for phase, _ in arms} == {1}
    assert 70 < sum(variant == "default" for _, variant in arms) < 130


def test_everybodys_page_is_given_with_the_control() -> None:
    arms = [part(trial(seed=f"{n}")) for n in range(20)]
    assert all(one.default == (one.exposures[0].variant == "default") for one in arms)
    assert {one.default for one in arms} == {True, False}


@pytest.mark.parametrize(
    ("why", "asker", "able"),
    [
        ("no consent to analytics", ANN._replace(units=None), True),
        ("a page that can't be personal", ANN, False),
    ],
)
def test_nobody_takes_part_where_something_speaks_against_it(why: str, asker: Asker, able: bool) -> None:
    assert part(trial(), asker=asker, able=able) == Part([], {})


@pytest.mark.parametrize(
    ("audience", "meant"),
    [
        ({"countries": ["DE", "AT"]}, True),
        ({"countries": ["AT"]}, False),
        ({"placements": ["home"]}, True),
        ({"placements": ["cart"]}, False),
        ({"segments": ["loyal"]}, True),
        ({"segments": ["new"]}, False),
        ({"age_bands": ["30-39"]}, False),
        ({"known": True}, True),
        ({"known": False}, False),
    ],
)
def test_only_the_audience_takes_part(audience: dict[str, Any], meant: bool) -> None:
    assert bool(part(trial(audience=audience)).arms) is meant


@pytest.mark.parametrize("internal", [{"internal": ["Ann"]}, {"internal": ["phone"]}])
def test_the_shops_own_people_take_no_part(internal: dict[str, Any]) -> None:
    assert part(trial(**internal), trial("other")).arms.keys() == {"other"}
    assert not part(trial(internal_segments=["loyal"])).arms


def test_before_the_start_and_after_the_end_nobody_takes_part() -> None:
    assert [bool(part(trial(), now=NOW + days * DAY).arms) for days in (-2, 0, 1)] == [False, True, False]
    assert not part(trial(stopped=to_text(NOW))).arms


def test_a_new_phase_draws_anew() -> None:
    first, second = ([part(trial(seed=f"{n}", phase=p)).arms["home"] for n in range(40)] for p in (1, 2))
    assert {phase for phase, _ in second} == {2}
    assert 5 < sum(a[1] != b[1] for a, b in zip(first, second, strict=True)) < 35


def test_who_is_not_covered_takes_no_part() -> None:
    taking = [bool(part(trial(coverage=0.3, seed=f"{n}")).arms) for n in range(200)]
    assert 30 < sum(taking) < 90


def test_an_experiment_of_customers_goes_by_the_customer_and_leaves_strangers_out() -> None:
    of_customers = trial(unit="customer")
    assert not part(of_customers, asker=ANN._replace(customer_id=None, units=Units("phone", None))).arms
    both = [part(of_customers, asker=ANN._replace(units=Units(f"{n}", "Ann"))).arms["home"] for n in range(9)]
    assert len(set(both)) == 1


def test_a_tester_sees_what_they_were_given_and_is_counted_nowhere() -> None:
    forced = trial(forced={"Ann": "default"}, audience={"countries": ["AT"]})
    given = part(forced, trial("other"))
    assert (given.arms, given.default) == ({}, True)
    assert [(one.name, one.variant, one.enrolled) for one in given.exposures] == [("home", "default", False)]


def test_a_tester_sees_it_before_the_start_and_not_after_the_end() -> None:
    forced = trial(forced={"phone": "personalised"})
    assert [len(part(forced, now=NOW + days * DAY).exposures) for days in (-2, 1)] == [1, 0]


def test_without_the_model_of_one_arm_nobody_is_in_any() -> None:
    arms = [ARMS[1], {"name": "bolder", "weight": 0.5, "recipe": "bolder"}]
    seeds = [trial(seed=f"{n}", variants=arms) for n in range(20)]
    assert not any(part(one).arms for one in seeds)
    assert {part(one, models="bolder").recipe for one in seeds} == {None, "bolder"}


def test_who_is_held_out_takes_part_in_nothing_else() -> None:
    out = [{**ARMS[0], "weight": 1.0}, {**ARMS[1], "weight": 0.0}]
    holdout, other = trial("personalisation_holdout", variants=out), trial("other")
    assert part(holdout, other).arms == {"personalisation_holdout": (1, "default")}
    kept = trial("personalisation_holdout", variants=[{**ARMS[0], "weight": 0.0}, {**ARMS[1], "weight": 1.0}])
    assert part(kept, other).arms.keys() == {"personalisation_holdout", "other"}


def test_where_experiments_disagree_everybodys_page_wins_then_the_first_name() -> None:
    def only(name: str, **does: Any) -> Trial:
        nobody = {"name": "a", "weight": 0.0, "page": "default"}
        return trial(name, variants=[nobody, {"name": "b", "weight": 1.0, **does}])

    shelves = part(only("1", shelves=["for_you"]), only("2", shelves=["trending"]))
    assert (shelves.shelves, shelves.default) == (frozenset({"for_you"}), False)
    assert part(only("1", shelves=["for_you"]), only("2", page="default")).default
