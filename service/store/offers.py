"""What items cost and whether they can be bought, over time: a row whenever either changes."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Sequence
from typing import Any

from features.catalogue import decode_item
from features.clock import DAY
from features.identity import ALWAYS, FOREVER
from service.store.keys import KeyReads
from service.store.records import Offer

OFFERS_KEPT = 60 * DAY  # the lowest price of the 30 days before a change, while that is news

_COLUMNS = ", ".join(Offer._fields)
_REPLACED = "DELETE FROM offers WHERE item_id = ? AND at BETWEEN ? AND ?"
_PUT = (
    f"INSERT INTO offers ({_COLUMNS}) SELECT ?1, ?2, ?3, ?4, ?5 WHERE (?3, ?4, ?5) IS NOT "
    "(SELECT price, currency, buyable FROM offers WHERE item_id = ?1 AND at < ?2 ORDER BY at DESC LIMIT 1)"
)
# Of the first `most` items after a name: what ended before a moment.
_SOME = "SELECT DISTINCT item_id FROM offers WHERE item_id > ? ORDER BY item_id LIMIT ?"
_TAKE_OLD = (
    "DELETE FROM offers WHERE item_id > ? AND item_id <= ? AND at < "
    "(SELECT max(at) FROM offers AS later WHERE later.item_id = offers.item_id AND later.at < ?) RETURNING 1"
)


class OfferReads(KeyReads):
    """Needs nothing but `rows`."""

    def offers(self, item_ids: Collection[str], since: int, until: int) -> dict[str, list[Offer]]:
        names = set(item_ids)
        sql = (
            f"SELECT {', '.join(f'o.{name}' for name in Offer._fields)} "
            f"FROM (VALUES {', '.join(['(?)'] * len(names))}) AS w CROSS JOIN offers AS o "
            "WHERE o.item_id = w.column1 AND o.at <= ? AND o.at >= coalesce("
            "(SELECT max(at) FROM offers WHERE item_id = w.column1 AND at <= ?), ?) ORDER BY o.item_id, o.at"
        )
        found: dict[str, list[Offer]] = {}
        for row in self.rows(sql, (*names, until, since, since)) if names else ():
            found.setdefault(row[0], []).append(Offer._make((*row[:4], bool(row[4]))))
        return found


class OfferWrites(OfferReads):
    """The same inside a transaction, and the writes."""

    @abstractmethod
    def many(self, sql: str, values: Sequence[tuple[Any, ...]]) -> None:
        """The same statement for each."""

    def offered(self, versions: Sequence[tuple[str, int, bytes | None]], now: int) -> None:
        """Note what versions of items (None: their end) change; one without a date ends all dated ones."""
        offers, ends = {}, []
        for item_id, valid_from, body in versions:
            at = now if valid_from <= ALWAYS else valid_from
            offers[item_id, at] = _offer(item_id, at, body)
            ends.append((item_id, at, FOREVER if valid_from <= ALWAYS else at))
        self.many(_REPLACED, ends)
        self.many(_PUT, [offers[place] for place in sorted(offers)])

    def take_old_offers(self, after: str, before: int, most: int) -> tuple[int, str | None]:
        names = self.rows(_SOME, (after, most))
        if not names:
            return 0, None
        last = names[-1][0]
        return len(self.rows(_TAKE_OLD, (after, last, before))), last


def _offer(item_id: str, at: int, body: bytes | None) -> Offer:
    if body is None:
        return Offer(item_id, at, None, None, False)
    item = decode_item(body)
    return Offer(item_id, at, item.price, item.currency, item.buyable)
