"""The one table of shelves: what each proposes, why, how much room it asks for, and who it is for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from features.interactions import Ints
from service.page import proposals, reasons
from service.page.moment import Moment
from service.page.reasons import Explain


@dataclass(frozen=True)
class ShelfKind:
    """`slots`: of a page of 20; `least`: with fewer items it is left out; `grows`: takes spare room.

    `varied`: no category takes it all; the others are about one kind of product by what they are.
    """

    name: str
    propose: Callable[[Moment], Ints]
    explain: Explain
    slots: int
    least: int = 1
    personal: bool = False
    grows: bool = True
    varied: bool = True


OF_A_KIND = partial(ShelfKind, personal=True, varied=False)
TRENDING = partial(ShelfKind, "trending", proposals.trending, reasons.trending)
POPULAR = partial(ShelfKind, "popular", proposals.popular, reasons.popular)

# Who chooses first stands first; where a personal shelf stands on the page is decided by expected interest.
PERSONAL_PAGE = (
    OF_A_KIND("keep_looking", proposals.keep_looking, reasons.interest, 5, least=2, grows=False),
    OF_A_KIND("because_you_viewed", proposals.because_you_viewed, reasons.anchor, 4, least=2, grows=False),
    OF_A_KIND("buy_again", proposals.buy_again, reasons.repeat, 5, grows=False),
    ShelfKind("for_you", proposals.for_you, reasons.taste, 10, personal=True),
    ShelfKind("cohort", proposals.cohort, reasons.alike, 8, least=2, personal=True),
    TRENDING(3),
)
DEFAULT_PAGE = (
    ShelfKind("cohort", proposals.cohort, reasons.alike, 8, least=2),
    TRENDING(8),
    POPULAR(8),
)
LAST_RESORT = (
    POPULAR(0),
    ShelfKind("assortment", proposals.assortment, reasons.assortment, 0),
    OF_A_KIND("buy_again", proposals.bought, reasons.repeat, 0),
)

# What a variant of an experiment may be limited to.
NAMES = frozenset(kind.name for page in (PERSONAL_PAGE, DEFAULT_PAGE) for kind in page)
