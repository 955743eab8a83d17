"""Items and origins: what is read, what is rejected, titles by language."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from features.catalogue import Item, decode_item, decode_origin, title_in
from features.errors import Rejected

CUP: dict[str, Any] = {"item_id": "cup", "title": "Tasse"}


def item(**fields: Any) -> Item:
    return decode_item(msgspec.json.encode(CUP | fields))


def test_an_item_needs_an_id_and_a_title() -> None:
    assert item().title == "Tasse"
    with pytest.raises(Rejected) as error:
        decode_item(b'{"item_id": "cup"}')
    assert error.value.pointer == "/title"


@pytest.mark.parametrize(
    ("fields", "buyable"),
    [({}, True), ({"stock": 3}, True), ({"stock": 0}, False), ({"available": False}, False)],
)
def test_an_item_is_buyable_while_it_is_offered_and_not_known_to_be_gone(
    fields: dict[str, Any], buyable: bool
) -> None:
    assert item(**fields).buyable is buyable


@pytest.mark.parametrize(
    ("field", "value"), [("price", -1), ("stock", -1), ("rating_mean", 6), ("currency", "euro")]
)
def test_a_bad_item_is_rejected_at_the_field(field: str, value: object) -> None:
    with pytest.raises(Rejected) as error:
        item(**{field: value})
    assert error.value.pointer == f"/{field}"


def test_an_origin_needs_a_place_and_a_cut_off_is_a_time_of_day() -> None:
    place = {"origin": "Berlin", "country": "DE", "postcode": "10115"}
    assert decode_origin(msgspec.json.encode(place)).postcode == "10115"
    with pytest.raises(Rejected) as error:
        decode_origin(msgspec.json.encode(place | {"cut_off": "25:00"}))
    assert error.value.pointer == "/cut_off"


@pytest.mark.parametrize(
    ("field", "value", "taken"),
    [
        ("time_zone", "Europe/Berlin", True),
        ("time_zone", "Mars/Base", False),
        ("time_zone", "Europe", False),
        ("time_zone", "../zone", False),
        ("time_zone", "\0", False),
        ("week_mask", "Mon Tue Wed Thu Fri", True),
        ("week_mask", "Mo Di Mi", False),
        ("week_mask", "1111100", False),
        ("week_mask", " ", False),
        ("cut_off", "2 pm", False),
    ],
)
def test_an_origin_works_at_times_and_in_a_time_zone_that_there_are(
    field: str, value: str, taken: bool
) -> None:
    raw = msgspec.json.encode({"origin": "Berlin", "country": "DE", "postcode": "10115", field: value})
    if taken:
        assert getattr(decode_origin(raw), field) == value
        return
    with pytest.raises(Rejected) as error:
        decode_origin(raw)
    assert (error.value.pointer, "; write" in error.value.detail) == (f"/{field}", True)


def test_a_title_is_told_in_the_language_asked_for_or_the_nearest() -> None:
    titles = {"de": "Tasse", "en": "cup"}
    assert [title_in(titles, locale) for locale in ("en", "en-GB", "fr")] == ["cup", "cup", "Tasse"]
    assert title_in("Tasse", "en") == "Tasse"
