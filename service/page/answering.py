"""Shelves and a visit → the same shelves with delivery dates, and the answers that stand on the page."""

from __future__ import annotations

from msgspec.structs import replace

from service.answers.answer import Answer
from service.answers.asked import Question
from service.answers.serve import AnswerService
from service.page.model import PageRequest, Shelf
from service.page.visit import Visit


def answered(
    answers: AnswerService, request: PageRequest, visit: Visit, shelves: list[Shelf]
) -> tuple[list[Shelf], list[Answer]]:
    """Shelves may be everybody's, so they are copied, never changed."""
    question = Question(
        customer_id=request.customer_id,
        anonymous_id=request.anonymous_id,
        locale=request.locale,
        country=request.country,
        postcode=request.postcode,
        placement=request.placement,
    )
    on_page = [item.item_id for shelf in shelves for item in shelf.items]
    given, dates = answers.on_page(question, visit.known, on_page, visit.now)
    if dates:
        shelves = [
            replace(shelf, items=[replace(i, delivery=dates.get(i.item_id)) for i in shelf.items])
            for shelf in shelves
        ]
    return shelves, given
