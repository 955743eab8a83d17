"""Definitions and stored analyses → the page that lists all experiments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from features.experiments.definition import Experiment
from features.experiments.results import Results, Stored
from service.html import render
from service.html.console_nav import EXPERIMENTS as HOME
from service.html.console_nav import nav
from service.html.experiments.parts import address, when
from service.html.experiments.said import MARKS, verdict
from service.html.experiments.words import Words
from service.html.parts import Mark
from service.texts import text


class Row(NamedTuple):
    """One experiment in the list."""

    name: str
    address: str
    when: str
    mark: Mark | None
    state: str
    verdict: str
    computed: str


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
    name, told = definition.name, when(definition, now, say)
    page = f"{address(name)}?locale={say.language}"
    if not isinstance(stored, Results):
        open_ = "state.before_start" if now < definition.starts_at else "uncomputed"
        return Row(name, page, told, None, say(stored or open_), "", "–")
    mark, state, said = MARKS[stored.state], say(f"state.{stored.state}"), verdict(stored, say)
    return Row(name, page, told, mark, state, said[0] if said else "", say.ago(stored.computed_at, now))
