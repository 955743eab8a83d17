"""A stored analysis → the console pages of all touchpoints, and of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote

from features.clock import parse_moment
from features.touchpoints.cells import ALL, BYS, Curve
from features.touchpoints.definition import Touchpoint
from features.touchpoints.standing import Standing
from features.touchpoints.view import standings
from service.html import render
from service.html.console_nav import TOUCHPOINTS as HOME
from service.html.console_nav import nav
from service.html.parts import Fact, Figure, Mark, Table, picture_of
from service.html.sheet import FORMS
from service.html.touchpoints.chosen import Chosen, Link, Shown
from service.html.touchpoints.said import aside, changes, curve_said, met
from service.html.touchpoints.tables import (
    curve_table,
    kinds_table,
    moves_table,
    overview,
    unequal_table,
    voices_table,
    words_tables,
)
from service.html.touchpoints.words import Words
from service.texts import text

FIGURES = "/console/touchpoint-figures"
SPANS = (2, 3, 6, 12, 24)  # months to choose from


class Curved(NamedTuple):
    """Answers by gap: sentences, a picture, the figures."""

    title: str
    said: list[str]
    figures: list[Figure]
    table: Table


def nothing_page(chosen: Chosen, *, unreadable: bool) -> str:
    """Nothing was computed yet, or by another release."""
    return render(
        "touchpoints.html", chosen.language, **_frame(HOME, chosen), shown=None, unreadable=unreadable
    )


def list_page(shown: Shown, chosen: Chosen) -> str:
    """All touchpoints."""
    say, found, months = Words(chosen.language), shown.stored.analysis, shown.months(chosen)
    whole = standings(found, shown.touchpoints, months)
    seen = whole if chosen.by == ALL else standings(found, shown.touchpoints, months, chosen.by)
    return render(
        "touchpoints.html",
        chosen.language,
        **_frame(HOME, chosen),
        shown=shown,
        unreadable=False,
        age=_age(shown, months, say),
        changes=changes(whole, shown.touchpoints, say),
        figures=_figures(shown, "met", say("met.caption"), say("met.caption"), say),
        standing=overview(seen, shown.touchpoints, chosen.by, say),
        each=[
            Link(one.titled(say.language), chosen.address(f"{HOME}/{quote(name, safe='')}"))
            for name, one in shown.touchpoints.items()
        ],
        unequal=unequal_table(found, months, shown.touchpoints, say),
        voices=voices_table(found, shown.touchpoints, months, say),
        moves=moves_table(found, say),
        aside=aside(found, say),
        downloads=_downloads(chosen),
    )


def touchpoint_page(shown: Shown, touchpoint: Touchpoint, chosen: Chosen) -> str:
    """One touchpoint, for its owner."""
    say, found, months = Words(chosen.language), shown.stored.analysis, shown.months(chosen)
    mine = {touchpoint.name: touchpoint}
    (whole,) = standings(found, mine, months)
    address = f"{HOME}/{quote(touchpoint.name, safe='')}"
    parts = [] if chosen.by == ALL else standings(found, mine, months, chosen.by)
    return render(
        "touchpoint.html",
        chosen.language,
        **_frame(address, chosen),
        name=touchpoint.titled(say.language),
        age=_age(shown, months, say),
        promises=_promises(touchpoint, say),
        facts=_facts(whole, say),
        unused=not (whole.n or whole.scores),
        figures=_figures(shown, f"months.{touchpoint.name}", say("months.caption"), _told(whole, say), say),
        kinds=kinds_table(whole, say),
        parts=overview(parts, mine, chosen.by, say),
        curves=[_curve(shown, one, say) for one in found.curves if one.touchpoint == touchpoint.name],
        words=words_tables(found.words.get(touchpoint.name, []), say),
        back=chosen.address(),
    )


def _frame(address: str, chosen: Chosen) -> dict[str, object]:
    say = Words(chosen.language)
    return {
        "nav": nav(HOME, chosen.language),
        "languages": {other: chosen.address(address, locale=other) for other in text.languages},
        "spans": [
            Link(say("months", n=n), chosen.address(address, months=n), n == chosen.months) for n in SPANS
        ],
        "splits": [Link(say(f"by.{by}"), chosen.address(address, by=by), by == chosen.by) for by in BYS],
    }


def _age(shown: Shown, months: Sequence[str], say: Words) -> str:
    until = say.moment(parse_moment(shown.stored.analysis.as_of))
    span = say.span(say.month(months[0]), say.month(months[-1]))
    return say("age", span=span, ago=say.ago(shown.computed_at, shown.now), until=until)


def _downloads(chosen: Chosen) -> list[Link]:
    return [Link(label, chosen.address(f"{FIGURES}/{form}")) for form, label in FORMS.items()]


def _figures(shown: Shown, name: str, caption: str, told: str, say: Words) -> list[Figure]:
    picture = picture_of(shown.stored.pictures, name, say.language)
    return [Figure(picture, caption, told)] if picture else []


def _told(one: Standing, say: Words) -> str:
    """The months in a sentence, for who doesn't see the picture."""
    each = [
        f"{say.month(month.month)} {say.share(month.met)}" for month in one.months if month.met is not None
    ]
    return f"{say('months.caption')} {'; '.join(each)}"


def _promises(touchpoint: Touchpoint, say: Words) -> list[str]:
    given = {name: getattr(touchpoint, name) for name in ("answer_within", "resolve_within")}
    told = [say(f"promise.{name}", within=value) for name, value in given.items() if value is not None]
    asked = [say("promise.asked", share=say.share(touchpoint.asked_share))] if touchpoint.asked_share else []
    return [say("owner", name=touchpoint.owner), *told, *asked]


def _facts(one: Standing, say: Words) -> list[Fact]:
    change = one.since_last_month
    mark: Mark | None = (
        None if change is None or not change.certain else "good" if change.value > 0 else "bad"
    )
    word = say(f"seen.{mark}") if mark else ""
    share = say.share(one.met) if one.met is not None else say("few.short")
    return [
        Fact(say("column.met"), share, met(one, say)),
        Fact(say("column.change"), say.points_short(change), say.points(change), mark, word),
        Fact(say("column.trend"), say.points_short(one.trend), say.points(one.trend)),
        *(
            Fact(say.named("metric", score.metric), say.score_short(score), say.score(score))
            for score in one.scores
        ),
    ]


def _curve(shown: Shown, curve: Curve, say: Words) -> Curved:
    said = curve_said(curve, say)
    title = say("curve", metric=say.named("metric", curve.metric), kind=say.named("kind", curve.kind))
    figures = _figures(shown, f"curve.{curve.name}", say("curve.caption"), " ".join(said), say)
    return Curved(title, said, figures, curve_table(curve, say))
