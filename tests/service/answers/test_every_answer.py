"""What holds for every kind of answer: silent without knowledge or consent, in both languages, said once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from features import carts, orders
from features.consent import OWED_ANSWERS
from features.errors import StoreDown
from service.answers.answer import Answer
from service.answers.giving import answers_and_told, answers_of
from service.answers.kinds import KINDS
from service.store.kinds import OWED, SHOWN
from service.texts import Texts, text
from tests.service.answers.counter import Counter
from tests.service.answers.gestures import decide
from tests.service.answers.orders import moves, order, with_calendar
from tests.service.answers.test_suggestions import SUGGESTED

Scene = Callable[[Counter], None]
EVERY = {kind.name: kind for kind in KINDS}


def looks(counter: Counter) -> None:
    """Ann has black tea before her, which takes a day."""
    with_calendar(counter).sell("black", lead_time_days=1)


def ordered(counter: Counter) -> None:
    """Ann's order is promised for Friday."""
    order(with_calendar(counter), promised_in=5)


def filled(counter: Counter) -> None:
    """Ann left black tea in the cart yesterday."""
    counter.happen("add_to_cart", "black", quantity=1)
    counter.pass_days(1)


def arrived(counter: Counter) -> None:
    """What Ann ordered arrived twelve days ago, in time."""
    order(counter, promised_in=5)
    moves(counter.pass_days(2), "shipment_delivered")
    counter.pass_days(12)


def apologised(counter: Counter) -> None:
    """Ann's order came late; the shop says sorry."""
    decide(counter, "sorry", owed=True)


SCENES: dict[str, Scene] = {kind.name: scene for kind, scene, *_ in SUGGESTED} | {
    "delivery_promise": looks,
    "order_status": ordered,
    "cart": filled,
    "return_window": arrived,
    "review_invitation": arrived,
    "gesture": apologised,
}
ASKED = {"delivery_promise": {"item_id": "black", "country": "DE"}}
every = pytest.mark.parametrize("name", sorted(EVERY))


def said(counter: Counter, name: str, **question: str) -> list[Answer]:
    return counter.answers(EVERY[name], **ASKED.get(name, {}) | question)


def test_every_kind_of_answer_has_a_scene() -> None:
    assert SCENES.keys() == EVERY.keys()
    assert len(EVERY) == len(KINDS)


@every
def test_without_knowledge_there_is_silence(counter: Counter, name: str) -> None:
    assert said(counter, name) == []


@every
def test_it_is_said_in_the_language_asked_for(counter: Counter, name: str) -> None:
    SCENES[name](counter)
    (german,), (english,) = said(counter, name, locale="de"), said(counter, name, locale="en-GB")
    assert german.text != english.text
    assert not re.search(r"[{}]|None", german.text + english.text)


@every
def test_where_consent_forbids_there_is_silence(counter: Counter, name: str) -> None:
    SCENES[name](counter)
    purposes = dict.fromkeys(("personalisation", "marketing"), "denied")
    counter.happen("consent_updated", purposes=purposes)
    assert bool(said(counter, name)) == (EVERY[name].consent is None)


@every
def test_what_was_told_on_any_channel_is_not_repeated_until_it_has_cooled_down(
    counter: Counter, name: str
) -> None:
    SCENES[name](counter)
    (answer,) = said(counter, name)
    counter.happen("answer_shown", answer_id=answer.answer_id, channel="phone")
    assert answer.item_id not in [one.item_id for one in said(counter, name)]


@every
def test_what_was_told_can_be_read_again(counter: Counter, name: str) -> None:
    SCENES[name](counter)
    (answer,) = said(counter, name)
    counter.happen("answer_shown", answer_id=answer.answer_id, channel="store")
    (told,) = answers_and_told(counter.asked()).told
    assert (told.answer, told.text, told.channel) == (name, answer.text, "store")
    assert (told.item_id, told.order_id) == (answer.item_id, answer.order_id)


@every
def test_an_answer_that_fails_is_left_out_and_told(counter: Counter, name: str) -> None:
    def fails(_: object) -> list[object]:
        raise ArithmeticError

    SCENES[name](counter)
    failed: list[str] = []
    asked = replace(counter.asked(), failed=lambda kind, error: failed.append(kind))
    broken = replace(EVERY[name], of=fails)  # type: ignore[arg-type]
    others = [kind for kind in KINDS if kind.name != name]
    assert answers_of(asked, [broken, *others]) == answers_of(counter.asked(), others)
    assert failed == [name]


def test_the_most_useful_comes_first_and_there_are_no_more_than_the_setting_says(counter: Counter) -> None:
    arrived(counter)
    order(counter, promised_in=5, order_id="o-2")
    filled(counter)
    found = counter.answers(*KINDS)
    assert [answer.answer for answer in found[:2]] == ["order_status", "return_window"]
    assert len(found) == 3
    few = replace(counter.asked().settings, answers_per_page=1)
    assert len(answers_of(replace(counter.asked(), settings=few))) == 1


def test_what_is_owed_by_contract_is_what_consent_takes_for_owed() -> None:
    assert {kind.name for kind in KINDS if kind.consent is None} == OWED_ANSWERS


def test_what_orders_and_carts_are_read_from_is_found_however_long_ago() -> None:
    assert orders.KINDS | carts.KINDS | SHOWN <= OWED


@every
def test_every_answer_has_its_texts(name: str) -> None:
    assert text.under("de", f"answer.{name}.")


def test_an_informal_shop_says_du(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    informal = Texts()
    informal.address("informal")
    monkeypatch.setattr("service.answers.asked.text", informal)
    filled(counter)
    assert said(counter, "cart")[0].text == "Noch in deinem Warenkorb: „Schwarztee“."


def test_what_another_store_signed_was_never_told(counter: Counter) -> None:
    ordered(counter)
    (answer,) = said(counter, "order_status")
    for broken in ("", answer.answer_id[:-1] + "~", answer.answer_id[1:], "order_status.e30.AAAA", "äöü"):
        counter.happen("answer_shown", answer_id=broken or "x")
    assert len(said(counter, "order_status")) == 1
    assert answers_and_told(counter.asked()).told == []


def test_after_a_denial_owed_answers_are_still_not_repeated(counter: Counter) -> None:
    ordered(counter)
    counter.happen("consent_updated", purposes={"personalisation": "denied"})
    counter.show(said(counter, "order_status")[0])
    assert said(counter, "order_status") == []


def test_without_a_store_nobody_is_told_anything(counter: Counter) -> None:
    counter.floor.store.close()
    with pytest.raises(StoreDown):
        counter.asked()
