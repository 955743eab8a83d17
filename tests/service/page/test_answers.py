"""Answers and delivery dates on the homepage: whatever fails in them leaves it whole."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from features.catalogue import Item
from service.answers.kinds import cart
from service.answers.memory import Memory
from service.answers.serve import AnswerService, item_of
from service.engine.calendar_promises import CalendarPromises
from service.engine.origins import Origins
from service.engine.promises import Place, Promise, Promises
from service.page.model import Page, PageRequest
from service.page.serve import PageService
from tests.service.engine.shop_floor import Floor
from tests.service.engine.small_shop import item
from tests.service.page.asking import ids, items

THINGS = [
    item(f"thing {n}", f"things/{n % 7}", price=1.0, lead_time_days=1 + n % 3, origins=[]) for n in range(130)
]


def calendar(floor: Floor, origins: Origins) -> Promises:
    return CalendarPromises(lambda: origins.now, lambda name: item_of(floor.live, name), "Europe/Berlin")


def page(floor: Floor, who: str | None = "Ann", promises: Promises | None = None, size: int = 20) -> Page:
    """A page with answers."""

    def failed(what: str, error: Exception) -> None:
        floor.failures.append(what)

    origins = Origins(floor.store)
    given = promises or calendar(floor, origins)
    shared = (floor.store, floor.live, floor.settings, lambda: floor.now)
    answers = AnswerService(*shared, Memory(b"secret"), given, origins, failed)
    pages = PageService(*shared, failed, answers=answers)
    request = PageRequest(customer_id=who, country="DE", size=size)
    return pages.homepage(request, pages.read(request))


@pytest.fixture
def shop(floor: Floor) -> Floor:
    floor.open().sell(THINGS)
    floor.happen("view_item", 1, item_id="thing 3")
    return floor


def test_every_item_says_when_it_arrives_where_that_is_known(shop: Floor) -> None:
    for shown in items(page(shop)):
        assert (shown.delivery is None) == (not shown.item_id.startswith("thing"))


def test_everybodys_page_has_dates_too_and_each_place_its_own(shop: Floor) -> None:
    dated = [shown.delivery for shown in items(page(shop, None)) if shown.delivery]
    assert dated
    assert all(one.text.endswith("bei Ihnen (Angabe des Shops)") for one in dated)


def test_a_cart_that_was_left_is_on_the_page(shop: Floor) -> None:
    shop.happen("add_to_cart", 1, item_id="green", quantity=1)
    assert [one.answer for one in page(shop).answers if one.answer == "cart"] == ["cart"]
    assert not shop.failures


class Broken:
    """Promises that fail."""

    def of(self, item: Item, place: Place, at: int) -> Promise | None:
        raise ArithmeticError

    def of_many(self, items: Sequence[Item], place: Place, at: int) -> list[Promise | None]:
        raise ArithmeticError

    def order(self, *_: object) -> None:
        raise ArithmeticError


def test_promises_that_fail_leave_the_page_whole(shop: Floor) -> None:
    answer = page(shop, promises=Broken())  # type: ignore[arg-type]
    assert ids(answer) == ids(page(shop))
    assert all(shown.delivery is None for shown in items(answer))
    assert set(shop.failures) == {"delivery", "delivery_promise"}


def test_an_answer_that_fails_leaves_the_page_whole(shop: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.happen("add_to_cart", 1, item_id="green", quantity=1)
    monkeypatch.setattr(cart, "changes_of", None)
    answer = page(shop)
    assert (len(ids(answer)), shop.failures) == (20, ["cart"])
    assert "delivery_promise" in [one.answer for one in answer.answers]


def test_what_is_known_that_cannot_be_read_costs_the_answers_only(
    shop: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.answers.serve.known_of", None)
    answer = page(shop)
    assert (answer.personalised, len(ids(answer)), shop.failures) == (True, 20, ["known"])
