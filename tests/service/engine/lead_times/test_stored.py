"""What was learned of delivery comes back from an artifact as it was, and is refused where it doesn't fit."""

from __future__ import annotations

import numpy as np
import pytest

from features.artifact import Array, Model
from service.engine.lead_times.stored import arrays_of, ill_fitting, learned_of
from tests.service.engine.lead_times.shop import every_day, learned

MODEL = learned(every_day(200, 2))


def changed(name: str, array: Array | None) -> Model:
    """The model with one array replaced or gone."""
    arrays = {**MODEL.arrays, name: array}
    return Model({key: value for key, value in arrays.items() if value is not None}, MODEL.texts, {})


def test_what_is_stored_comes_back() -> None:
    arrays, texts = arrays_of(learned_of(MODEL))
    assert texts == MODEL.texts
    assert arrays.keys() == MODEL.arrays.keys()
    assert all(np.array_equal(arrays[name], MODEL.arrays[name]) for name in arrays)


def test_what_training_makes_fits_together() -> None:
    assert not ill_fitting(MODEL)
    assert not ill_fitting(Model({}, {}, {}))


@pytest.mark.parametrize("name", sorted(MODEL.arrays.keys() - {"promise_day"}))
def test_an_artifact_that_lacks_a_part_is_refused(name: str) -> None:
    assert name in ill_fitting(changed(name, None))


def test_an_artifact_of_other_lengths_or_without_sense_is_refused() -> None:
    assert ill_fitting(changed("promise_sender_effects", np.zeros(7)))
    assert ill_fitting(changed("promise_belief", np.zeros(49)))
    assert ill_fitting(changed("promise_clock", -np.ones(8)))
