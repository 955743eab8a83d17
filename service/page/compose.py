"""Shelves as data → a page: proposals, room given out, then the order, the titles and the reasons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import tanh
from statistics import fmean

import numpy as np

from features.catalogue import title_in
from features.interactions import Floats, Ints
from service.engine.ranker import Failed
from service.page import reasons
from service.page.filling import Filled, Room, first_round
from service.page.model import PageItem, Reason, Shelf
from service.page.moment import Moment
from service.page.shelves import DEFAULT_PAGE, LAST_RESORT, PERSONAL_PAGE, ShelfKind
from service.texts import text

TOP = 4  # a shelf is as interesting as its first items

Late = Callable[[], bool]
Worth = dict[int, float]


class OutOfTime(Exception):
    """The page's deadline is spent."""


def in_time() -> bool:
    """Never late: for who waits as long as it takes."""
    return False


def compose(
    moment: Moment,
    *,
    personal: bool,
    failed: Failed,
    late: Late = in_time,
    only: frozenset[str] | None = None,
) -> list[Shelf]:
    """The shelves of a page, positions running over it; `failed` is told of one that raises.

    `only`: of these names, but for what fills a page that would stay short. Raises OutOfTime where `late`
    says so before a shelf or before the reasons.
    """
    room = Room(moment)
    kinds = [k for k in (PERSONAL_PAGE if personal else DEFAULT_PAGE) if only is None or k.name in only]
    filled = _all_proposed(moment, kinds, failed, late)
    first_round(room, filled, moment.request.size)
    for shelf in filled:
        if shelf.kind.grows:
            room.fill(shelf, room.places)
    for kind in LAST_RESORT:
        if room.places and (last := _proposed(moment, kind, failed)) is not None:
            filled.append(last)
            room.fill(last, room.places)
    there = [shelf for shelf in _merged(filled) if shelf.items]
    scores = moment.scores if personal else moment.general_scores
    worth = _worth(scores, [item for shelf in there for item in shelf.items], failed)
    if late():
        raise OutOfTime
    return _numbered(moment, _in_order(there, worth), worth, failed)


def _all_proposed(moment: Moment, kinds: Sequence[ShelfKind], failed: Failed, late: Late) -> list[Filled]:
    shelves = []
    for kind in kinds:
        if late():
            raise OutOfTime
        if (shelf := _proposed(moment, kind, failed)) is not None:
            shelves.append(shelf)
    return shelves


def _proposed(moment: Moment, kind: ShelfKind, failed: Failed) -> Filled | None:
    try:
        return Filled(kind, kind.propose(moment).tolist())
    except Exception as error:
        failed(kind.name, error)
        return None


def _in_order(shelves: list[Filled], worth: Worth) -> list[Filled]:
    """Personal shelves before general ones, by what their first items are expected to be worth."""
    own = [shelf for shelf in shelves if shelf.kind.personal]
    own.sort(key=lambda shelf: -fmean(worth[item] for item in shelf.items[:TOP]))
    return own + [shelf for shelf in shelves if not shelf.kind.personal]


def _merged(shelves: list[Filled]) -> list[Filled]:
    """One shelf per name: what the last resort adds joins the shelf that is there."""
    by_name: dict[str, Filled] = {}
    for shelf in shelves:
        by_name.setdefault(shelf.kind.name, Filled(shelf.kind, [])).items.extend(shelf.items)
    return list(by_name.values())


def _numbered(moment: Moment, shelves: list[Filled], worth: Worth, failed: Failed) -> list[Shelf]:
    page, position = [], 0
    for shelf in shelves:
        items = []
        for item in shelf.items:
            position += 1
            reason = _reason(moment, shelf.kind, item, failed)
            items.append(page_item(moment, item, position, worth[item], reason))
        page.append(Shelf(shelf=shelf.kind.name, title=_title(moment, shelf), items=items))
    return page


def _worth(scores_of: Callable[[Ints], Floats], items: list[int], failed: Failed) -> Worth:
    try:
        scores = scores_of(np.array(items, np.int32)).tolist()
    except Exception as error:
        failed("scores", error)
        scores = [0.0] * len(items)
    return dict(zip(items, scores, strict=True))


def _reason(moment: Moment, kind: ShelfKind, item: int, failed: Failed) -> Reason:
    try:
        return kind.explain(moment, item)
    except Exception as error:
        failed(kind.name, error)
        return reasons.assortment(moment, item)


def _title(moment: Moment, shelf: Filled) -> str:
    values = {}
    if shelf.kind.name == "because_you_viewed" and moment.anchor is not None:
        values["title"] = reasons.title_of(moment, moment.anchor)
    return text(moment.request.locale, f"shelf.{shelf.kind.name}", **values)


def page_item(moment: Moment, code: int, position: int, score: float, reason: Reason) -> PageItem:
    """An item as the page shows it; what the catalogue doesn't say is null."""
    item = moment.world.items[code]
    item_id = moment.world.ids[code]
    return PageItem(
        item_id=item_id,
        position=position,
        score=round((1 + tanh(score / 2)) / 2, 4),
        title=title_in(item.title, moment.request.locale) if item else item_id,
        price=item.price if item else None,
        currency=(item.currency if item else None) or moment.settings.currency,
        category=item.category if item else None,
        image_url=item.image_url if item else None,
        url=item.url if item else None,
        reason=reason,
    )
