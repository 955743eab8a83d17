"""Why an item stands on a shelf, as a sentence in the visitor's language."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from features.catalogue import title_in
from features.interactions import CODES, PURCHASE
from service.page.model import Reason
from service.page.moment import Moment
from service.texts import text

Explain = Callable[[Moment, int], Reason]
LONGEST_TITLE = 60
SAYS = {
    "purchase": "bought",
    "add_to_cart": "in_cart",
    "add_to_wishlist": "on_wishlist",
}  # the first that was done


def say(moment: Moment, kind: str, items: tuple[int, ...] = (), **values: object) -> Reason:
    """The reason of a kind; `{title}` is the first item's."""
    if items:
        values["title"] = title_of(moment, items[0])
    sentence = text(moment.request.locale, f"reason.{kind}", **values)
    return Reason(kind=kind, item_ids=[moment.world.ids[item] for item in items], text=sentence)


def beside(moment: Moment, kind: str, item: int) -> Reason:
    """What a product page shows beside its item; that one isn't named where it may not be."""
    return say(moment, kind, (item,)) if moment.world.nameable(item) else say(moment, "assortment")


def title_of(moment: Moment, code: int) -> str:
    """An item's title, shortened; its id where the catalogue doesn't have it."""
    item = moment.world.items[code]
    title = title_in(item.title, moment.request.locale) if item else moment.world.ids[code]
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rstrip() + "…"


def taste(moment: Moment, item: int) -> Reason:
    """The visitor's own item that speaks most for it; a search, where that is all there is."""
    own = moment.closest_own.get(item)
    if own is not None and moment.world.nameable(own):
        return say(moment, _what_was_done(moment, own), (own,))
    category = int(moment.world.category[item])
    if category < 0:
        return popular(moment, item)
    for search in reversed(moment.visitor.searches):
        meant = moment.world.meaning(search.query, search.category)
        if meant == category and not moment.world.words.delicate(search.query):
            return _of_search(moment, item, search.query, "searched")
    return _of_category(moment, item)


def _of_search(moment: Moment, item: int, query: str, kind: str) -> Reason:
    """Found by its name, or only of the kind that was searched for."""
    named = item in moment.world.words.matches(query)
    return say(moment, kind if named else "search_area", query=query)


def _of_category(moment: Moment, item: int) -> Reason:
    """The visitor's latest item of the same category; else simply what others like."""
    rows, world = moment.visitor.rows, moment.world
    same = np.nonzero((world.category[rows.item] == world.category[item]) & (rows.weight > 0))[0]
    for own in reversed(rows.item[same].tolist()):
        if world.nameable(own):
            return say(moment, _what_was_done(moment, own), (own,))
    return popular(moment, item)


def _what_was_done(moment: Moment, own: int) -> str:
    said = (kind for kind in SAYS if own * len(CODES) + CODES[kind] in moment.done)
    return next((SAYS[kind] for kind in said), "viewed")


def interest(moment: Moment, item: int) -> Reason:
    """What the visitor searched or looked at again and again."""
    category = int(moment.world.category[item])
    found = next(i for i in moment.interests if i.category == category)
    if found.query is not None:
        return _of_search(moment, item, found.query, "kept_searching")
    own = next((i for i in reversed(found.items) if moment.world.nameable(i)), None)
    return popular(moment, item) if own is None else say(moment, "kept_looking", (own,))


def anchor(moment: Moment, item: int) -> Reason:
    """The item looked at last."""
    return say(moment, "viewed", (moment.anchor,)) if moment.anchor is not None else popular(moment, item)


def repeat(moment: Moment, item: int) -> Reason:
    """How often it was bought, and when last."""
    rows = moment.visitor.rows
    times = len(set(rows.at[(rows.item == item) & (rows.kind == PURCHASE)].tolist()))
    return say(moment, "bought_often" if times > 1 else "bought_once", (item,), times=times)


def alike(moment: Moment, item: int) -> Reason:
    """People with the same attributes."""
    return say(moment, "cohort")


def trending(moment: Moment, item: int) -> Reason:
    """Much asked for these days."""
    return say(moment, "trending")


def popular(moment: Moment, item: int) -> Reason:
    """Much asked for over a long time."""
    return say(moment, "popular")


def assortment(moment: Moment, item: int) -> Reason:
    """Simply there."""
    return say(moment, "assortment")
