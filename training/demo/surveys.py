"""Deliveries and contacts asked at random become answers: satisfaction, effort, recommendation, words."""

import numpy as np
import polars as pl

from features.touchpoints.asking import asked
from training.demo.comments import with_comments

DAY, HOUR = 86_400.0, 3_600.0
ASKED = {"delivery": 0.3, "service_contact": 0.5}  # as in touchpoints.toml
ANSWERS = 0.4
WRITES = 0.6
CONTENT, LOST_PER_DAY = 4.5, 0.7  # CSAT of a delivery in time, and what each day late costs
HELPED, LOST_PER_DOUBLING = 4.6, 0.45  # CSAT of a contact answered at once, and what each doubling costs
AT_ONCE = 4.0  # hours


def drawn_surveys(
    rng: np.random.Generator, orders: pl.DataFrame, contacts: pl.DataFrame
) -> list[pl.DataFrame]:
    """`survey_sent`, and `experience_rated` of those who answer."""
    arrived = _chosen(orders.rename({"delivered": "ends"}), "delivery", "order_id", DAY)
    served = contacts.filter(pl.col("answered").is_finite()).rename({"answered": "ends"})
    helped = _chosen(served, "service_contact", "contact_id", 3 * HOUR)
    felt = CONTENT - LOST_PER_DAY * np.minimum(arrived["late"].to_numpy(), 5)
    eased = HELPED - LOST_PER_DOUBLING * np.log2(1 + helped["waited"].to_numpy() / AT_ONCE)
    of = (("delivery", arrived, felt, "nps"), ("service_contact", helped, eased, "ces"))
    parts = [part for name, sent, content, other in of for part in _answers(rng, name, sent, content, other)]
    return [*(sent for sent, _ in parts), *(with_comments(rng, told, WRITES) for _, told in parts)]


def _chosen(rows: pl.DataFrame, touchpoint: str, subject: str, later: float) -> pl.DataFrame:
    """By the hash with which the service asks."""
    may = [asked(touchpoint, one, ASKED[touchpoint]) for one in rows[subject]]
    here = rows.filter(pl.Series(may, dtype=pl.Boolean))
    named = here if touchpoint == "delivery" else here.filter(pl.col("touchpoint") == touchpoint)
    return named.with_columns(sent=pl.col("ends") + later)


def _answers(
    rng: np.random.Generator, touchpoint: str, sent: pl.DataFrame, content: np.ndarray, other: str
) -> list[tuple[pl.DataFrame, pl.DataFrame]]:
    """CSAT by all who answer; the other question by half of them."""
    common = ["order_id", "customer_id", "country", "locale"]
    rows = sent.select(*common, "sent", content=pl.Series(content)).with_columns(
        touchpoint=pl.lit(touchpoint), channel=pl.lit("email")
    )
    asked_by = rows.drop("locale", "content", "order_id").rename({"sent": "moment"})
    count = len(rows)
    feels = content + rng.normal(0, 0.7, count)
    told = rows.with_columns(
        event=pl.lit("experience_rated"),
        moment=pl.col("sent") + pl.Series(rng.uniform(0.02, 3, count) * DAY),
        metric=pl.lit("csat"),
        score=pl.Series(np.clip(np.rint(feels), 1, 5)),
    ).drop("sent", "content")
    scale = {"nps": (0, 10, 2.4, -1.6), "ces": (1, 7, 1.5, -0.6)}[other]
    more = np.clip(np.rint(scale[2] * feels + scale[3]), *scale[:2])
    second = told.with_columns(metric=pl.lit(other), score=pl.Series(more), moment=pl.col("moment") + 40)
    says = rng.random(count)
    return [
        (
            asked_by.with_columns(event=pl.lit("survey_sent")),
            pl.concat([told.filter(pl.Series(says < ANSWERS)), second.filter(pl.Series(says < ANSWERS / 2))]),
        )
    ]
