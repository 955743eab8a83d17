"""`zuvor experiment`: computes, keeps and prints what came of an experiment, and lists them all."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from features.clock import DAY, parse_moment, system_clock
from service import cli
from tests.training.experiments.shop import Shop, busy, defined

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def shop(here: Path) -> Shop:
    """The store of the working folder has an experiment."""
    shop = Shop(here)
    with closing(shop.store):
        return shop


def run(shop: Shop, *arguments: str) -> int:
    return cli.run(["experiment", *arguments, "--store", shop.url, "--locale", "en"])


@pytest.mark.slow
def test_an_experiment_that_has_not_started_says_when(shop: Shop, capsys: Captured) -> None:
    assert run(shop, "results", "homepage", "--as-of", "2026-09-28T00:00:00Z") == 0
    told = capsys.readouterr().out
    assert told.startswith("It starts in 3 days; there is nothing to read before.")
    assert "Planned: 0 participants" in told


@pytest.mark.slow
def test_one_that_nobody_defined_is_refused_with_those_there_are(shop: Shop, capsys: Captured) -> None:
    assert run(shop, "results", "checkout") == 1
    assert "choose one of homepage" in capsys.readouterr().err


@pytest.mark.slow
def test_the_list_tells_which_are_computed(shop: Shop, capsys: Captured) -> None:
    run(shop, "list")
    assert "Nothing computed yet" in capsys.readouterr().out
    run(shop, "results", "homepage", "--as-of", "2026-09-28T00:00:00Z")
    capsys.readouterr()
    run(shop, "list", "--json")
    (listed,) = msgspec.json.decode(capsys.readouterr().out)
    assert (listed["name"], listed["state"]) == ("homepage", "before_start")


@pytest.mark.slow
def test_results_of_the_future_are_those_of_now(here: Path, capsys: Captured) -> None:
    shop = Shop(here, defined(end=None, planned_size=1_000))
    shop.store.close()
    before = system_clock()
    assert run(shop, "results", "homepage", "--as-of", "2999-01-01T00:00:00Z", "--json") == 0
    told = capsys.readouterr()
    assert before - DAY < parse_moment(msgspec.json.decode(told.out)["data_until"]) <= system_clock()
    assert "2999-01-01T00:00:00Z is still to come: computed as of now" in told.err


def test_without_any_it_says_how_to_define_one(here: Path, capsys: Captured) -> None:
    assert cli.run(["experiment", "list", "--store", f"sqlite:///{here}/shop.db"]) == 0
    assert "zuvor apply --help" in capsys.readouterr().out


@pytest.mark.slow
def test_results_print_verdict_metrics_checks_and_age(here: Path, capsys: Captured) -> None:
    shop = busy(Shop(here), people=800)
    shop.store.close()
    assert run(shop, "results", "homepage", "--as-of", "2026-11-10T00:00:00Z") == 0
    told = capsys.readouterr().out
    for part in (
        "“personalised” is better",
        "95% interval",
        "+ The variants filled as planned",
        "Computed just now",
    ):
        assert part in told
    assert run(shop, "results", "homepage", "--as-of", "2026-11-10T00:00:00Z", "--json") == 0
    found = msgspec.json.decode(capsys.readouterr().out)
    assert (found["state"], found["variants"][0]["units"]) == ("better", 400)
