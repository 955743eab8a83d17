"""The whole job on a small shop: read, split, fit, evaluate, gate, publish; or the sentence why not."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec
import pytest

from features.artifact import current, open_model, read_manifest, roll_back, training
from features.clock import DAY
from features.errors import BadInput, NothingToLearn, NotPublished
from features.history import KeptEvent
from tests.service.engine.shop_floor import Floor
from tests.service.engine.small_shop import BIKE, NOW, TEA, catalogue, fans, item, kept
from tests.service.page.asking import ids, page
from training import job
from training.evaluation.figures import Evaluation
from training.job import Outcome
from training.recipe import Recipe, read_recipe
from training.report import write_report

RECIPE = "enough_persons = 5\nfactors = 4\nhorizon_days = 2\n"
ORDER: dict[str, Any] = {"items": [{"item_id": "green", "quantity": 1, "price": 0}]}


def back(of: tuple[str, ...], people: int) -> list[KeptEvent]:
    """On later days everybody comes back for what they miss of their kind."""
    return [
        kept("view_item", day - n / 100, f"{of[0]} fan {n}", item_id=of[(n + 2) % 3])
        for n in range(people)
        for day in (3, 1)
    ]


def busy(floor: Floor) -> Floor:
    floor.sell(catalogue().values())
    just_now = kept("view_item", 0, TEA[0] + " fan 0", item_id=TEA[0])
    return floor.keep([*fans(TEA, 9), *fans(BIKE, 6), *back(TEA, 9), *back(BIKE, 6), just_now])


def train(floor: Floor, recipe: str | None = RECIPE, **fields: Any) -> Outcome:
    path = None
    if recipe is not None:
        path = floor.folder / "recipe.toml"
        path.write_text(recipe)
    return job.train(floor.store, floor.settings, recipe=path, progress=print, **{"as_of": NOW, **fields})


def evaluate(floor: Floor, horizon: int | None = None) -> Evaluation:
    return job.evaluate(floor.store, floor.settings, as_of=NOW, horizon=horizon, progress=print)


@pytest.mark.slow
def test_what_was_trained_serves(floor: Floor) -> None:
    made = train(busy(floor))
    assert current(floor.artifacts) == made.version
    floor.live.refresh_model()
    floor.buy(0.2, "bell", "lamp", who="New")
    answer = page(floor, "New", size=1)
    assert (answer.model_version, answer.personalised, ids(answer)) == (made.version, True, ["lock"])


def test_the_manifest_says_what_was_learned_and_how_well(floor: Floor) -> None:
    made = train(busy(floor))
    manifest = read_manifest(floor.artifacts / made.version)
    learned_from = {"interactions": 91, "items": 6, "persons": 15, "searches": 0, "machines": 0}
    assert manifest.counts == learned_from == made.counts
    assert msgspec.convert(manifest.recipe, Recipe) == read_recipe(floor.folder / "recipe.toml")
    assert manifest.metrics["horizon_days"] == made.horizon_days == 2
    assert len(manifest.metrics["scores"]) == len(made.scores) > 2


def test_no_person_is_in_the_model(floor: Floor) -> None:
    made = train(busy(floor))
    files = b"".join(path.read_bytes() for path in (floor.artifacts / made.version).iterdir())
    assert b"green" in files
    assert b" fan " not in files


@pytest.mark.slow
def test_the_same_data_recipe_and_seed_are_the_same_version(floor: Floor) -> None:
    first = train(busy(floor))
    again = train(floor)
    assert first.verdict.startswith("Veröffentlicht: das erste Modell")
    assert again.verdict.startswith("Veröffentlicht: dasselbe Rezept")
    assert first.version == again.version


@pytest.mark.slow
def test_another_seed_is_another_version(floor: Floor) -> None:
    assert train(busy(floor)).version != train(floor, RECIPE + "seed = 2\n", force=True).version


@pytest.mark.slow
def test_events_after_the_moment_change_nothing(floor: Floor) -> None:
    first = train(busy(floor))
    floor.keep([kept("view_item", -1, "Late", item_id="bell")])
    assert train(floor).version == first.version


@pytest.mark.slow
def test_a_recipe_not_shown_to_be_better_is_kept_out_and_the_serving_one_refitted(floor: Floor) -> None:
    """The new recipe looks at nothing but the last hours and hardly learns weights."""
    train(busy(floor))
    worse = "enough_persons = 5000\nhorizon_days = 1\nranking_l2 = 1e6\n"
    kept_out = train(floor, worse)
    manifest = read_manifest(floor.artifacts / str(current(floor.artifacts)))
    assert kept_out.verdict.startswith("Das bisherige Rezept bleibt, neu gelernt")
    assert manifest.recipe["enough_persons"] == 5
    assert open_model(floor.artifacts / kept_out.version).arrays["horizon_days"][0] == 2
    assert "als" in {score.method for score in kept_out.scores}


KNOWING, BLIND = RECIPE, "enough_persons = 5000\nfactors = 4\nhorizon_days = 2\n"


def crowded(floor: Floor) -> Floor:
    """Sixty customers come again and again for what they miss of their kind; no catalogue tells kinds."""
    floor.sell(item(f"{of} {n}") for of in ("tea", "bike") for n in range(15))
    looks = [(n, visit, look) for n in range(60) for visit in range(6) for look in range(2)]
    return floor.keep(
        kept(
            "view_item",
            12 - 2 * v - n / 100,
            f"c{n}",
            item_id=f"{('tea', 'bike')[n % 2]} {(7 * n + 2 * v + m) % 15}",
        )
        for n, v, m in looks
    )


@pytest.mark.slow
def test_the_better_recipe_wins_the_worse_one_is_refused_and_an_equal_one_stays_out(floor: Floor) -> None:
    """Simulated: one recipe learns who is alike, the other only what is popular."""
    train(crowded(floor), BLIND)
    better = train(floor, KNOWING)
    found = read_manifest(floor.artifacts / better.version).comparison
    worse = train(floor, BLIND)
    equal = train(floor, KNOWING + "bm25_b = 0.7499999\n")
    said = "trifft besser,", "trifft schlechter,", "ist nicht gezeigt,"
    assert [text in one.verdict for text, one in zip(said, (better, worse, equal), strict=True)] == [True] * 3
    assert better.version == worse.version == equal.version == current(floor.artifacts)
    assert found == better.comparison
    assert found is not None
    assert (found.low > 0, found.customers, found.windows) == (True, 60, 2)


@pytest.mark.slow
def test_a_recipe_under_a_name_is_compared_with_what_stands_under_it(floor: Floor) -> None:
    train(busy(floor))
    assert train(floor, BLIND, name="blind").verdict.startswith("Veröffentlicht: das erste Modell")
    assert train(floor, BLIND, name="blind").verdict.startswith("Veröffentlicht: dasselbe Rezept")


@pytest.mark.slow
def test_after_a_rollback_the_recipe_rolled_back_to_is_the_one_to_beat(floor: Floor) -> None:
    first = train(busy(floor))
    train(floor, BLIND, force=True)
    roll_back(floor.artifacts, first.version)
    assert train(floor).verdict.startswith("Veröffentlicht: dasselbe Rezept")


@pytest.mark.slow
@pytest.mark.parametrize("content", ["", "../x", "20260101T000000-0123456789"])
def test_a_broken_pointer_is_no_reason_not_to_train(floor: Floor, content: str) -> None:
    train(busy(floor))
    (floor.artifacts / "current").write_text(content)
    made = train(floor)
    assert (made.verdict[:14], current(floor.artifacts)) == ("Ohne Vergleich", made.version)


def test_a_second_training_leaves_before_it_reads_anything(floor: Floor) -> None:
    with training(floor.artifacts), pytest.raises(NotPublished, match="another training is under way"):
        train(floor)


@pytest.mark.slow
def test_what_was_superseded_long_ago_goes_with_the_next_training(floor: Floor) -> None:
    old = train(busy(floor))
    train(floor, BLIND, force=True)
    os.utime(floor.artifacts / old.version, (1, 1))
    train(floor, BLIND)
    assert not (floor.artifacts / old.version).exists()


@pytest.mark.slow
def test_by_force_it_is_published_all_the_same(floor: Floor) -> None:
    train(busy(floor))
    forced = train(floor, "enough_persons = 5000\n", force=True)
    assert "--force" in forced.verdict
    assert read_manifest(floor.artifacts / str(current(floor.artifacts))).recipe["enough_persons"] == 5000


@pytest.mark.slow
def test_under_a_name_it_stands_beside_what_serves(floor: Floor) -> None:
    serving = train(busy(floor)).version
    beside = train(floor, RECIPE + "seed = 3\n", name="bolder")
    assert (current(floor.artifacts), current(floor.artifacts, "bolder")) == (serving, beside.version)


def test_evaluating_publishes_nothing(floor: Floor) -> None:
    found = evaluate(busy(floor), 2 * DAY)
    assert found.horizon_days == 2
    assert {score.targets for score in found.scores} == {"all"}, "everybody has seen all of their kind"
    assert not floor.artifacts.exists()


def test_evaluating_is_what_training_does(floor: Floor) -> None:
    assert evaluate(busy(floor), 2 * DAY).scores == train(floor, "horizon_days = 2\n").scores


def test_without_events_there_is_nothing_to_learn(floor: Floor) -> None:
    with pytest.raises(NothingToLearn, match="import some first"):
        train(floor)
    assert current(floor.artifacts) is None


def test_where_everybody_denied_there_is_nothing_to_learn(floor: Floor) -> None:
    floor.keep([kept("purchase", 2, f"c{n}", **ORDER) for n in range(9)])
    floor.keep(
        [kept("consent_updated", 1, f"c{n}", purposes={"personalisation": "denied"}) for n in range(9)]
    )
    with pytest.raises(NothingToLearn, match="anybody who allows personalisation"):
        train(floor)


def test_a_recipe_that_is_none_stops_before_anything_is_read(floor: Floor) -> None:
    with pytest.raises(BadInput, match="factorz"):
        train(floor, "factorz = 1")


SMALL: dict[str, list[KeptEvent]] = {
    "one event": [kept("view_item", 1, item_id="green")],
    "one customer": [kept("view_item", day, item_id=TEA[day % 3]) for day in range(20)],
    "one item": [kept("view_item", n / 10, f"c{n % 60}", item_id="green") for n in range(300)],
    "all at once": [kept("view_item", 1, f"c{n % 60}", item_id=TEA[n % 3]) for n in range(200)],
    "all just now": [kept("view_item", 0, f"c{n % 60}", item_id=TEA[n % 3]) for n in range(200)],
    "nothing but names": [kept("experience_rated", n, f"c{n}", item_id="green") for n in range(9)],
    "nothing but regret": [kept("not_interested", n, f"c{n}", item_id="green") for n in range(9)],
    "no purchase": [kept("view_item", n / 9, f"c{n % 70}", item_id=(*TEA, *BIKE)[n % 6]) for n in range(400)],
    "nothing but purchases": [kept("purchase", n / 9, f"c{n % 70}", **ORDER) for n in range(400)],
    "strangers": [kept("view_item", n / 9, None, f"d{n % 70}", item_id=TEA[n % 3]) for n in range(200)],
    "ten items": [kept("view_item", n / 9, f"c{n % 70}", item_id=f"item {n % 10}") for n in range(500)],
}


@pytest.mark.parametrize("name", SMALL)
@pytest.mark.parametrize("recipe", [None, "enough_persons = 1\nfactors = 4\n"], ids=["default", "eager"])
@pytest.mark.slow
def test_a_small_shop_is_trained_and_served_again_and_again(
    floor: Floor, name: str, recipe: str | None
) -> None:
    floor.sell([item("green", "tea"), *(item(f"item {n}") for n in range(10))])
    floor.keep(SMALL[name])
    assert train(floor, recipe).version == train(floor, recipe).version
    floor.live.refresh_model()
    assert floor.live.model_version
    for who in (None, "Ann", "c1"):
        assert len(ids(page(floor, who))) >= 10
    assert not floor.failures


def test_a_growing_shop_is_trained(floor: Floor) -> None:
    """Fifty customers were there for the last window, but not for those before."""
    events = [kept("view_item", 20 - n / 9, f"c{n % 8}", item_id=(*TEA, *BIKE)[n % 6]) for n in range(100)]
    events += [kept("view_item", 4 - n / 90, f"d{n % 60}", item_id=(*TEA, *BIKE)[n % 6]) for n in range(300)]
    floor.sell(catalogue().values())
    assert train(floor.keep(events), "horizon_days = 2\nfactors = 4\nwindows = 4\n").version


@pytest.mark.slow
def test_a_report_is_written_where_it_is_asked_for(floor: Floor, tmp_path: Path) -> None:
    write_report(tmp_path / "report.html", floor.settings, train(busy(floor)))
    assert "<html" in (tmp_path / "report.html").read_text()


@pytest.mark.slow
def test_silence_after_the_last_event_does_not_move_the_windows(
    floor: Floor,
) -> None:
    busy(floor)
    later = train(floor, as_of=NOW + 900 * DAY)
    assert later.scores == train(floor).scores
    assert any(score.customers for score in later.scores)
