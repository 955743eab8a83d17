"""What the demo page shows: drawn products in two languages, and people of whom true things are said."""

from xml.etree import ElementTree

import msgspec
import polars as pl
import pytest

from tests.training.demo.conftest import NOW, Shop
from training.demo import palette, pictures, products
from training.demo.people import society
from training.demo.personas import Persona


class Page(msgspec.Struct, frozen=True):
    products: list[dict[str, object]]
    personas: list[Persona]
    categories: dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def page(shop: Shop) -> Page:
    return msgspec.json.decode((shop.folder / "shop.json").read_bytes(), type=Page)


def test_every_product_has_both_titles_and_a_place(shop: Shop, page: Page) -> None:
    assert [product["item_id"] for product in page.products] == shop.items["item_id"].to_list()
    titles = shop.items["title"].struct.unnest()
    assert titles.select(pl.all().str.len_chars().min() > 3).row(0) == (True, True)
    assert titles["de"].is_unique().all()
    assert titles["en"].is_unique().all()


def test_every_category_and_its_parents_have_names(shop: Shop, page: Page) -> None:
    paths = set(shop.items["category"])
    assert page.categories.keys() == paths | {path.partition("/")[0] for path in paths}
    assert all(set(names) == {"de", "en"} for names in page.categories.values())


def test_the_catalogue_has_what_a_shop_has(shop: Shop) -> None:
    items = shop.items
    assert 0 < (~items["available"]).sum() < 0.1 * items.height
    assert items["sensitive"].sum() == 2
    assert items["repeat_purchase"].null_count() > 0.7 * items.height
    assert (items["available"] == (items["stock"] > 0)).all()
    stock_held = items["origins"].list.eval(pl.element().struct.field("stock")).list.sum()
    assert stock_held.to_list() == items["stock"].to_list()


def test_variants_share_a_group_and_differ_in_colour(shop: Shop) -> None:
    for _, own in shop.items.drop_nulls("item_group_id").group_by("item_group_id"):
        drawn = {(shop.folder / "pictures" / f"{item}.svg").read_text() for item in own["item_id"]}
        assert len(drawn) == own.height > 1


def test_every_picture_is_small_well_formed_and_needs_nothing_else(shop: Shop) -> None:
    for item in shop.items["item_id"]:
        text = (shop.folder / "pictures" / f"{item}.svg").read_text(encoding="utf-8")
        assert ElementTree.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"
        assert len(text.encode()) < 3000
        assert "href" not in text
        assert " id=" not in text


def test_every_drawing_and_sign_is_used() -> None:
    used = {part for item in products.items() for part in item.picture.split("/")}
    book = pictures.sketchbook()
    assert used == book.drawings.keys() | book.motifs.keys()


def test_a_drawing_takes_the_colour_of_its_item() -> None:
    assert palette.tones("teal")[0] in pictures.drawn("tin/leaf", "teal", "#ffffff")


def test_there_are_enough_people_to_step_into(page: Page) -> None:
    assert 6 <= len(page.personas) <= 9
    assert len({persona.customer_id for persona in page.personas}) == len(page.personas)
    assert len({persona.name for persona in page.personas}) == len(page.personas)


def test_what_is_said_of_people_is_true(shop: Shop, page: Page) -> None:
    known = {customer.customer_id: customer for customer in shop.truth.customers}
    kinds = {kind.name: kind for kind in society().archetypes}
    paths = dict(shop.items.select("item_id", "category").iter_rows())
    titles = dict(shop.items.select("item_id", "title").iter_rows())
    for persona in page.personas:
        if persona.waits_for:
            continue
        customer = known[persona.customer_id]
        kind = kinds[customer.archetype]
        assert sum(customer.taste[path] for path in kind.loves) > 0.5
        assert kind.segment in ("", customer.segment)
        habits = [habit for habit in customer.habits if paths[habit.item_id] == kind.habit]
        assert bool(kind.habit) == bool(habits)
        for habit in habits:
            assert f"„{titles[habit.item_id]['de']}“" in persona.sentence["de"]
            assert f"“{titles[habit.item_id]['en']}”" in persona.sentence["en"]


def test_people_to_step_into_have_been_seen_lately(shop: Shop, page: Page) -> None:
    recent = shop.events.filter(pl.col("occurred_at") > NOW - pl.duration(days=30))
    seen = dict(recent.group_by("customer_id").len().drop_nulls().iter_rows())
    assert min(seen[persona.customer_id] for persona in page.personas) >= 8
