"""The demo shop in a browser, over a world that also misbehaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from service.texts import text
from tests.service.console.browser import chromium, free_port, needs_browser, opened
from tests.service.console.stub_shop import World, served, stub_app, write_folder

pytestmark = [pytest.mark.browser, needs_browser]
FALLBACKS = ["no_history", "no_consent", "control", "no_model", "deadline", "overloaded", "store_down"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def url(world: World, tmp_path: Path) -> Iterator[str]:
    with served(stub_app(write_folder(tmp_path / "shop"), world), free_port()) as url:
        yield f"{url}/shop?locale=en"


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    with opened(browser, "desk") as page:
        page.goto(url)
        expect(page.locator("#personal .product").first).to_be_visible()
        yield page


def be(page: Page, customer: str) -> None:
    page.locator(f"[data-customer={customer}]").click()
    expect(page.locator("#changes")).to_be_visible()


def test_a_service_that_does_not_answer_is_said_and_tried_again(
    browser: Browser, url: str, world: World
) -> None:
    world.down = True
    with opened(browser, "phone", errors=True) as page:
        page.goto(url)
        expect(page.get_by_role("alert")).to_contain_text("The service does not answer")
        world.down = False
        page.get_by_role("button", name="Try again").click()
        expect(page.locator("#personal .product").first).to_be_visible()


def test_every_fallback_is_explained(page: Page, world: World) -> None:
    for fallback in FALLBACKS:
        world.fallback = fallback
        page.reload()
        expect(page.locator(f"[data-fallback={fallback}]")).to_contain_text(
            text("en", f"shop.fallback.{fallback}")
        )


@pytest.mark.parametrize("customer", ["anna", ""])
def test_the_opt_out_is_one_switch(page: Page, customer: str) -> None:
    if customer:
        be(page, customer)
    switch = page.get_by_role("switch", name="Not personalised")
    switch.click()
    expect(page.locator("[data-fallback=no_consent]")).to_be_visible()
    expect(switch).to_be_checked()
    switch.click()
    expect(switch).not_to_be_checked()


def test_the_default_page_stands_beside_the_personal_one(page: Page, world: World) -> None:
    be(page, "anna")
    page.get_by_role("switch", name="Default page").click()
    expect(page.locator("#ordinary .product").first).to_be_visible()
    expect(page.locator("#personal header")).to_contain_text("products are on this page only")
    senders = {event["anonymous_id"] for event in world.events}
    page.locator("#ordinary .open").first.click()
    expect(page.locator("#log [data-event=view_item]")).to_be_attached()
    assert "select_item" not in world.kinds()  # that showing was somebody else's
    assert {e["anonymous_id"] for e in world.events if e["event"] == "view_item"} <= senders


def test_what_was_visible_is_reported_and_nothing_else(page: Page, world: World) -> None:
    expect(page.locator("#log [data-event=view_item_list]").first).to_be_attached()
    seen = next(event for event in world.events if event["event"] == "view_item_list")
    assert seen["placement"] == "home"
    assert seen["recommendation_id"]
    assert seen["items"][0] == {"item_id": "tea-0", "shelf": "popular", "position": 1}
    assert len(seen["items"]) < page.locator("#personal .product").count()


def test_a_hidden_product_leaves_and_the_page_says_so(page: Page, world: World) -> None:
    page.get_by_role("button", name="Not interested: Clay teapot").click()
    expect(page.locator("#changes")).to_contain_text("“Clay teapot” will not be shown to you again.")
    expect(page.locator('#personal [data-item="tea-0"]')).to_have_count(0)
    hidden = next(event for event in world.events if event["event"] == "not_interested")
    assert hidden["item_id"] == "tea-0"


def test_a_search_names_its_category_only_where_there_is_one(page: Page, world: World) -> None:
    for words, category in (("secateurs", "garden"), ("tin", None)):
        page.locator("#query").fill(words)
        page.locator("#query").press("Enter")
        expect(page.locator("#log [data-event=search]").first).to_contain_text(words)
        told = [event for event in world.events if event["event"] == "search"][-1]
        assert told.get("category") == category
        assert told["results"] == page.locator("#results .product").count()


def test_a_search_without_a_hit_offers_the_departments(page: Page) -> None:
    page.locator("#query").fill("zeppelin")
    page.locator("#query").press("Enter")
    page.locator("#results").get_by_role("button", name="Garden").click()
    expect(page.locator("#results .product")).to_have_count(6)


def test_the_shop_can_be_walked_by_keyboard(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    product = page.locator("#personal .open").nth(1)
    product.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#product")).to_be_visible()
    expect(page.locator("#product .said")).to_contain_text("You looked at")
    page.keyboard.press("Escape")
    expect(page.locator("#product")).to_be_hidden()
    expect(page.locator(":focus")).to_have_count(1)


def test_a_change_of_language_keeps_the_visitor(page: Page) -> None:
    be(page, "ben")
    page.get_by_role("link", name="Deutsch").click()
    expect(page.locator("#you")).to_contain_text("Sie sind Ben")
    expect(page.locator("#personal h2")).to_have_text("Die Seite für Ben")
