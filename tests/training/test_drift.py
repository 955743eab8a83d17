"""How far two trainings' data lie apart: nothing where nothing changed, much where a source broke."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from features.artifact import Model
from features.history import KeptEvent, read
from tests.service.engine.shop_floor import Floor
from tests.service.engine.small_shop import kept
from tests.training.test_job import RECIPE, train
from training.findings.drift import Drift, demand, drift_since, psi

SHOP = [f"tea {n}" for n in range(8)]


def looks(kind: str, days: float, people: int = 40) -> list[KeptEvent]:
    """Everybody looks at (or buys) some teas on a day, the first ones most often."""
    pairs = [(n, n * often % 8) for n in range(people) for often in (1, 2)]
    return [kept(kind, days + n / 100, f"C{n}", item_id=SHOP[which]) for n, which in pairs]


def after(floor: Floor, *events: KeptEvent) -> Drift:
    """A training, these events, another training."""
    floor.keep([event for day in (9, 7, 5, 3) for event in looks("view_item", day)])
    train(floor)
    floor.keep(events)
    found = train(floor).drift
    assert found is not None
    return found


def test_the_first_training_has_nothing_to_drift_from(floor: Floor) -> None:
    floor.keep(looks("view_item", 3))
    assert train(floor).drift is None


@pytest.mark.slow
def test_the_same_data_did_not_drift(floor: Floor) -> None:
    found = after(floor)
    assert (found.kinds, found.demand, found.new_items, found.new_demand) == (0, 0, 0, 0)
    assert found.size == "small"
    assert found.sizes["customers"] == (40, 40)


@pytest.mark.slow
def test_a_source_that_suddenly_says_something_else_is_a_large_drift(floor: Floor) -> None:
    """From one day to the next everything that was looked at is told as wished for."""
    found = after(floor, *looks("add_to_wishlist", 0.1))
    assert found.size == "large"
    assert found.kinds > 1


@pytest.mark.slow
def test_new_items_are_counted_among_items_and_demand(floor: Floor) -> None:
    found = after(floor, *(kept("view_item", 0.5, f"C{n}", item_id="kettle") for n in range(40)))
    assert found.new_items == pytest.approx(1 / 9)
    assert found.new_demand is not None
    assert 0.1 < found.new_demand < 0.9


@pytest.mark.slow
def test_demand_under_another_recipe_is_not_compared(floor: Floor) -> None:
    floor.keep([event for day in (9, 7, 5, 3) for event in looks("view_item", day)])
    train(floor)
    found = train(floor, RECIPE + "popularity_half_lives = [0.5, 2.0, 9.0]\n", force=True).drift
    assert found is not None
    assert (found.demand, found.new_demand) == (None, None)


def test_a_last_version_that_cannot_be_read_is_no_reason_not_to_train(tmp_path: Path) -> None:
    assert drift_since(tmp_path, "20260101T000000-0123456789", Model({}, {}, {}), {}) is None


def test_stability_index_of_halves_that_became_quarters() -> None:
    then, now = np.array([1.0, 1.0]), np.array([1.0, 3.0])
    assert psi(then, now) == pytest.approx(0.25 * np.log(3))
    assert psi(now, now) == 0


def test_demand_is_shared_out_among_the_items() -> None:
    model = Model({"popularity_mid": np.array([1.0, 0.5, 0.0])}, {}, {})
    shares = demand(model)
    assert shares.sum() == pytest.approx(1)
    assert shares[0] > 10 * shares[1] > shares[2] == 0


@pytest.mark.slow
def test_nobody_is_named_by_what_is_kept_to_compare(floor: Floor) -> None:
    history = read([looks("view_item", 3)], consent_granted=True)
    assert history.customers
    drift = after(floor)
    assert "C1" not in str(drift)  # a hash in small letters is never it
