"""Erasure: nothing of the person stays, nothing of before comes back, everybody else is as they were."""

from __future__ import annotations

from operator import itemgetter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from features.clock import to_micros
from features.events import decode
from features.identity import span_at, spans
from service.ingest import erasing
from service.ingest.erasing import Subject, erase_again
from service.store import Store
from service.store.records import Row
from tests.service.ingest.world import MINUTE, NOW, decide, event, kept, statuses


class Undo(Exception):
    """What was tried isn't kept."""


ANN, PHONE = Subject("Ann"), Subject(anonymous_id="phone")


def identify(minute: int, who: str, device: str = "phone") -> bytes:
    return event("identify", minute, customer_id=who, anonymous_id=device)


def erase(store: Store, subject: Subject, minute: int = 0, most: int = erasing.STEP) -> dict[str, int]:
    """How many events of each kind went."""
    with store.write() as transaction:
        step = erasing.erase(transaction, subject, now=NOW + minute * MINUTE, most=most)
    assert step.done
    return step.deleted


def test_everything_of_a_customer_goes_what_the_device_did_too(store: Store) -> None:
    statuses(store, event(minute=-60), identify(-50, "Ann"), decide("granted", customer_id="Ann"))
    statuses(store, event("sign_out", -10))
    assert erase(store, ANN) == {"view_item": 1, "identify": 1, "consent_updated": 1, "sign_out": 1}
    assert store.summary()["events"] == 0
    assert store.person(None, "phone", NOW).customer_id is None


def test_others_keep_what_is_theirs_and_may_still_send_it(store: Store) -> None:
    statuses(store, event(minute=-90, customer_id="Ben"), identify(-80, "Ann"), event("sign_out", -70))
    statuses(store, event(minute=-60), event(minute=-50, anonymous_id="tablet"))
    erase(store, ANN)
    everybody = [kept(store, "Ben"), kept(store, device="phone"), kept(store, device="tablet")]
    assert everybody == [["view_item"]] * 3
    assert statuses(store, event(minute=-69), event(minute=-90, customer_id="Ben")) == ["accepted"] * 2


def test_what_comes_late_is_withheld_and_what_happens_later_is_a_new_persons(store: Store) -> None:
    statuses(store, identify(-50, "Ann"))
    erase(store, ANN, -20)
    late = [event(minute=-30), event(minute=-20, customer_id="Ann"), identify(-25, "Ann")]
    assert statuses(store, *late) == ["withheld"] * 3
    assert statuses(store, event(minute=-19), event(minute=-19, customer_id="Ann")) == ["accepted"] * 2
    assert kept(store, "Ann") == ["view_item"]


def test_the_same_event_sent_again_is_withheld_and_no_duplicate(store: Store) -> None:
    sent = event(customer_id="Ann")
    statuses(store, sent)
    erase(store, ANN)
    assert statuses(store, sent) == ["withheld"]


def test_what_is_owed_by_contract_is_withheld_too(store: Store) -> None:
    erase(store, ANN)
    assert statuses(store, event("shipment_delivered", customer_id="Ann", order_id="1")) == ["withheld"]


def test_somebody_unknown_is_kept_out_too(store: Store) -> None:
    assert erase(store, ANN) == {}
    assert statuses(store, event(customer_id="Ann")) == ["withheld"]


def test_others_are_let_in_as_before(store: Store) -> None:
    erase(store, ANN)
    assert statuses(store, event(customer_id="Ben"), event()) == ["accepted", "accepted"]


def test_erased_twice_the_later_moment_counts(store: Store) -> None:
    erase(store, ANN, -40)
    statuses(store, event(minute=-30, customer_id="Ann"))
    assert erase(store, ANN, -20) == {"view_item": 1}
    erase(store, ANN, -35)
    assert statuses(store, event(minute=-25, customer_id="Ann")) == ["withheld"]


def test_a_stretch_that_the_person_ended_does_not_go_on_without_them(store: Store) -> None:
    statuses(store, identify(-90, "Ben"), identify(-60, "Ann"), event("sign_out", -50), event(minute=-40))
    erase(store, ANN)
    assert kept(store, device="phone") == ["view_item"]
    assert kept(store, "Ben") == ["identify", "sign_out"]
    assert store.person(None, "phone", NOW).customer_id is None


def test_who_takes_over_the_device_keeps_it(store: Store) -> None:
    statuses(store, identify(-60, "Ann"), event(minute=-55), identify(-50, "Ben"), event(minute=-40))
    erase(store, ANN)
    assert kept(store, "Ben") == ["identify", "view_item"]
    assert statuses(store, event(minute=-58)) == ["withheld"]


def test_the_strangers_of_a_device_go_and_its_customers_stay(store: Store) -> None:
    statuses(store, identify(-90, "Ann"), event(minute=-80), event("sign_out", -70), event(minute=-60))
    assert erase(store, PHONE) == {"view_item": 1}
    assert kept(store, "Ann") == ["identify", "view_item", "sign_out"]
    assert statuses(store, event(minute=-50), event(minute=-75)) == ["withheld", "accepted"]


def test_a_device_that_turns_out_to_be_of_somebody_erased_goes_too(store: Store) -> None:
    statuses(store, event(minute=-60), event(minute=-59, anonymous_id="tablet"))
    erase(store, ANN, -30)
    statuses(store, event(minute=-20))
    assert statuses(store, identify(-50, "Ann"), event(minute=-40)) == ["withheld", "withheld"]
    assert kept(store, device="phone") == ["view_item"]
    assert kept(store, device="tablet") == ["view_item"]


def test_a_device_of_two_turns_out_to_be_of_somebody_erased_in_between(store: Store) -> None:
    erase(store, ANN, -30)
    statuses(store, identify(-90, "Ben"), event("sign_out", -50), event(minute=-20))
    assert statuses(store, identify(-60, "Ann")) == ["withheld"]
    assert kept(store, "Ben") == ["identify", "sign_out"]
    assert kept(store, device="phone") == ["view_item"]


def test_who_comes_back_is_somebody_new(store: Store) -> None:
    statuses(store, identify(-50, "Ann"), event(minute=-45))
    erase(store, ANN, -40)
    assert statuses(store, identify(-30, "Ann"), event(minute=-25)) == ["accepted", "accepted"]
    assert kept(store, "Ann") == ["identify", "view_item"]


def test_step_by_step_marks_go_last(store: Store) -> None:
    statuses(store, identify(-50, "Ann"), *(event(minute=minute) for minute in range(-40, -35)))
    steps: list[erasing.Step] = []
    while not steps or not steps[-1].done:
        with store.write() as transaction:
            steps.append(erasing.erase(transaction, ANN, now=NOW, most=2))
        if not steps[-1].done:
            assert "identify" in kept(store, "Ann")
            assert statuses(store, event(minute=-30)) == ["withheld"]
    assert [sum(step.deleted.values()) for step in steps] == [2, 2, 2]


def test_no_id_stands_in_a_tombstone(store: Store) -> None:
    erase(store, ANN)
    with store.write() as transaction:
        assert not transaction.forgotten(b"Ann")


def test_set_back_to_before_the_store_forgets_again(store: Store) -> None:
    before = [identify(-50, "Ann"), event(minute=-45), event("view_item", -40, customer_id="Ann")]
    statuses(store, *before, event(minute=-45, customer_id="Ben"))
    erase(store, ANN, -30)
    with store.write() as transaction:  # as a backup would bring it back: past the door
        for row in _rows(before):
            transaction.insert([row])
    erase_again(store)
    assert (kept(store, "Ann"), kept(store, "Ben")) == ([], ["view_item"])
    assert store.summary()["events"] == 1


def _rows(events: list[bytes]) -> list[Row]:
    decoded = [decode(raw) for raw in events]
    return [
        Row(one.event_id, one.kind, to_micros(one.occurred_at), NOW, one.customer_id, one.anonymous_id, b"{}")
        for one in decoded
    ]


@pytest.mark.parametrize("subject", [ANN, PHONE])
def test_a_denial_goes_with_the_person(store: Store, subject: Subject) -> None:
    statuses(store, decide("denied", -50, customer_id="Ann"), decide("denied", -50))
    erase(store, subject, -40)
    who = {"customer_id": "Ann"} if subject is ANN else {}
    assert statuses(store, event(minute=-30, **who)) == ["accepted"]


@given(
    marks=st.lists(
        st.tuples(st.integers(0, 40), st.sampled_from([None, "Ann", "Ben", "Cid"])),
        max_size=12,
        unique_by=itemgetter(0),
    )
)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happened_on_a_device_what_was_others_stays_theirs(
    store: Store, marks: list[tuple[int, str | None]]
) -> None:
    with pytest.raises(Undo):
        erase_from(store, [(NOW - 100 + at, who) for at, who in marks])


def erase_from(store: Store, marks: list[tuple[int, str | None]]) -> None:
    """Whose the device was, before Ann's erasure and after it, moment by moment."""
    with store.write() as transaction:
        for number, (at, who) in enumerate(marks):
            kind = "identify" if who else "sign_out"
            transaction.insert([Row(f"mark {number}", kind, at, at, who, "phone", b"{}")])
        was = spans(transaction.marks("phone"))
        transaction.set_spans("phone", was)
        erasing.erase(transaction, ANN, now=NOW)
        now = spans(transaction.marks("phone"))
        owners = [
            (span_at(was, at).customer_id, span_at(now, at).customer_id) for at in range(NOW - 101, NOW)
        ]
        assert all(before in ("Ann", after) for before, after in owners)
        assert "Ann" not in {span.customer_id for span in now}
        raise Undo
