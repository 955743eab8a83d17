"""What people say of the simulated shop follows from what happened to them, and is judged by the product."""

from datetime import datetime

import polars as pl
import pytest

from features.touchpoints.asking import asked
from tests.training.demo.conftest import Shop
from training.demo.surveys import ASKED


def test_who_waits_longer_for_an_order_asks_and_complains_more_often(shop: Shop) -> None:
    orders = shop.events.filter(event="purchase")["order_id"].unique()
    late = {order.order_id for order in shop.truth.deliveries.late_orders}
    for event in ("contact_started", "complaint_raised"):
        told = set(shop.events.filter(event=event)["order_id"])
        of_others = len(told - late) / (len(orders) - len(late))
        assert len(told & late) / len(late) > 2 * of_others > 0


def test_answers_take_longer_while_too_few_are_there(shop: Shop) -> None:
    begins, ends = map(datetime.fromisoformat, shop.truth.touchpoints.understaffed)
    started = shop.events.filter(event="contact_started")
    answered = shop.events.filter(event="contact_answered").select("contact_id", until="occurred_at")
    both = started.join(answered, on="contact_id").with_columns(
        short=pl.col("occurred_at").is_between(begins, ends),
        waited=pl.col("until") - pl.col("occurred_at"),
    )
    usual = dict(both.group_by("short").agg(pl.col("waited").median()).iter_rows())
    assert usual[True] > 2 * usual[False]


def test_deliveries_are_asked_at_random_as_the_service_would(shop: Shop) -> None:
    delivered = shop.events.filter(event="shipment_delivered")["order_id"].unique()
    chosen = [asked("delivery", order, ASKED["delivery"]) for order in delivered]
    sent = shop.events.filter(event="survey_sent", touchpoint="delivery")
    assert len(sent) == pytest.approx(sum(chosen), rel=0.15)


def test_english_speakers_more_often_find_nothing(shop: Shop) -> None:
    searches = shop.events.filter(event="search")
    by_language = dict(searches.group_by("locale").agg((pl.col("results") == 0).mean()).iter_rows())
    assert by_language["en"] > 2 * by_language["de"]


def test_poor_items_get_fewer_stars_and_one_item_is_struck_by_strangers(shop: Shop) -> None:
    truth = shop.truth.touchpoints.reviews
    stars = shop.events.filter(event="experience_rated", touchpoint="product_page")
    bought = stars.drop_nulls("customer_id").with_columns(poor=pl.col("item_id").is_in(truth.poor))
    means = dict(bought.group_by("poor").agg(pl.col("score").mean()).iter_rows())
    assert means[True] < means[False] - 0.7
    strangers = stars.filter(pl.col("customer_id").is_null())
    assert set(strangers["item_id"]) == {truth.struck}
    assert len(strangers) == truth.strangers


def test_comments_are_kind_or_not_as_the_answer_is(shop: Shop) -> None:
    said = shop.events.filter(event="experience_rated").drop_nulls("comment")
    angry = said.filter(pl.col("comment").str.contains("zu spät|verspätet|too late|delayed"))
    assert len(angry) > 3
    assert (angry["score"] <= 6).all()
