"""Lines that arrived become stars of items: a few are poor, and one is struck by a burst of strangers."""

import msgspec
import numpy as np
import polars as pl

from training.demo.comments import with_comments
from training.demo.rhythm import Period

DAY, HOUR = 86_400.0, 3_600.0
REVIEWS, WRITES = 0.12, 0.7
USUAL, SCATTER, POOR_BY = 4.4, 0.7, 1.8
POOR, STRANGERS = 4, 14  # items; who strike
STRUCK = 0.85  # part of the period after which


class TrueReviews(msgspec.Struct, frozen=True):
    """Ids of items: `poor` ones get `poor_by` stars less, `struck` got so many single stars by strangers."""

    usual: float
    poor: list[str]
    poor_by: float
    struck: str
    strangers: int


def true_reviews(rng: np.random.Generator, items: list[str]) -> TrueReviews:
    chosen = rng.choice(len(items), POOR + 1, replace=False)
    names = [items[at] for at in chosen]
    return TrueReviews(USUAL, sorted(names[1:]), POOR_BY, names[0], STRANGERS)


def drawn_reviews(
    rng: np.random.Generator, span: Period, items: list[str], truth: TrueReviews, lines: pl.DataFrame
) -> pl.DataFrame:
    """`lines`: order_id, customer_id, country, locale, item (place), delivered."""
    poor = np.isin(lines["item"].to_numpy(), [items.index(name) for name in truth.poor])
    says = pl.Series(rng.random(len(lines)) < np.where(poor, 4 * REVIEWS, REVIEWS))
    told, bad = lines.filter(says), poor[says.to_numpy()]
    score = truth.usual - np.where(bad, truth.poor_by, 0.0) + rng.normal(0, SCATTER, len(told))
    rated = told.drop("delivered").with_columns(
        moment=told["delivered"] + pl.Series(rng.uniform(1, 9, len(told)) * DAY),
        score=pl.Series(np.clip(np.rint(score), 1, 5)),
        channel=pl.lit("web"),
    )
    strangers = _burst(rng, span, items.index(truth.struck), truth.strangers)
    both = pl.concat([rated, strangers], how="diagonal").with_columns(
        event=pl.lit("experience_rated"), touchpoint=pl.lit("product_page"), metric=pl.lit("stars")
    )
    return with_comments(rng, both, WRITES)


def _burst(rng: np.random.Generator, span: Period, item: int, strangers: int) -> pl.DataFrame:
    moment = STRUCK * span.seconds + np.sort(rng.uniform(0, 5, strangers)) * HOUR
    return pl.DataFrame({"item": np.full(strangers, item), "moment": moment}).with_columns(
        anonymous_id=pl.format("g{}", pl.int_range(strangers) + 90_001),
        locale=pl.lit("de"),
        country=pl.lit("DE"),
        channel=pl.lit("review_site"),
        score=pl.lit(1.0),
    )
