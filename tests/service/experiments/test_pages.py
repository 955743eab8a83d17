"""Pages with experiments: what an arm changes, who stays as they were, and what is logged."""

from __future__ import annotations

import msgspec
import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from features.artifact import make_current
from features.clock import DAY, to_text
from features.errors import StoreDown
from service.page.model import Page
from service.page.serve import PageService
from tests.service.engine.shop_floor import Floor
from tests.service.engine.small_shop import NOW, learned
from tests.service.experiments.shop import Shop, arms, everybody, looks, opened
from tests.service.page.asking import ids, shelves


def without(shop: Shop) -> Page:
    """Ann's page where there are no experiments."""
    floor = shop.floor
    pages = PageService(floor.store, floor.live, floor.settings, lambda: floor.now)
    request = shop.request()
    return pages.homepage(request, pages.read(request))


def test_without_experiments_a_page_takes_part_in_none(shop: Shop) -> None:
    assert (shop.page().experiments, shop.page().personalised, shop.logged()) == ([], True, [])


def test_in_the_control_it_is_everybodys_page_without_what_was_waved_away_or_lies_in_the_cart(
    shop: Shop,
) -> None:
    shop.floor.happen("not_interested", 0.2, item_id="green")
    shop.floor.happen("add_to_cart", 0.1, item_id="lock", quantity=1)
    shop.define(variants=everybody(page="default"))
    page = shop.page()
    assert (page.personalised, page.fallback, arms(page)) == (False, "control", {"home": "new"})
    assert not {"for_you", "keep_looking", "because_you_viewed"} & set(shelves(page))
    assert not {"green", "lock"} & set(ids(page))
    scores = {one.item_id: one.score for shelf in page.shelves for one in shelf.items}
    strangers = {one.item_id: one.score for shelf in shop.page(None).shelves for one in shelf.items}
    assert scores.items() <= strangers.items()  # nothing of the ranking shows


def test_in_another_arm_the_page_is_as_without_experiments(shop: Shop) -> None:
    before = without(shop)
    shop.define(variants=everybody())
    page = shop.page()
    assert (ids(page), page.fallback, arms(page)) == (ids(before), None, {"home": "new"})


def test_an_arm_may_have_some_shelves_only_and_its_page_is_full_all_the_same(shop: Shop) -> None:
    full = len(ids(without(shop)))
    shop.define(variants=everybody(shelves=["for_you", "trending"]))
    page = shop.page()
    assert page.personalised
    assert "for_you" in shelves(page)
    assert not {"keep_looking", "because_you_viewed"} & set(shelves(page))
    assert len(ids(page)) == full


def test_an_arm_without_personal_shelves_is_no_fallback(shop: Shop) -> None:
    shop.define(variants=everybody(shelves=["trending"]))
    assert (shop.page().fallback, shelves(shop.page())[0]) == (None, "trending")


def test_an_arm_may_have_a_recipe_of_its_own(shop: Shop) -> None:
    beside = shop.floor.publish(learned(weights={}), "bolder")
    shop.define(variants=everybody(recipe="bolder"))
    page = shop.page()
    assert (page.model_version, page.personalised) == (beside, True)
    assert shop.page(None).model_version == shop.floor.live.model_version
    assert shop.experiments.refused == {}


def test_a_recipes_page_knows_what_was_sold_out_since(shop: Shop) -> None:
    shop.floor.publish(learned(weights={}), "bolder")
    shop.define(variants=everybody(recipe="bolder"))
    gone = ids(shop.page())[0]
    shop.floor.delete(gone)
    assert gone not in ids(shop.page())


def test_without_a_recipes_model_nobody_takes_part_and_readiness_says_why(shop: Shop) -> None:
    shop.define(variants=everybody(recipe="bolder"))
    assert (arms(shop.page()), shop.page().personalised) == ({}, True)
    assert "run zuvor train" in shop.experiments.refused["home"]
    make_current(shop.floor.artifacts, "gone", "bolder")
    shop.experiments.refresh()
    assert "gone" in shop.experiments.refused["home"]


def test_a_recipe_is_let_go_when_its_experiment_is_over(shop: Shop) -> None:
    shop.floor.publish(learned(weights={}), "bolder")
    shop.define(variants=everybody(recipe="bolder"))
    assert set(shop.experiments.models) == {"bolder"}
    shop.define(variants=everybody(recipe="bolder"), stopped=to_text(NOW))
    assert shop.experiments.models == {}


@pytest.mark.parametrize("who", ["Newcomer", None])
def test_who_would_get_no_personal_page_takes_no_part(shop: Shop, who: str | None) -> None:
    shop.define(variants=everybody(page="default"))
    page = shop.page(who)
    assert (page.experiments, page.fallback) == ([], "no_history")


def test_who_denies_analytics_is_personalised_and_takes_no_part(shop: Shop) -> None:
    shop.define(variants=everybody(page="default"))
    shop.floor.happen("consent_updated", 0.1, purposes={"analytics": "denied"})
    assert (shop.page().experiments, shop.page().personalised) == ([], True)
    assert shop.logged() == []


def test_a_page_that_is_late_or_fails_stays_in_its_arm(shop: Shop) -> None:
    shop.define(variants=everybody())
    request = shop.request()
    page = shop.pages.homepage(request, shop.pages.read(request), late=lambda: True)
    assert (page.fallback, arms(page)) == ("deadline", {"home": "new"})
    assert len(shop.logged()) == 1


def test_a_page_that_is_late_before_an_arm_is_known_takes_no_part(shop: Shop) -> None:
    shop.define(variants=everybody())
    request = shop.request()
    page = shop.pages.homepage(request, shop.pages.read(request), "deadline")
    assert (page.fallback, page.experiments) == ("deadline", [])


def test_the_log_says_which_page_was_served_to_whom_in_which_arms(shop: Shop) -> None:
    shop.define(variants=everybody())
    shop.define("another", variants=everybody(), phase=2)
    page = shop.page(anonymous_id="laptop", placement="cart")
    (row,) = shop.logged()
    assert row[:6] == (page.recommendation_id, NOW, "Ann", "laptop", "cart", "Ann")
    assert msgspec.json.decode(row.arms) == {"home": [1, "new"], "another": [2, "new"]}


def test_after_sign_in_the_first_unit_stays_also_on_the_second_device(shop: Shop) -> None:
    looks(shop.floor, None, anonymous_id="phone")
    shop.define()
    first = arms(shop.page(None, anonymous_id="phone"))
    before = len(shop.logged())
    shop.floor.happen("identify", 0.01, "Bea", customer_id="Bea", anonymous_id="phone")
    shop.floor.happen("identify", 0, "Bea", customer_id="Bea", anonymous_id="tablet")
    asked = [("Bea", None), ("Bea", "tablet"), (None, "tablet"), ("Bea", "never seen before")]
    pages = [arms(shop.page(customer, anonymous_id=device)) for customer, device in asked]
    assert pages == [first] * 4
    assert (before, {row.unit for row in shop.logged()}) == (1, {"phone"})


def test_who_signs_in_before_the_log_is_written_keeps_the_device_as_unit(shop: Shop) -> None:
    looks(shop.floor, None, anonymous_id="phone")
    shop.define()
    shop.page(None, anonymous_id="phone")
    shop.floor.happen("identify", 0.01, "Bea", customer_id="Bea", anonymous_id="phone")
    shop.page("Bea")
    assert {row.unit for row in shop.logged()} == {"phone"}


def test_a_customer_who_took_part_before_a_device_was_theirs_stays_what_they_were(shop: Shop) -> None:
    shop.define()
    shop.page()
    shop.logged()
    shop.floor.happen("identify", 0, customer_id="Ann", anonymous_id="tablet")
    shop.page()
    assert {row.unit for row in shop.logged()} == {"Ann"}


def test_without_a_store_or_with_broken_experiments_there_is_a_page(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.define(variants=everybody())

    def fail(*_: object, **__: object) -> None:
        raise ArithmeticError

    monkeypatch.setattr(shop.experiments, "part", fail)
    assert (shop.page().personalised, shop.page().experiments) == (True, [])
    assert set(shop.floor.failures) == {"experiments"}


def test_a_definition_that_cannot_be_read_costs_no_other(shop: Shop) -> None:
    shop.define(variants=everybody())
    shop.define("broken", weights=7)
    assert arms(shop.page()) == {"home": "new"}
    assert "can't be read" in shop.experiments.refused["broken"]


def test_the_holdout_is_off_unless_set(floor: Floor) -> None:
    with opened(floor, holdout=0.5) as shop:
        people = [f"person {n}" for n in range(30)]
        for who in people:
            floor.happen("view_item", 1, who, item_id="bell")
        shop.define(variants=everybody())
        pages = [shop.page(who) for who in people]
        out = [page for page in pages if arms(page)["personalisation_holdout"] == "default"]
        assert 5 < len(out) < 25
        assert all(page.fallback == "control" and "home" not in arms(page) for page in out)
        assert all("home" in arms(page) for page in pages if page not in out)


def test_definitions_are_looked_for_once_in_a_while_only(floor: Floor) -> None:
    with opened(floor, looks_every=3600) as shop:
        shop.page()
        shop.define(variants=everybody())
        assert shop.page().experiments == []


def test_a_replay_sees_the_experiments_of_its_moment(shop: Shop) -> None:
    shop.define(variants=everybody())
    request = shop.request()
    for days, taking in ((-1, False), (0, True)):
        pages = shop.pages.at(NOW + days * DAY)
        assert bool(arms(pages.homepage(request, pages.read(request)))) is taking


def test_a_rehearsal_is_no_exposure(shop: Shop) -> None:
    shop.define(variants=everybody())
    assert shop.pages.homepage(shop.request(None), shop.pages.rehearsal()).experiments == []
    assert shop.logged() == []


def test_what_waits_is_written_when_the_store_answers_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.define(variants=everybody())
    shop.page()
    with monkeypatch.context() as broken:

        def down() -> None:
            raise StoreDown("gone; try again")

        broken.setattr(shop.floor.store, "write", down)
        shop.experiments.log.flush()
        with pytest.raises(StoreDown):
            shop.writer.submit(lambda transaction: None).result(timeout=60)
    assert len(shop.logged()) == 1


def test_what_still_waits_when_the_service_ends_is_counted_and_told(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down() -> None:
        raise StoreDown("gone; try again")

    shop.define(variants=everybody())
    for _ in range(3):
        shop.page()
    before = lost()
    monkeypatch.setattr(shop.floor.store, "write", down)
    shop.experiments.log.flush()
    shop.writer.close()
    with capture_logs() as said:
        shop.experiments.log.close()
        shop.experiments.log.close()
    assert lost() - before == 3
    assert [line["rows"] for line in said] == [3]


def lost() -> float:
    """Pages that never reached the log."""
    return REGISTRY.get_sample_value("zuvor_ranking_log_lost_total") or 0.0
