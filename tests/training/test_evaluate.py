"""One window: who is ranked for, by what, and that nothing after the cut is known."""

from __future__ import annotations

from features.clock import DAY
from features.history import History, KeptEvent, read
from service.engine.ranker import HEADS, Blend, candidates
from service.engine.world import World
from tests.service.engine.small_shop import (
    BIKE,
    NOW,
    RECIPE,
    TEA,
    WEIGHTS,
    catalogue,
    fans,
    kept,
    learned,
    shop,
)
from training.evaluation.evaluate import groups_of, score, sold
from training.evaluation.methods import Contest
from training.evaluation.summary import scores_of
from training.models import fit
from training.split import Window

PAST = (*fans(TEA, 9), *fans(BIKE, 6), kept("search", 1, "Sue", query="tea"))
LATER = [
    kept(kind, -days, who, item_id=item)
    for days, item in enumerate((*TEA, *BIKE), 1)
    for who in ("green fan 0", "bell fan 1", "Sue", "Late")
    for kind in ("view_item", "add_to_cart", "not_interested", "view_item_list")
] + [
    kept("search", -1, "green fan 0", query="bell"),
    kept("customer_updated", -1, "green fan 1", country="DE"),
]


def history(*more: KeptEvent) -> History:
    return read([sorted([*PAST, *more], key=lambda event: event[3])], consent_granted=True)


def known_at_the_cut(found: History) -> list[object]:
    """For everybody of the past: by every method what comes first, all features, and their groups."""
    categories = {name: str(one.category) for name, one in catalogue().items()}
    world = World(fit(found, NOW, 7 * DAY, RECIPE, categories), catalogue().values())
    world.buyable[:] = sold(Window(found, NOW, 7 * DAY), world)
    window, blend = Window(found, NOW, 7 * DAY), Blend(dict.fromkeys(HEADS, WEIGHTS), world.sources)
    contest = Contest(window, world, blend)
    told: list[object] = []
    for person in range(16):
        visitor = window.visitor(person)
        offered = candidates(visitor, world.sources)
        rankings = [contest.rankings(visitor, offered, head).items.tolist() for head in HEADS]
        features = offered.features[offered.items < len(TEA + BIKE)].tolist()
        told.append((rankings, features, groups_of(found, person, visitor)))
    return told


def test_nothing_that_happens_after_the_cut_changes_a_ranking_a_feature_or_a_group() -> None:
    before = known_at_the_cut(history())
    assert known_at_the_cut(history(*LATER)) == before
    assert known_at_the_cut(history(kept("view_item", 0, "Sue", item_id="bell"))) != before


def test_the_blend_stands_beside_the_single_sources() -> None:
    """Everybody comes back for the tea or bike part that they still miss; only who knows taste can tell."""
    later = [
        kept("view_item", -1, f"{of[0]} fan {n}", item_id=of[(n + 2) % 3])
        for of in (TEA, BIKE)
        for n in range(6)
    ]
    world = shop(learned())
    scored = score(Window(history(*later), NOW, 7 * DAY), world, Blend(world.model.weights, world.sources))
    by = {(s.targets, s.method): s for s in scores_of([scored])}
    assert (by["new", "blend"].ndcg, by["new", "blend"].recall, by["new", "blend"].customers) == (1, 1, 12)
    assert by["new", "blend"].ndcg > by["new", "popular"].ndcg
    assert [len(scored.gains[head]) for head in HEADS] == [12, 12]


def test_whoever_was_known_by_a_search_or_by_what_the_shop_said_of_them_is_ranked_for_too() -> None:
    told = kept("customer_updated", 2, "Tom", age_band="60+")
    later = [kept("view_item", -1, who, item_id="green") for who in ("Sue", "Tom", "Late")]
    found = history(told, *later)
    wanted = Window(found, NOW, 7 * DAY).wanted("all")
    assert {found.customers[person] for person in wanted} == {"Sue", "Tom"}


def test_groups_are_what_was_known_of_somebody_at_the_cut() -> None:
    """A basket is one event, whatever it holds; a search is none."""
    basket = [{"item_id": name, "quantity": 1, "price": 0} for name in (*TEA, *BIKE)]
    found = history(
        kept("purchase", 1, "Bob", items=basket, country="DE"),
        *(kept("view_item", 1 + n, None, "device", item_id="bell") for n in range(5)),
        kept("view_item", -1, "Bob", item_id="bell", country="AT"),
    )
    window = Window(found, NOW, 7 * DAY)
    groups = [groups_of(found, person, window.visitor(person)) for person in range(found.persons)]
    codes = {name: code for code, name in found.customers.items()}
    stranger = next(group for group in groups if group["known"] == "stranger")
    sue, bob = groups[codes["Sue"]], groups[codes["Bob"]]
    assert (sue["events"], bob["events"], stranger["events"]) == ("0", "1–4", "5+")
    assert (bob["known"], bob["country"], bob["segment"]) == ("customer", "DE", "not said")
