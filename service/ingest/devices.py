"""A new `identify` or `sign_out` → the stretches of the device that change with it, however many it has."""

from __future__ import annotations

from features.identity import FOREVER, Span, spans
from service.store.protocol import Transaction


def stretch_anew(transaction: Transaction, device: str, at: int) -> list[Span]:
    """Set the stretches around a mark that was just kept; returns those that are new.

    From where a stretch begins on, only later marks matter: so what follows the first stretch that begins
    where one began before, and not with the mark itself, stays as it is.
    """
    first, ahead = transaction.span(device, at).since, 1
    while (end := transaction.span_after(device, at + 1, ahead)) < FOREVER:
        found = spans(transaction.marks(device, first - 1, end - 1), first)
        if found[-1].since == end:
            return transaction.set_spans(device, found[:-1])
        ahead *= 4
    return transaction.set_spans(device, spans(transaction.marks(device, first - 1), first))
