"""`zuvor apply` as an A/B tester meets it: all of a call or nothing, and before a start what to expect."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from features.clock import DAY, parse_moment
from features.experiments.definition import KIND
from service import cli
from service.store.records import Definition, Row
from tests.stores import new_store

Captured = pytest.CaptureFixture[str]

START = "2026-12-01T00:00:00Z"
BEFORE, WHILE = "2026-11-20T00:00:00Z", "2026-12-05T00:00:00Z"
ARMS = '{name = "default", weight = 0.5, page = "default"}, {name = "personalised", weight = 0.5}'


GOODWILL = """
[[touchpoint]]
name = "delivery"
owner = "logistics"
resolve_within = "5d"

[[intervention]]
name = "voucher"
triggers = ["delivery"]
cost = 5.0
text = {de = "5 € für Sie", en = "5 € for you"}

[[rule]]
name = "goodwill"
daily_budget = 50.0
"""


@pytest.fixture(autouse=True)
def shop(here: Path) -> Path:
    return here


def written(name: str = "homepage", size: int = 500, more: str = "") -> str:
    return f"""
[[experiment]]
name = "{name}"
start = {START}
metric = "conversion"
smallest_effect = 0.5
planned_size = {size}
variants = [{ARMS}]
{more}
"""


def apply(*texts: str, at: str = BEFORE, flags: tuple[str, ...] = ()) -> int:
    files = []
    for number, text in enumerate(texts):
        Path(f"{number}.toml").write_text(text)
        files.append(f"{number}.toml")
    return cli.run(["apply", *files, "--as-of", at, *flags])


def kept(shop: Path) -> list[Definition]:
    with closing(new_store(f"sqlite:///{shop}/shop.db")) as store:
        return store.definitions(KIND)


def visits(shop: Path) -> None:
    """Ten new visitors a day, of whom one buys."""
    rows = []
    for n in range(420):
        at = parse_moment(BEFORE) - 42 * DAY + n * DAY // 10
        order = {"order_id": f"o {n}", "items": [{"item_id": "tea", "quantity": 1, "price": 5}]}
        rows.append(Row(f"v {n}", "view_item", at, at, f"c {n}", None, b'{"item_id":"tea"}'))
        if n % 10 == 0:
            rows.append(Row(f"p {n}", "purchase", at + 1, at + 1, f"c {n}", None, json.dumps(order).encode()))
    with closing(new_store(f"sqlite:///{shop}/shop.db")) as store, store.write() as transaction:
        transaction.insert(rows)


@pytest.mark.slow
def test_what_changed_is_told_and_the_same_again_changes_nothing(shop: Path, capsys: Captured) -> None:
    for text in (written(), written(size=900), written(size=900)):
        assert apply(text, flags=("--by", "eve")) == 0
    said = capsys.readouterr().out
    assert "homepage: version 1, new: name, variants" in said
    assert "homepage: version 2, planned_size" in said
    assert "homepage: version 2, unchanged" in said
    (newest,) = kept(shop)
    assert (newest.version, newest.changed_by, newest.changed_at) == (2, "eve", parse_moment(BEFORE))


@pytest.mark.slow
def test_before_a_start_power_and_duration_are_told(shop: Path, capsys: Captured) -> None:
    visits(shop)
    assert apply(written(more='guardrails = ["satisfaction"]'), flags=("--json",)) == 0
    (told,) = json.loads(capsys.readouterr().out)
    expected: dict[str, Any] = told["expected"]
    assert (expected["span_units"], expected["units_per_day"], expected["days"]) == (280, 10.0, 50.0)
    assert expected["base"] == pytest.approx(0.1)
    assert 0.2 < expected["power"] < 0.5 < 500 < expected["needed"] < 3_000
    apply(written(more='guardrails = ["satisfaction"]'), written("short", size=10))
    said = capsys.readouterr().out
    assert "planned: 500 visitors (50 days)" in said
    assert "planned: 10 visitors (1 day)" in said
    assert "conversion was 10.00% then" in said
    assert "nobody reported satisfaction lately" in said


def test_what_runs_has_no_forecast_any_more(capsys: Captured) -> None:
    apply(written())
    capsys.readouterr()
    assert apply(written(more=f"stopped = {WHILE}"), at=WHILE) == 0
    assert capsys.readouterr().out == "homepage: version 2, stopped\n"


@pytest.mark.slow
def test_what_is_defined_when_it_should_have_started_has_a_forecast_all_the_same(
    shop: Path, capsys: Captured
) -> None:
    visits(shop)
    assert apply(written(), at=WHILE) == 0
    said = capsys.readouterr().out
    assert f"  runs since {START}; nobody took part before {WHILE}" in said
    assert "for a power of 80%" in said


def test_the_model_that_a_variant_needs_is_named(capsys: Captured) -> None:
    assert apply(written().replace("0.5}", '0.5, recipe = "quick"}'), at=BEFORE) == 0
    assert "nobody takes part until `zuvor train --recipe FILE --as quick`" in capsys.readouterr().out


def test_all_of_a_call_or_nothing(shop: Path, capsys: Captured) -> None:
    bad = written("second").replace("conversion", "love")
    assert apply(written("first"), bad) == 1
    assert "second: /metric: there is no metric 'love'" in capsys.readouterr().err
    assert kept(shop) == []


def test_weights_in_per_cent_are_told_with_whatever_else_is_wrong(capsys: Captured) -> None:
    assert apply(written().replace("0.5}", "50}").replace("0.5,", "50,").replace("conversion", "love")) == 1
    told = capsys.readouterr().err
    assert "/variants: the weights add up to 100; they are shares: let them add up to 1" in told
    assert "/metric: there is no metric 'love'" in told


def test_every_experiment_of_a_file_that_cannot_be_read_is_told(capsys: Captured) -> None:
    bad = written("first", more="planed_size = 3"), written("second", more="coverage = 2")
    assert apply("".join(bad)) == 1
    told = capsys.readouterr().err
    assert "first: /planed_size" in told
    assert "second: /coverage" in told


def test_a_running_experiment_is_not_redefined(capsys: Captured) -> None:
    apply(written())
    assert apply(written(size=900), at=WHILE) == 1
    assert (
        f"'homepage' is running since {START} and isn't redefined; write phase = 2" in capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[experiment", "is no TOML"),
        ("[[experiment]]\na = " + "[" * 5_000 + "]" * 5_000, "is no TOML"),
        ("[[experiment]]\nplanned_size = " + "9" * 5_000, "is no TOML"),
        ("", "defines nothing"),
        ("experiment = 3", "defines nothing"),
        ("experiment = [3]", "experiment 1: this is no table"),
        ("[[rule]]", "rule 1: /name: say which rule it is: contact or goodwill"),
        ('[[rule]]\nname = "love"', "there is no rule love"),
        ('[[intervention]]\nname = "nothing"', "nothing: /"),
        ('[[touchpoint]]\nname = "store"\nowner = "eve"\nasked_share = 2', "store: /asked_share"),
        ("[[experimant]]", "nobody knows 'experimant'"),
        ("[[experiment]]", "experiment 1: /name"),
        (written(more="planed_size = 3"), "homepage: /planed_size"),
        (written(more="coverage = nan"), "homepage: /coverage"),
        (written() + written(), "'homepage' is defined twice"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(capsys: Captured, text: str, sentence: str) -> None:
    assert apply(text) == 1
    assert sentence in capsys.readouterr().err


def test_touchpoints_gestures_and_rules_are_defined_beside_experiments(capsys: Captured) -> None:
    assert apply(written(), GOODWILL, flags=("--json",)) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(one["kind"], one["name"], one["version"]) for one in told] == [
        ("experiment", "homepage", 1),
        ("touchpoint", "delivery", 1),
        ("intervention", "voucher", 1),
        ("rule", "goodwill", 1),
    ]
    assert apply(GOODWILL.replace("50.0", "80.0")) == 0
    assert "delivery: version 1, unchanged" in (said := capsys.readouterr().out)
    assert "goodwill: version 2, daily_budget" in said
