"""Which published version a worker serves: a good one, and of what it refuses it says why."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import numpy as np
import pytest

from features import artifact
from features.artifact import Model, make_current
from features.clock import DAY
from service.engine.live import Live
from tests.service.engine.shop_floor import Floor
from tests.service.engine.small_shop import learned, model
from tests.service.page.asking import page

UNSOUND: dict[str, dict[str, Any]] = {
    "popularity_mid": {"popularity_mid": np.ones(2, np.float32)},
    "popularity_short": {"popularity_short": np.array(["much"] * 6)},
    "factors": {"factors": np.full((6, 4), np.nan, np.float32)},
    "repeats": {"repeats": np.zeros(99, np.float32)},
    "bm25": {"bm25_items": np.full(1, 77, np.int32), "bm25_values": np.ones(1, np.float32)},
    "together": {"together_ends": np.zeros(0, np.int64)},
    "cohort": {"cohort_ends": np.array([0, 5, 2])},
    "horizon_days": {"horizon_days": np.array(["7"])},
    "cosine": {"cosine_ends": np.array([0, 9])},
    "session": {"session_items": np.full(1, 77, np.int32)},
    "rebuy_usual": {"rebuy_usual": np.ones(2, np.float32)},
    "rebuy_gaps": {"rebuy_gaps": np.zeros(99, np.float32)},
    "item_stars": {"item_stars": np.zeros(99, np.float32)},
    "session_agree": {"session_agree": np.zeros(0, np.int64)},
}


def other(**arrays: Any) -> Model:
    """The usual model, with other arrays."""
    usual = learned(weights={})
    return Model({**usual.arrays, **arrays}, usual.texts, usual.weights)


def looked(floor: Floor) -> Live:
    floor.live.refresh_model()
    return floor.live


@pytest.mark.parametrize("name", UNSOUND)
def test_whole_files_with_arrays_that_do_not_fit_are_refused_by_name(floor: Floor, name: str) -> None:
    good = floor.open().live.model_version
    bad = floor.publish(other(**UNSOUND[name]))
    live = looked(floor)
    assert live.model_version == good
    assert f"doesn't fit together ({name})" in live.refused[bad]


CRAFTED: list[tuple[str, Any]] = [
    ("bm25_ends", np.zeros(7)),
    ("bm25_items", np.zeros((1, 3), np.int32)),
    ("together_items", np.zeros(1, np.float32)),
    ("factors", np.ones((6, 4, 2), np.float32)),
    ("factors", np.full((6, 4), 1e38, np.float32)),
    ("popularity_long", np.full(6, np.iinfo(np.int64).min)),
    ("horizon_days", np.zeros(1)),
    ("horizon_days", np.zeros(0)),
    ("holder_sessions", np.zeros(3)),
    ("session_ages", np.full(15, -1e9)),
    ("rebuy_rates", np.full(6, -1.0)),
    ("item_price", np.full(6, np.inf)),
]


@pytest.mark.parametrize(("name", "array"), CRAFTED)
def test_arrays_that_pages_cannot_calculate_with_are_refused_by_name(
    floor: Floor, name: str, array: Any
) -> None:
    good = floor.open().live.model_version
    bad = floor.publish(other(**{name: array}))
    live = looked(floor)
    assert (live.model_version, name in live.refused[bad]) == (good, True)


def test_weights_without_measure_are_refused(floor: Floor) -> None:
    good = floor.open().live.model_version
    bad = floor.publish(Model(other().arrays, other().texts, {"all": {"als": 1e300}}))
    live = looked(floor)
    assert (live.model_version, "(weights)" in live.refused[bad]) == (good, True)


@pytest.mark.parametrize("texts", [{}, {"items": ["green"] * 6}, {"items": ["green"]}])
def test_a_model_without_its_items_is_refused(floor: Floor, texts: dict[str, list[str]]) -> None:
    good = floor.open().live.model_version
    bad = floor.publish(Model(model().arrays, texts, {}))
    assert (looked(floor).model_version, list(floor.live.refused)) == (good, [bad])


def test_whatever_else_breaks_while_it_is_opened_is_a_refusal(floor: Floor) -> None:
    """Neighbours without similarities: nothing here knows of them but the source."""
    good = floor.open().live.model_version
    bad = floor.publish(
        Model({n: a for n, a in model().arrays.items() if n != "bm25_values"}, model().texts, {})
    )
    assert (looked(floor).model_version, "(KeyError)" in floor.live.refused[bad]) == (good, True)


def test_a_refused_version_is_forgotten_when_a_good_one_serves(floor: Floor) -> None:
    floor.open()
    floor.publish(other(repeats=np.zeros(99)))
    assert looked(floor).refused
    good = floor.publish(other())
    assert (looked(floor).model_version, floor.live.refused) == (good, {})


def test_rolled_back_to_what_serves_nothing_is_refused_any_more(floor: Floor) -> None:
    good = str(floor.open().live.model_version)
    floor.publish(other(repeats=np.zeros(99)))
    assert looked(floor).refused
    make_current(floor.artifacts, good)
    assert looked(floor).refused == {}


def test_a_version_mended_in_place_is_served(floor: Floor) -> None:
    floor.open()
    version = floor.publish(other())
    file = floor.artifacts / version / "repeats.npy"
    whole = file.read_bytes()
    file.write_bytes(whole[:-1])
    assert list(looked(floor).refused) == [version]
    file.write_bytes(whole)
    assert (looked(floor).model_version, floor.live.refused) == (version, {})


def test_a_version_of_tomorrow_serves_once_the_clock_is_right(floor: Floor) -> None:
    """The clock stands nine days back; nothing of the version changes when it is set."""
    floor.now -= 9 * DAY
    version = floor.publish()
    assert (looked(floor).model_version, list(floor.live.refused)) == (None, [version])
    floor.now += 9 * DAY
    assert (looked(floor).model_version, floor.live.refused) == (version, {})


@pytest.mark.parametrize("content", [b"", b"\xff", b"../up"])
def test_a_pointer_that_is_damaged_while_a_worker_runs_changes_nothing(floor: Floor, content: bytes) -> None:
    """Not even where a newer version, from which somebody rolled back, lies there."""
    old = str(floor.open().live.model_version)
    floor.publish(other())
    make_current(floor.artifacts, old)
    (floor.artifacts / "current").write_bytes(content)
    assert (looked(floor).model_version, list(floor.live.refused)) == (old, ["current"])


def test_a_version_deleted_under_the_service_goes_on_serving(floor: Floor) -> None:
    floor.open()
    floor.publish(other())
    looked(floor)
    for folder in artifact.versions(floor.artifacts):
        for file in folder.iterdir():
            file.unlink()
    floor.happen("view_item", 1, item_id="green")
    assert page(floor).personalised


def test_a_version_that_is_a_link_is_refused(floor: Floor) -> None:
    good = str(floor.open().live.model_version)
    away = floor.folder / "elsewhere"
    version = floor.publish(other())
    (floor.artifacts / version).rename(away)
    (floor.artifacts / version).symlink_to(away)
    assert (looked(floor).model_version, list(floor.live.refused)) == (good, [version])


def test_the_model_before_is_given_back_at_once(floor: Floor) -> None:
    """Its memory and its files must not wait for a collection of garbage."""
    before = weakref.ref(floor.open().live.now.world)
    page(floor)
    floor.publish(other())
    gc.disable()
    looked(floor)
    page(floor)
    gone = before() is None
    gc.enable()
    assert gone
