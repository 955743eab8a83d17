"""Sessions become views: a topic per visit, within it items that suit taste, purse, style and season."""

import numpy as np
import polars as pl

from training.demo.appeal import Appeal, Floats, Ints, surge_by_day
from training.demo.people import People, liked, weighted_choice
from training.demo.rhythm import Period, day_of
from training.demo.sessions import Sessions


def drawn_views(
    rng: np.random.Generator,
    span: Period,
    people: People,
    appeal: Appeal,
    sessions: Sessions,
    season: Floats,
) -> pl.DataFrame:
    """Columns session, slot (order in it), item, errand; no item twice in a session."""
    topic = drawn_topics(rng, people, sessions, season)
    session = np.repeat(np.arange(len(sessions)), drawn_lengths(rng, sessions))
    wandering = rng.random(len(session)) < 0.25
    kind = np.where(wandering, drawn_kinds(rng, people, sessions, season)[session], topic[session])
    item = chosen_items(rng, span, people, appeal, sessions, session, kind)
    views = pl.DataFrame({"session": session, "item": item}).with_columns(
        slot=pl.int_range(pl.len()).over("session") + 1, errand=pl.lit(False)
    )
    due = np.flatnonzero(sessions.errand >= 0)
    errands = pl.DataFrame({"session": due, "item": sessions.errand[due]}).with_columns(
        slot=pl.lit(0, pl.Int64), errand=pl.lit(True)
    )
    together = pl.concat([errands, returning(rng, sessions, views), views], how="diagonal").sort(
        "session", "slot"
    )
    return together.unique(["session", "item"], keep="first", maintain_order=True)


def drawn_lengths(rng: np.random.Generator, sessions: Sessions) -> Ints:
    """Views beside the errand: whoever has one looks around less."""
    looking = rng.geometric(0.34, len(sessions))
    return np.asarray(
        np.minimum(np.where(sessions.errand >= 0, (looking - 1) // 2, looking), 12), dtype=np.int64
    )


def drawn_kinds(rng: np.random.Generator, people: People, sessions: Sessions, season: Floats) -> Ints:
    return weighted_choice(rng, people.taste[sessions.person] * season[:, day_of(sessions.start)].T)


def drawn_topics(rng: np.random.Generator, people: People, sessions: Sessions, season: Floats) -> Ints:
    """A topic often stays for several visits: one keeps looking for the same kind of thing."""
    fresh = drawn_kinds(rng, people, sessions, season)
    return fresh[sessions.last_before(rng.random(len(sessions)) > 0.4)]


def chosen_items(
    rng: np.random.Generator,
    span: Period,
    people: People,
    appeal: Appeal,
    sessions: Sessions,
    session: Ints,
    kind: Ints,
) -> Ints:
    """Softmax choice within a kind, by the Gumbel trick."""
    surge = surge_by_day(appeal, span.days)
    chosen = np.zeros(len(session), dtype=np.int64)
    for place in np.unique(kind):
        own, stock = np.flatnonzero(kind == place), np.flatnonzero(appeal.category == place)
        visits = session[own]
        wish = liked(people, appeal, sessions.person[visits], stock) + appeal.appeal[stock]
        wish += surge[day_of(sessions.start[visits])][:, stock]
        chosen[own] = stock[np.argmax(wish + rng.gumbel(size=wish.shape), axis=1)]
    return chosen


def returning(rng: np.random.Generator, sessions: Sessions, views: pl.DataFrame) -> pl.DataFrame:
    """Some visits open with what the same person looked at last."""
    last = np.full(len(sessions), -1)
    last[views["session"].to_numpy()] = views["item"].to_numpy()
    before = np.concatenate([[-1], last[:-1]])
    same = np.concatenate([[False], sessions.person[1:] == sessions.person[:-1]])
    back = np.flatnonzero(same & (before >= 0) & (sessions.errand < 0) & (rng.random(len(sessions)) < 0.2))
    return pl.DataFrame({"session": back, "item": before[back]}).with_columns(
        slot=pl.lit(0, pl.Int64), errand=pl.lit(False)
    )
