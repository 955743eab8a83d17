"""What a training's report says of delivery promises, replayed from what was known before."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from math import exp

import msgspec
import pytest

from features.artifact import Manifest
from service.engine.lead_times.rolling import Rolling
from service.engine.lead_times.stored import WATCHED
from service.engine.lead_times.watch import FEW
from service.html.parts import Picture
from service.store.records import Fact
from tests.service.engine.lead_times.shop import CUT, ORIGINS, ZONE, every_day, in_time, learned, rolled
from training.lead_times import Watched, replayed, watched
from training.report.pieces import Section
from training.report.promises import promises, whole_of
from training.report.voice import Voice

LANGUAGES = ("de", "en")


def lived(facts: list[Fact]) -> Rolling | None:
    known = in_time(facts)

    def told(since: int, until: int) -> Iterator[Fact]:
        return (one for one in known if since <= one.occurred_at <= until)

    return replayed(told, ORIGINS, CUT, ZONE, 2, 0.9)


@cache
def steady() -> Watched:
    """Two days each, for more than half a year; a second carrier, and a third one with few parcels."""
    many = every_day(200, 2, carrier="Postreiter")
    others = every_day(200, 2, each=1, until=CUT - 1, carrier="Alpenkurier")
    found = lived([*many, *others, *every_day(10, 2, each=1, until=CUT - 2, carrier="Karl Heinz")])
    assert found is not None
    return watched(found)


def section(found: Watched | None, language: str) -> Section:
    metrics = {} if found is None else {"promises": msgspec.to_builtins(found)}
    manifest = Manifest(
        format=1, version="v", created_at="", data_from="", data_until="", recipe={}, recipe_hash="",
        counts={}, metrics=metrics, weights={}, verdict="", dependencies={}, files={},
    )  # fmt: skip
    return promises(manifest, Voice(language))


def test_a_carrier_that_always_takes_as_long_keeps_its_promises() -> None:
    whole = whole_of(steady())
    assert whole.due > 200
    assert whole.coverage > 0.9
    assert 2 < whole.mean_days < 4


def test_what_a_training_saw_a_worker_goes_on_from() -> None:
    """Else whoever trains every night would look at no promise for longer than a day."""
    facts = every_day(200, 2, carrier="Postreiter")
    before = lived(facts)
    assert before is not None
    before.feedback.longer = 0.1
    model = learned(facts)
    model.arrays[WATCHED] = before.feedback.before()  # type: ignore[index]
    after = rolled(model, facts, CUT).standing()
    assert after.lately.due == before.standing().lately.due > FEW
    assert after.longer == pytest.approx(exp(0.1))
    before.feedback.longer = -0.1
    model.arrays[WATCHED] = before.feedback.before()  # type: ignore[index]
    assert rolled(model, facts, CUT).standing().longer == 1


def test_before_there_were_deliveries_nothing_is_replayed() -> None:
    assert lived(every_day(5, 2)) is None


def test_a_carrier_of_few_parcels_is_not_named() -> None:
    names = {group.name for group in steady().carriers}
    assert names == {"Postreiter", "Alpenkurier", "other"}
    assert next(group for group in steady().carriers if group.name == "other").due < FEW


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_shows_each_week_lane_and_carrier(language: str) -> None:
    shown = section(steady(), language)
    assert len(shown.tables) == 3
    lanes, carriers = shown.tables[1].rows, shown.tables[2].rows
    assert [row[0] for row in lanes] == ["DE → DE"]
    assert Voice(language)("promises.few_deliveries") in carriers[-1]
    assert all(len(row) == len(table.columns) for table in shown.tables for row in table.rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_has_named_axes_in_the_readers_language(language: str) -> None:
    (figure,) = section(steady(), language).figures
    assert isinstance(figure.picture, Picture)
    assert Voice(language)("promises.axis") in figure.picture.light
    assert "%" in figure.picture.light


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_deliveries_the_report_says_so(language: str) -> None:
    shown = section(None, language)
    assert shown.said == [Voice(language)("promises.none")]
    assert not shown.figures
    assert not shown.tables


def test_few_promises_are_no_share() -> None:
    few = msgspec.structs.replace(steady(), weeks=[])
    assert section(few, "en").said == ["Few deliveries: only 0 promises have ended so far."]
