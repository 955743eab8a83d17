"""Orders become questions and complaints: who asks where, how long an answer takes, what stays unresolved."""

import numpy as np
import polars as pl

from training.demo.appeal import Flags, Floats
from training.demo.comments import commented
from training.demo.rhythm import Period

DAY, HOUR = 86_400.0, 3_600.0
ASKS = (0.12, 0.4)  # share of orders that somebody asks about: in time, late
WHERE = {"service_contact": 0.6, "email": 0.3, "social": 0.1}
CHANNEL = {"service_contact": "phone", "email": "email", "social": "social", "returns": "email"}
WAIT, WAIT_SPREAD = 5.0, 1.0  # hours until an answer: median, and spread of the logarithm
UNDERSTAFFED, LONGER = (0.62, 0.74), 5.0  # a part of the period in which answers take so many times as long
UNANSWERED = 0.03
COMPLAINS = (0.02, 0.1, 0.35)  # share of orders: in time, a day late, later
SOLVED, SOLVED_SPREAD = 3.0, 0.7  # days until a complaint is resolved
UNSOLVED, PUBLIC = 0.05, 0.2


def drawn_contacts(rng: np.random.Generator, span: Period, orders: pl.DataFrame) -> pl.DataFrame:
    """A row per contact; `waited`: hours, `answered` and `moment`: seconds since the period's start.

    `orders`: one row each, with `placed`, `promised`, `delivered`, `late`.
    """
    late = orders["late"].to_numpy() > 0
    about = orders.filter(pl.Series(rng.random(len(orders)) < np.where(late, *ASKS[::-1])))
    count, late = len(about), about["late"].to_numpy() > 0
    waits = about["promised"].to_numpy() + rng.uniform(0.1, 1.2, count) * DAY
    wonders = about["placed"].to_numpy() + rng.uniform(0.1, 4, count) * DAY
    moment = np.where(late, waits, wonders)
    where = rng.choice(list(WHERE), count, p=list(WHERE.values()))
    waited = WAIT * rng.lognormal(0, WAIT_SPREAD, count) * np.where(understaffed(span, moment), LONGER, 1.0)
    answered = np.where(rng.random(count) < UNANSWERED, np.inf, moment + waited * HOUR)
    return about.select("order_id", "customer_id", "country", "locale").with_columns(
        contact_id=pl.format("c{}", pl.col("order_id")),
        touchpoint=pl.Series(where, dtype=pl.String),
        moment=pl.Series(moment),
        waited=pl.Series(waited),
        answered=pl.Series(answered),
    )


def understaffed(span: Period, moment: Floats) -> Flags:
    """Did somebody ask while too few were there to answer."""
    part = moment / span.seconds
    return np.asarray((part >= UNDERSTAFFED[0]) & (part < UNDERSTAFFED[1]), dtype=np.bool_)


def drawn_complaints(rng: np.random.Generator, orders: pl.DataFrame) -> pl.DataFrame:
    """A row per complaint: `moment` raised, `acknowledged`, `resolved` (inf: never), `public`, `comment`."""
    kind = np.minimum(orders["late"].to_numpy(), 2)
    raised = orders.filter(pl.Series(rng.random(len(orders)) < np.array(COMPLAINS)[kind]))
    count, late = len(raised), raised["late"].to_numpy() > 0
    overdue = raised["promised"].to_numpy() + rng.uniform(0.5, 2, count) * DAY
    unpacked = raised["delivered"].to_numpy() + rng.uniform(0.1, 3, count) * DAY
    moment = np.where(late, overdue, unpacked)
    resolved = moment + SOLVED * rng.lognormal(0, SOLVED_SPREAD, count) * DAY
    rows = raised.select("order_id", "customer_id", "country", "locale").with_columns(
        complaint_id=pl.format("x{}", pl.col("order_id")),
        touchpoint=pl.Series(np.where(late, "delivery", "returns"), dtype=pl.String),
        moment=pl.Series(moment),
        acknowledged=pl.Series(moment + rng.gamma(2, 4, count) * HOUR),
        resolved=pl.Series(np.where(rng.random(count) < UNSOLVED, np.inf, resolved)),
        public=pl.Series(rng.random(count) < PUBLIC),
        tone=pl.lit("bad"),
    )
    return commented(rng, rows, 0.9).drop("tone")


def steps_of(contacts: pl.DataFrame, complaints: pl.DataFrame) -> list[pl.DataFrame]:
    """As the shop tells of them."""
    asked = contacts.with_columns(channel=pl.col("touchpoint").replace_strict(CHANNEL))
    asked = asked.drop("waited", "locale").with_columns(event=pl.lit("contact_started"))
    heard = complaints.drop("locale").with_columns(
        channel=pl.when("public").then(pl.lit("review_site")).otherwise(pl.lit("email")),
        event=pl.lit("complaint_raised"),
    )
    named = ("order_id", "customer_id", "country", "touchpoint", "channel")
    heard_of = {"complaint_acknowledged": "acknowledged", "complaint_resolved": "resolved"}
    return [
        asked.drop("answered"),
        asked.select(*named, "contact_id", event=pl.lit("contact_answered"), moment="answered"),
        heard.drop("acknowledged", "resolved"),
        *(
            heard.filter(pl.col("acknowledged") < pl.col("resolved")).select(
                *named, "complaint_id", event=pl.lit(event), moment=column
            )
            for event, column in heard_of.items()
        ),
    ]
