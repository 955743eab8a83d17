"""What a reminder says is what the page would say to that customer now, in every language."""

from __future__ import annotations

from typing import Any

import pytest

from features.clock import DAY
from features.interventions.reminder import PERSONAL
from service.answers.kinds import KINDS
from service.answers.occasions import Occasions
from service.answers.serve import AnswerService
from service.engine.origins import Origins
from service.interventions.reminders import ABOUT, Occasion
from tests.service.answers.counter import MEMORY, Counter


def occasions(counter: Counter, *answers: str, who: str = "Ann") -> dict[str, Occasion]:
    floor = counter.floor
    floor.live.apply(floor.live.news())
    service = AnswerService(
        floor.store,
        floor.live,
        floor.settings,
        lambda: floor.now,
        MEMORY,
        counter.promises,
        Origins(floor.store),
        _raised,
    )
    found = Occasions(floor.store, service, default=True).of(who, set(answers or ABOUT), floor.now)
    return dict(found)


def _raised(kind: str, error: Exception) -> None:
    raise error


def test_a_cart_that_was_left_is_said_in_every_language_with_the_answers_themselves(counter: Counter) -> None:
    counter.sell("kettle", price=39.0)
    counter.happen("add_to_cart", "kettle", quantity=1)
    counter.pass_days(1)
    (found,) = occasions(counter, "cart").values()
    assert (found.subject, sorted(found.text)) == ("cart", ["de", "en"])
    content = MEMORY.content(found.answers["en"]["answer_id"])
    assert content is not None
    assert (content.answer, content.text) == ("cart", found.text["en"])


@pytest.mark.parametrize("left", [1, 0])
def test_of_a_cart_nobody_is_reminded_when_nothing_in_it_is_for_sale(counter: Counter, left: int) -> None:
    for item in ("kettle", "pot"):
        counter.sell(item, price=39.0)
        counter.happen("add_to_cart", item, quantity=1)
    counter.sell("kettle", available=False)
    counter.sell("pot", available=bool(left))
    counter.pass_days(1)
    assert len(occasions(counter, "cart")) == left


def test_what_the_page_told_already_nobody_is_reminded_of(counter: Counter) -> None:
    counter.sell("kettle", price=39.0)
    counter.happen("add_to_cart", "kettle", quantity=1)
    counter.pass_days(1)
    (found,) = occasions(counter, "cart").values()
    counter.happen("answer_shown", answer_id=found.answers["de"]["answer_id"], channel="email")
    assert occasions(counter, "cart") == {}


@pytest.mark.parametrize(("kind", "reminded"), [("add_to_wishlist", True), ("view_item", False)])
def test_of_what_was_only_looked_at_nobody_is_reminded(counter: Counter, kind: str, reminded: bool) -> None:
    counter.sell("kettle", available=False)
    counter.happen(kind, "kettle")
    counter.pass_days(5)
    counter.sell("kettle", available=True)
    counter.pass_days(1)
    assert ("back_in_stock" in occasions(counter, "back_in_stock")) is reminded


def test_without_consent_to_personalisation_only_what_rests_on_the_contract_is_said(counter: Counter) -> None:
    counter.sell("kettle", price=39.0)
    counter.happen("add_to_wishlist", "kettle")
    counter.order("1001", "kettle")
    counter.happen("shipment_delivered", order_id="1001")
    counter.happen("consent_updated", purposes={"personalisation": "denied"})
    counter.floor.now += 12 * DAY
    assert set(occasions(counter)) == {"return_window"}
    assert occasions(counter)["return_window"].subject == "1001"


@pytest.mark.parametrize("who", ["nobody", ""])
def test_of_somebody_unknown_there_is_nothing_to_say(counter: Counter, who: Any) -> None:
    assert occasions(counter, who=who) == {}


def test_what_needs_consent_to_personalisation_on_the_page_needs_it_when_sent() -> None:
    assert {kind.name for kind in KINDS if kind.consent == "personalisation"} & {*ABOUT} == PERSONAL
