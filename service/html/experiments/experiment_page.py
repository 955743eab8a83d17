"""A definition and its stored analysis → the page that an A/B tester reads."""

from __future__ import annotations

from collections.abc import Sequence

from features.clock import DAY
from features.experiments.definition import Experiment
from features.experiments.expecting import Expected
from features.experiments.results import UNREADABLE, Results, Stored
from service.html import render
from service.html.console_nav import EXPERIMENTS as HOME
from service.html.console_nav import nav
from service.html.experiments.parts import address, when
from service.html.experiments.planned import planned
from service.html.experiments.said import MARKS, age, change, span, verdict
from service.html.experiments.tables import checked, effect_table, facts, segment_table
from service.html.experiments.words import Words
from service.html.parts import Figure, picture_of
from service.html.sheet import FORMS
from service.texts import text


def experiment_page(
    definition: Experiment,
    stored: Stored,
    now: int,
    language: str,
    former: Sequence[int] = (),
    expected: Expected | None = None,
) -> str:
    """One experiment: verdict, effects, path, checks, parts of the units; or that there is nothing yet.

    `former`: phases before the last one that can be read; `expected`: before the start.
    """
    say, page = Words(language), address(definition.name)
    of = stored.phase if isinstance(stored, Results) else None
    shown = f"{page}?phase={of}&" if of in former else f"{page}?"
    values = _told(stored, definition, now, say) if isinstance(stored, Results) else {}
    return render(
        "experiment.html",
        language,
        nav=nav(HOME, language),
        languages={other: f"{shown}locale={other}" for other in text.languages},
        name=definition.name,
        when=when(definition, now, say),
        list=f"{HOME}?locale={language}",
        phases=_phases(stored, page, former, say),
        planned=planned(definition, expected, now, say) if now < definition.starts_at else [],
        unreadable=stored == UNREADABLE,
        results=stored if isinstance(stored, Results) else None,
        **values,
    )


def _phases(stored: Stored, page: str, former: Sequence[int], say: Words) -> list[dict[str, str]]:
    """Links to the phases that aren't on this page."""
    shown = stored.phase if isinstance(stored, Results) else None
    links = {phase: f"{page}?phase={phase}&locale={say.language}" for phase in former}
    links = {phase: link for phase, link in links.items() if phase != shown}
    found = [{"href": link, "label": say("phase", phase=phase)} for phase, link in links.items()]
    last = {"href": f"{page}?locale={say.language}", "label": say("phase.last")}
    return [*found, last] if shown in former else found


def _told(results: Results, definition: Experiment, now: int, say: Words) -> dict[str, object]:
    page = address(results.name)
    phase = f"?phase={results.phase}"
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
        "downloads": [{"href": f"{page}/{form}{phase}", "label": label} for form, label in FORMS.items()],
    }


def _changes(results: Results, say: Words) -> list[Figure]:
    each = [
        say("told.effect", name=say.metric(effect.metric), change=change(effect, say), span=span(effect, say))
        for effect in results.effects
    ]
    told = say("told", what=say("effects"), summary="; ".join(each))
    drawn = picture_of(results.pictures, "effects", say.language)
    return [Figure(drawn, say("effects.caption"), told)] if drawn else []


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
