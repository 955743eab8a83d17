"""What people did counts for the page they were served first, from then on and for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from features.clock import DAY, to_text
from tests.training.experiments.shop import START, Shop, defined
from training.experiments.collecting.collect import collect
from training.experiments.collecting.happened import MOST_PAGES
from training.experiments.collecting.outcomes import Outcomes
from training.findings.machines import MOST_ACTS


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(
        tmp_path, defined(window="14d", pre_period="28d", internal=["boss"], forced={"tester": "default"})
    )
    with closing(shop.store):
        yield shop


def known(shop: Shop, days: float = 60) -> Outcomes:
    return collect(shop.kept().store, shop.experiment, START + int(days * DAY))


def told(outcomes: Outcomes, measure: str) -> list[tuple[int, float]]:
    """(day, value) of everything that was added."""
    frame = outcomes.measures[measure].sort("day")
    return list(zip(frame["day"].to_list(), frame["value"].to_list(), strict=True))


def sums(frame: pl.DataFrame) -> list[float]:
    return frame["value"].to_list()


def test_an_order_counts_from_the_first_page_on_and_within_the_window(shop: Shop) -> None:
    shop.served(2.5, "Ann", "personalised")
    for day, order in ((1, "earlier"), (3, "in time"), (16, "last day"), (17, "too late")):
        shop.bought(day, "Ann", order)
    found = known(shop)
    assert found.units.select("variant", "day").rows() == [(1, 2)]
    assert told(found, "orders") == [(3, 1), (16, 1)]
    assert sums(found.before["orders"]) == [1]


def test_what_happens_on_a_day_that_is_not_over_is_not_known_yet(shop: Shop) -> None:
    shop.served(1, "Ann", "default")
    shop.served(2.1, "Bob", "default")
    shop.bought(2.2, "Ann", "today")
    found = known(shop, 2.9)
    assert (found.days, len(found.units), told(found, "orders")) == (2, 1, [])


def test_an_order_told_in_pieces_is_one_order_with_all_its_money(shop: Shop) -> None:
    shop.served(1, "Ann", "default")
    shop.bought(2, "Ann", "one", price=5)
    shop.bought(2.1, "Ann", "one", price=7)
    found = known(shop)
    assert told(found, "orders") == [(2, 1)]
    assert sum(sums(found.measures["revenue"])) == 12


@pytest.mark.parametrize(
    ("back", "left"),
    [({}, 0), ({"value": 4.0}, 6), ({"value": 40.0}, 0), ({"items": [{"item_id": "tea", "quantity": 1}]}, 0)],
)
def test_what_is_given_back_of_an_order_is_no_revenue(shop: Shop, back: dict[str, Any], left: float) -> None:
    shop.served(1, "Ann", "default")
    shop.bought(2, "Ann", "one", price=10)
    shop.did("refund", 4, "Ann", order_id="one", **back)
    found = known(shop)
    assert sum(sums(found.measures["revenue"])) == left
    assert told(found, "returns") == [(4, 1)]


def test_what_becomes_of_an_order_counts_for_whom_the_order_counts(shop: Shop) -> None:
    page = shop.served(1, "phone", "default", device="phone")
    due = to_text(START + 5 * DAY)
    shop.bought(2, "guest", "one", price=10, recommendation_id=page, promised_latest=due)
    shop.did("shipment_delivered", 3, "guest", order_id="one")
    shop.did("refund", 4, "guest", order_id="one", value=4.0)
    found = known(shop)
    assert (told(found, "orders"), told(found, "returns")) == ([(2, 1)], [(4, 1)])
    assert told(found, "promises_kept") == [(5, 1)]
    assert sum(sums(found.measures["revenue"])) == 6


def test_a_cancelled_order_brings_nothing_and_is_no_return(shop: Shop) -> None:
    shop.served(1, "Ann", "default")
    shop.bought(2, "Ann", "one")
    shop.did("order_cancelled", 2.5, "Ann", order_id="one")
    shop.did("refund", 4, "Ann", order_id="one")
    found = known(shop)
    assert sum(sums(found.measures["revenue"])) == 0


def test_a_refund_of_an_order_from_before_takes_nothing_away(shop: Shop) -> None:
    shop.bought(0.5, "Ann", "old")
    shop.served(1, "Ann", "default")
    shop.did("refund", 2, "Ann", order_id="old")
    found = known(shop)
    assert (told(found, "revenue"), told(found, "returns")) == ([], [])


def test_testers_and_own_people_count_in_none_also_where_they_were_named_later(shop: Shop) -> None:
    shop.served(1, "boss", "default")
    shop.served(1, "screen", "personalised", device="screen")
    shop.did("identify", 0.5, "boss", "screen")
    shop.served(1, "tester", "personalised")
    shop.served(1, "Ann", "default")
    found = known(shop)
    assert (len(found.units), found.left.internal, found.left.forced) == (1, 1, 0)


def test_a_device_that_calls_itself_like_a_customer_puts_nobody_out(shop: Shop) -> None:
    shop.served(1, "Ann", "default")
    shop.served(1, "Ann", "default", device="Ann")
    for _ in range(MOST_ACTS + 1):
        shop.did("view_item", 1.1, None, "Ann", item_id="tea")
    found = known(shop)
    assert (len(found.units), found.left.machines) == (1, 1)


def test_whoever_saw_two_variants_counts_in_none(shop: Shop) -> None:
    shop.served(1, "phone", "default", device="phone")
    shop.served(1, "laptop", "personalised", device="laptop")
    shop.did("identify", 2, "Ann", "phone")
    shop.did("identify", 3, "Ann", "laptop")
    shop.served(1, "Bob", "default")
    found = known(shop)
    assert (len(found.units), found.left.two_arms) == (1, 1)


def test_whoever_saw_one_variant_on_two_devices_is_one(shop: Shop) -> None:
    shop.served(1, "phone", "default", device="phone")
    shop.served(2, "laptop", "default", device="laptop")
    shop.did("identify", 3, "Ann", "phone")
    shop.did("identify", 3, "Ann", "laptop")
    shop.bought(4, "Ann", "one")
    found = known(shop)
    assert found.units["day"].to_list() == [1]
    assert (told(found, "pages"), told(found, "orders")) == ([(1, 1), (2, 1)], [(4, 1)])


def test_two_people_who_turn_out_to_be_served_as_one_count_as_one(shop: Shop) -> None:
    shop.served(1, "Ann", "default")
    shop.served(2, "Bob", "default")
    shop.did("identify", 2.5, "Bob", "tablet")
    shop.served(3, "Ann", "default", device="tablet")
    shop.bought(4, "Bob", "one")
    found = known(shop)
    assert found.units["day"].to_list() == [1]
    assert (told(found, "pages"), told(found, "orders")) == ([(1, 1), (2, 1), (3, 1)], [(4, 1)])


def test_a_click_that_quotes_a_page_counts_for_whom_it_was_served(shop: Shop) -> None:
    page = shop.served(1, "Ann", "personalised")
    shop.served(1, "Bob", "default")
    shop.did("select_item", 2, "guest", item_id="tea", recommendation_id=page)
    found = known(shop)
    ann = found.units.filter(variant=1)["unit"].to_list()
    assert found.measures["clicks"]["unit"].to_list() == ann


def test_whoever_was_served_a_page_of_their_own_can_do_nothing_for_anothers(shop: Shop) -> None:
    page = shop.served(1, "Ann", "personalised")
    shop.served(1, "Bob", "default")
    shop.did("view_item_list", 2, "Bob", item_ids=["tea"], recommendation_id=page)
    shop.did("select_item", 2, "Bob", item_id="tea", recommendation_id=page)
    shop.bought(2, "Bob", "one", recommendation_id=page)
    shop.did("refund", 3, "Bob", order_id="one")
    found = known(shop)
    bob = found.units.filter(variant=0)["unit"].to_list()
    assert all(found.measures[name]["unit"].to_list() == bob for name in ("clicks", "orders", "returns"))
    assert found.confirmed == [0, 0]


def test_pages_of_an_earlier_phase_and_of_other_experiments_are_passed_over(shop: Shop) -> None:
    shop.served(1, "Ann", "default", phase=2)
    assert known(shop).units.is_empty()


def test_machines_count_in_no_variant(shop: Shop) -> None:
    shop.served(1, "Bob", "default")
    for n in range(MOST_PAGES + 1):
        shop.served(1 + n / 10_000, "crawler", "personalised")
    found = known(shop)
    assert (len(found.units), found.left.machines) == (1, 1)


def test_testers_and_own_people_are_counted_as_far_as_they_came_by(shop: Shop) -> None:
    for who in ("boss", "tester", "Ann"):
        shop.did("view_item", 1, who, item_id="tea")
    found = known(shop)
    assert (found.left.internal, found.left.forced) == (1, 1)


def test_own_people_are_counted_also_by_their_segment_and_only_when_they_came(tmp_path: Path) -> None:
    shop = Shop(tmp_path, defined(internal=["boss"], internal_segments=["staff"]))
    for who, day, segment in (("boss", 1, None), ("Bob", 2, "staff"), ("Bob", 3, None), ("Ann", 2, "family")):
        shop.did("view_item", day, who, item_id="tea", **({"segment": segment} if segment else {}))
    shop.did("view_item", -2, "Cid", item_id="tea", segment="staff")
    shop.did("view_item", -2, "Dan", item_id="tea", segment="staff")
    shop.did("view_item", 3, "Dan", item_id="tea")
    shop.did("view_item", -2, "boss 2", item_id="tea")
    with closing(shop.store):
        assert known(shop).left.internal == 3  # boss, Bob and Dan


def test_impressions_confirm_that_a_page_was_seen(shop: Shop) -> None:
    page = shop.served(1, "Ann", "personalised")
    shop.served(1, "Bob", "personalised")
    shop.did("view_item_list", 1.1, "Ann", items=[{"item_id": "tea"}], recommendation_id=page)
    assert known(shop).confirmed == [0, 1]


def test_a_promise_counts_on_the_day_it_falls_due(shop: Shop) -> None:
    shop.served(1, "Ann", "default")
    for order, arrived in (("kept", 3.5), ("late", 5.0)):
        shop.bought(2, "Ann", order, promised_latest="2026-10-05T00:00:00Z")
        shop.did("shipment_delivered", arrived, "Ann", order_id=order)
    shop.bought(2, "Ann", "open", promised_latest="2027-10-05T00:00:00Z")
    found = known(shop)
    assert told(found, "promises_due") == [(4, 1), (4, 1)]
    assert sum(sums(found.measures["promises_kept"])) == 1


@pytest.mark.parametrize(("metric", "score", "worth"), [("csat", 5, 1), ("nps", 5, 0.5), ("stars", 1, 0)])
def test_ratings_lie_between_nothing_and_one(shop: Shop, metric: str, score: float, worth: float) -> None:
    shop.served(1, "Ann", "default")
    shop.did("experience_rated", 2, "Ann", touchpoint="order", metric=metric, score=score)
    found = known(shop)
    assert (told(found, "rating_sum"), told(found, "ratings")) == ([(2, worth)], [(2, 1)])


def test_a_unit_is_described_by_what_was_known_at_its_first_page(shop: Shop) -> None:
    shop.bought(-3, "Ann", "earlier", country="AT")
    shop.served(1, "Ann", "default")
    shop.did("customer_updated", 2, "Ann", age_band="30-39")
    shop.served(1, "Bob", "default")
    columns = known(shop).units.select("came", "bought", "country", "age_band").rows()
    assert columns == [("yes", "yes", "AT", None), ("no", "no", None, None)]


def test_before_the_start_there_is_nobody(shop: Shop) -> None:
    shop.bought(-3, "Ann", "earlier")
    found = known(shop, -1)
    assert (found.units.is_empty(), found.days) == (True, 0)
