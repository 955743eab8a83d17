"""Parcels that arrived become what people say of the delivery: the later than promised, the fewer stars."""

import numpy as np
import polars as pl

from training.demo.rhythm import Period

SPEAKS = 0.3  # share of orders after which somebody says something, and how many of them say it in stars
IN_STARS = 0.7
CONTENT, LOST_PER_DAY, MOST_LOST, SCATTER = (
    4.7,
    0.8,
    3.2,
    0.6,
)  # mean stars in time, and what each day late costs


def drawn_ratings(rng: np.random.Generator, span: Period, parcels: pl.DataFrame) -> pl.DataFrame:
    """Some days after an order's last parcel: `experience_rated` of the delivery, stars or CSAT."""
    whole = parcels.group_by("order_id", maintain_order=True).agg(
        pl.col("customer_id", "country").first(), pl.col("delivered", "late").max()
    )
    says = whole.filter(pl.Series(rng.random(len(whole)) < SPEAKS))
    felt = CONTENT - np.minimum(LOST_PER_DAY * says["late"].to_numpy(), MOST_LOST)
    score = np.clip(np.rint(felt + rng.normal(0, SCATTER, len(says))), 1, 5)
    stars = pl.Series(rng.random(len(says)) < IN_STARS)
    return says.select(
        "order_id",
        "customer_id",
        "country",
        event=pl.lit("experience_rated"),
        moment=pl.col("delivered") + pl.Series(rng.uniform(0.2, 3.5, len(says)) * 86_400),
        touchpoint=pl.lit("delivery"),
        metric=pl.when(stars).then(pl.lit("stars")).otherwise(pl.lit("csat")),
        score=pl.Series(score),
    ).filter(pl.col("moment") < span.seconds)
