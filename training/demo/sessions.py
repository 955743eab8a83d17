"""People and their habits become sessions: who comes when, on which device, for an errand or to browse."""

import msgspec
import numpy as np

from training.demo.appeal import Flags, Floats, Ints
from training.demo.people import Habits, People
from training.demo.rhythm import Period

DEVICES = ("mobile", "desktop", "tablet")


class Sessions(msgspec.Struct, frozen=True):
    """Per session, ordered by person and time."""

    person: Ints
    start: Floats
    errand: Ints  # the item that is due; -1: just looking
    second_device: Flags
    device: Ints  # an index of DEVICES

    def __len__(self) -> int:
        return len(self.person)

    def last_before(self, renewed: Flags) -> Ints:
        """For every session: the latest one of the same person, itself included, that is renewed."""
        first = np.concatenate([[True], self.person[1:] != self.person[:-1]])
        return np.maximum.accumulate(np.where(first | renewed, np.arange(len(self)), 0))


def drawn_sessions(rng: np.random.Generator, span: Period, people: People, habits: Habits) -> Sessions:
    errands = due_dates(rng, span, people, habits)
    browsing = browsing_dates(rng, span, people)
    person = np.concatenate([errands[0], browsing[0]])
    start = np.concatenate([errands[1], browsing[1]])
    errand = np.concatenate([errands[2], np.full(len(browsing[0]), -1)])
    order = np.lexsort((start, person))
    order = order[(start[order] < span.seconds) & apart(person[order], start[order])]
    second = (rng.random(len(people.age)) < 0.45)[person[order]] & (rng.random(len(order)) < 0.3)
    favourite = rng.choice(3, len(people.age), p=[0.6, 0.32, 0.08])[person[order]]
    return Sessions(person[order], start[order], errand[order], second, (favourite + second) % 3)


def apart(person: Ints, start: Floats) -> Flags:
    """One visit at a time: nobody comes again within an hour."""
    again = (np.diff(person) == 0) & (np.diff(start) < 3600)
    return np.concatenate([[True], ~again])


def browsing_dates(rng: np.random.Generator, span: Period, people: People) -> tuple[Ints, Floats]:
    weeks = (span.days - people.joined) / 7
    person = np.repeat(np.arange(len(people.age)), rng.poisson(people.visits_per_week * weeks))
    joined = people.joined[person]
    return person, span.moments(rng, joined, np.full(len(person), float(span.days)))


def due_dates(
    rng: np.random.Generator, span: Period, people: People, habits: Habits
) -> tuple[Ints, Floats, Ints]:
    """What is used up is bought again after the habit's interval, give or take; some times elsewhere."""
    most = int(span.days / habits.every_days.min(initial=span.days)) + 2
    gaps = habits.every_days[:, None] * rng.lognormal(0, 0.12, (len(habits.person), most))
    gaps[:, 0] *= rng.random(len(habits.person))
    due = people.joined[habits.person][:, None] + np.cumsum(gaps, axis=1)
    kept = (due < span.days) & (rng.random(due.shape) > 0.07)
    which, _ = np.nonzero(kept)
    return habits.person[which], span.moments(rng, due[kept], due[kept] + 1), habits.item[which]
