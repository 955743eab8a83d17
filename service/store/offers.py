"""What items cost and whether they can be bought, over time: a row whenever either changes."""

from __future__ import annotations

from collections.abc import Collection

from features.catalogue import decode_item
from features.identity import ALWAYS, FOREVER
from service.store.keys import KeyReads
from service.store.records import Offer

_COLUMNS = ", ".join(Offer._fields)
_LAST = f"SELECT {_COLUMNS} FROM offers WHERE item_id = ? AND at < ? ORDER BY at DESC LIMIT 1"
_REPLACED = "DELETE FROM offers WHERE item_id = ? AND at BETWEEN ? AND ?"
_PUT = f"INSERT INTO offers ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)"
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

    def offered(self, item_id: str, valid_from: int, body: bytes | None, now: int) -> None:
        """Note what a version of an item (None: its end) changes; one without a date ends all dated ones."""
        undated = valid_from <= ALWAYS
        offer = _offer(item_id, now if undated else valid_from, body)
        last = self.rows(_LAST, (item_id, FOREVER))
        if last and last[0][1] >= offer.at:
            self.rows(_REPLACED, (item_id, offer.at, FOREVER if undated else offer.at))
            last = self.rows(_LAST, (item_id, offer.at))
        if not last or last[0][2:] != offer[2:]:
            self.rows(_PUT, offer)

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
