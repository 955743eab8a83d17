"""A definition: the same in TOML and JSON, with all its fields known and its defaults told."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from pathlib import Path

import pytest

from features.artifact import make_current
from features.clock import DAY
from features.errors import BadInput, Rejected
from features.experiments.definition import decode_experiment, encode_experiment, from_table
from tests.features.experiments.world import BEFORE, START, WHILE, experiment, written

TOML = """
name = "homepage"
start = 2026-12-01T00:00:00Z
metric = "conversion"
smallest_effect = 0.05
planned_size = 10_000

[[variants]]
name = "default"
weight = 0.5
page = "default"

[[variants]]
name = "personalised"
weight = 0.5
"""


def test_toml_and_json_say_the_same() -> None:
    assert from_table(tomllib.loads(TOML)) == experiment()


def test_the_same_definition_is_always_the_same_bytes() -> None:
    one = experiment(internal=["b", "a", "c"], audience={"countries": ["DE", "AT"]})
    other = experiment(audience={"countries": ["AT", "DE"]}, internal=["c", "b", "a"])
    assert encode_experiment(one) == encode_experiment(other)
    assert decode_experiment(encode_experiment(one)) == one


@pytest.mark.parametrize(
    ("other", "pointer"),
    [
        ({"metric": None}, "/metric"),
        ({"variants": None}, "/variants"),
        ({"smallest_effect": 0}, "/smallest_effect"),
        ({"smallest_effect": float("nan")}, "/smallest_effect"),
        ({"start": "2026-12-01T00:00:00"}, "/start"),
        ({"coverage": 1.5}, "/coverage"),
        ({"planed_size": 3}, "/planed_size"),
        ({"name": "Home page"}, "/name"),
        ({"unit": "basket"}, "/unit"),
        ({"variants": [{"name": "default", "weight": -1}]}, "/variants/0/weight"),
        ({"audience": {"countries": ["Germany"]}}, "/audience/countries/0"),
    ],
)
def test_a_field_at_fault_is_pointed_at(other: dict[str, object], pointer: str) -> None:
    with pytest.raises(Rejected) as refused:
        experiment(**other)
    assert refused.value.pointer in (pointer, pointer.replace("/countries/0", "/countries/…"))


@pytest.mark.parametrize("name", ["quick", "Quick", "v2_B", "9-lives", "", "../x", "-x", "x\n", "x" * 65])
def test_a_variant_can_name_whatever_a_recipe_can_be_published_as(tmp_path: Path, name: str) -> None:
    published, named = False, False
    with suppress(BadInput):
        make_current(tmp_path, "one", name)
        published = True
    with suppress(Rejected):
        experiment(variants=[{"name": "default", "weight": 1, "recipe": name}])
        named = True
    assert named == published


def test_a_recipe_that_has_no_name_is_refused_with_what_a_name_is() -> None:
    with pytest.raises(Rejected, match="write letters, digits, - and _, at most 64"):
        experiment(variants=[{"name": "default", "weight": 1, "recipe": "a b"}])


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b"\xff", b'{"name": 3}'])
def test_what_is_no_definition_is_refused(raw: bytes) -> None:
    with pytest.raises(Rejected):
        decode_experiment(raw)


def test_it_runs_from_its_start_until_its_end_or_until_it_is_stopped() -> None:
    ends, stopped = experiment(end="2026-12-15T00:00:00Z"), experiment(stopped="2026-12-03T00:00:00Z")
    moments = [BEFORE, START, START + 14 * DAY - 1, START + 14 * DAY]
    assert [ends.running(at) for at in moments] == [False, True, True, False]
    assert [stopped.running(at) for at in (START, WHILE)] == [True, False]
    assert experiment().running(START + 500 * DAY)


def test_later_phases_are_hashed_anew_and_the_first_with_the_plain_seed() -> None:
    seeds = [
        experiment(**other).hash_seed
        for other in ({}, {"phase": 2}, {"seed": "s"}, {"seed": "s", "phase": 3})
    ]
    assert seeds == ["homepage", "homepage/2", "s", "s/3"]


def test_an_invalid_time_in_toml_is_pointed_at() -> None:
    with pytest.raises(Rejected, match="/start"):
        from_table(written() | tomllib.loads("start = 2026-12-01"))
