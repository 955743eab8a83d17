"""Whose a device was, kept up to date mark by mark in any order, is what all marks together say."""

from __future__ import annotations

import time
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from features.identity import ALWAYS, FOREVER, Mark, Span, spans
from service.ingest.devices import stretch_anew
from service.store import Store
from service.store.protocol import Transaction
from service.store.records import Row
from tests.service.ingest.world import event, statuses

MARKS = st.lists(
    st.tuples(st.integers(0, 12), st.sampled_from([None, "Ann", "Bob", "Cid"])), min_size=1, max_size=25
)


_numbers = count()


def mark(transaction: Transaction, device: str, at: int, customer: str | None) -> None:
    kind = "sign_out" if customer is None else "identify"
    transaction.insert([Row(f"m{next(_numbers)}", kind, at, at, customer, device, b"{}")])
    stretch_anew(transaction, device, at)


def stretches(transaction: Transaction, device: str) -> list[Span]:
    found = [transaction.span(device, ALWAYS)]
    while found[-1].until < FOREVER:
        found.append(transaction.span(device, found[-1].until))
    return found


@given(marks=MARKS)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_marks_in_any_order_end_in_the_same_stretches(
    store: Store, marks: list[tuple[int, str | None]]
) -> None:
    device = f"tablet {next(_numbers)}"
    with store.write() as transaction:
        for number, (at, customer) in enumerate(marks, 1):
            mark(transaction, device, at, customer)
            assert stretches(transaction, device) == spans(Mark(*one) for one in marks[:number])


@pytest.mark.slow
def test_ten_times_as_many_sign_ins_on_a_kiosk_take_about_ten_times_as_long(store: Store) -> None:
    """In disorder, as files bring them: each touches its neighbours only."""
    short, long = (signed_in(store, f"kiosk {many}", many) for many in (200, 2_000))
    assert long < 40 * short


def signed_in(store: Store, device: str, times: int) -> float:
    """Seconds of CPU for that many sign-ins of ever other customers."""
    signs = [
        event("identify", -1 - n * 37 % 9973, customer_id=f"visitor {n}", anonymous_id=device)
        for n in range(times)
    ]
    started = time.process_time()
    assert set(statuses(store, *signs)) == {"accepted"}
    return time.process_time() - started
