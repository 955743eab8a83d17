"""A world becomes its past: who came when and bought what, in which arm, and what the shop is told of it."""

import msgspec
import numpy as np
import polars as pl

from training.demo import baskets, events, experiment, identity, pages, people, steps, touchpoints
from training.demo.appeal import Flags, Ints
from training.demo.deliveries import drawn_parcels
from training.demo.effects import Tried, TrueExperiment, true_experiment
from training.demo.identity import SignIns
from training.demo.ratings import drawn_ratings
from training.demo.rhythm import seasons
from training.demo.sessions import Sessions, drawn_sessions
from training.demo.visits import drawn_views
from training.demo.world import World

RESPONSE = people.society().response


class Past(msgspec.Struct, frozen=True):
    """What the shop is told, the parcels with their whole fate, and the experiment."""

    events: pl.DataFrame
    parcels: pl.DataFrame
    served: pl.DataFrame
    definition: str
    experiment: TrueExperiment


class Visits(msgspec.Struct, frozen=True):
    """Who came when, what they looked at, and who refused what: alike in every arm."""

    sessions: Sessions
    views: pl.DataFrame
    refusals: pl.DataFrame


def drawn_past(world: World, code: str) -> Past:
    span, crowd = world.span, world.people
    visits = drawn_visits(world)
    tried = outcomes(world, visits)
    trial, lines = tried.trial, tried.lines(visits.sessions)
    signed = signed_in(world, visits, lines)
    known = np.flatnonzero(signed.from_the_start)
    shown = pages.drawn_pages(
        world.chance("pages"), span, crowd, world.appeal, visits.sessions, trial, known, lines, RESPONSE
    )
    others = [visits.refusals, *pages.steps_of(shown)]
    timed = touchpoints.with_nothing_found(world, timed_steps(world, visits, signed, lines, others))
    bought = events.bought_lines(crowd, visits.sessions, world.kept, timed, lines)
    parcels = drawn_parcels(world.chance("parcels"), span, world.bad_weeks, bought)
    ratings = drawn_ratings(world.chance("ratings"), span, parcels)
    said = touchpoints.drawn_touches(world, bought, parcels, ratings)
    return Past(
        events=events.flat_events(span, world.items, timed, bought, parcels, said, code),
        parcels=parcels,
        served=pages.ranking_log(span, crowd, visits.sessions, signed, shown),
        definition=experiment.definition(span, trial),
        experiment=true_experiment(world, visits.sessions, tried),
    )


def drawn_visits(world: World) -> Visits:
    span, crowd = world.span, world.people
    sessions = drawn_sessions(world.chance("sessions"), span, crowd, world.habits)
    season = seasons(span, world.categories)
    return Visits(
        sessions=sessions,
        views=drawn_views(world.chance("views"), span, crowd, world.appeal, sessions, season),
        refusals=steps.refusals(world.chance("refusals"), crowd, sessions),
    )


def outcomes(world: World, visits: Visits) -> Tried:
    """Who takes part is found where nobody is shown a personal page: until the first one nothing differs."""
    sessions, refused = visits.sessions, refusing(visits)
    usual = basket_lines(world, visits, np.zeros(len(sessions), dtype=np.bool_))
    known = signed_in(world, visits, usual).from_the_start
    trial = experiment.enrolled(world.span, world.people, sessions, known, refused)
    moved = basket_lines(world, visits, trial.seen(sessions))
    return Tried(trial, usual, moved)


def refusing(visits: Visits) -> Ints:
    """Persons who don't want to be analysed."""
    denied = visits.refusals.filter(pl.col("analytics") == "denied")["session"].to_numpy()
    return np.asarray(visits.sessions.person[denied], dtype=np.int64)


def basket_lines(world: World, visits: Visits, moved: Flags) -> pl.DataFrame:
    """`moved`, per session: does a personalised page show its effect there."""
    pays = np.where(moved, RESPONSE.pays[1], RESPONSE.pays[0])
    return baskets.drawn_baskets(
        world.chance("baskets"), world.people, world.appeal, visits.sessions, visits.views, pays
    )


def signed_in(world: World, visits: Visits, lines: pl.DataFrame) -> SignIns:
    must = pl.concat([steps.orders(lines), visits.refusals], how="diagonal")
    by = identity.needed(visits.sessions, must)
    return identity.sign_ins(world.chance("identity"), world.people, visits.sessions, by)


def timed_steps(
    world: World, visits: Visits, signed: SignIns, lines: pl.DataFrame, others: list[pl.DataFrame]
) -> pl.DataFrame:
    """Everything that is done until the period ends, a row for each item seen on a page."""
    crowd, kinds = world.people, world.appeal.category
    done = steps.session_steps(
        world.chance("steps"), crowd, world.categories, kinds, visits.sessions, lines, others
    )
    known = identity.with_identity(crowd, visits.sessions, signed, done)
    timed = steps.timed(world.chance("times"), visits.sessions, known)
    return pages.item_by_item(timed.filter(pl.col("moment") < world.span.seconds))
