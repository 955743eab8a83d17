"""The experiment of the demo: its log and its events fit together, and the effect is in what people buy."""

from __future__ import annotations

import msgspec
import numpy as np
import polars as pl
import pytest

from features.clock import to_datetime
from features.experiments.assignment import bucket
from features.experiments.definition import Experiment, from_table
from tests.training.demo.conftest import NOW, Shop
from training.demo.past import Visits, drawn_visits, outcomes
from training.demo.world import World, drawn_world

WINDOW = pl.duration(days=14)


@pytest.fixture(scope="module")
def served(shop: Shop) -> pl.DataFrame:
    return pl.read_parquet(shop.folder / "served.parquet")


@pytest.fixture(scope="module")
def defined(shop: Shop) -> Experiment:
    text = (shop.folder / "experiment.toml").read_text()
    return from_table(msgspec.toml.decode(text)["experiment"][0])


@pytest.fixture(scope="module")
def world() -> World:
    return drawn_world(7, NOW, 500, 100)


@pytest.fixture(scope="module")
def visits(world: World) -> Visits:
    return drawn_visits(world)


def test_the_truth_is_about_what_was_defined(shop: Shop, defined: Experiment, served: pl.DataFrame) -> None:
    known = shop.truth.experiment
    assert (known.name, known.variants) == (defined.name, tuple(one.name for one in defined.variants))
    assert (known.started, known.ended) == (
        to_datetime(defined.starts_at).isoformat(),
        to_datetime(defined.ends_at or 0).isoformat(),
    )
    assert known.customers == served["customer_id"].n_unique() > 100


def test_the_arm_is_the_one_that_anybody_can_compute(defined: Experiment, served: pl.DataFrame) -> None:
    for customer, arms in served.select("customer_id", "arms").unique().iter_rows():
        personalised = bucket(defined.hash_seed, customer) >= 0.5
        assert msgspec.json.decode(arms) == {defined.name: [1, ["default", "personalised"][personalised]]}


def test_pages_are_logged_while_it_runs_for_who_was_known_before(
    shop: Shop, defined: Experiment, served: pl.DataFrame
) -> None:
    assert served["served_at"].is_between(defined.start, defined.end).all()
    identified = shop.events.filter(pl.col("event") == "identify").group_by("customer_id").first()
    pages = served.join(identified, on="customer_id", how="left")
    assert (pages["occurred_at"] < pages["served_at"]).all()


def test_nobody_who_refused_to_be_analysed_is_in_the_log(shop: Shop, served: pl.DataFrame) -> None:
    refused = shop.events.filter(pl.col("analytics") == "denied")["customer_id"]
    assert len(refused) > 0
    assert not served["customer_id"].is_in(refused.implode()).any()


def test_everybody_is_known_by_the_device_they_signed_in_on_first(shop: Shop, served: pl.DataFrame) -> None:
    identified = shop.events.filter(pl.col("event") == "identify").sort("occurred_at")
    first = identified.unique("customer_id", keep="first")
    pages = served.join(first, on="customer_id", how="left")
    assert (pages["unit"] == pages["anonymous_id_right"]).all()


def test_every_page_is_confirmed_by_what_was_seen_of_it(shop: Shop, served: pl.DataFrame) -> None:
    seen = shop.events.filter(pl.col("event") == "view_item_list").unique("event_id")
    both = served.join(seen, on="recommendation_id", how="full")
    assert (both["occurred_at"] > both["served_at"]).all()
    assert (both["customer_id"] == both["customer_id_right"]).all()


def test_what_is_opened_was_seen_on_that_page(shop: Shop) -> None:
    at = ["recommendation_id", "item_id", "position", "shelf"]
    seen, opened = (
        shop.events.filter(pl.col("event") == event) for event in ("view_item_list", "select_item")
    )
    assert len(opened) > 50
    assert len(opened.join(seen.select(at), on=at, how="anti")) == 0


def test_until_the_first_page_everything_is_alike_in_both_arms(world: World, visits: Visits) -> None:
    tried = outcomes(world, visits)
    person = visits.sessions.person
    before = pl.Series(visits.sessions.start < tried.trial.first[person])
    usual, moved = (lines.filter(before.gather(lines["session"])) for lines in (tried.usual, tried.moved))
    assert len(usual) > 1_000
    assert usual.equals(moved)


def test_the_personalised_page_sells_as_much_more_as_the_truth_says(shop: Shop, served: pl.DataFrame) -> None:
    personalised = pl.col("arms").str.contains("personalised").first()
    units = served.group_by("customer_id").agg(pl.col("served_at").min(), personalised=personalised)
    bought = shop.events.filter(pl.col("event") == "purchase").unique("event_id")
    pairs = units.join(bought, on="customer_id", how="left")
    counts = (pl.col("occurred_at") - pl.col("served_at")).is_between(pl.duration(), WINDOW)
    orders = pairs.group_by("customer_id").agg(pl.col("personalised").first(), orders=counts.sum())
    arms = [orders.filter(pl.col("personalised") == arm)["orders"].to_numpy() for arm in (False, True)]
    true = shop.truth.experiment.effects["orders"]
    error = np.sqrt(sum(arm.var() / len(arm) for arm in arms))
    assert true.relative > 0.15
    assert abs(arms[1].mean() - arms[0].mean() - (true.personalised - true.default)) < 3 * error
