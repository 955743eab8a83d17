"""The route that answers before the question, for the shop's channels and for whoever serves a customer."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get
from litestar.params import QueryParameter

from features.clock import SECOND
from features.events import Channel
from service.answers.answer import Answers
from service.answers.asked import Question
from service.api import parameters as given
from service.api.describe import DOORS, gives, problems
from service.api.doors import needs
from service.api.examples import ANSWERS
from service.api.pages import PRIVATE
from service.api.worker import TheWorker

PATIENCE = 20  # deadlines of a page: here nothing else can be given instead

Item = Annotated[str | None, QueryParameter(description="The item that is being looked at.", max_length=128)]
Kind = Annotated[
    str | None,
    QueryParameter(
        description="Only answers of this kind, e.g. `cart`, also when they were told just now.",
        max_length=64,
    ),
]
Order = Annotated[
    str | None, QueryParameter(description="The order that this is about; without it all.", max_length=128)
]
OnChannel = Annotated[Channel | None, QueryParameter(description="Where the answers will be given.")]


@get(
    "/v1/answers",
    security=needs("read", "staff"),
    responses=gives(200, Answers, "The answers", ANSWERS) | problems(400, *DOORS, 503),
    summary="What a customer is about to ask, answered",
    description="Most useful first, at most the setting's number. What an `answer_shown` event says was told "
    "on any channel, isn't repeated but corrected where it changed; `told` lists it.",
)
async def answers(
    worker: TheWorker,
    customer_id: given.Customer = None,
    anonymous_id: given.Anonymous = None,
    answer: Kind = None,
    item_id: Item = None,
    order_id: Order = None,
    channel: OnChannel = None,
    locale: given.Locale = None,
    country: given.Country = None,
    postcode: given.Postcode = None,
    at: given.At = None,
) -> Response[Answers]:
    service = worker.answers_at(at)
    question = Question(
        customer_id=customer_id or None,
        anonymous_id=anonymous_id or None,
        answer=answer or None,
        item_id=item_id or None,
        order_id=order_id or None,
        channel=channel,
        locale=locale or worker.settings.locale,
        country=country,
        postcode=postcode or None,
    )
    seconds = PATIENCE * worker.settings.page_deadline / SECOND
    read = await worker.visits.read(lambda: service.read(question), seconds)
    return Response(service.answers(question, read), headers=PRIVATE)
