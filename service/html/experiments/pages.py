"""Definitions and stored analyses → the pages that an A/B tester reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote

from features.clock import DAY
from features.experiments.definition import Experiment
from features.experiments.results import Results
from service.html import render
from service.html.console_nav import EXPERIMENTS as HOME
from service.html.console_nav import nav
from service.html.experiments.said import MARKS, age, change, span, verdict
from service.html.experiments.tables import checked, effect_table, facts, segment_table
from service.html.experiments.words import Words
from service.html.parts import Figure, Mark, picture_of
from service.html.sheet import FORMS
from service.texts import text

UNREADABLE = "unreadable"  # an analysis of another release


class Row(NamedTuple):
    """One experiment in the list."""

    name: str
    address: str
    when: str
    mark: Mark | None
    state: str
    verdict: str
    computed: str


Stored = Results | None | str  # None: nothing was computed yet


def list_page(found: Sequence[tuple[Experiment, Stored]], now: int, language: str) -> str:
    """All experiments; those that began last on top."""
    say = Words(language)
    newest = sorted(found, key=lambda pair: -pair[0].starts_at)
    return render(
        "experiments.html",
        language,
        nav=nav(HOME, language),
        languages={other: f"{HOME}?locale={other}" for other in text.languages},
        columns=[say(f"column.{name}") for name in ("name", "when", "state", "verdict", "computed")],
        listed=[_row(definition, stored, now, say) for definition, stored in newest],
    )


def _row(definition: Experiment, stored: Stored, now: int, say: Words) -> Row:
    name, when = definition.name, _when(definition, now, say)
    address = f"{_address(name)}?locale={say.language}"
    if not isinstance(stored, Results):
        return Row(name, address, when, None, say(stored or "uncomputed"), "", "–")
    mark, state, said = MARKS[stored.state], say(f"state.{stored.state}"), verdict(stored, say)
    return Row(name, address, when, mark, state, said[0] if said else "", say.ago(stored.computed_at, now))


def experiment_page(definition: Experiment, stored: Stored, now: int, language: str) -> str:
    """One experiment: verdict, effects, path, checks, parts of the units; or that there is nothing yet."""
    say, address = Words(language), _address(definition.name)
    values = _told(stored, definition, now, say) if isinstance(stored, Results) else {}
    return render(
        "experiment.html",
        language,
        nav=nav(HOME, language),
        languages={other: f"{address}?locale={other}" for other in text.languages},
        name=definition.name,
        when=_when(definition, now, say),
        list=f"{HOME}?locale={language}",
        unreadable=stored == UNREADABLE,
        results=stored if isinstance(stored, Results) else None,
        **values,
    )


def _told(results: Results, definition: Experiment, now: int, say: Words) -> dict[str, object]:
    address = _address(results.name)
    return {
        "mark": MARKS[results.state],
        "verdict": verdict(results, say) or [say(f"state.{results.state}")],
        "age": age(results, now, say),
        "facts": facts(results, say),
        "control": definition.control.name,
        "effects": effect_table(results, say),
        "changes": _changes(results, say),
        "course": _course(results, say),
        "checks": checked(results, say),
        "segments": segment_table(results, say),
        "window": say.lasting(definition.window_length / DAY),
        "downloads": [{"href": f"{address}/{form}", "label": label} for form, label in FORMS.items()],
    }


def _address(name: str) -> str:
    return f"{HOME}/{quote(name, safe='')}"


def _when(definition: Experiment, now: int, say: Words) -> str:
    ends_at = definition.ends_at
    if now < definition.starts_at:
        return say("starts", day=say.day(definition.starts_at))
    if ends_at is not None and definition.ended(now):
        return say("ended", day=say.day(ends_at))
    return say("runs", day=say.day(definition.starts_at))


def _changes(results: Results, say: Words) -> list[Figure]:
    each = [
        say("told.effect", name=say.metric(effect.metric), change=change(effect, say), span=span(effect, say))
        for effect in results.effects
    ]
    told = say("told", what=say("effects"), summary="; ".join(each))
    picture = picture_of(results.pictures, "effects", say.language)
    return [Figure(picture, say("effects.caption"), told)] if picture else []


def _course(results: Results, say: Words) -> list[Figure]:
    return [
        Figure(
            drawn,
            say("path.caption", variant=variant.name, control=results.variants[0].name),
            _course_told(results, variant.name, say),
        )
        for variant in results.variants[1:]
        if (drawn := picture_of(results.pictures, f"path.{variant.name}", say.language))
    ]


def _course_told(results: Results, variant: str, say: Words) -> str:
    looks = [look for look in results.path if look.variant == variant]
    each = [
        say("told.look", days=say.days(look.day), change=say.apart(results.metric, look.effect))
        for look in looks[:: max(1, len(looks) // 6)]
    ]
    return say("told", what=say("path"), summary="; ".join(each))
