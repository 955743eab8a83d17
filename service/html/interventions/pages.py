"""A stored report of gestures → the console page that a customer-experience lead reads."""

from __future__ import annotations

from collections.abc import Sequence

from features.interventions.report import Report
from service.html import render
from service.html.console_nav import INTERVENTIONS as HOME
from service.html.console_nav import nav
from service.html.interventions import tables as view
from service.html.interventions.words import Words
from service.html.parts import Figure, picture_of
from service.html.sheet import FORMS
from service.texts import text

FIGURES = "/console/intervention-figures"


def interventions_page(report: Report | None, now: int, language: str, *, unreadable: bool = False) -> str:
    """What gestures did; `report` None: nothing was computed yet, or by another release."""
    return render(
        "interventions.html",
        language,
        nav=nav(HOME, language),
        languages={other: f"{HOME}?locale={other}" for other in text.languages},
        unreadable=unreadable,
        report=report,
        **(_told(report, now, Words(language, report.currency)) if report else {}),
    )


def _told(report: Report, now: int, say: Words) -> dict[str, object]:
    mark, said = view.verdict(report, say)
    return {
        "mark": mark,
        "verdict": said,
        "age": view.age(report, now, say),
        "facts": view.facts(report, say),
        "outcomes": view.outcome_table(report, say),
        "effects": _figure(report, "effects", view.gesture_table(report, say).rows, say),
        "gestures": view.gesture_table(report, say),
        "course": _figure(report, "course", [], say),
        "after": view.after_table(report, say),
        "refused": view.refused_table(report, say),
        "downloads": [(label, f"{FIGURES}/{form}") for form, label in FORMS.items()],
    }


def _figure(
    report: Report, name: str, rows: Sequence[Sequence[str | float | None]], say: Words
) -> list[Figure]:
    picture = picture_of(report.pictures, name, say.language)
    caption = say(f"{name}.caption")
    each = "; ".join(f"{row[0]}: {row[3]}" for row in rows)
    return [Figure(picture, caption, f"{caption} {each}".strip())] if picture else []
