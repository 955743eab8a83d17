"""What a search means: first what people did after it, then whose title it matches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.artifact import Model
from features.catalogue import Item
from service.engine.words import normalise
from service.engine.world import World
from tests.service.engine.small_shop import item, kept, learned, shop


def meaning(world: World, query: str, category: str | None = None) -> str | None:
    code = world.meaning(query, category)
    return world.categories[code] if code >= 0 else None


@pytest.mark.parametrize(
    ("query", "plain"),
    [
        ("  Grüner   TEE!", "gruner tee"),
        ("Straße", "strasse"),
        ("café-crème", "cafe creme"),
        ("ﬁlter", "filter"),
        ("", ""),
    ],
)
def test_queries_that_look_alike_are_alike(query: str, plain: str) -> None:
    assert normalise(query) == plain


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing_more(query: str) -> None:
    assert normalise(normalise(query)) == normalise(query)


@given(st.text(max_size=60))
def test_any_query_means_a_category_or_nothing(query: str) -> None:
    assert -1 <= SHOP.meaning(query, None) < len(SHOP.categories)


SHOP = shop()


def test_what_people_did_after_a_search_beats_the_titles() -> None:
    model = shop().model
    texts = {**model.texts, "queries": ["lampe"], "query_categories": ["tea"]}
    world = shop(Model(model.arrays, texts, model.weights))
    assert (meaning(world, "LAMPE"), meaning(world, "Schloss")) == ("tea", "bike")


def test_training_learns_it_from_people_who_agree() -> None:
    followed = []
    for n in range(3):
        followed += [
            kept("search", 1, f"s{n}", query="Schnürsenkel"),
            kept("view_item", 0.999, f"s{n}", item_id="lock"),
        ]
    assert meaning(shop(learned(*followed)), "schnürsenkel") == "bike"
    assert meaning(shop(learned(*followed[:2])), "schnürsenkel") is None


def test_what_is_opened_an_hour_later_has_nothing_to_do_with_the_search() -> None:
    followed = []
    for n in range(3):
        followed += [kept("search", 1, f"s{n}", query="zzz"), kept("view_item", 0.9, f"s{n}", item_id="lock")]
    assert meaning(shop(learned(*followed)), "zzz") is None


def test_a_category_the_search_names_beats_everything() -> None:
    assert meaning(SHOP, "Grüntee", "bike") == "bike"
    assert meaning(SHOP, "Grüntee", "no such category") == "tea"


def test_the_words_of_a_category_count_like_a_title() -> None:
    assert meaning(shop(umbrella=item("umbrella", "regen/schirme")), "schirme") == "regen/schirme"


def test_a_whole_word_beats_a_part_of_one() -> None:
    world = shop(tee=item("tee", "shirts"))
    assert meaning(world, "tee") == "shirts"


def test_a_plural_finds_its_singular() -> None:
    assert meaning(SHOP, "Lampen") == "bike"


def test_two_letters_are_no_part_of_a_word() -> None:
    assert meaning(SHOP, "te") is None


def test_a_learned_category_that_is_gone_is_no_meaning() -> None:
    model = shop().model
    texts = {**model.texts, "queries": ["lampe"], "query_categories": ["discontinued"]}
    assert meaning(shop(Model(model.arrays, texts, model.weights)), "lampe") == "bike"


def test_a_new_title_is_found_at_once() -> None:
    world = shop()
    assert meaning(world, "Regenschirm") is None
    world.apply({"x": item("regenschirm", "rain")}, 2)
    assert meaning(world, "Regenschirm") == "rain"


def test_what_only_sensitive_items_are_called_is_delicate() -> None:
    world = shop(green=item("green", "tea", sensitive=True), coat=item("schwarztee", "coats"))
    assert world.words.delicate("günstiger GRÜNTEE")
    assert world.words.delicate("grün")
    assert not world.words.delicate("Schwarztee")
    assert not world.words.delicate("")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("grüner Tee", ["green"]),
        ("tee", ["caddy", "green"]),
        ("handy", []),
        ("uhr", []),
        ("papierkorb", []),
        ("Teedosen", ["caddy"]),
    ],
)
def test_a_search_names_items_by_whole_words_endings_and_compounds(query: str, found: list[str]) -> None:
    named = {
        "green": "Grüner Tee",
        "caddy": "Dose für Tee, Teedose",
        "bowl": "Rührschüssel",
        "towel": "Handtuch",
    }
    world = World(None, [Item(item_id=name, title=title) for name, title in named.items()], revision=1)
    assert sorted(world.ids[number] for number in world.words.matches(query)) == found
