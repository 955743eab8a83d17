"""What each shelf proposes, best first; the page takes from it what is still free."""

from __future__ import annotations

import numpy as np

from features.interactions import Ints, among
from service.page.moment import Moment

NOTHING: Ints = np.zeros(0, np.int32)
MOST = 300
ASKED_FOR = 3  # items that a search of today names stand before what is only expected
JUST_BOUGHT = 2.0  # days in which nobody needs the same again


def for_you(moment: Moment) -> Ints:
    """What the ranking expects this visitor to want next among what they don't have."""
    if not moment.known:
        return NOTHING
    items = moment.expected[moment.unbought[moment.expected]]
    named = items[among(items, moment.searched_lately)][:ASKED_FOR]
    return np.concatenate([named, items[~among(items, named)]])


def keep_looking(moment: Moment) -> Ints:
    """The kinds of product the visitor keeps coming back to."""
    if not moment.interests:
        return NOTHING
    shelves: list[Ints] = [moment.world.by_category[interest.category] for interest in moment.interests[:2]]
    items: Ints = np.concatenate(shelves)[:MOST]
    items = items[moment.fresh[items]]
    named = among(items, moment.searched_for)  # what was asked for by name comes before its kind
    return items[np.lexsort((-moment.scores(items), ~named))]


def because_you_viewed(moment: Moment) -> Ints:
    """What goes with the item looked at last."""
    items = moment.near_anchor
    return items[moment.fresh[items] & ~among(items, moment.visitor.own)]


def buy_again(moment: Moment) -> Ints:
    """What the visitor bought and is bought again, most expected first."""
    items = moment.visitor.bought[moment.rebought].astype(np.int32)
    items = items[moment.allowed[items] & ~among(items, moment.visitor.bought_within(JUST_BOUGHT))]
    return items[np.argsort(-moment.scores(items), kind="stable")]


def cohort(moment: Moment) -> Ints:
    """What is typical among people with the same attributes, for those of whom nothing else is known."""
    if moment.known:
        return NOTHING
    lists = [cohort_items(moment, name) for name in cohort_names(moment)]
    mixed = [item for row in zip_longest_lists(lists) for item in row]
    items = np.array(list(dict.fromkeys(mixed)), np.int32)
    return items[moment.likeable[items]]


def cohort_names(moment: Moment) -> list[str]:
    """The learned cohorts this visitor belongs to, as `country=DE`."""
    known = moment.world.model.texts.get("cohorts", [])
    return [f"{n}={v}" for n, v in moment.visitor.attributes.items() if f"{n}={v}" in known]


def cohort_items(moment: Moment, name: str) -> list[int]:
    """A cohort's items, most typical first."""
    arrays, names = moment.world.model.arrays, moment.world.model.texts["cohorts"]
    at = names.index(name)
    ends = arrays["cohort_ends"]
    return [int(item) for item in arrays["cohort_items"][ends[at] : ends[at + 1]]]


def zip_longest_lists(lists: list[list[int]]) -> list[list[int]]:
    """First of each, second of each …; shorter lists end earlier."""
    longest = max((len(items) for items in lists), default=0)
    return [[items[n] for items in lists if n < len(items)] for n in range(longest)]


def trending(moment: Moment) -> Ints:
    """What is asked for right now."""
    return _popular(moment, "popularity_short")


def popular(moment: Moment) -> Ints:
    """What is asked for over a long time."""
    return _popular(moment, "popularity_long")


def _popular(moment: Moment, span: str) -> Ints:
    most = MOST + len(moment.visitor.own)
    items = moment.world.most_popular.get(span, NOTHING)[:most]
    return items[moment.likeable[items]]


def assortment(moment: Moment) -> Ints:
    """Everything else there is, so that the page is full; what people dislike comes last."""
    liked, others = (np.nonzero(mask)[0] for mask in (moment.likeable, moment.fresh & ~moment.likeable))
    return np.concatenate([liked, others]).astype(np.int32)


def bought(moment: Moment) -> Ints:
    """What was bought and isn't usually bought again, before the page stays short."""
    items = moment.visitor.bought.astype(np.int32)
    return items[moment.allowed[items]]
