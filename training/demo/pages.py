"""Visits become homepages served in the experiment: what was seen, what was opened, and the ranking log."""

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from features.experiments.arms import encode_arms
from training.demo.appeal import Appeal, Floats, Ints, surge_by_day
from training.demo.experiment import NAME, VARIANTS, Trial
from training.demo.identity import SignIns, device
from training.demo.moments import as_moment
from training.demo.people import People, Response
from training.demo.rhythm import Period, day_of
from training.demo.sessions import Sessions

VISIBLE = 3  # items of a page that come into sight
SEES = -1  # the step's key: before anything else that is done in a visit
SHELVES = ("popular", "for_you")


class Pages(msgspec.Struct, frozen=True):
    """Per page: its session, the arm, the items seen on it, and the place of the one opened (-1: none)."""

    session: Ints
    arm: Ints
    shown: Ints
    opened: Ints
    slot: Ints  # of the line that the opened item is


def drawn_pages(
    rng: np.random.Generator,
    span: Period,
    people: People,
    appeal: Appeal,
    sessions: Sessions,
    trial: Trial,
    known: Ints,
    lines: pl.DataFrame,
    response: Response,
) -> Pages:
    """`known`: sessions of somebody known from the start; opened is what the visit then looks at first."""
    session = known[trial.seen(sessions)[known]]
    arm = trial.treated[sessions.person[session]].astype(np.int64)
    shown = drawn_items(rng, span, people, appeal, sessions, session, arm)
    first = lines.unique("session", keep="first", maintain_order=True).select("session", "item", "slot")
    looked = pl.DataFrame({"session": session}).join(first, on="session", how="left", maintain_order="left")
    item, slot = (looked[name].fill_null(-1).to_numpy() for name in ("item", "slot"))
    opens = (rng.random(len(session)) < np.array(response.opens)[arm]) & (item >= 0)
    place = np.where(opens, np.argmax(shown == item[:, None], axis=1), -1)
    shown[opens, place[opens]] = item[opens]
    return Pages(session, arm, shown, place, slot)


def drawn_items(
    rng: np.random.Generator,
    span: Period,
    people: People,
    appeal: Appeal,
    sessions: Sessions,
    session: Ints,
    arm: Ints,
) -> Ints:
    """pages × VISIBLE: what many want, on a personalised page of kinds that the customer likes."""
    wish: Floats = appeal.appeal + surge_by_day(appeal, span.days)[day_of(sessions.start[session])]
    liked = np.log(people.taste[sessions.person[session]])[:, appeal.category]
    drawn = wish + liked * arm[:, None] + rng.gumbel(size=wish.shape)
    return np.argsort(-drawn, axis=1)[:, :VISIBLE]


def steps_of(pages: Pages) -> list[pl.DataFrame]:
    """The steps view_item_list (with the list `shown`) and select_item."""
    every = pl.DataFrame(
        {"session": pages.session, "shown": pages.shown.tolist(), "place": pages.opened, "slot": pages.slot},
        schema_overrides={"shown": pl.List(pl.Int64)},
    ).with_columns(
        recommendation_id=named(pages.session),
        placement=pl.lit("home"),
        shelf=pl.Series(np.array(SHELVES)[pages.arm], dtype=pl.String),
    )
    seen = every.drop("place", "slot").with_columns(
        key=pl.lit(SEES, pl.Int64), event=pl.lit("view_item_list")
    )
    opened = every.filter(pl.col("place") >= 0).with_columns(
        key=pl.col("slot") * 10,
        event=pl.lit("select_item"),
        item=pl.col("shown").list.get(pl.col("place")),
        position=pl.col("place") + 1,
    )
    return [seen, opened.drop("place", "slot", "shown")]


def named(session: Ints) -> pl.Series:
    return pl.select(pl.format("page-{}", pl.Series(session))).to_series()


def item_by_item(steps: pl.DataFrame) -> pl.DataFrame:
    """A row for each item of a view_item_list."""
    listed = pl.col("event") == "view_item_list"
    seen = steps.filter(listed).with_columns(
        item=pl.col("shown"), position=pl.int_ranges(1, pl.col("shown").list.len() + 1)
    )
    return pl.concat([steps.filter(~listed), seen.explode("item", "position")], how="diagonal").drop("shown")


def ranking_log(
    span: Period, people: People, sessions: Sessions, signed: SignIns, pages: Pages
) -> pl.DataFrame:
    """As the service would have logged these pages: columns of `service.store.records.Served`."""
    person, session = sessions.person[pages.session], pages.session
    arms = [encode_arms({NAME: (1, variant)}).decode() for variant in VARIANTS]
    columns = {
        "recommendation_id": named(session),
        "moment": sessions.start[session],
        "customer_id": np.array(people.names)[person],
        "anonymous_id": device(person, sessions.second_device[session]),
        "placement": ["home"] * len(session),
        "unit": first_devices(sessions, signed)[person],
        "arms": np.array(arms)[pages.arm],
    }
    texts = {name: pl.String for name in columns if name != "moment"}
    log = pl.DataFrame(columns, schema_overrides=texts).sort("moment")
    return log.with_columns(served_at=as_moment(span, "moment")).drop("moment")


def first_devices(sessions: Sessions, signed: SignIns) -> NDArray[np.object_]:
    """Per person, what the service knows each by: the device on which they signed in first."""
    arrived = np.flatnonzero(signed.identifies)
    person, first = np.unique(sessions.person[arrived], return_index=True)
    found = np.full(sessions.person.max(initial=0) + 1, None, dtype=np.object_)
    found[person] = device(person, sessions.second_device[arrived[first]])
    return found
