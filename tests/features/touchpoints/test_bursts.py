"""Stars that come all at once from people who bought nothing."""

from __future__ import annotations

from features.history import KeptEvent
from features.touchpoints.gaps import BURST
from tests.features.touchpoints.world import bought, event, gaps, rated

HOUR = 1 / 24


def strangers(many: int, days: float = 9, apart: float = HOUR / 10) -> list[KeptEvent]:
    return [rated(days - n * apart, 1, f"nobody {n}") for n in range(many)]


def buyers(many: int) -> list[KeptEvent]:
    told = ((bought(30, f"o{n}", f"buyer {n}"), rated(9, 5, f"buyer {n}")) for n in range(many))
    return [one for both in told for one in both]


def test_a_burst_without_a_purchase_is_set_aside_and_counted() -> None:
    found = gaps([bought(50), *strangers(8)])
    assert found.aside[BURST] == 8
    assert "experience_rated" not in found.events["kind"]


def test_what_buyers_say_of_the_item_stays() -> None:
    found = gaps([*buyers(3), *strangers(8)])
    assert (found.aside[BURST], found.events["kind"].to_list().count("experience_rated")) == (8, 3)


def test_a_few_strangers_are_no_burst() -> None:
    assert gaps([bought(50), *strangers(4)]).aside[BURST] == 0


def test_where_more_buyers_rate_at_once_it_is_a_launch() -> None:
    assert gaps([*buyers(9), *strangers(8)]).aside[BURST] == 0


def test_what_comes_every_day_is_how_the_shop_is_rated() -> None:
    every_day = [rated(60 - n / 6, 4, f"guest {n}") for n in range(300)]
    assert gaps([bought(70), *every_day]).aside[BURST] < 60  # the first days are like a burst


def test_a_shop_that_tells_of_no_purchases_has_no_bursts() -> None:
    assert gaps(strangers(50)).aside[BURST] == 0


def test_other_answers_are_no_stars() -> None:
    csat = [
        event("experience_rated", 9, f"c{n}", touchpoint="store", metric="csat", score=1) for n in range(9)
    ]
    assert gaps([bought(50), *csat]).aside[BURST] == 0
