"""An analysis is computed from the store, kept, and drawn in every language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree

import pytest

from features.clock import DAY, HOUR, SECOND, to_text
from features.errors import BadInput
from features.experiments.definition import HOLDOUT, encode_experiment
from features.experiments.results import Results, decode_results
from service.experiments.expected import expected
from service.store.analyses import of, readable
from service.texts import text
from tests.training.experiments.shop import START, Shop, busy, defined
from training.experiments.analysis import analyse


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(tmp_path)
    with closing(shop.store):
        yield shop


def analysed(shop: Shop, days: float, phase: int | None = None) -> Results:
    at, store = START + int(days * DAY), shop.kept().store
    return analyse(store, "homepage", as_of=at, now=at + HOUR, progress=lambda stage: None, phase=phase)


def results_of_phase(shop: Shop, phase: int) -> Results:
    found = readable(of(shop.store, "homepage", phase))
    assert found is not None
    return found


def test_before_the_start_it_says_so(shop: Shop) -> None:
    found = analysed(shop, -2)
    assert (found.state, found.sentences[0].figures["days"]) == ("before_start", 2)


def test_what_to_expect_is_kept_with_the_analysis_of_a_planned_one_and_for_any_other(shop: Shop) -> None:
    for n in range(280):
        shop.did("view_item", n / 10 - 44, f"c {n}", item_id="tea")
    found = analysed(shop, -2)
    assert found.expected is not None
    assert found.expected.units_per_day == 10
    told = expected(shop.store, shop.experiment, found.version, START - DAY)
    assert told is not None
    assert (told.units, told.age_seconds) == (found.expected.units, (DAY - HOUR) // SECOND)
    like_it = defined(name="like-it", start=to_text(START + DAY), end=to_text(START + 29 * DAY))
    assert getattr(expected(shop.store, like_it, 1, START - DAY), "units", None) == 280
    assert expected(shop.store, shop.experiment, found.version, START) is None


def test_of_a_moment_that_is_past_only_the_definition_counts_that_was_in_force(shop: Shop) -> None:
    later = defined(phase=2, start=to_text(START + 20 * DAY), end=to_text(START + 60 * DAY))
    with shop.store.write() as transaction:
        transaction.put_definition(
            "experiment", "homepage", encode_experiment(later), START + 15 * DAY, "Eve"
        )
    assert [(one.phase, one.version) for one in (analysed(shop, 10), analysed(shop, 30))] == [(1, 1), (2, 2)]


def test_a_former_phase_is_computed_up_to_the_definition_of_the_next_and_kept_beside_it(shop: Shop) -> None:
    first = analysed(shop, 10)
    later = defined(phase=2, start=to_text(START + 20 * DAY), end=to_text(START + 60 * DAY))
    with shop.store.write() as transaction:
        body = encode_experiment(later)
        transaction.put_definition("experiment", "homepage", body, START + 15 * DAY, "Eve")
    assert analysed(shop, 30).phase == 2
    assert results_of_phase(shop, 1).computed_at == first.computed_at
    again = analysed(shop, 30, phase=1)
    assert (again.phase, again.data_until) == (1, START + 15 * DAY)
    assert results_of_phase(shop, 1).data_until == again.data_until
    assert results_of_phase(shop, 2).phase == 2
    with pytest.raises(BadInput, match="has no phase 3: its last one is 2"):
        analysed(shop, 30, phase=3)


def test_where_nobody_came_nothing_is_said(shop: Shop) -> None:
    found = analysed(shop, 3)
    assert (found.state, found.sentences[0].kind) == ("not_yet", "few")
    assert found.pictures == {}


def test_an_experiment_nobody_defined_has_no_results(shop: Shop) -> None:
    with pytest.raises(BadInput, match="no experiment is called 'checkout': choose one of homepage"):
        analyse(shop.store, "checkout", as_of=START, now=START, progress=print)
    with pytest.raises(BadInput, match="set ZUVOR_PERSONALISATION_HOLDOUT"):
        analyse(shop.store, HOLDOUT, as_of=START, now=START, progress=print)


@pytest.mark.slow
def test_what_is_computed_is_kept_with_pictures_in_both_languages(shop: Shop) -> None:
    found = analysed(busy(shop, people=1_200), 40)
    kept = shop.store.analysis("homepage")
    assert kept is not None
    assert decode_results(kept.body) == found
    assert (found.state, found.computed_at) == ("better", START + 40 * DAY + HOUR)
    assert found.pictures.keys() == {
        "effects",
        "effects.narrow",
        "path.personalised",
        "path.personalised.narrow",
    }
    for drawn in found.pictures.values():
        assert drawn.keys() == set(text.languages)
        assert all(ElementTree.fromstring(svg).tag.endswith("svg") for svg in drawn.values())


@pytest.mark.slow
def test_computed_again_it_is_the_same(shop: Shop) -> None:
    busy(shop, people=400)
    assert analysed(shop, 20) == analysed(shop, 20)


@pytest.mark.slow
def test_what_personalising_brings_is_told_of_those_held_out(tmp_path: Path) -> None:
    shop = busy(Shop(tmp_path, defined(name=HOLDOUT)), people=1_200, lift=1.5)
    at = START + 40 * DAY
    with closing(shop.store):
        found = analyse(shop.store, HOLDOUT, as_of=at, now=at, progress=lambda stage: None, held_out=0.5)
    assert (found.metric, found.state, found.start) == ("revenue", "better", START)
