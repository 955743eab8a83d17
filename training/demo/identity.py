"""Sessions on devices become who was known when: identify, sign_out, and which steps carry a customer."""

from typing import NamedTuple

import numpy as np
import polars as pl

from training.demo.appeal import Flags, Ints
from training.demo.people import People
from training.demo.sessions import DEVICES, Sessions
from training.demo.steps import PAYS, SIGNS_OUT, STATES

NEVER = 1_000_000
AFTER_FIRST_LOOK = 9


class SignIns(NamedTuple):
    """Per session: from which key on it is known, whether it identifies, whether it signs out."""

    known_from: Ints
    identifies: Flags
    leaves: Flags

    @property
    def from_the_start(self) -> Flags:
        """Sessions of somebody whom the device remembers."""
        return np.asarray((self.known_from == 0) & ~self.identifies, dtype=np.bool_)


def with_identity(people: People, sessions: Sessions, signed: SignIns, steps: pl.DataFrame) -> pl.DataFrame:
    """Adds the steps identify, customer_updated and sign_out, and to every step who did it on what."""
    known_from, identifies, leaves = signed
    arrived = np.flatnonzero(identifies)
    _, first = np.unique(sessions.person[arrived], return_index=True)
    added = [
        added_steps(arrived, known_from[arrived] - 2, "identify"),
        introductions(people, sessions, arrived[first], known_from),
        added_steps(np.flatnonzero(leaves), np.full(leaves.sum(), SIGNS_OUT), "sign_out"),
    ]
    whole = pl.concat([steps, *added], how="diagonal").sort("session", "key")
    return with_ids(people, sessions, known_from, whole)


def needed(sessions: Sessions, steps: pl.DataFrame) -> Ints:
    """The key by which a session must be signed in; NEVER where it need not be."""
    by = np.full(len(sessions), NEVER)
    for event, key in (("purchase", PAYS), ("consent_updated", STATES)):
        by[steps.filter(pl.col("event") == event)["session"].to_numpy()] = key
    return by


def sign_ins(rng: np.random.Generator, people: People, sessions: Sessions, needed_by: Ints) -> SignIns:
    """Devices remember who signed in; whoever pays or decides on consent has to."""
    count = len(sessions)
    soon = np.where(rng.random(count) < 0.5, 0, AFTER_FIRST_LOOK)
    willing, leaves = rng.random(count) < 0.3, rng.random(count) < 0.05
    known_from, identifies = np.full(count, NEVER), np.zeros(count, dtype=np.bool_)
    remembered: set[tuple[int, bool]] = set()
    for at in np.flatnonzero(sessions.person < people.customers):
        device = (int(sessions.person[at]), bool(sessions.second_device[at]))
        if device in remembered:
            known_from[at] = 0
        elif willing[at] or needed_by[at] < NEVER:
            known_from[at] = soon[at] if willing[at] else needed_by[at]
            identifies[at] = True
        if known_from[at] < NEVER:
            (remembered.discard if leaves[at] else remembered.add)(device)
    return SignIns(known_from, identifies, leaves & (known_from < NEVER))


def added_steps(session: Ints, key: Ints, event: str) -> pl.DataFrame:
    return pl.DataFrame({"session": session, "key": key}).with_columns(event=pl.lit(event))


def introductions(people: People, sessions: Sessions, first: Ints, known_from: Ints) -> pl.DataFrame:
    """With the first identify of a customer the shop says what it knows of them."""
    person = sessions.person[first]
    return added_steps(first, known_from[first] - 1, "customer_updated").with_columns(
        age_band=pl.Series(np.array(people.age)[person]),
        segment=pl.Series(np.array(people.segment)[person]),
    )


def device(person: Ints, second: Flags) -> list[str]:
    """The ids of persons' first or second devices."""
    return [f"g{20_001 + at}" for at in person * 2 + second]


def with_ids(people: People, sessions: Sessions, known_from: Ints, steps: pl.DataFrame) -> pl.DataFrame:
    session = steps["session"].to_numpy()
    person = sessions.person[session]
    known = steps["key"].to_numpy() >= known_from[session] - 2
    return steps.with_columns(
        customer_id=pl.when(pl.Series(known)).then(pl.Series(np.array(people.names)[person])),
        anonymous_id=pl.Series(device(person, sessions.second_device[session]), dtype=pl.String),
        session_id=pl.format("s{}", pl.Series(session + 1)),
        channel=pl.Series(np.where(sessions.device[session] == 2, "app", "web")),
        device=pl.Series(np.array(DEVICES)[sessions.device[session]]),
        locale=pl.Series(np.where(people.english[person], "en", "de")),
        country=pl.Series(np.array(people.country)[person]),
    )
