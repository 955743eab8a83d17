"""The console page of one customer: what was decided, why, and what came of it, for whoever serves them."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from features.clock import parse_moment
from service.api import parameters as given
from service.api.decisions import Decision, decided
from service.api.doors import needs
from service.api.worker import TheWorker
from service.console.asked import language_of
from service.console.protection import protection
from service.html.interventions.customer import Seen, customer_page

REACHES = ("ready", "sent")  # of what waits for approval no customer has heard
REPLIED = ("owed", "goodwill")  # a reminder or a survey is neither accepted nor declined


@get("/customer", security=needs("staff", "admin"), include_in_schema=False)
async def customer(
    request: Request[Any, Any, Any], worker: TheWorker, customer_id: given.Customer = None
) -> Response[str]:
    language, name = language_of(request), customer_id or ""
    found = await worker.read(lambda: decided(worker, name, language)) if name else []
    html = customer_page(name, list(map(_seen, found)), language, worker.settings.timezone)
    return Response(html, media_type="text/html", headers=protection(forms=True))


def _seen(one: Decision) -> Seen:
    outcome = one.outcome
    return Seen(
        one.gesture,
        one.state in REACHES and one.purpose in REPLIED,
        parse_moment(one.decided_at),
        one.why,
        one.text,
        one.not_possible,
        outcome.reply,
        parse_moment(outcome.replied_at) if outcome.replied_at else 0,
        outcome.order_days,
        outcome.complaint_days,
        outcome.stars,
    )
