"""A stored analysis is read again, also by an older release."""

from __future__ import annotations

import msgspec
import pytest

from features.errors import BadInput
from features.experiments.results import Effect, Results, Sentence, decode_results, encode_results

FOUND = Results(
    name="homepage",
    phase=1,
    version=3,
    unit="visitor",
    metric="conversion",
    computed_at=2,
    data_until=1,
    start=0,
    state="better",
    sentences=[Sentence(kind="better", variant="new", metric="conversion", figures={"relative": 0.1})],
    effects=[
        Effect(
            variant="new",
            metric="conversion",
            role="primary",
            control=0.05,
            treated=0.055,
            difference=0.005,
            low=0.001,
            high=0.009,
        )
    ],
)


def test_what_was_stored_is_what_is_read() -> None:
    assert decode_results(encode_results(FOUND)) == FOUND


def test_fields_of_a_later_release_are_left_out() -> None:
    stored = msgspec.json.decode(encode_results(FOUND)) | {"weather": "fine"}
    stored["effects"][0]["mood"] = 1
    assert decode_results(msgspec.json.encode(stored)) == FOUND


def test_of_something_else_it_says_what_to_do() -> None:
    with pytest.raises(BadInput, match="zuvor experiment results"):
        decode_results(b'{"name": "homepage"}')
