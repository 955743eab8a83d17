"""The page of gestures: what they did in words and pictures, nothing falls out of it, empty ones say so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from features.interventions.report import Report
from features.touchpoints.definition import DEFAULTS
from service.html.interventions.download import download
from service.html.interventions.pages import interventions_page
from tests.service.console.browser import Scheme, chromium, needs_browser, opened
from tests.stores import new_store
from tests.training.interventions.past import NOW, Season, write_season
from training.interventions.job import analyse
from training.touchpoints.job import Shop


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """A season in which both gestures help."""
    store = new_store(f"sqlite:///{tmp_path_factory.mktemp('store')}/shop.db")
    write_season(store, Season(triggers=1_500, adds={"call": 0.4, "sorry": 0.25}))
    shop = Shop(DEFAULTS, "Europe/Berlin", "CHF", True)
    found = analyse(store, shop, as_of=NOW, now=NOW, progress=lambda _: None)
    store.close()
    return found.report


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def test_where_nothing_was_computed_or_decided_the_page_says_what_to_do() -> None:
    assert "zuvor interventions" in interventions_page(None, NOW, "de")
    assert "Another release" in interventions_page(None, NOW, "en", unreadable=True)


@pytest.mark.slow
def test_the_verdict_the_cost_and_every_gesture_are_told(report: Report) -> None:
    page = interventions_page(report, NOW, "en")
    assert "Goodwill keeps customers" in page
    assert "call" in page
    assert "CHF" in page
    assert "€" not in page
    assert "does something else" not in page
    assert page.count("<table>") == 4


@pytest.mark.slow
def test_the_figures_come_as_files(report: Report) -> None:
    told = download(report, "csv").decode().splitlines()
    assert told[0].startswith("part,name,gesture,day,decided")
    assert {line.split(",")[0] for line in told[1:]} == {"effect", "gesture", "day", "refused"}
    assert download(report, "parquet")[:4] == b"PAR1"


@pytest.mark.slow
@pytest.mark.browser
@needs_browser
@pytest.mark.parametrize(("language", "size", "scheme"), [("de", "small", "dark"), ("en", "desk", "light")])
def test_every_picture_is_there_and_nothing_falls_out(
    browser: Browser, report: Report, tmp_path: Path, language: str, size: str, scheme: Scheme
) -> None:
    (tmp_path / "page.html").write_text(interventions_page(report, NOW, language), "utf-8")
    with opened(browser, size, scheme) as page:
        page.goto((tmp_path / "page.html").as_uri())
        shown = page.evaluate("[...document.images].map(one => one.complete && one.naturalWidth > 0)")
        assert shown == [True] * 2
