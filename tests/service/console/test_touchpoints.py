"""A customer-experience lead opens the console and reads where expectations are met, and where not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from features.analyses import TOUCHPOINTS
from features.touchpoints.stored import encode
from service.texts import text
from tests.service.console.house import House
from tests.service.html.told import COMPUTED, NOW, stored

HOME = "/console/touchpoints"


class Shop(House):
    """What its customers met is computed when a test says so."""

    def compute(self, body: bytes = b"", **fields: Any) -> Shop:
        with self.store.write() as transaction:
            transaction.put_analysis(TOUCHPOINTS, COMPUTED, body or encode(stored(**fields)))
        return self

    def page(self, path: str = HOME, **given: str) -> str:
        with self.opened() as client:
            return str(client.get(path, params={"locale": "en"} | given).text)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Shop]:
    with closing(Shop(tmp_path, NOW)) as house:
        yield house


def test_without_an_analysis_it_says_how_to_get_one(house: Shop) -> None:
    assert "“zuvor touchpoints” computes the analysis" in house.page()


def test_an_analysis_of_another_release_is_told_of(house: Shop) -> None:
    assert "Another release stored it" in house.compute(b'{"form": "of tomorrow"}').page()


def test_the_page_tells_owner_change_voices_fairness_states_and_what_was_set_aside(house: Shop) -> None:
    html = house.compute().page()
    for part in (
        "Computed 3 hours ago",
        "Delivery (logistics): fewer expectations met, −20.0 percentage points",
        "85.0% (79.4% to 89.3%)",
        "few answers (12)",
        "country: CH",
        "satisfied",
        "at risk",
        "14 stars in bursts without a purchase",
        "3 events name the touchpoint “kiosk”",
    ):
        assert part in html
    assert html.count("<figure>") == 1
    assert "<script" not in html


def test_each_touchpoint_has_a_page_for_its_owner(house: Shop) -> None:
    html = house.compute().page(f"{HOME}/delivery", by="country")
    for part in (
        "Owner: logistics. Promised: resolved within 5d.",
        "Kept: Stars 4.30 (4.10 to 4.50). Broken: few answers (12).",
        "It falls most from 1 on (Days beyond the promise; 95%: 1 to 2): 4.30 before, 2.20 after.",
        "late",
        "CH",
    ):
        assert part in html
    assert html.count("<figure>") == 2


def test_one_that_nobody_uses_says_so_and_one_that_nobody_defined_is_not_there(house: Shop) -> None:
    assert "Nothing has happened here yet" in house.compute().page(f"{HOME}/store")
    assert text("en", "console.404.title") in house.page(f"{HOME}/moon")


@pytest.mark.parametrize("by", ["customer", "channel", "age_band", "voice", "asked", "moon"])
def test_whatever_it_is_split_by_there_is_a_page(house: Shop, by: str) -> None:
    assert "Delivery" in house.compute().page(by=by, months="2")
