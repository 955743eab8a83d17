"""What was promised of a parcel, whatever a shop sends as a date."""

from __future__ import annotations

import msgspec
import pytest

from features.clock import DAY, parse_moment, to_text
from features.parcels import Parcels

NOW = parse_moment("2026-03-01T12:00:00Z")


def promised(text: str) -> int | None:
    body = {"order_id": "o", "items": [{"item_id": "tea"}], "promised_latest": text}
    (parcel,) = Parcels().take("purchase", NOW, msgspec.json.encode(body))
    return parcel.promised_latest


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"])
def test_a_day_that_stands_for_none_is_no_promise(text: str) -> None:
    assert promised(text) is None


def test_three_days_are_one() -> None:
    assert promised(to_text(NOW + 3 * DAY)) == NOW + 3 * DAY
