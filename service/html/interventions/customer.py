"""What was decided for one customer → the page on which staff reads why, and what the customer did since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from features.interventions.definition import NOTHING
from service.html import render
from service.html.console_nav import CUSTOMER, nav
from service.html.numbers import moment, written
from service.texts import text


class Seen(NamedTuple):
    """A decision (`at`, `replied_at`: microseconds), in words; days and stars None: not heard of.

    `made`: there is something to reply to.
    """

    gesture: str
    made: bool
    at: int
    why: str
    text: str | None
    not_possible: Mapping[str, str]
    reply: str | None
    replied_at: int
    order_days: float | None
    complaint_days: float | None
    stars: float | None


def customer_page(customer_id: str, decisions: Sequence[Seen], language: str, place: str) -> str:
    """Newest first; `customer_id` empty: nobody is asked about yet. `place`: the shop's time zone."""
    return render(
        "customer.html",
        language,
        nav=nav(CUSTOMER, language),
        languages={other: _address(customer_id, other) for other in text.languages},
        address=CUSTOMER,
        customer_id=customer_id,
        decisions=[_card(one, language, place) for one in decisions],
    )


def _address(customer_id: str, language: str) -> str:
    asked = {"customer_id": customer_id} if customer_id else {}
    return f"{CUSTOMER}?{urlencode(asked | {'locale': language})}"


def _card(one: Seen, language: str, place: str) -> dict[str, object]:
    return {
        "gesture": text(language, "goodwill.nothing") if one.gesture == NOTHING else one.gesture,
        "why": one.why,
        "text": one.text,
        "not_possible": one.not_possible,
        "outcome": list(_outcome(one, language, place)),
        "when": moment(one.at, language, place),
    }


def _outcome(one: Seen, language: str, place: str) -> Iterator[str]:
    if one.made or one.reply:
        day = moment(one.replied_at, language, place) if one.reply else ""
        yield text(language, f"console.customer.reply.{one.reply or 'none'}", day=day)
    figures = {
        "ordered": ("days", one.order_days),
        "complained": ("days", one.complaint_days),
        "rated": ("stars", one.stars),
    }
    known = {what: (unit, value) for what, (unit, value) in figures.items() if value is not None}
    for what, (unit, value) in known.items():
        yield text(language, f"console.customer.{what}", **{unit: written(value, language, 1)})
    if not known:
        yield text(language, "console.customer.quiet")
