"""A stored analysis says in a sentence what came of it, whatever that is, in both languages."""

from __future__ import annotations

import csv
import io

import polars as pl
import pytest
from msgspec.structs import replace

from features.clock import DAY, MINUTE
from features.experiments.metrics import METRICS
from features.experiments.results import Check, Sentence
from service.html.experiments.download import download
from service.html.experiments.said import age, seen, verdict
from service.html.experiments.tables import checked, effect_table, facts, segment_table
from service.html.experiments.words import Words
from service.texts import text
from tests.service.html.analysed import (
    DOUBTFUL,
    FIGURES,
    NOW,
    PRIMARY,
    RETURNS,
    analysis,
    said,
)

SENTENCES = [key.removeprefix("experiment.sentence.") for key in text.under("en", "experiment.sentence.")]
CHECKS = sorted({key.split(".")[2] for key in text.under("en", "experiment.check.")} - {"good", "look"})
EN, DE = Words("en"), Words("de-AT")


def test_the_verdict_is_one_sentence_that_names_variants_metric_change_and_interval() -> None:
    assert verdict(analysis(), EN) == [
        "“personalised” is better than “default”. Conversion: +12.0% (95% interval +4.1% to +20.5%). "
        "That was certain enough after 14 days."
    ]


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    (german,) = verdict(analysis(), DE)
    assert "+12,0\u00a0%" in german
    assert "nach 14 Tagen" in german


@pytest.mark.parametrize("kind", SENTENCES)
@pytest.mark.parametrize("say", [EN, DE])
def test_whatever_came_of_it_there_is_a_sentence(kind: str, say: Words) -> None:
    more = {"days_to_go": 3.4, "day": 9, "days": 0.2, "units": 40, "needed": 100, "p": 1e-9}
    figures = {name: value for name, value in more.items() if (kind, name) != ("not_yet.open", "days_to_go")}
    (told,) = verdict(analysis(sentences=[said(kind.removesuffix(".open"), **figures)]), say)
    assert len(told) > 30
    assert "{" not in told


def test_where_the_control_has_nothing_the_difference_is_told_itself() -> None:
    absolute = {name: FIGURES[name] for name in ("difference", "low", "high")}
    sentence = Sentence(kind="not_yet", variant="personalised", metric="conversion", figures=absolute)
    (told,) = verdict(analysis(sentences=[sentence]), EN)
    assert told.endswith("Conversion so far: +0.60 points (95% interval +0.20 to +1.00 points).")


def test_more_of_what_should_be_less_is_worse() -> None:
    assert (seen(PRIMARY, analysis()), seen(RETURNS, analysis())) == ("good", "bad")


def test_what_may_be_a_false_discovery_shows_nothing() -> None:
    assert seen(DOUBTFUL, analysis()) == "open"
    assert effect_table(analysis(), EN).rows[2][-1] == "may be chance: one of several secondary metrics"


@pytest.mark.parametrize(
    ("kind", "mark"),
    [("better_faded", "good"), ("worse_faded", "bad"), ("not_yet", "open"), ("no_difference_shown", "open")],
)
def test_the_primary_metric_is_seen_as_the_verdict_says(kind: str, mark: str) -> None:
    across = replace(PRIMARY, low=-0.001)
    found = analysis(sentences=[said(kind, day=14)], effects=[across])
    assert seen(across, found) == mark
    note = effect_table(found, EN).rows[0][-1]
    assert note == (
        "decided after 14 days; the last look alone wouldn't show it" if "faded" in kind else None
    )


def test_nothing_is_shown_while_the_verdict_is_withheld() -> None:
    assert seen(PRIMARY, analysis(state="withheld")) == "open"


def test_the_facts_are_change_people_and_days() -> None:
    assert [(fact.name, fact.value) for fact in facts(analysis(), EN)] == [
        ("Conversion with “personalised”", "+12.0%"),
        ("Visitors", "60,000"),
        ("Complete days", "14"),
    ]


@pytest.mark.parametrize(
    ("to_go", "told"), [(1.0, "about 1 day to go"), (6.2, "about 6 days to go"), (None, "still open")]
)
def test_how_long_it_still_takes_is_told(to_go: float | None, told: str) -> None:
    waiting = analysis(state="not_yet", decided_day=None, days_to_go=to_go)
    assert facts(waiting, EN)[-1].beside == told


def test_complete_days_are_counted_also_where_there_was_no_look_yet() -> None:
    few = analysis(state="not_yet", decided_day=None, path=[], data_until=NOW, start=NOW - 3 * DAY)
    assert facts(few, EN)[-1].value == "3"
    assert facts(replace(few, data_until=NOW - 5 * DAY), EN)[-1].value == "0"


def test_every_metric_has_a_name_and_a_way_of_being_written() -> None:
    for say in (EN, DE):
        assert all(say.metric(name) != name for name in METRICS)
    values = {name: EN.value(name, 0.1234) for name in METRICS}
    assert (values["conversion"], values["revenue"], values["orders"]) == ("12.3%", "0.12", "0.123")


def test_tables_name_everything() -> None:
    assert effect_table(analysis(), EN).rows[0] == [
        "Conversion",
        "+12.0%",
        "+4.1% to +20.5%",
        "better",
        "5.0%",
        "5.6%",
        "personalised",
        "primary",
        None,
    ]
    assert segment_table(analysis(), EN).rows[0][:3] == ["country: =cmd()", 900, "personalised"]


@pytest.mark.parametrize("kind", CHECKS)
@pytest.mark.parametrize("ok", [True, False])
def test_every_check_says_what_it_found(kind: str, ok: bool) -> None:
    figures = {"p": 0.2, "count": 3, "share": 0.6, "acts": 1_000, "pages": 500}
    check = Check(kind=kind, ok=ok, metric="revenue", figures=figures)
    for say in (EN, DE):
        (found,) = checked(analysis(checks=[check]), say)
        assert found.ok == ok
        assert "{" not in found.sentence


def test_what_is_wrong_is_told_first() -> None:
    assert [one.ok for one in checked(analysis(), EN)] == [False, True]


def test_it_says_how_old_it_is() -> None:
    assert age(analysis(), NOW, EN).startswith("Computed 3 hours ago; data until")
    assert age(analysis(), NOW + 3 * DAY, DE).startswith("Berechnet vor 3 Tagen")
    assert age(analysis(computed_at=NOW), NOW + MINUTE // 2, EN).startswith("Computed just now")


def test_all_figures_can_be_taken_along_as_csv() -> None:
    rows = list(csv.DictReader(io.StringIO(download(analysis(), "csv").decode())))
    assert [row["part"] for row in rows] == [
        *["variant"] * 2,
        *["effect"] * 3,
        "look",
        "segment",
        *["check"] * 2,
    ]
    assert (rows[2]["metric"], rows[2]["relative"], rows[0]["low"]) == ("conversion", "0.12", "")


def test_no_spreadsheet_computes_what_a_visitor_wrote() -> None:
    rows = list(csv.DictReader(io.StringIO(download(analysis(), "csv").decode())))
    assert rows[6]["value"] == "'=cmd()"


def test_parquet_has_the_same_rows() -> None:
    frame = pl.read_parquet(io.BytesIO(download(analysis(), "parquet")))
    assert frame["part"].to_list()[:3] == ["variant", "variant", "effect"]
    assert frame["relative"].to_list()[2] == 0.12
    assert frame["value"].to_list()[6] == "=cmd()"
