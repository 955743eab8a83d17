"""Kept events → what ranking reads of them: alike for one visitor and for everybody."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np

from features.history import Collector, History, KeptEvent, attributes_of, read, unwanted_of
from features.interactions import CODES, TABLE


def kept(kind: str, at: int, who: str | None = "Ann", device: str | None = None, **fields: Any) -> KeptEvent:
    return who, device, kind, at, msgspec.json.encode({"event": kind, **fields})


def decided(what: str, at: int, who: str = "Ann") -> KeptEvent:
    return kept("consent_updated", at, who, purposes={"personalisation": what})


def history(*events: KeptEvent, granted: bool = True) -> History:
    return read([events], consent_granted=granted)


def told(found: History) -> list[tuple[str | None, str, str]]:
    """Who did what with which item, as words."""
    rows = found.interactions
    columns = zip(rows.person.tolist(), rows.kind.tolist(), rows.item.tolist(), strict=True)
    return [(found.customers.get(p), TABLE[k].event, found.items[i]) for p, k, i in columns]


CUP = {"item_id": "cup"}
ORDER = [{"item_id": "cup", "quantity": 2, "price": 0}, {"item_id": "pot", "quantity": 1, "price": 9}]
EVENTS = (
    kept("view_item", 1, **CUP),
    kept("search", 2, query="green tea", category="tea"),
    kept("purchase", 3, items=ORDER),
    kept("customer_updated", 4, age_band="30-39", country="DE"),
    kept("not_interested", 5, category="bikes"),
    kept("experience_rated", 6, metric="stars", score=4, **CUP),
)


def test_one_visitor_and_a_whole_history_are_read_alike() -> None:
    whole = history(*EVENTS)
    alone = Collector({"cup": 0, "pot": 1}.get)
    for _, _, kind, at, body in EVENTS:
        alone.add(0, kind, at, body)
    rows, mine = whole.interactions, alone.interactions()
    for name, column in vars(rows).items():
        assert column.tolist() == vars(mine)[name].tolist()
        assert column.dtype == vars(mine)[name].dtype
    assert (whole.searches, whole.said) == (alone.searches, alone.said)


def test_an_order_is_one_row_per_item_with_its_pieces() -> None:
    found = history(EVENTS[2])
    assert told(found) == [("Ann", "purchase", "cup"), ("Ann", "purchase", "pot")]
    assert found.interactions.quantity.tolist() == [2, 1]


def test_a_kind_without_a_weight_names_its_items_and_weighs_nothing() -> None:
    found = history(kept("view_item_list", 1, items=[CUP]), kept("experience_rated", 2, item_id="pot"))
    assert found.items == ["cup", "pot"]
    assert found.interactions.weight.tolist() == [0, 0]


def test_what_was_paid_is_read_and_nothing_is_a_price() -> None:
    found = history(EVENTS[0], EVENTS[2], kept("add_to_cart", 4, items=[CUP | {"price": None}]))
    assert found.interactions.price.tolist() == [-1, 0, 9, -1]


def test_stars_for_an_item_are_read_and_no_other_answer() -> None:
    answers = [("stars", 4, CUP), ("csat", 5, CUP), ("stars", 3, {"order_id": "o"})]
    found = history(*(kept("experience_rated", 1, metric=m, score=s, **of) for m, s, of in answers))
    assert found.interactions.stars.tolist() == [4, 0]


def test_searches_keep_their_words_and_category() -> None:
    search = history(EVENTS[1]).searches[0]
    assert (search.at, search.query, search.category) == (2, "green tea", "tea")


def test_what_a_customer_says_last_of_themselves_counts() -> None:
    found = history(EVENTS[3], kept("customer_updated", 9, age_band="40-49"))
    assert attributes_of(found.said) == {"age_band": "40-49", "country": "DE"}


def test_categories_nobody_wants_are_kept_for_the_visitor() -> None:
    visitor = Collector(dict[str, int]().get)
    visitor.add(0, *EVENTS[4][2:])
    assert unwanted_of(visitor.said) == {"bikes"}


def test_items_the_shop_does_not_know_are_left_out_of_a_visitor() -> None:
    visitor = Collector({"pot": 7}.get)
    visitor.add(0, *EVENTS[2][2:])
    assert visitor.interactions().item.tolist() == [7]


def test_a_stranger_is_a_person_too_but_no_customer() -> None:
    found = history(kept("view_item", 1, None, "phone", **CUP), kept("view_item", 2, **CUP))
    assert found.interactions.person.tolist() == [0, 1]
    assert (found.customers, found.persons) == ({1: "Ann"}, 2)


def test_a_customer_and_a_device_of_the_same_name_are_two_persons() -> None:
    found = history(kept("view_item", 1, "Ann", None, **CUP), kept("view_item", 2, None, "Ann", **CUP))
    assert len(np.unique(found.interactions.person)) == 2


def test_who_denies_personalisation_is_left_out_with_everything_also_purchases() -> None:
    found = history(*EVENTS, decided("denied", 9), kept("purchase", 1, "Bob", items=ORDER[:1]))
    assert told(found) == [("Bob", "purchase", "cup")]
    assert (found.searches, {one.person for one in found.said}, list(found.customers)) == ([], {1}, [1])


def test_who_grants_again_is_back() -> None:
    assert told(history(decided("denied", 1), decided("granted", 2), EVENTS[0]))


def test_where_nothing_is_decided_the_default_counts() -> None:
    assert not told(history(*EVENTS, granted=False))
    assert told(history(*EVENTS, decided("granted", 9), granted=False))


def test_a_decision_about_something_else_changes_nothing() -> None:
    marketing = kept("consent_updated", 9, purposes={"marketing": "denied"})
    assert len(told(history(*EVENTS, marketing))) == 4


def test_batches_are_read_as_one_history() -> None:
    apart = read([[event] for event in EVENTS], consent_granted=True)
    assert told(apart) == told(history(*EVENTS))


def test_an_empty_history_is_empty() -> None:
    found = history()
    assert (len(found.interactions), found.items, found.persons) == (0, [], 0)


def test_every_kind_of_the_table_is_read_under_its_code() -> None:
    events = [kept(kind, at, **CUP) for at, kind in enumerate(CODES) if kind != "other"]
    assert [kind for _, kind, _ in told(history(*events))] == list(CODES)[1:]


def test_a_wish_may_name_an_item_and_its_category_at_once() -> None:
    collector = Collector({"bell": 0}.get)
    collector.add(0, "not_interested", 1, b'{"item_id": "bell", "category": "bikes"}')
    assert (len(collector.interactions()), unwanted_of(collector.said)) == (1, frozenset({"bikes"}))
