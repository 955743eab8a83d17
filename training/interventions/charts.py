"""A report of gestures → pictures in every language: what each did, how often it was made week by week."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from features.interventions.definition import NOTHING
from features.interventions.report import Day, Line, Report
from service.html.interventions.tables import gesture, mark_of
from service.html.interventions.words import Words
from service.html.parts import Picture
from service.texts import text
from training.charts import Change, Counted, Course, effect_chart, volume_chart
from training.charts.effects import SEEN
from training.charts.effects import Words as EffectWords


def pictures(report: Report) -> dict[str, dict[str, str]]:
    """`effects`, `course`; `….narrow` for a phone. Light ones: pages make the dark ones."""
    found: dict[str, dict[str, str]] = {}
    for language in text.languages:
        for name, picture in _drawn(report, Words(language, report.currency)).items():
            found.setdefault(name, {})[language] = picture.light
            found.setdefault(f"{name}.narrow", {})[language] = picture.narrow.light
    return found


def _drawn(report: Report, say: Words) -> dict[str, Picture]:
    changes = [change for line in report.lines if (change := _change(line, say))]
    words = EffectWords(say("effects.axis"), say("column.gesture"), {one: say(f"seen.{one}") for one in SEEN})
    found = {"effects": effect_chart(changes, words, say.locale)} if changes else {}
    weeks = sorted({week_of(day.day) for day in report.days})
    if len(weeks) > 1:
        kinds = [
            Counted(gesture(line.gesture, say), counts(report.days, line.gesture, weeks))
            for line in report.lines
        ]
        course = Course(
            kinds, [f"{week}T00:00:00Z" for week in weeks], [], say("course.when"), say("course.count")
        )
        found["course"] = volume_chart(course, say.locale)
    return found


def _change(line: Line, say: Words) -> Change | None:
    told, mark = line.effect, mark_of(line.effect)
    if told is None or mark == "few":
        return None
    return Change(line.gesture, told.effect, told.low, told.high, say.points(told.effect), mark)


def week_of(day: str) -> str:
    """Its Monday."""
    found = date.fromisoformat(day)
    return (found - timedelta(days=found.weekday())).isoformat()


def counts(days: list[Day], name: str, weeks: list[str]) -> list[int]:
    """How often a gesture was decided upon in each week; without who was held out where it is nothing."""
    found: Counter[str] = Counter()
    for day in days:
        if day.gesture == name:
            found[week_of(day.day)] += day.decided - (day.held if name == NOTHING else 0)
    return [found[week] for week in weeks]
