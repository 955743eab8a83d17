"""One visit to the demo shop from the door to the order: after every step the page differs and says why.

`ZUVOR_SHOP_URL` points it at a running service; without it a stub of the public API answers."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.service.console.browser import chromium, free_port, needs_browser, opened
from tests.service.console.stub_shop import World, served, stub_app, write_folder

pytestmark = [pytest.mark.browser, needs_browser]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def shop_url(tmp_path: Path) -> Iterator[str]:
    running = os.environ.get("ZUVOR_SHOP_URL")
    if running:
        yield running
        return
    with served(stub_app(write_folder(tmp_path / "shop"), World()), free_port()) as url:
        yield url


def shown(page: Page) -> list[str]:
    """The ids on the personal page, in order."""
    return [str(one.get_attribute("data-item")) for one in page.locator("#personal .product").all()]


def reported(page: Page, event: str) -> Locator:
    return page.locator(f"#log [data-event={event}][data-status=accepted]").first


def enter(page: Page, url: str, language: str) -> None:
    page.goto(f"{url}/shop?locale={language}")
    expect(page.locator("#personal .product").first).to_be_visible()


def choose_first_customer(page: Page) -> str:
    before = shown(page)
    guest = page.locator("#personas button").first
    name = guest.locator("b").inner_text()
    guest.click()
    expect(page.locator("#changes h2")).to_contain_text(name)
    expect(page.locator("#changes li").first).to_be_visible()
    expect(page.locator("#personal .fallback")).to_have_count(0)
    assert shown(page) != before
    return name


def look_at_first_product(page: Page) -> str:
    link = page.locator("#personal .product .open").first
    title = link.inner_text()
    link.click()
    expect(page.locator("#product h2")).to_have_text(title)
    expect(page.locator("#product .related .product").first).to_be_visible()
    expect(reported(page, "select_item")).to_contain_text(title)
    expect(reported(page, "view_item")).to_contain_text(title)
    expect(page.locator("#changes h2")).to_contain_text(title)
    page.keyboard.press("Escape")
    expect(page.locator("#product")).to_be_hidden()
    return title


def search(page: Page, words: str) -> None:
    page.locator("#query").fill(words)
    page.locator("#query").press("Enter")
    expect(page.locator("#results .product").first).to_be_visible()
    expect(reported(page, "search")).to_contain_text(words)


def put_first_into_cart(page: Page) -> str:
    product = page.locator("#personal .product").first
    item_id = str(product.get_attribute("data-item"))
    product.locator("[data-act^=cart]").click()
    expect(page.locator("#pieces")).to_have_text("1")
    expect(reported(page, "add_to_cart")).to_be_attached()
    expect(page.locator("#changes li").first).to_be_visible()
    expect(page.locator(f'#personal [data-item="{item_id}"]')).to_have_count(0)
    return item_id


def buy(page: Page) -> None:
    page.locator("#cart-button").click()
    page.locator("#cart .main").click()
    expect(reported(page, "purchase")).to_be_attached()
    expect(page.locator("#changes h2")).to_contain_text(re.compile("Danke|Thank you"))
    expect(page.locator("#pieces")).to_be_empty()


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_a_customer_looks_searches_and_buys(browser: Browser, shop_url: str, size: str) -> None:
    with opened(browser, size) as page:
        enter(page, shop_url, "de")
        choose_first_customer(page)
        title = look_at_first_product(page)
        search(page, title.split()[0].rstrip(","))
        put_first_into_cart(page)
        buy(page)
        for product in page.locator("#personal .product").all():
            expect(product.locator(".reason")).not_to_be_empty()


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_what_a_stranger_looked_at_comes_along_to_the_account(
    browser: Browser, shop_url: str, size: str
) -> None:
    with opened(browser, size, "dark") as page:
        enter(page, shop_url, "en")
        expect(page.locator("[data-fallback=no_history]")).to_be_visible()
        look_at_first_product(page)
        expect(page.locator("#personal .fallback")).to_have_count(0)
        page.locator("#sign").click()
        person = page.locator("#sign-in .acts button").first
        name = person.inner_text()
        person.click()
        expect(page.locator("#you")).to_contain_text(name)
        expect(page.locator("#changes h2")).to_contain_text("this visit now belongs to you")
        expect(reported(page, "identify")).to_contain_text(name)
        page.locator("#sign").click()
        expect(page.locator("#changes h2")).to_contain_text("signed out")
        expect(page.locator("#you")).not_to_contain_text(name)
