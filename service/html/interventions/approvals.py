"""Decisions that wait → the page on which somebody approves or declines them, without any script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote

from service.html import render
from service.html.console_nav import APPROVALS, CUSTOMER, nav
from service.html.numbers import moment, money
from service.texts import text

SAID = ("ready", "declined", "settled", "unknown", "too_old", "gone", "no_consent", "held_out", "stale")
WELL = ("ready", "declined")  # the others are to be noticed


class Waiting(NamedTuple):
    """A decision (`since`: microseconds), why and what is said in words, what proves that this page asked."""

    intervention_id: str
    customer_id: str
    gesture: str
    cost: float
    currency: str
    since: int
    why: str
    said: str | None
    token: str


def approvals_page(
    waiting: Sequence[Waiting], said: str | None, language: str, place: str, *, more: bool
) -> str:
    """Oldest first. `said`: what became of the last word; `place`: the shop's time zone."""
    return render(
        "approvals.html",
        language,
        nav=nav(APPROVALS, language),
        languages={other: f"{APPROVALS}?locale={other}" for other in text.languages},
        said=text(language, f"console.approvals.said.{said}") if said in SAID else None,
        well=said in WELL,
        more=more,
        waiting=[_row(one, language, place) for one in waiting],
    )


def _row(one: Waiting, language: str, place: str) -> dict[str, str | None]:
    return {
        "address": f"{APPROVALS}/{quote(one.intervention_id, safe='')}?locale={language}",
        "token": one.token,
        "since": moment(one.since, language, place),
        "customer": one.customer_id,
        "gesture": one.gesture,
        "cost": money(one.cost, one.currency, language),
        "why": one.why,
        "said": one.said,
        "decisions": f"{CUSTOMER}?customer_id={quote(one.customer_id, safe='')}&locale={language}",
    }
