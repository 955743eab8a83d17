"""Orders and parcels become what people say of a shop: contacts, complaints, surveys, reviews, the truth."""

from importlib.resources import files

import msgspec
import numpy as np
import polars as pl

from training.demo import contacts, gestures, reviews, surveys
from training.demo.comments import with_comments
from training.demo.moments import as_text
from training.demo.world import World

STRENGTH = 3.0  # of gestures, so that a shop this small can tell anything
NOTHING_FOUND = (0.04, 0.2)  # share of searches without a result: in German, in English
WRITES = 0.4  # of those who rate a delivery unasked


class TrueTouchpoints(msgspec.Struct, frozen=True):
    """Shares as named; pairs are of orders in time and late ones."""

    nothing_found: tuple[float, float]
    asks: tuple[float, float]
    hours_to_answer: float
    understaffed: tuple[str, str]
    longer: float
    unanswered: float
    complains: tuple[float, float, float]
    days_to_resolve: float
    unsolved: float
    asked_at_random: dict[str, float]
    reviews: reviews.TrueReviews


def true_touchpoints(world: World) -> TrueTouchpoints:
    begins, ends = (as_text(world.span, part * world.span.seconds) for part in contacts.UNDERSTAFFED)
    return TrueTouchpoints(
        nothing_found=NOTHING_FOUND,
        asks=contacts.ASKS,
        hours_to_answer=contacts.WAIT,
        understaffed=(begins, ends),
        longer=contacts.LONGER,
        unanswered=contacts.UNANSWERED,
        complains=contacts.COMPLAINS,
        days_to_resolve=contacts.SOLVED,
        unsolved=contacts.UNSOLVED,
        asked_at_random=surveys.ASKED,
        reviews=reviews.true_reviews(world.chance("poor items"), _names(world)),
    )


def definitions() -> str:
    """As the shop's customer-experience lead wrote them: TOML for `zuvor apply`."""
    return files("training.demo").joinpath("touchpoints.toml").read_text(encoding="utf-8")


def true_gestures(world: World) -> gestures.Truth:
    """What each does to whom: on the share who buy again within 30 days, and on stars."""
    return gestures.true_effects(world.seed, gestures.World(strength=STRENGTH))


def drawn_touches(
    world: World, bought: pl.DataFrame, parcels: pl.DataFrame, ratings: pl.DataFrame
) -> pl.DataFrame:
    """Rows of all that is said until the period ends, the ratings of deliveries included."""
    orders = _orders(world, bought, parcels)
    talks = contacts.drawn_contacts(world.chance("contacts"), world.span, orders)
    complaints = contacts.drawn_complaints(world.chance("complaints"), orders)
    arrived = orders.select("order_id", "locale", "delivered")
    lines = bought.select("order_id", "customer_id", "country", "item").join(
        arrived, on="order_id", maintain_order="left"
    )
    truth = true_touchpoints(world).reviews
    told = ratings.join(arrived.select("order_id", "locale"), on="order_id", maintain_order="left")
    parts = [
        with_comments(world.chance("comments"), told, WRITES),
        *contacts.steps_of(talks, complaints),
        *surveys.drawn_surveys(world.chance("surveys"), orders, talks),
        reviews.drawn_reviews(world.chance("reviews"), world.span, _names(world), truth, lines),
    ]
    rows = pl.concat(parts, how="diagonal")
    return rows.filter(pl.col("moment") < world.span.seconds)


def with_nothing_found(world: World, steps: pl.DataFrame) -> pl.DataFrame:
    """Some searches have no result."""
    english = (steps["locale"] == "en").fill_null(value=False).to_numpy()
    missed = world.chance("nothing found").random(len(steps)) < np.where(english, *NOTHING_FOUND[::-1])
    nothing = (pl.col("event") == "search") & pl.Series(missed)
    return steps.with_columns(results=pl.when(nothing).then(0).otherwise("results"))


def _orders(world: World, bought: pl.DataFrame, parcels: pl.DataFrame) -> pl.DataFrame:
    """A row per order with what became of it, and the language of whoever placed it."""
    english = {name: bool(said) for name, said in zip(world.people.names, world.people.english, strict=True)}
    placed = bought.unique("order_id", keep="first", maintain_order=True).select("order_id", placed="moment")
    whole = parcels.group_by("order_id", maintain_order=True).agg(
        pl.col("customer_id", "country", "promised").first(), pl.col("delivered", "late").max()
    )
    tongue = ["en" if english[name] else "de" for name in whole["customer_id"]]
    return whole.with_columns(locale=pl.Series(tongue, dtype=pl.String)).join(
        placed, on="order_id", maintain_order="left"
    )


def _names(world: World) -> list[str]:
    return [item.item_id for item in world.items]
