"""The route of what was decided for a customer, why, and what came of it, for whoever serves them."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get
from litestar.params import PathParameter
from msgspec import Struct

from features.clock import to_text
from features.identity import ALWAYS
from service.api import examples
from service.api import parameters as given
from service.api.describe import DOORS, gives, problems
from service.api.doors import needs
from service.api.pages import PRIVATE
from service.api.worker import TheWorker, Worker
from service.interventions.entries import said_of
from service.interventions.outcomes import Outcome, outcomes_of
from service.interventions.words import in_words, reasons
from service.store.records import Intervention
from service.texts import text

MOST = 100

CustomerId = Annotated[str, PathParameter(description="The shop's id of the customer.", max_length=128)]


class Decision(Struct, frozen=True, kw_only=True):
    """`why` in words; `not_possible`: gesture → why it wasn't possible then. `cost` in `currency`.

    `text`: what is said with it, as it was decided; null: nothing. `state`: waiting, ready, sent, declined,
    refused, cancelled, failed, lapsed, or nothing, on purpose. `outcome`: what the customer did since.
    """

    intervention_id: str
    decided_at: str
    touchpoint: str
    trigger: str
    subject: str
    gesture: str
    channel: str
    purpose: str
    cost: float
    currency: str
    text: str | None
    state: str
    changed_at: str
    why: str
    not_possible: dict[str, str]
    outcome: Outcome


class Decisions(Struct, frozen=True):
    """Newest first."""

    customer_id: str
    decisions: list[Decision]


@get(
    "/v1/customers/{customer_id:str}/interventions",
    security=needs("staff", "admin"),
    responses=gives(200, Decisions, "The decisions", examples.DECISIONS) | problems(400, *DOORS, 503),
    summary="What was decided for a customer, why, and what came of it",
    description="Gestures, surveys, reminders and what was left undone, the last 100, each with its reason, "
    "with why others weren't possible, in the language asked for, and with what the customer said and did "
    "since. Of somebody unknown there are none.",
)
async def get_decisions(
    worker: TheWorker, customer_id: CustomerId, locale: given.Locale = None
) -> Response[Decisions]:
    found = await worker.read(lambda: decided(worker, customer_id, locale or worker.settings.locale))
    return Response(Decisions(customer_id, found), headers=PRIVATE)


def decided(worker: Worker, customer_id: str, locale: str) -> list[Decision]:
    """The newest first. Blocks."""
    store, currency = worker.store, worker.settings.currency
    lines = store.interventions_of(customer_id, ALWAYS)[: -MOST - 1 : -1]
    outcomes = outcomes_of(store, customer_id, lines, worker.clock())
    return [told(*one, locale, currency) for one in zip(lines, outcomes, strict=True)]


def told(line: Intervention, outcome: Outcome, locale: str, currency: str) -> Decision:
    """As it goes over the wire."""
    return Decision(
        **{name: getattr(line, name) for name in _SAME},
        currency=line.currency or currency,
        text=said_of(line, None).get(text.language(locale)),
        outcome=outcome,
        decided_at=to_text(line.decided_at),
        changed_at=to_text(line.changed_at),
        why=in_words(line, locale, currency),
        not_possible=reasons(line, locale),
    )


_OWN = {"decided_at", "changed_at", "why", "not_possible", "currency", "text", "outcome"}
_SAME = sorted(set(Decision.__struct_fields__) - _OWN)
