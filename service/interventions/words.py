"""A line of the ledger → what was decided, why, and why other gestures weren't possible, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from service.html.numbers import money
from service.store.records import Intervention
from service.texts import text

# Reasons for which what was decided came to nothing in the end.
CANCELLED = frozenset({"no_consent", "too_old", "no_decision", "gone", "held_out", "bought_since"})


def in_words(line: Intervention, locale: str, currency: str) -> str:
    """One paragraph: what for, what was decided, what became of it. `currency`: where the line kept none."""
    return " ".join(_sentences(line, locale, currency))


def reasons(line: Intervention, locale: str) -> dict[str, str]:
    """Gesture → why it wasn't possible then; empty where all were."""
    refused: dict[str, str] = facts_of(line).get("not_now") or {}
    return {gesture: _why(why, locale) for gesture, why in refused.items()}


def facts_of(line: Intervention) -> dict[str, Any]:
    """What the decision rested on."""
    try:
        found = msgspec.json.decode(line.facts)
    except msgspec.DecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _sentences(line: Intervention, locale: str, currency: str) -> Iterator[str]:
    yield _say(locale, "trigger", line.trigger, subject=line.subject)
    cost = money(line.cost, line.currency or currency, locale)
    yield text(locale, f"decision.{_what(line)}", gesture=line.gesture, cost=cost)
    if line.state == "cancelled" and line.changed_by in CANCELLED:
        yield _why(line.changed_by, locale)
    elif line.state not in ("nothing", "refused"):
        yield _say(locale, "state", line.state)


def _what(line: Intervention) -> str:
    if line.holdout:
        return "held_out"
    asks = line.purpose in ("survey", "reminder")
    if line.state in ("nothing", "refused"):
        return "not_sent" if asks else line.state
    return line.purpose if asks or line.purpose == "owed" else "goodwill"


def _why(why: str, locale: str) -> str:
    return _say(locale, "why", why)


def _say(locale: str, about: str, name: str, **values: object) -> str:
    """A name that another release wrote stands for itself."""
    try:
        return text(locale, f"decision.{about}.{name}", **values)
    except KeyError:
        return f"{name}."
