"""An A/B tester opens the console in a browser, types a key, and reads what came of an experiment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from features.analyses import of_phase
from features.clock import DAY, to_text
from features.experiments.definition import HOLDOUT, encode_experiment
from features.experiments.expecting import Forecast
from features.experiments.results import Results, encode_results
from tests.service.console.house import House
from tests.service.html.analysed import NOW, analysis, said
from tests.training.experiments.shop import defined

HOME, PAGE = "/console/experiments", "/console/experiments/homepage"


class Shop(House):
    """Its experiments are defined and computed when a test says so."""

    def define(self, **fields: Any) -> Shop:
        usual = {"start": to_text(NOW - 20 * DAY), "end": to_text(NOW + 8 * DAY)}
        experiment = defined(**usual | fields)
        with self.store.write() as transaction:
            transaction.put_definition(
                "experiment", experiment.name, encode_experiment(experiment), NOW, "me"
            )
        return self

    def compute(self, found: Results, body: bytes = b"", place: str | None = None) -> Shop:
        with self.store.write() as transaction:
            transaction.put_analysis(place or found.name, found.computed_at, body or encode_results(found))
        return self


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Shop]:
    with closing(Shop(tmp_path, NOW)) as house:
        yield house


def test_without_an_experiment_it_says_how_to_get_one(house: Shop) -> None:
    with house.opened() as client:
        assert "zuvor apply FILE" in client.get(HOME, params={"locale": "en"}).text


def test_the_list_tells_verdict_and_age_of_each(house: Shop) -> None:
    house.define().define(name="checkout").compute(analysis())
    with house.opened() as client:
        html = client.get(HOME, params={"locale": "en"}).text
    assert "“personalised” is better than “default”." in html
    assert "3 hours ago" in html
    assert "Nothing computed yet" in html
    assert 'href="/console/experiments/checkout?locale=en"' in html


def test_the_page_tells_verdict_pictures_checks_and_age(house: Shop) -> None:
    house.define().compute(analysis())
    with house.opened() as client:
        html = client.get(PAGE, params={"locale": "en"}).text
    for part in (
        "is better than",
        "Computed 3 hours ago",
        "3 saw two variants",
        "+4.1% to +20.5%",
        "exploratory",
    ):
        assert part in html
    assert html.count("<figure>") == 2
    assert "<script" not in html


@pytest.mark.parametrize(("language", "word"), [("de", "besser"), ("en", "better")])
def test_it_speaks_the_browsers_language(house: Shop, language: str, word: str) -> None:
    house.define().compute(analysis())
    with house.opened() as client:
        html = client.get(PAGE, headers={"Accept-Language": f"{language}-AT,fr;q=0.8"}).text
    assert f'<html lang="{language}">' in html
    assert word in html


@pytest.mark.parametrize(
    "kind", ["before_start", "few", "withheld_srm", "stopped_undecided", "guardrail_worse"]
)
def test_it_has_words_for_whatever_came_of_it(house: Shop, kind: str) -> None:
    house.define().compute(analysis(sentences=[said(kind)], effects=[], path=[], segments=[], pictures={}))
    with house.opened() as client:
        answer = client.get(PAGE)
    assert answer.status_code == 200
    assert "<figure>" not in answer.text


def test_an_experiment_of_which_nothing_was_computed_says_so(house: Shop) -> None:
    house.define()
    with house.opened() as client:
        html = client.get(PAGE, params={"locale": "en"}).text
    assert "Nothing computed yet" in html
    assert "running since February 9, 2026" in html


def test_it_starts_on_the_day_that_its_tester_wrote(house: Shop) -> None:
    house.define(start="2099-12-01T00:00:00+01:00", end="2099-12-31T00:00:00+01:00")
    with house.opened() as client:
        assert "starts on December 1, 2099" in client.get(PAGE, params={"locale": "en"}).text


def test_an_analysis_of_another_release_is_told_of(house: Shop) -> None:
    house.define().compute(analysis(), body=b'{"form": "of tomorrow"}')
    with house.opened() as client:
        assert "Another release wrote it" in client.get(PAGE, params={"locale": "en"}).text
        assert "be read" in client.get(HOME, params={"locale": "en"}).text


def test_the_built_in_holdout_has_a_page_as_soon_as_it_was_computed(house: Shop) -> None:
    house.compute(analysis(name=HOLDOUT))
    with house.opened() as client:
        listed, page = client.get(HOME).text, client.get(f"{HOME}/{HOLDOUT}")
    assert f"{HOME}/{HOLDOUT}" in listed
    assert page.status_code == 200


def test_a_definition_of_another_release_costs_no_other_its_place(house: Shop) -> None:
    house.define()
    with house.store.write() as transaction:
        transaction.put_definition("experiment", "strange", b'{"of": "tomorrow"}', NOW, "me")
    with house.opened() as client:
        assert "homepage" in client.get(HOME).text
        assert client.get(f"{HOME}/strange").status_code == 404


def test_the_figures_can_be_downloaded_from_the_page(house: Shop) -> None:
    house.define().compute(analysis())
    with house.opened() as client:
        links = re.findall(r'href="([^"]+)" download', client.get(PAGE).text)
        files = [client.get(link) for link in links]
    assert [file.headers["content-disposition"] for file in files] == [
        'attachment; filename="homepage.csv"',
        'attachment; filename="homepage.parquet"',
    ]


@pytest.mark.parametrize("path", ["/console/experiments/x", f"{PAGE}/xlsx", "/console/experiments/%2e%2e"])
def test_what_is_not_there_is_a_page_that_says_so(house: Shop, path: str) -> None:
    with house.opened() as client:
        answer = client.get(path, headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "There is no such thing here" in answer.text


def test_a_browser_is_asked_for_a_key_and_opens_the_page_with_it(house: Shop) -> None:
    house.define().compute(analysis())
    keys = [house.key("analyst", name) for name in ("", "me", "Zoë")]
    with house.opened(strict=True) as client:
        asked = client.get(PAGE, headers={"Accept-Language": "en"})
        answers = [client.get(PAGE, headers=key).status_code for key in keys]
    assert asked.status_code == 401
    assert asked.headers["www-authenticate"].startswith("Basic realm=")
    assert "any user name" in asked.text
    assert answers == [200, 200, 200]


def test_a_key_for_something_else_does_not_open_it(house: Shop) -> None:
    key = house.define().key("read")
    with house.opened(strict=True) as client:
        answer = client.get(PAGE, headers=key | {"Accept-Language": "en"})
    assert answer.status_code == 403
    assert "This key doesn&#39;t open this page" in answer.text


def test_a_password_opens_the_console_and_nothing_else(house: Shop) -> None:
    key = house.define().compute(analysis()).key("analyst")
    with house.opened(strict=True) as client:
        assert client.get("/v1/experiments/homepage/results", headers=key).status_code == 401


@pytest.mark.parametrize("sent", ["Basic", "Basic !!!", "Basic /////w==", "Basic Zm9v", "Digest x"])
def test_a_header_that_is_no_password_opens_nothing(house: Shop, sent: str) -> None:
    house.key("analyst")
    with house.opened(strict=True) as client:
        assert client.get(HOME, headers={"Authorization": sent}).status_code == 401


def test_a_page_may_only_be_shown(house: Shop) -> None:
    with house.opened() as client:
        headers = client.get(HOME).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "script-src" not in headers["content-security-policy"]
    assert headers["cache-control"] == "private, no-store"


def test_the_console_leads_to_the_experiments(house: Shop) -> None:
    with house.opened() as client:
        assert client.get("/console", follow_redirects=True).url.path == HOME


def test_former_phases_are_a_click_away(house: Shop) -> None:
    house.define().define(phase=2, start=to_text(NOW + DAY), end=to_text(NOW + 8 * DAY))
    house.compute(analysis(phase=2, state="not_yet", sentences=[])).compute(
        analysis(), place=of_phase("homepage", 1)
    )
    with house.opened() as client:
        (link,) = re.findall(r'href="([^"]+)">phase 1<', client.get(PAGE, params={"locale": "en"}).text)
        former = client.get(unescape(link)).text
        (back,) = re.findall(r'href="([^"]+)">the last phase<', former)
        assert "is better than" in former
        assert f"{PAGE}/csv?phase=1" in former
        assert "is better than" not in client.get(unescape(back)).text


def test_a_new_phase_has_no_verdict_of_the_former_one_which_is_over(house: Shop) -> None:
    house.define().compute(analysis())
    house.define(phase=2, start=to_text(NOW + DAY), end=to_text(NOW + 28 * DAY))
    with house.opened() as client:
        last = client.get(PAGE, params={"locale": "en"}).text
        assert "is better than" not in last + client.get(HOME, params={"locale": "en"}).text
        (link,) = re.findall(r'href="([^"]+)">phase 1<', last)
        former = client.get(unescape(link)).text
    assert "is better than" in former
    assert "ended on March 1, 2026" in former
    assert ">the last phase<" in former


def test_a_planned_experiment_says_what_to_expect(house: Shop) -> None:
    house.define(start=to_text(NOW + DAY), end=to_text(NOW + 29 * DAY))
    with house.opened() as client:
        html = client.get(PAGE, params={"locale": "en"}).text
        assert ("Nobody counted the last weeks" in html, "Nothing computed yet" in html) == (True, False)
        assert "not started" in client.get(HOME, params={"locale": "en"}).text
    weeks = Forecast(span_units=2_800, units_per_day=100, units=2_800, days=28.0, base=0.05, power=0.364)
    weeks = replace(weeks, needed=19_000, days_needed=None, unreported=["promises_kept"])
    house.compute(analysis(version=1, state="before_start", sentences=[], expected=weeks))
    with house.opened() as client:
        html = client.get(PAGE, params={"locale": "en"}).text
    for part in (
        "2,800 participants",
        "probability of 36.4%",
        "19,000 participants",
        "more than ten years",
        "purchase, shipment_delivered",
        "3 hours ago",
    ):
        assert part in html
