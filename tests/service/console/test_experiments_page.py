"""The page of an experiment in a browser: nothing falls out of it, on desk and phone, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from features.clock import DAY
from service.html.experiments.experiment_page import experiment_page
from service.html.experiments.list_page import list_page
from tests.service.console.browser import Scheme, chromium, needs_browser, opened
from tests.training.experiments.shop import START, Shop, busy
from training.experiments.analysis import analyse

pytestmark = [pytest.mark.slow, pytest.mark.browser, needs_browser]
NOW = START + 40 * DAY


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """By language, and the list: real figures and real pictures."""
    folder = tmp_path_factory.mktemp("console")
    shop = busy(Shop(folder), people=800)
    with closing(shop.store):
        found = analyse(shop.store, "homepage", as_of=NOW, now=NOW, progress=lambda stage: None)
    made = {name: experiment_page(shop.experiment, found, NOW, name) for name in ("de", "en")}
    made["list"] = list_page([(shop.experiment, found)], NOW, "de")
    for name, html in made.items():
        (folder / f"{name}.html").write_text(html, "utf-8")
    return {name: folder / f"{name}.html" for name in made}


@pytest.mark.parametrize(
    ("name", "size", "scheme"), [("de", "small", "dark"), ("en", "desk", "light"), ("list", "phone", "light")]
)
def test_every_picture_is_there_and_nothing_falls_out(
    browser: Browser, pages: dict[str, Path], name: str, size: str, scheme: Scheme
) -> None:
    with opened(browser, size, scheme) as page:
        page.goto(pages[name].as_uri())
        shown = page.evaluate("[...document.images].map(one => one.complete && one.naturalWidth > 0)")
        assert shown == [True] * (0 if name == "list" else 2)


@pytest.mark.parametrize("name", ["de", "en", "list"])
def test_on_a_small_phone_no_table_has_to_be_pushed_sideways(
    browser: Browser, pages: dict[str, Path], name: str
) -> None:
    with opened(browser, "small") as page:
        page.goto(pages[name].as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        wide = "filter(one => one.clientWidth && one.scrollWidth > one.clientWidth + 1)"
        shown = "[...document.querySelectorAll('.scroll, td, .mark')]"
        assert page.evaluate(f"{shown}.{wide}.map(one => one.innerText)") == []
        assert page.evaluate("document.querySelectorAll('.scroll').length") > 0


def test_the_page_works_with_scripts_off(browser: Browser, pages: dict[str, Path]) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(pages["en"].as_uri())
        assert "is better than" in page.inner_text("h2 >> nth=0")
        assert not page.locator("#segments table").is_visible()
        page.click("#segments summary")
        assert page.locator("#segments table").is_visible()


def test_dark_pictures_are_shown_to_who_prefers_them(browser: Browser, pages: dict[str, Path]) -> None:
    sources = []
    schemes: tuple[Scheme, ...] = ("light", "dark")
    for scheme in schemes:
        with browser.new_context(color_scheme=scheme) as context:
            page = context.new_page()
            page.goto(pages["en"].as_uri())
            sources.append(page.evaluate("document.images[0].currentSrc"))
    assert sources[0] != sources[1]
