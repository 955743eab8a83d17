"""Pages of touchpoints in a browser: every picture is there, nothing falls out, and no script is needed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from features.touchpoints.definition import DEFAULTS
from features.touchpoints.stored import Stored
from service.html.touchpoints.chosen import Chosen, Shown
from service.html.touchpoints.pages import list_page, touchpoint_page
from tests.service.console.browser import Scheme, chromium, needs_browser, opened
from tests.service.html.told import COMPUTED, NOW, stored
from training.touchpoints.charts import pictures

pytestmark = [pytest.mark.slow, pytest.mark.browser, needs_browser]
BERLIN = "Europe/Berlin"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """All touchpoints, and one of them, with real pictures."""
    folder, analysis = tmp_path_factory.mktemp("console"), stored().analysis
    found = Stored(analysis=analysis, pictures=pictures(analysis, DEFAULTS, BERLIN))
    shown = Shown(found, DEFAULTS, COMPUTED, NOW, BERLIN)
    made = {
        "all": list_page(shown, Chosen(language="en", by="country")),
        "delivery": touchpoint_page(shown, DEFAULTS["delivery"], Chosen(language="de", by="country")),
    }
    for name, html in made.items():
        (folder / f"{name}.html").write_text(html, "utf-8")
    return {name: folder / f"{name}.html" for name in made}


@pytest.mark.parametrize(
    ("name", "size", "scheme", "drawn"),
    [("all", "desk", "light", 1), ("all", "small", "dark", 1), ("delivery", "phone", "light", 2)],
)
def test_every_picture_is_there_and_nothing_falls_out(
    browser: Browser, pages: dict[str, Path], name: str, size: str, scheme: Scheme, drawn: int
) -> None:
    with opened(browser, size, scheme) as page:
        page.goto(pages[name].as_uri())
        shown = page.evaluate("[...document.images].map(one => one.complete && one.naturalWidth > 0)")
        assert shown == [True] * drawn


def test_what_is_chosen_is_marked_and_figures_open_without_scripts(
    browser: Browser, pages: dict[str, Path]
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(pages["delivery"].as_uri())
        assert page.locator(".choices [aria-current]").all_inner_texts() == ["12 Monate", "Land"]
        assert not page.locator("details table").is_visible()
        page.click("details summary")
        assert page.locator("details table").is_visible()
