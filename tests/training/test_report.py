"""A report is one file that says whether to be glad, in both languages, of nobody in particular."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from base64 import b64decode
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from service.engine.ranker import HEADS
from service.texts import text
from tests.service.console.browser import SIZES, chromium, needs_browser, opened
from tests.service.engine.shop_floor import Floor
from tests.service.engine.small_shop import NOW, item, kept
from training import job
from training.evaluation.figures import Evaluation, Score
from training.report import write_chart, write_report
from training.report.headline import against, judged, overall, races
from training.report.voice import Voice

RECIPE = "enough_persons = 5\nfactors = 4\nhorizon_days = 2\ntraining_visitors = 60\nwindows = 1\n"
SECRETS = "geheimnis", "verborgen", "XK", "passwort", "artikelnummer", "Titelheld"
LANGUAGES = ("de", "en")

pytestmark = pytest.mark.slow


def shop(floor: Floor) -> Floor:
    """Customers and as many strangers come back for what they miss of their kind; one is from afar."""
    floor.sell(item(f"artikelnummer-{n}", f"kind {n % 2}", brand="b") for n in range(16))
    visits = [(n, v, m) for n in range(62) for v in range(5) for m in range(2)]
    for n, visit, look in visits:
        person = (f"geheimnis-{n}", None) if n < 32 else (None, f"verborgen-{n}")
        where = {"country": "XK" if n == 7 else "DE"}
        what = f"artikelnummer-{2 * ((n + visit + look) % 8) + n % 2}"
        floor.keep([kept("view_item", 9 - 2 * visit - n / 100, *person, item_id=what, **where)])
    return floor.keep([kept("search", 3, "geheimnis-1", query="passwort")])


def train(floor: Floor, force: bool = False) -> job.Outcome:
    (floor.folder / "recipe.toml").write_text(RECIPE)
    recipe = floor.folder / "recipe.toml"
    return job.train(floor.store, floor.settings, as_of=NOW, progress=print, recipe=recipe, force=force)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """By language: the report of a second training, after an ablation."""
    floor = Floor(tmp_path_factory.mktemp("shop"))
    with closing(floor.store):
        train(shop(floor), force=True)
        floor.keep(
            [kept("add_to_wishlist", 0.2, f"geheimnis-{n}", item_id="artikelnummer-3") for n in range(32)]
        )
        job.ablation(floor.store, floor.settings, as_of=NOW, horizon=None, progress=print)
        outcome = train(floor)
    found = {language: floor.folder / f"{language}.html" for language in LANGUAGES}
    for language, path in found.items():
        write_report(path, replace(floor.settings, locale=language), outcome)  # type: ignore[arg-type]
    return found


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def html(reports: dict[str, Path], language: str) -> str:
    return reports[language].read_text()


def pictures(html: str) -> list[str]:
    """Every SVG in the file."""
    return [b64decode(found).decode() for found in re.findall(r"data:image/svg\+xml;base64,([^\"]+)", html)]


def words(svg: str) -> str:
    return " ".join(ET.fromstring(svg).itertext())


def test_a_report_is_one_file_that_runs_and_fetches_nothing(html: str) -> None:
    assert not re.search(r'(?:src|href|srcset)="(?!data:|#)|url\(|@import|<script', html)
    assert not any("href" in svg or "<script" in svg for svg in pictures(html))


def test_every_section_and_the_verdict_stand_in_the_readers_language(html: str, language: str) -> None:
    said = unescape(html)
    assert f'<html lang="{language}">' in said
    for name in ("quality", "windows", "cohorts", "contributions", "spread", "data", "making", "gate"):
        assert text(language, f"report.{name}") in said


def test_nobody_and_nothing_of_few_is_named(html: str) -> None:
    everything = html + "".join(pictures(html))
    assert [secret for secret in SECRETS if secret in everything] == []


def test_every_picture_is_also_a_sentence_and_drawn_for_desk_and_phone_light_and_dark(html: str) -> None:
    told = re.findall(r'<img [^>]*alt="([^"]+)"', html)
    assert len(told) == html.count("<picture>") >= 8
    assert all(one.endswith(".") and re.search(r"\d", one) for one in told)
    assert len(pictures(html)) == 4 * len(told)


def test_every_picture_says_what_its_axes_measure_and_in_what(html: str, language: str) -> None:
    step = text(language, "report.step.6")
    units = [text(language, f"report.{name}.axis") for name in ("ndcg", "ablation")]
    units += [text(language, "report.volume.axis", step=step)]
    units += [text(language, "report.spread.axis", items="16")]
    for svg in pictures(html):
        assert any(unit in words(svg) for unit in units), words(svg)[:300]


def test_what_was_measured_of_sources_is_shown_with_its_age(html: str, language: str) -> None:
    said = unescape(html)
    assert text(language, "source.personal") in said
    assert text(language, "report.ablation.loss") in said
    assert text(language, "report.ablation.age.other", day="", now="")[:30] in said


def test_a_source_that_said_something_else_is_told_on_top(html: str, language: str) -> None:
    """After the first training wishes came in, which nobody had before."""
    large = text(language, "report.drift.large", day="").partition(":")[0]
    assert large in html[: html.index('class="cards"')]


@needs_browser
@pytest.mark.browser
def test_a_report_fits_a_phone_and_a_desk_with_everything_unfolded(reports: dict[str, Path]) -> None:
    with chromium() as browser:
        for size in SIZES:
            look(browser, size, reports["de"])


def look(browser: Browser, size: str, report: Path) -> None:
    with opened(browser, size, "dark", java_script_enabled=True) as page:
        page.goto(report.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        wide = "[...document.querySelectorAll('figure')].filter(f => f.scrollWidth > f.clientWidth).length"
        assert page.evaluate(wide) == 0
        assert page.locator("h1").is_visible()


def test_a_shop_without_returning_customers_gets_a_report_too(tmp_path: Path) -> None:
    floor = Floor(tmp_path)
    with closing(floor.store):
        floor.keep([kept("view_item", 1, f"geheimnis-{n}", item_id="tea") for n in range(9)])
        outcome = train(floor)
    write_report(tmp_path / "report.html", floor.settings, outcome)
    write_chart(tmp_path / "chart.svg", outcome.scores, "de")
    said = unescape((tmp_path / "report.html").read_text())
    assert text("de", "report.judged.few") in said
    assert text("de", "report.ablation.none") in said
    assert not (tmp_path / "chart.svg").exists()


def found(lead: tuple[float, float, float], customers: int = 100, rival: float = 0.2) -> Evaluation:
    """The blend leads the better of two baselines by so much, on both kinds of target."""
    scores = [score for head in HEADS for score in scores_of(head, lead, customers, rival)]
    return Evaluation(scores=scores, windows=[], cohorts=[], counts={}, horizon_days=7, notices=[])


def scores_of(head: str, lead: tuple[float, float, float], customers: int, rival: float) -> Iterator[Score]:
    leads = dict(zip(("lead", "lead_low", "lead_high"), lead, strict=True))
    none = dict.fromkeys(leads, 0.0)
    rest = {"recall": 0.0, "coverage": 0.0, "items": 1, "novelty": 0.0, "repeats": 0.0, "diversity": None}
    about = {"targets": head, "customers": customers, "ndcg_low": 0.0, "ndcg_high": 1.0, **rest}
    ndcg = rival + lead[0]
    yield Score(method="blend", kind="blend", ndcg=ndcg, **none, **about)  # type: ignore[arg-type]
    yield Score(method="popular", kind="baseline", ndcg=rival / 2, **none, **about)  # type: ignore[arg-type]
    yield Score(method="own items first", kind="baseline", ndcg=rival, **leads, **about)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lead", "customers", "mark"),
    [
        ((0.05, 0.01, 0.09), 100, "good"),
        ((0.05, -0.01, 0.11), 100, "open"),
        ((-0.05, -0.09, -0.01), 100, "bad"),
        ((0.05, 0.01, 0.09), 29, "few"),
    ],
)
def test_one_is_glad_where_the_lead_is_shown(
    lead: tuple[float, float, float], customers: int, mark: str
) -> None:
    run = races(found(lead, customers))
    assert overall(run) == mark
    assert judged(run, Voice("en")) == text("en", f"report.judged.{mark}")


def test_where_nobody_came_back_nothing_is_judged() -> None:
    nothing = Evaluation(scores=[], windows=[], cohorts=[], counts={}, horizon_days=7, notices=[])
    assert overall(races(nothing)) == "few"


def test_a_lead_is_told_as_a_factor_of_the_best_simple_method() -> None:
    (race, _) = races(found((0.05, 0.01, 0.09)))
    assert (
        against(race, Voice("en"))
        == "1.25 times as good as the best simple method “Own items first” (1.05 to 1.45)"
    )


def test_against_a_method_that_foresaw_nothing_there_is_no_factor() -> None:
    (race, _) = races(found((0.05, 0.01, 0.09), rival=0.0))
    assert "foresaw nothing" in against(race, Voice("en"))
