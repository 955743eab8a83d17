"""JSON of items and origins → decoded and kept: the one way in, for HTTP and files alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec

from features.catalogue import decode_item, decode_origin
from features.clock import to_micros
from features.errors import Rejected
from features.identity import ALWAYS
from service.ingest.door import Result
from service.store.protocol import Transaction

T = TypeVar("T")
Raw = bytes | msgspec.Raw

_encoder = msgspec.json.Encoder()


def admit_items(transaction: Transaction, raws: Sequence[Raw], *, now: int) -> list[Result]:
    """Keep items, each replacing its version of the same `valid_from`; one result per item, in order."""
    results, kept = _decoded(raws, _item_row)
    transaction.put_items(kept, now)
    return results


def admit_origins(transaction: Transaction, raws: Sequence[Raw]) -> list[Result]:
    """Keep origins, each replacing the one of the same name; one result per origin, in order."""
    results, kept = _decoded(raws, _origin_row)
    transaction.put_origins(kept)
    return results


def _decoded(raws: Sequence[Raw], row: Callable[[Raw], T]) -> tuple[list[Result], list[T]]:
    results, kept = [], []
    for raw in raws:
        try:
            kept.append(row(raw))
            results.append(Result("accepted"))
        except Rejected as error:
            results.append(Result("rejected", None, error.pointer, error.detail))
    return results, kept


def _item_row(raw: Raw) -> tuple[str, int, bytes | None]:
    """Without `valid_from` an item holds at all times."""
    item = decode_item(raw)
    since = ALWAYS if item.valid_from is None else to_micros(item.valid_from)
    return item.item_id, since, _encoder.encode(item)


def _origin_row(raw: Raw) -> tuple[str, bytes]:
    origin = decode_origin(raw)
    return origin.origin, _encoder.encode(origin)
