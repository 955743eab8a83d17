"""Whatever reached somebody counts under one budget, and each thing once."""

from __future__ import annotations

import msgspec

from features.clock import DAY, HOUR
from features.interventions.contact import Contact
from service.interventions.contacts import contacts_of
from service.store.records import Fact
from tests.service.interventions.decisions import line


def told(kind: str, at: int, **body: str) -> Fact:
    return Fact(kind, at, msgspec.json.encode(body))


def test_gestures_surveys_and_invitations_count_alike() -> None:
    shown = told("answer_shown", 2, answer_id="review_invitation.x.y", channel="phone")
    other = told("answer_shown", 2, answer_id="cart.x.y")
    assert contacts_of([line(1, state="sent")], [shown, other, told("survey_sent", 3)], DAY) == [
        Contact(1, "email", "goodwill"),
        Contact(2, "phone", "review"),
        Contact(3, "email", "survey"),
    ]


def test_a_survey_that_is_told_back_is_the_one_of_the_ledger() -> None:
    survey = line(DAY, purpose="survey", gesture="survey", state="sent")
    assert len(contacts_of([survey], [told("survey_sent", DAY + HOUR)], 9 * DAY)) == 1
    assert len(contacts_of([survey], [told("survey_sent", 3 * DAY)], 9 * DAY)) == 2


def test_what_may_still_reach_somebody_counts_as_now_and_what_did_when_it_did() -> None:
    def at(now: int, **said: object) -> list[int]:
        return [one.at for one in contacts_of([line(DAY, **said)], [], now)]

    assert [at(3 * DAY), at(30 * DAY)] == [[3 * DAY], [8 * DAY]]
    not_taken_yet = {"state": "ready", "changed_at": 5 * DAY}  # by a receiver, who may any moment
    assert [at(6 * DAY, **not_taken_yet), at(30 * DAY, **not_taken_yet)] == [[6 * DAY], [8 * DAY]]
    assert at(30 * DAY, state="ready", channel="web", changed_at=5 * DAY) == [5 * DAY]
    assert at(30 * DAY, state="sent", changed_at=5 * DAY) == [5 * DAY]


def test_what_a_clock_that_ran_ahead_dated_counts_all_the_same() -> None:
    assert [one.at for one in contacts_of([line(9 * DAY, state="sent")], [], DAY)] == [DAY]
