"""Pages for which there is no time: the default page, ready-made, and what still holds on it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from weakref import ref

import pytest

from features.interactions import Ints
from service.page import compose
from service.page.compose import Late
from service.page.model import PageRequest
from service.page.moment import Moment
from service.page.shelves import DEFAULT_PAGE, PERSONAL_PAGE
from tests.service.engine.shop_floor import Floor
from tests.service.engine.small_shop import BIKE, TEA, learned
from tests.service.page.asking import ids, service, shelves

PERSONAL = {kind.name for kind in PERSONAL_PAGE if kind.personal}


def looks(floor: Floor) -> Floor:
    """Ann, three days in a row, at the bell."""
    for day in (1, 2, 3):
        floor.happen("view_item", day, item_id="bell")
    return floor


def late_after(times: int) -> Late:
    """In time for so many stages, then late."""
    left = iter([False] * times)
    return lambda: next(left, True)


@pytest.mark.parametrize("stages", range(len(PERSONAL_PAGE) + 1))
def test_out_of_time_after_any_stage_there_is_the_default_page(floor: Floor, stages: int) -> None:
    pages, request = service(looks(floor.open())), PageRequest(customer_id="Ann")
    floor.happen("not_interested", 0.1, item_id="mint")
    answer = pages.homepage(request, pages.read(request), late=late_after(stages))
    assert (answer.fallback, answer.personalised, answer.customer_id) == ("deadline", False, "Ann")
    assert set(ids(answer)) == {*TEA, *BIKE} - {"mint"}
    assert not PERSONAL - {"cohort"} & set(shelves(answer))


def test_in_time_for_every_stage_the_page_is_personal(floor: Floor) -> None:
    pages, request = service(looks(floor.open())), PageRequest(customer_id="Ann")
    answer = pages.homepage(request, pages.read(request), late=late_after(len(PERSONAL_PAGE) + 1))
    assert answer.personalised


def test_with_no_time_at_all_what_was_waved_away_still_stays_away(floor: Floor) -> None:
    looks(floor.open()).happen("not_interested", 0.1, item_id="mint")
    pages, request = service(floor), PageRequest(customer_id="Ann")
    answer = pages.homepage(request, pages.read(request), "deadline")
    assert "mint" not in ids(answer)
    assert "bell" in ids(answer)


def test_the_default_page_is_ready_made_until_the_catalogue_changes(floor: Floor) -> None:
    pages, request = service(floor.open()), PageRequest()
    first = pages.homepage(request, None, "overloaded")
    again = pages.homepage(request, None, "overloaded")
    assert again.shelves is first.shelves
    assert again.recommendation_id != first.recommendation_id
    assert "green" in ids(first)
    floor.delete("green")
    assert "green" not in ids(pages.homepage(request, pages.read(request)))
    assert "green" not in ids(pages.homepage(request, None, "overloaded"))


def test_a_model_that_was_replaced_is_free_at_once(floor: Floor) -> None:
    pages = service(floor.open())
    pages.homepage(PageRequest(), None, "overloaded")
    replaced = ref(floor.live.now.world)
    floor.publish(learned(weights={}))
    floor.live.refresh_model()
    assert replaced() is None


@pytest.mark.parametrize("other", [{"size": 3}, {"locale": "en"}, {"exclude": frozenset({"green"})}])
def test_another_question_has_a_default_page_of_its_own(floor: Floor, other: dict[str, Any]) -> None:
    pages = service(floor.open())
    usual = pages.homepage(PageRequest(), None, "overloaded")
    assert pages.homepage(PageRequest(**other), None, "overloaded").shelves != usual.shelves


def test_a_default_page_that_lacked_a_shelf_is_not_kept(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(moment: Moment) -> Ints:
        raise ArithmeticError

    pages = service(floor.open())
    broken = [replace(kind, propose=fail) for kind in DEFAULT_PAGE]
    with monkeypatch.context() as patch:
        patch.setattr(compose, "DEFAULT_PAGE", broken)
        assert "trending" not in shelves(pages.homepage(PageRequest(), None, "overloaded"))
    assert "trending" in shelves(pages.homepage(PageRequest(), None, "overloaded"))
