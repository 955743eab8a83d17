"""Shelves hold more than one category, unless the visitor's interest is one; and one variant of a group."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as quick
from hypothesis import strategies as st

from features import settings as settings_table
from features.artifact import Model
from service.engine.live import serving
from service.engine.visitor import Visitor
from service.engine.world import World
from service.page.compose import compose
from service.page.filling import Filled, Room
from service.page.model import PageItem, PageRequest, Shelf
from service.page.moment import Moment
from service.page.shelves import DEFAULT_PAGE, PERSONAL_PAGE, TRENDING
from tests.service.engine.shop_floor import Floor
from tests.service.engine.small_shop import BIKE, TEA, bought, fact, fans, item, learned, shop, visitor
from tests.service.page.asking import ids, on, page, service

TEAS = tuple(f"tea {n}" for n in range(30))
BIKES = tuple(f"bike {n}" for n in range(12))
KINDS = ("tea", "bike", "tea/green", None)
VARIED = {kind.name for kind in PERSONAL_PAGE + DEFAULT_PAGE if kind.varied}


def tea_house() -> Model:
    """Everybody wants tea; hardly anybody a bike."""
    weights = {"popularity_short": 1.0, "popularity_mid": 0.1, "affinity": 0.5, "bm25": 1.0}
    return learned(*fans(TEAS, 90), *fans(BIKES, 13), weights=weights)


@pytest.fixture(scope="module")
def house() -> Model:
    return tea_house()


def opened(floor: Floor, model: Model, diversity: float | None = None) -> Floor:
    """The tea house; at the default setting, or another."""
    floor.open().sell([*(item(name, "tea") for name in TEAS), *(item(name, "bike") for name in BIKES)])
    floor.publish(model)
    floor.live.refresh_model()
    if diversity is not None:
        floor.settings = replace(floor.settings, diversity=diversity)
    return floor


def bikes(names: list[str]) -> int:
    return sum(name in (*BIKE, *BIKES) for name in names)


@pytest.mark.parametrize("shelf", ["trending", "popular"])
def test_a_strangers_shelf_holds_more_than_one_category(floor: Floor, house: Model, shelf: str) -> None:
    assert bikes(on(page(opened(floor, house, 0), None), shelf)) == 0
    floor.settings = replace(floor.settings, diversity=0.5)
    assert 1 <= bikes(on(page(floor, None), shelf)) <= 5


def test_the_default_setting_varies_shelves(floor: Floor, house: Model) -> None:
    answer = page(opened(floor, house), None)
    assert all(0 < bikes(on(answer, shelf)) < 8 for shelf in ("trending", "popular"))


def looked_at_one_tea(floor: Floor) -> Floor:
    floor.happen("view_item", 1, item_id="tea 1")
    return floor


def test_one_look_at_tea_does_not_fill_the_shelf_with_tea(floor: Floor, house: Model) -> None:
    chosen = on(page(looked_at_one_tea(opened(floor, house, 1))), "for_you")
    assert bikes(chosen) >= 1


def test_who_only_looks_at_tea_gets_tea(floor: Floor, house: Model) -> None:
    opened(floor, house)
    for n in range(40):
        floor.happen("view_item", 5 - n / 10, item_id=TEAS[n % 2])
    chosen = on(page(floor, size=10), "for_you")
    assert chosen
    assert bikes(chosen) == 0


def test_the_setting_at_0_leaves_the_order_alone(house: Model) -> None:
    for shelf, proposed in shelves_and_proposals(house, diversity=0.0):
        places = [proposed.index(one.item_id) for one in shelf.items]
        assert places == sorted(places)


def test_what_has_no_category_never_waits(house: Model) -> None:
    """Three teas have none; they stand no later than where all stay as ranked."""
    bare = TEAS[0:9:3]
    kinds = {name: item(name, None if name in bare else "tea") for name in TEAS}
    world = shop(house, **kinds, **{name: item(name, "bike") for name in BIKES})
    ranked, varied = (shelf_of(world, [*TEAS, *BIKES], diversity) for diversity in (0.0, 1.0))
    assert [name for name in ranked if name in bare] == ["tea 0", "tea 3", "tea 6"]
    assert bikes(varied) >= 1
    assert all(varied.index(name) <= ranked.index(name) for name in ranked if name in bare)


@pytest.mark.parametrize("category", [None, "all there is"])
def test_where_categories_tell_nothing_the_setting_changes_nothing(
    floor: Floor, house: Model, category: str | None
) -> None:
    opened(floor, house, 0).sell(item(name, category) for name in (*TEA, *BIKE, *TEAS, *BIKES))
    looked_at_one_tea(floor)
    before = [ids(page(floor, who)) for who in (None, "Ann")]
    floor.settings = replace(floor.settings, diversity=1.0)
    assert [ids(page(floor, who)) for who in (None, "Ann")] == before


def test_what_goes_with_the_item_looked_at_last_stays_of_its_kind(floor: Floor, house: Model) -> None:
    shelf = on(page(looked_at_one_tea(opened(floor, house, 1))), "because_you_viewed")
    assert len(shelf) > 1
    assert bikes(shelf) == 0


def test_one_variant_of_a_group_stands_on_the_default_page(floor: Floor) -> None:
    floor.open().sell(item(name, "tea", item_group_id="loose tea") for name in TEA)
    answer = page(floor, None)
    assert answer.fallback == "no_history"
    assert len(set(ids(answer)) & set(TEA)) == 1


@pytest.mark.parametrize("kind", ["similar", "together"])
def test_one_variant_of_a_group_stands_beside_an_item_and_none_of_its_own(floor: Floor, kind: str) -> None:
    more = [item(f"cup {n}", "tea", item_group_id="cups") for n in range(3)]
    loose = [item(name, "tea", item_group_id="loose tea") for name in TEA[:2]]
    floor.open().sell([*more, *loose])
    pages = service(floor)
    found = pages.related("green", kind, "en", 10, pages.news())  # type: ignore[arg-type]
    assert found is not None
    beside = [one.item_id for one in found.items]
    assert sorted(name.startswith("cup") for name in beside) == [False, True]
    assert "black" not in beside


def shelves_and_proposals(model: Model, diversity: float) -> list[tuple[Shelf, list[str]]]:
    """A tea drinker's varied shelves, each with all that it proposed in order."""
    world = shop(model, **{name: item(name, "tea") for name in TEAS} | {n: item(n, "bike") for n in BIKES})
    moment = moment_of(world, 20, diversity)
    found = compose(moment, personal=True, failed=raises)
    propose = {kind.name: kind.propose for kind in (*DEFAULT_PAGE, *PERSONAL_PAGE)}
    varied = [shelf for shelf in found if shelf.shelf in VARIED]
    return [(s, [world.ids[code] for code in propose[s.shelf](moment)]) for s in varied]


def shelf_of(world: World, proposed: list[str], diversity: float) -> list[str]:
    """A cyclist's shelf of eight out of what was proposed."""
    shelf = Filled(TRENDING(8), [world.index[name] for name in proposed])
    cyclist = visitor(world, *[fact("view_item", 1, "bike 1")] * 20)
    Room(moment_of(world, 20, diversity, cyclist)).fill(shelf, 8)
    return [world.ids[code] for code in shelf.items]


def drinker(world: World) -> Visitor:
    return visitor(
        world, bought(2, "tea 1"), fact("view_item", 1, "tea 3"), fact("not_interested", 1, "bike 2")
    )


def moment_of(world: World, size: int, diversity: float, who: Visitor | None = None) -> Moment:
    settings = replace(settings_table.read({}, {}), diversity=diversity)
    return Moment(serving(world), who or drinker(world), PageRequest(size=size), settings)


def raises(shelf: str, error: Exception) -> None:
    raise error


@quick(max_examples=25, deadline=None)
@given(
    kinds=st.lists(st.sampled_from(KINDS), min_size=42, max_size=42),
    groups=st.lists(st.sampled_from([None, None, "a", "b"]), min_size=42, max_size=42),
    size=st.sampled_from([1, 5, 20, 100]),
    diversity=st.sampled_from([0.0, 0.4, 1.0]),
)
def test_whatever_the_setting_a_page_is_full_of_allowed_items_each_once(
    house: Model, kinds: list[str | None], groups: list[str | None], size: int, diversity: float
) -> None:
    said = zip(TEAS + BIKES, kinds, groups, strict=True)
    world = shop(house, **{name: item(name, kind, item_group_id=group) for name, kind, group in said})
    moment = moment_of(world, size, diversity)
    shown = [one for shelf in compose(moment, personal=True, failed=raises) for one in shelf.items]
    codes = [world.index[one.item_id] for one in shown]
    there = {int(group) for group in world.group[moment.allowed]}
    assert moment.allowed[codes].all()
    assert len({int(world.group[code]) for code in codes}) == len(codes) == min(size, len(there))
    assert positions(shown) == list(range(1, len(shown) + 1))


def positions(items: list[PageItem]) -> list[int]:
    return [one.position for one in items]
