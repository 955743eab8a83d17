"""Why something was decided, or wasn't possible, is said in words that staff can pass on."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
import pytest

from features.interventions.contact import Why
from features.interventions.definition import TRIGGERS
from service.interventions.words import CANCELLED, in_words, reasons
from service.texts import text
from tests.service.interventions.decisions import line


def test_what_for_what_and_what_became_of_it() -> None:
    assert in_words(line(0), "en", "EUR") == (
        "The delivery was not there when promised (o-1). Chosen as goodwill: voucher (€5.00). "
        "It waits for approval."
    )
    assert "Aus Kulanz gewählt: voucher (5,00\u00a0CHF)." in in_words(line(0), "de", "CHF")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": "nothing", "gesture": "nothing"}, "To do nothing was the choice this time."),
        ({"state": "nothing", "holdout": True}, "Nothing, for comparison"),
        ({"state": "refused"}, "No gesture was possible."),
        ({"purpose": "owed", "state": "sent"}, "Owed, so in any case: voucher"),
        ({"state": "cancelled", "changed_by": "no_consent"}, "The customer hasn't consented to marketing."),
        ({"state": "lost_on_the_moon"}, "lost_on_the_moon."),
    ],
)
def test_every_outcome_has_its_words(fields: dict[str, Any], said: str) -> None:
    assert said in in_words(line(0, **fields), "en", "EUR")


def test_every_refusal_is_given_for_its_gesture() -> None:
    facts = msgspec.json.encode({"not_now": {"voucher": "cools_down", "call": "budget"}})
    assert reasons(line(0, facts=facts), "en") == {
        "voucher": "The same gesture was made not long ago.",
        "call": "The day's budget didn't allow it.",
    }
    assert reasons(line(0, facts=b"{"), "en") == {}


@pytest.mark.parametrize("language", ["de", "en"])
def test_all_that_can_be_said_has_a_text(language: str) -> None:
    own = {"not_meant", "gap_too_small", "cap_of_goodwill", "cools_down", "budget"}
    keys = [*(f"trigger.{one}" for one in TRIGGERS)]
    keys += [f"why.{one}" for one in {*get_args(Why), *own, *CANCELLED}]
    assert [key for key in keys if f"decision.{key}" not in text.under(language, "decision.")] == []
