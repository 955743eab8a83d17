"""Can I have it now: somebody wanted what couldn't be bought, or can't be since, and now it can."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from features.clock import DAY
from service.answers.asked import Asked
from service.answers.kind import Answered, Kind
from service.answers.suggesting import into_cart, money_of, offered, wanted_first
from service.answers.wanted import Wanted
from service.store.records import Offer

NEWS = 14 * DAY  # for so long it is news
NOTICED = DAY  # who didn't meet the item meanwhile didn't notice a shorter gap


class Gap(NamedTuple):
    """When it couldn't be bought any more and when it could; `before`: was it ever for sale before that."""

    gone_at: int
    back_at: int
    before: bool


def last_gap(offers: Sequence[Offer]) -> Gap | None:
    """The gap that is over; None where there was none, or it isn't over. `offers` oldest first."""
    back = _run(offers, len(offers), buyable=True)
    gone = _run(offers, back, buyable=False)
    if back == len(offers) or gone == back:
        return None
    return Gap(offers[gone].at, offers[back].at, gone > 0)


def _run(offers: Sequence[Offer], end: int, *, buyable: bool) -> int:
    """Where the run of buyable (or not) offers begins that ends before `end`."""
    while end and offers[end - 1].buyable == buyable:
        end -= 1
    return end


def missed(wanted: Wanted, gap: Gap) -> bool:
    """Was it wanted before it came back, not met since, and its absence met or long enough to matter."""
    noticed = wanted.last_at >= gap.gone_at or gap.back_at - gap.gone_at >= NOTICED
    return wanted.last_at < gap.back_at and noticed


def of(asked: Asked) -> Iterator[Answered]:
    """What was wished for or in the cart first."""
    for wanted in wanted_first(asked):
        gap = last_gap(asked.known.offers.get(wanted.item_id, ()))
        item = offered(asked, wanted.item_id)
        if item and gap and asked.now - gap.back_at < NEWS and missed(wanted, gap):
            yield Answered(
                "back" if gap.before else "here",
                {},
                values={"title": asked.title(item.item_id)},
                item_id=item.item_id,
                data=money_of(asked, item),
                action=into_cart(asked, item),
                urgency=int(wanted.kept),
            )


BACK_IN_STOCK = Kind("back_in_stock", "Can I have it now?", "personalisation", 45, NEWS, of, most=2)
