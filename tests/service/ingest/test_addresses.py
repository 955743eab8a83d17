"""E-mail addresses as ids are noticed, in time that doesn't hang on what was sent."""

from __future__ import annotations

from time import thread_time

import pytest

from service.ingest.addresses import names_address


@pytest.mark.parametrize(
    ("customer", "is_address"),
    [
        ("ann@shop.example", True),
        ("a.n.n@mail.shop.example", True),
        ("c-1042", False),
        ("ann@shop", False),
        ("ann@shop.", False),
        ("@shop.example", False),
        ("ann@shop.example or so", False),
    ],
)
def test_an_address_is_told_from_an_id(customer: str, is_address: bool) -> None:
    assert names_address(f'{{"customer_id" : "{customer}"}}'.encode()) == is_address


@pytest.mark.parametrize("filling", ["." * 1_000_000, "a." * 500_000, "a" * 1_000_000, "a@" * 500_000])
def test_whatever_was_sent_is_read_once(filling: str) -> None:
    before = thread_time()
    assert not names_address(f'{{"customer_id": "a@{filling} "}}'.encode())
    assert thread_time() - before < 1
