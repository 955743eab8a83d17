"""Where a page can't be personal: which page there is instead, and that it says why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from features.clock import HOUR
from features.interactions import Ints
from service.engine.ranker import Blend
from service.engine.sources import Scores
from service.engine.visitor import Visitor
from service.page import compose, serve
from service.page.model import PageRequest
from service.page.moment import Moment
from service.page.shelves import DEFAULT_PAGE, LAST_RESORT, PERSONAL_PAGE, ShelfKind
from tests.service.engine.shop_floor import Floor
from tests.service.engine.small_shop import BIKE, TEA, catalogue, kept, learned
from tests.service.page.asking import MANY, ids, on, page, service, shelves

PERSONAL = {kind.name for kind in PERSONAL_PAGE if kind.personal}


def looks(floor: Floor) -> Floor:
    for day in (1, 2, 3):
        floor.happen("search", day, query="Klingel")
        floor.happen("view_item", day, item_id="bell")
    return floor


def test_of_a_newcomer_nothing_is_known(floor: Floor) -> None:
    answer = page(floor.open(), "Newcomer")
    assert (answer.personalised, answer.fallback, answer.customer_id) == (False, "no_history", "Newcomer")
    assert set(ids(answer)) == {*TEA, *BIKE}


def test_a_stranger_has_no_name(floor: Floor) -> None:
    answer = page(floor.open(), None)
    assert (answer.fallback, answer.customer_id, answer.experiments, answer.answers) == (
        "no_history",
        None,
        [],
        [],
    )


def test_who_denied_gets_everybodys_page(floor: Floor) -> None:
    looks(floor.open()).buy(1, "green")
    floor.happen("consent_updated", 0.1, purposes={"personalisation": "denied"})
    answer = page(floor)
    assert (answer.personalised, answer.fallback) == (False, "no_consent")
    assert not PERSONAL & set(shelves(answer))
    assert ids(answer) == ids(page(floor, None))


def test_where_denied_is_the_default_it_takes_a_yes(floor: Floor) -> None:
    floor.store.close()
    floor.consent_default = "denied"
    floor.__post_init__()
    looks(floor.open())
    assert page(floor).fallback == "no_consent"
    floor.happen("consent_updated", 0.5, purposes={"personalisation": "granted"})
    floor.happen("view_item", 0.1, item_id="bell")
    assert page(floor).personalised


@pytest.mark.parametrize("size", [1, 6, 20])
def test_without_a_model_the_catalogue_fills_the_page(floor: Floor, size: int) -> None:
    floor.sell(catalogue().values())
    for who in (None, "Ann"):
        answer = page(looks(floor), who, size=size)
        assert (answer.fallback, answer.model_version) == ("no_model", None)
        assert len(ids(answer)) == min(size, 6)
    assert not floor.failures


def test_without_a_model_the_filters_still_hold(floor: Floor) -> None:
    floor.sell(catalogue().values())
    looks(floor).happen("not_interested", 0.1, item_id="bell")
    floor.happen("add_to_cart", 0.1, item_id="green", quantity=1)
    assert set(ids(page(floor))) == {*TEA, *BIKE} - {"bell", "green"}


def test_without_model_and_catalogue_the_page_is_empty_but_there(floor: Floor) -> None:
    answer = page(floor)
    assert (answer.shelves, answer.fallback) == ([], "no_model")


def test_without_the_store_there_is_the_default_page(floor: Floor) -> None:
    looks(floor.open())
    answer = service(floor).homepage(PageRequest(customer_id="Ann"), None, "store_down")
    assert (answer.fallback, answer.personalised, answer.customer_id) == ("store_down", False, "Ann")
    assert set(ids(answer)) == {*TEA, *BIKE}


def test_who_is_given_the_default_page_gets_nothing_personal(floor: Floor) -> None:
    looks(floor.open()).sell(MANY)
    pages, request = service(floor), PageRequest(customer_id="Ann")
    answer = pages.homepage(request, pages.read(request), "control")
    assert not PERSONAL - {"cohort"} & set(shelves(answer))


def test_a_newcomer_who_told_their_age_gets_what_their_age_likes(floor: Floor) -> None:
    people = [(f"{TEA[0]} fan {n}", "30-39") for n in range(9)] + [
        (f"{BIKE[0]} fan {n}", "60-69") for n in range(6)
    ]
    told = [kept("customer_updated", 7, who, age_band=age) for who, age in people]
    young = [kept("customer_updated", 7, f"y{n}", age_band="60-69") for n in range(20)]
    young += [kept("view_item", 6, f"y{n}", item_id=BIKE[n % 3]) for n in range(20)]
    floor.sell(catalogue().values())
    floor.publish(learned(*told, *young))
    floor.live.refresh_model()
    floor.happen("customer_updated", 1, "New", age_band="60-69")
    answer = page(floor, "New")
    assert (answer.personalised, answer.fallback) == (True, None)
    assert set(on(answer, "cohort")) == set(BIKE)


def test_too_few_people_of_an_age_say_nothing(floor: Floor) -> None:
    told = [kept("customer_updated", 7, f"{TEA[0]} fan {n}", age_band="30-39") for n in range(9)]
    floor.open().publish(learned(*told))
    floor.live.refresh_model()
    floor.happen("customer_updated", 1, "New", age_band="30-39")
    assert "cohort" not in shelves(page(floor, "New"))


class Broken:
    """A source that has gone wrong."""

    name = "broken"
    features: tuple[str, ...] = ("broken",)

    def score(self, visitor: Visitor) -> Scores:
        raise ArithmeticError("singular")


def test_a_source_that_fails_costs_its_own_candidates_only(floor: Floor) -> None:
    world = looks(floor.open()).live.now.world
    object.__setattr__(floor.live.now, "blend", Blend({}, (*world.sources, Broken())))
    answer = page(floor, size=6)
    assert set(ids(answer)) == {*TEA, *BIKE}
    assert "for_you" in shelves(answer)
    assert set(floor.failures) == {"broken"}


TABLES = ("PERSONAL_PAGE", "DEFAULT_PAGE", "LAST_RESORT")
EVERY_SHELF = [(table, n) for table in TABLES for n in range(len(getattr(compose, table)))]


@pytest.mark.parametrize(("table", "n"), EVERY_SHELF)
@pytest.mark.parametrize("who", ["Ann", None])
def test_whichever_shelf_fails_there_is_a_full_page_without_it(
    floor: Floor, monkeypatch: pytest.MonkeyPatch, table: str, n: int, who: str | None
) -> None:
    def fail(moment: Moment) -> Ints:
        raise ArithmeticError

    looks(floor.open()).buy(9, "green")
    kinds = list(getattr(compose, table))
    kinds[n] = replace(kinds[n], propose=fail)
    monkeypatch.setattr(compose, table, kinds)
    answer = page(floor, who, size=5)
    assert len(ids(answer)) == 5
    assert set(floor.failures) <= {kinds[n].name}
    asked = "PERSONAL_PAGE" if who else "DEFAULT_PAGE"
    assert bool(floor.failures) or table != asked


def test_a_ranker_that_fails_leaves_everybodys_page(floor: Floor) -> None:
    looks(floor.open())
    object.__setattr__(floor.live.now, "blend", None)
    answer = page(floor)
    assert (answer.personalised, len(ids(answer))) == (True, 6)
    assert "for_you" not in shelves(answer)
    assert {"for_you", "scores"} <= set(floor.failures)


def test_a_visitor_that_cannot_be_read_is_a_stranger(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ArithmeticError

    looks(floor.open())
    monkeypatch.setattr(serve, "visitor_of", fail)
    answer = page(floor)
    assert (answer.fallback, len(ids(answer)), floor.failures) == ("no_history", 6, ["visitor"])


def test_a_shelf_that_fails_is_left_out_and_told(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(moment: Moment) -> None:
        raise ArithmeticError

    broken = ShelfKind("for_you", fail, PERSONAL_PAGE[0].explain, 10, personal=True)  # type: ignore[arg-type]
    kinds = tuple(broken if kind.name == "for_you" else kind for kind in PERSONAL_PAGE)
    monkeypatch.setattr(compose, "PERSONAL_PAGE", kinds)
    answer = page(looks(floor.open()))
    assert len(ids(answer)) == 6
    assert "for_you" not in shelves(answer)
    assert floor.failures == ["for_you"]


def test_a_reason_that_fails_costs_the_reason_only(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(moment: Moment, item: int) -> None:
        raise ArithmeticError

    trending = ShelfKind("trending", DEFAULT_PAGE[1].propose, fail, 8)  # type: ignore[arg-type]
    monkeypatch.setattr(compose, "DEFAULT_PAGE", (trending,))
    answer = page(floor.open(), None)
    assert {one.reason.kind for one in answer.shelves[0].items} == {"assortment"}
    assert set(floor.failures) == {"trending"}


def test_every_shelf_has_its_place_in_the_table() -> None:
    assert all(kind.slots > 0 for kind in (*PERSONAL_PAGE, *DEFAULT_PAGE))
    assert [kind.slots for kind in LAST_RESORT] == [0, 0, 0]


def test_what_was_published_is_dated(floor: Floor) -> None:
    version = floor.open().live.model_version
    answer = page(floor)
    floor.now += HOUR
    assert (answer.model_version, page(floor).generated_at > answer.generated_at) == (version, True)
