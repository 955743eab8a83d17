"""What reached a customer, by the ledger and as events tell it → contacts, all under the one budget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Struct

from features.clock import DAY
from features.events import Channel
from features.interventions.contact import Contact
from service.interventions.webhook.permission import STALE
from service.store.records import Fact, Intervention

SURVEY = "survey_sent"  # the shop's own, or what came of one that the ledger has
REVIEW = "review_invitation."  # how the id of such an answer begins
SAME = DAY  # a survey that is told so soon after the ledger's is that one


class _Body(Struct, gc=False):
    channel: Channel | None = None
    answer_id: str = ""


_body = msgspec.json.Decoder(_Body).decode


def contacts_of(reached: Iterable[Intervention], facts: Iterable[Fact], now: int) -> list[Contact]:
    """Whatever counts against the caps, in no order. `reached`: decisions that weren't taken back."""
    done = [_of_ledger(one, now) for one in reached]
    surveys = [contact.at for contact in done if contact.purpose == "survey"]
    told = _told(fact for fact in facts if fact.kind in (SURVEY, "answer_shown"))
    return done + [
        contact
        for contact in told
        if contact.purpose != "survey" or not any(0 <= contact.at - at < SAME for at in surveys)
    ]


def reached_at(done: Intervention, now: int) -> int:
    """When it reached somebody; what waits for approval, or for a receiver that takes it, may do so at any
    moment until it is too old.

    What a clock that ran ahead dated counts as now: it isn't forgotten until then.
    """
    waits = done.state == "waiting" or (done.state == "ready" and done.channel != "web")
    return min(done.decided_at + STALE if waits else done.changed_at, now)


def _of_ledger(done: Intervention, now: int) -> Contact:
    return Contact(reached_at(done, now), done.channel, done.purpose)  # type: ignore[arg-type]  # as they were written


def _told(facts: Iterable[Fact]) -> Iterator[Contact]:
    for kind, at, raw in facts:
        body = _body(raw)
        if kind == SURVEY:
            yield Contact(at, body.channel or "email", "survey")
        elif body.answer_id.startswith(REVIEW):
            yield Contact(at, body.channel or "web", "review")
