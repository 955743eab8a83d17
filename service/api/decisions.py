"""The route of what was decided for a customer and why, in words, for whoever serves them."""

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
from service.api.worker import TheWorker
from service.interventions.words import in_words, reasons
from service.store.records import Intervention

MOST = 100

CustomerId = Annotated[str, PathParameter(description="The shop's id of the customer.", max_length=128)]


class Decision(Struct, frozen=True, kw_only=True):
    """`why` in words; `not_possible`: gesture → why it wasn't possible then. Cost in the shop's currency.

    `state`: waiting, ready, sent, declined, refused, cancelled, failed, or nothing, on purpose.
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
    state: str
    changed_at: str
    why: str
    not_possible: dict[str, str]


class Decisions(Struct, frozen=True):
    """Newest first."""

    customer_id: str
    decisions: list[Decision]


@get(
    "/v1/customers/{customer_id:str}/interventions",
    security=needs("staff", "admin"),
    responses=gives(200, Decisions, "The decisions", examples.DECISIONS) | problems(400, *DOORS, 503),
    summary="What was decided for a customer, and why",
    description="Gestures, surveys and what was left undone, the last 100, each with its reason and with why "
    "other gestures weren't possible, in the language asked for. Of somebody unknown there are none.",
)
async def get_decisions(
    worker: TheWorker, customer_id: CustomerId, locale: given.Locale = None
) -> Response[Decisions]:
    lines = await worker.read(lambda: worker.store.interventions_of(customer_id, ALWAYS))
    language = locale or worker.settings.locale
    newest = [told(line, language, worker.settings.currency) for line in reversed(lines[-MOST:])]
    return Response(Decisions(customer_id, newest), headers=PRIVATE)


def told(line: Intervention, locale: str, currency: str) -> Decision:
    """As it goes over the wire."""
    return Decision(
        **{name: getattr(line, name) for name in _SAME},
        decided_at=to_text(line.decided_at),
        changed_at=to_text(line.changed_at),
        why=in_words(line, locale, currency),
        not_possible=reasons(line, locale),
    )


_SAME = sorted(set(Decision.__struct_fields__) - {"decided_at", "changed_at", "why", "not_possible"})
