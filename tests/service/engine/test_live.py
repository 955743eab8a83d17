"""What a worker serves from: always the newest that is whole, and the catalogue as it is now."""

from __future__ import annotations

import os

import numpy as np
import pytest

from features.artifact import make_current
from features.clock import DAY, to_datetime
from service.engine.live import Live
from tests.service.engine.shop_floor import Floor
from tests.service.engine.small_shop import BIKE, NOW, TEA, catalogue, item, learned


def shown(floor: Floor) -> set[str]:
    """What may stand on a page asked for now."""
    floor.live.apply(floor.live.news())
    world = floor.live.now.world
    return {world.ids[code] for code in np.nonzero(world.buyable)[0]}


def prices(floor: Floor) -> dict[str, float | None]:
    floor.live.apply(floor.live.news())
    return {item.item_id: item.price for item in floor.live.now.world.items if item is not None}


def test_before_the_first_training_there_is_no_model(floor: Floor) -> None:
    floor.live.refresh_model()
    assert (floor.live.model_version, floor.live.model_created_at, floor.live.refused) == (None, None, {})


def test_a_published_version_is_taken_over(floor: Floor) -> None:
    floor.open()
    first, second = floor.live.model_version, floor.publish(learned(weights={}))
    floor.live.refresh_model()
    assert first != floor.live.model_version == second
    assert floor.live.model_created_at == NOW


def test_what_is_published_under_a_name_is_not_what_serves(floor: Floor) -> None:
    serving = floor.open().live.model_version
    floor.publish(learned(weights={}), "bolder")
    floor.live.refresh_model()
    assert floor.live.model_version == serving


def test_what_is_published_under_a_name_serves_beside_the_other(floor: Floor) -> None:
    floor.open()
    beside = Live(str(floor.artifacts), floor.store, lambda: floor.now, "bolder")
    beside.refresh_model()
    before, version = beside.model_version, floor.publish(learned(weights={}), "bolder")
    beside.refresh_model()
    assert (before, beside.model_version) == (None, version)
    assert len(beside.now.world) == len(floor.live.now.world)


def test_under_a_name_no_other_recipe_stands_in_for_a_refused_one(floor: Floor) -> None:
    floor.open()
    make_current(floor.artifacts, "gone", "bolder")
    beside = Live(str(floor.artifacts), floor.store, lambda: floor.now, "bolder")
    beside.refresh_model()
    assert (beside.model_version, list(beside.refused)) == (None, ["gone"])


def test_a_damaged_version_is_refused_and_the_last_good_one_goes_on(floor: Floor) -> None:
    good = floor.open().live.model_version
    bad = floor.publish(learned(weights={}))
    (floor.artifacts / bad / "popularity_mid.npy").write_bytes(b"")
    floor.live.refresh_model()
    assert floor.live.model_version == good
    assert "popularity_mid.npy is damaged" in floor.live.refused[bad]


def test_a_version_that_is_not_there_is_refused(floor: Floor) -> None:
    floor.open()
    make_current(floor.artifacts, "gone")
    floor.live.refresh_model()
    assert list(floor.live.refused) == ["gone"]


def test_the_version_that_comes_after_a_refused_one_serves(floor: Floor) -> None:
    floor.open()
    make_current(floor.artifacts, "gone")
    floor.live.refresh_model()
    version = floor.publish(learned(weights={}))
    floor.live.refresh_model()
    assert floor.live.model_version == version


def test_an_unchanged_version_is_not_loaded_again(floor: Floor) -> None:
    before = floor.open().live.now
    floor.live.refresh_model()
    assert floor.live.now is before


def test_with_a_new_model_the_catalogue_is_still_there(floor: Floor) -> None:
    floor.open().sell([item("umbrella")])
    floor.publish(learned(weights={}))
    floor.live.refresh_model()
    assert shown(floor) == {*TEA, *BIKE, "umbrella"}


def test_without_a_catalogue_everything_learned_is_shown(floor: Floor) -> None:
    floor.publish()
    floor.live.refresh_model()
    assert shown(floor) == {*TEA, *BIKE}


def test_with_the_first_catalogue_only_what_it_offers_is_shown(floor: Floor) -> None:
    floor.publish()
    floor.live.refresh_model()
    floor.sell([item("green"), item("umbrella"), item("bell", available=False)])
    assert shown(floor) == {"green", "umbrella"}


def test_without_a_model_the_catalogue_is_shown(floor: Floor) -> None:
    floor.sell(catalogue().values())
    assert shown(floor) == {*TEA, *BIKE}


def test_what_is_sold_out_is_gone_at_once_and_back_at_once(floor: Floor) -> None:
    floor.open().sell([item("green", stock=0)])
    assert "green" not in shown(floor)
    floor.sell([item("green", stock=1)])
    assert "green" in shown(floor)


def test_what_is_deleted_is_gone_at_once(floor: Floor) -> None:
    floor.open().delete("green")
    assert shown(floor) == {*TEA, *BIKE} - {"green"}


def test_a_catalogue_that_was_deleted_is_not_a_shop_without_one(floor: Floor) -> None:
    floor.open().delete(*TEA, *BIKE)
    assert shown(floor) == set()
    fresh = Live(str(floor.artifacts), floor.store, lambda: floor.now)
    fresh.refresh_model()
    assert not fresh.now.world.buyable.any()


def test_a_version_of_tomorrow_comes_into_force_tomorrow(floor: Floor) -> None:
    floor.open().sell([item("green", price=1.0)])
    floor.sell([item("green", price=2.0, valid_from=to_datetime(NOW + DAY))])
    assert prices(floor)["green"] == 1
    floor.now += DAY
    assert prices(floor)["green"] == 2


def test_a_version_without_a_date_replaces_dated_ones(floor: Floor) -> None:
    floor.open().sell([item("green", price=2.0, valid_from=to_datetime(NOW + DAY))])
    floor.sell([item("green", price=3.0)])
    floor.now += 2 * DAY
    assert prices(floor)["green"] == 3


def test_a_version_sent_late_does_not_replace_the_one_that_came_after_it(floor: Floor) -> None:
    floor.open().sell([item("green", price=2.0, valid_from=to_datetime(NOW - DAY))])
    assert prices(floor)["green"] == 2
    floor.sell([item("green", price=1.0, valid_from=to_datetime(NOW - 2 * DAY))])
    assert prices(floor)["green"] == 2


def test_what_is_deleted_does_not_come_back_with_tomorrows_version(floor: Floor) -> None:
    floor.open().sell([item("green", valid_from=to_datetime(NOW + DAY))])
    floor.delete("green")
    floor.now += 2 * DAY
    assert "green" not in shown(floor)


def test_a_variant_that_leaves_its_group_stands_for_itself(floor: Floor) -> None:
    both = ("green", "mint")
    floor.open().sell(item(name, item_group_id="loose tea") for name in both)
    shown(floor)
    world = floor.live.now.world
    assert world.group[world.index["green"]] == world.group[world.index["mint"]]
    floor.sell([item("green")])
    shown(floor)
    assert world.group[world.index["green"]] != world.group[world.index["mint"]]


def test_what_the_shop_no_longer_says_of_buying_again_is_what_was_learned(floor: Floor) -> None:
    world = floor.open().live.now.world
    usual = world.repeats[world.index["green"]]
    floor.sell([item("green", repeat_purchase=True)])
    shown(floor)
    assert world.repeats[world.index["green"]] == 1 > usual
    floor.sell([item("green")])
    shown(floor)
    assert world.repeats[world.index["green"]] == pytest.approx(usual)


def test_two_workers_that_saw_changes_in_pieces_or_at_once_agree(floor: Floor) -> None:
    floor.open()
    for change in (
        [item("green", "x")],
        [item("new", "y", item_group_id="g")],
        [item("bell", sensitive=True)],
    ):
        floor.sell(change)
        shown(floor)
    fresh = Live(str(floor.artifacts), floor.store, lambda: floor.now)
    fresh.refresh_model()
    seen, read = floor.live.now.world, fresh.now.world
    for name in (*TEA, *BIKE, "new"):
        one, other = seen.index[name], read.index[name]
        assert (seen.buyable[one], seen.sensitive[one]) == (read.buyable[other], read.sensitive[other])
        assert seen.categories[seen.category[one]] == read.categories[read.category[other]]


def test_a_damaged_version_that_was_mended_is_served(floor: Floor) -> None:
    version = floor.open().live.model_version
    folder = floor.artifacts / str(version)
    kept = {path: path.read_bytes() for path in folder.iterdir()}
    (folder / "horizon_days.npy").write_bytes(b"damaged")
    fresh = Live(str(floor.artifacts), floor.store, floor.live._clock)
    fresh.refresh_model()
    assert (fresh.model_version, list(fresh.refused)) == (None, [version])
    for path, content in kept.items():
        path.write_bytes(content)
    os.utime(folder, (1, 1))
    fresh.refresh_model()
    assert (fresh.model_version, fresh.refused) == (version, {})


def test_at_start_the_last_good_version_serves_where_the_current_one_is_refused(floor: Floor) -> None:
    version = floor.open().live.model_version
    (floor.artifacts / "20991231T000000-broken").mkdir()
    make_current(floor.artifacts, "20991231T000000-broken")
    fresh = Live(str(floor.artifacts), floor.store, floor.live._clock)
    fresh.refresh_model()
    assert (fresh.model_version, list(fresh.refused)) == (version, ["20991231T000000-broken"])


def test_a_current_that_is_no_text_is_refused_and_the_last_good_version_serves(floor: Floor) -> None:
    version = floor.open().live.model_version
    (floor.artifacts / "current").write_bytes(b"\xff\xfe")
    fresh = Live(str(floor.artifacts), floor.store, floor.live._clock)
    fresh.refresh_model()
    assert (fresh.model_version, list(fresh.refused)) == (version, ["current"])
