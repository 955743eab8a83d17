"""Views become baskets: what is put in, taken out, wished for, thought to go along, and bought."""

import numpy as np
import polars as pl

from training.demo.appeal import PARTNERS, Appeal, Floats
from training.demo.people import People
from training.demo.rhythm import day_of
from training.demo.sessions import Sessions


def drawn_baskets(
    rng: np.random.Generator,
    people: People,
    appeal: Appeal,
    sessions: Sessions,
    views: pl.DataFrame,
    pays: Floats,
) -> pl.DataFrame:
    """Views with flags carted, removed, wished, disliked, bought, and the quantity; companions added.

    `pays`, per session: how often a cart filled in passing ends with an order.
    """
    wanted = with_carts(rng, people, appeal, sessions, views)
    along = companions(rng, appeal, sessions, wanted)
    both = pl.concat([wanted, along], how="diagonal").sort("session", "slot")
    lines = both.unique(["session", "item"], keep="first", maintain_order=True)
    return owned_once(rng, appeal, sessions, with_purchases(rng, people, appeal, sessions, lines, pays))


def suits(people: People, appeal: Appeal, sessions: Sessions, views: pl.DataFrame) -> Floats:
    """Taste × price × style × appeal of each view, as one logit."""
    person, item = sessions.person[views["session"].to_numpy()], views["item"].to_numpy()
    style = (people.style[person] * appeal.style[item]).sum(axis=1) * 0.3
    price = -0.35 * (people.price_sense[person] - appeal.price_level[item]) ** 2
    taste = people.taste[person, appeal.category[item]] * 2.2
    return np.asarray(style + price + taste + 0.4 * appeal.appeal[item], dtype=np.float64)


def with_carts(
    rng: np.random.Generator, people: People, appeal: Appeal, sessions: Sessions, views: pl.DataFrame
) -> pl.DataFrame:
    logit = suits(people, appeal, sessions, views)
    chance = rng.random((3, len(views)))
    carted = (chance[0] < 1 / (1 + np.exp(2.5 - logit))) | views["errand"].to_numpy()
    return views.with_columns(
        carted=carted,
        wished=~carted & (chance[1] < 0.03),
        disliked=~carted & (logit < 0) & (chance[2] < 0.012),
    )


def companions(
    rng: np.random.Generator, appeal: Appeal, sessions: Sessions, wanted: pl.DataFrame
) -> pl.DataFrame:
    """What is put into the cart brings to mind what goes with it; often that follows."""
    reminded = wanted.filter("carted", pl.Series(rng.random(len(wanted)) < 0.4))
    partner = appeal.partners[reminded["item"].to_numpy(), rng.integers(0, PARTNERS, len(reminded))]
    day = day_of(sessions.start[reminded["session"].to_numpy()])
    along = reminded.select("session", "slot").with_columns(
        item=partner,
        errand=pl.lit(False),
        carted=rng.random(len(reminded)) < 0.5,
        wished=pl.lit(False),
        disliked=pl.lit(False),
    )
    return along.filter(day > appeal.launched[partner])


def with_purchases(
    rng: np.random.Generator,
    people: People,
    appeal: Appeal,
    sessions: Sessions,
    lines: pl.DataFrame,
    pays: Floats,
) -> pl.DataFrame:
    """Guests don't buy; an errand nearly always ends with an order, a cart filled in passing often."""
    ready = np.where(sessions.errand >= 0, 0.97, pays) * (sessions.person < people.customers)
    paid = (rng.random(len(sessions)) < ready)[lines["session"].to_numpy()]
    carted = lines["carted"].to_numpy()
    removed = carted & ~lines["errand"].to_numpy() & (rng.random(len(lines)) < 0.1)
    several = appeal.consumable[lines["item"].to_numpy()] & (rng.random(len(lines)) < 0.2)
    return lines.with_columns(
        removed=removed,
        bought=carted & ~removed & paid,
        quantity=np.where(several, rng.integers(2, 4, len(lines)), 1),
        slot=pl.int_range(pl.len()).over("session"),
    )


def owned_once(
    rng: np.random.Generator, appeal: Appeal, sessions: Sessions, lines: pl.DataFrame
) -> pl.DataFrame:
    """What lasts is bought once; who owns it seldom looks at it again."""
    item = lines["item"].to_numpy()
    marked = lines.with_columns(
        person=sessions.person[lines["session"].to_numpy()],
        group=appeal.group[item],
        lasts=~appeal.consumable[item],
        curious=rng.random(len(lines)) < 0.2,
    )
    before = pl.col("bought").cast(pl.Int64).cum_sum().over("person", "group") - pl.col("bought").cast(
        pl.Int64
    )
    owned = pl.col("lasts") & (before > 0)
    flags = [(pl.col(name) & ~owned).alias(name) for name in ("carted", "removed", "bought", "wished")]
    kept = marked.filter(~owned | pl.col("curious"))
    return kept.with_columns(flags).drop("person", "group", "lasts", "curious")
