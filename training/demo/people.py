"""Chance and the tables of cohorts (people.toml) become people: tastes, price sense, style, habits."""

from functools import cache
from importlib.resources import files

import msgspec
import numpy as np

from training.demo.appeal import STYLES, Appeal, Flags, Floats, Ints
from training.demo.products import Category


class Country(msgspec.Struct, frozen=True):
    share: float
    postcodes: tuple[str, ...]


class Archetype(msgspec.Struct, frozen=True):
    name: str
    share: float
    loves: tuple[str, ...]
    habit: str
    sentence: tuple[str, str]
    segment: str = ""


class Response(msgspec.Struct, frozen=True):
    """Shares of whoever has seen the default page, the personalised one."""

    pays: tuple[float, float]
    opens: tuple[float, float]


class Society(msgspec.Struct, frozen=True):
    guests_per_customer: float
    response: Response
    first_names: tuple[str, ...]
    ages: dict[str, float]
    segments: dict[str, float]
    countries: dict[str, Country]
    archetypes: tuple[Archetype, ...]


class People(msgspec.Struct, frozen=True):
    """Per person; the first `customers` have an account, the guests after them never sign in."""

    customers: int
    names: list[str]
    age: list[str]
    segment: list[str]
    country: list[str]
    postcode: list[str]
    english: Flags
    archetype: Ints
    taste: Floats  # people × categories, rows sum to 1
    price_sense: Floats  # the price level one likes best, in standard deviations
    style: Floats
    visits_per_week: Floats
    joined: Floats  # day of the first possible visit


class Habits(msgspec.Struct, frozen=True):
    person: Ints
    item: Ints
    every_days: Floats


@cache
def society() -> Society:
    text = files("training.demo").joinpath("people.toml").read_text(encoding="utf-8")
    return msgspec.toml.decode(text, type=Society)


def drawn_people(
    rng: np.random.Generator, categories: tuple[Category, ...], customers: int, days: int
) -> People:
    world = society()
    count = customers + round(customers * world.guests_per_customer)
    age, segment = picked(rng, world.ages, count), picked(rng, world.segments, count)
    country = picked(rng, {name: land.share for name, land in world.countries.items()}, count)
    archetype = drawn_archetypes(rng, world.archetypes, segment)
    tilt = cohort_tilt(categories, [age, segment, country])
    return People(
        customers=customers,
        names=[f"k{10001 + place}" for place in range(customers)] + [""] * (count - customers),
        age=age,
        segment=segment,
        country=country,
        postcode=[str(rng.choice(world.countries[land].postcodes)) for land in country],
        english=rng.random(count) < 0.1,
        archetype=archetype,
        taste=drawn_taste(rng, categories, world.archetypes, archetype, tilt),
        price_sense=rng.normal(0, 0.8, count),
        style=rng.normal(0, 1, (count, STYLES)),
        visits_per_week=rng.gamma(1.3, np.where(np.arange(count) < customers, 0.4, 0.12)),
        joined=np.where(rng.random(count) < 0.7, 0.0, rng.uniform(0, days * 0.9, count)),
    )


def picked(rng: np.random.Generator, shares: dict[str, float], count: int) -> list[str]:
    weights = np.array(list(shares.values()))
    return [str(word) for word in rng.choice(list(shares), count, p=weights / weights.sum())]


def drawn_archetypes(rng: np.random.Generator, archetypes: tuple[Archetype, ...], segment: list[str]) -> Ints:
    """An archetype bound to a segment is drawn only there, more often by as much."""
    shares = np.array(
        [
            [
                kind.share * (2.5 if kind.segment == own else 0.0 if kind.segment else 1.0)
                for kind in archetypes
            ]
            for own in segment
        ]
    )
    return weighted_choice(rng, shares)


def weighted_choice(rng: np.random.Generator, weights: Floats) -> Ints:
    """One column per row, with the row's weights."""
    steps = np.cumsum(weights, axis=1)
    return np.asarray(
        np.argmax(steps > rng.random((len(weights), 1)) * steps[:, -1:], axis=1), dtype=np.int64
    )


def cohort_tilt(categories: tuple[Category, ...], cohorts: list[list[str]]) -> Floats:
    tilt = np.ones((len(cohorts[0]), len(categories)))
    for cohort in cohorts:
        for place, category in enumerate(categories):
            tilt[:, place] *= [category.likes.get(member, 1.0) for member in cohort]
    return tilt


def drawn_taste(
    rng: np.random.Generator,
    categories: tuple[Category, ...],
    archetypes: tuple[Archetype, ...],
    archetype: Ints,
    tilt: Floats,
) -> Floats:
    """Dirichlet with few strong categories: those an archetype loves, and a chance for every other."""
    love = np.array(
        [[2.2 if category.path in kind.loves else 0.22 for category in categories] for kind in archetypes]
    )
    drawn = rng.gamma(love[archetype] * tilt) + 1e-4
    return np.asarray(drawn / drawn.sum(axis=1, keepdims=True), dtype=np.float64)


def drawn_habits(
    rng: np.random.Generator, people: People, appeal: Appeal, categories: tuple[Category, ...]
) -> Habits:
    """Who likes a kind of thing that is used up mostly buys one and the same again, at an own interval."""
    persons, chosen, intervals = [], [], []
    for place, category in enumerate(categories):
        stock = np.flatnonzero((appeal.category == place) & appeal.consumable & (appeal.launched < 0))
        if len(stock) == 0:
            continue
        liking = people.taste[: people.customers, place]
        owner = np.flatnonzero(rng.random(people.customers) < np.clip(liking * 2.2 - 0.25, 0, 0.85))
        wish = appeal.appeal[stock] + liked(people, appeal, owner, stock)
        persons.append(owner)
        chosen.append(stock[weighted_choice(rng, np.exp(wish))])
        intervals.append(np.clip(category.refill_days * rng.lognormal(0, 0.3, len(owner)), 9, 60))
    return Habits(np.concatenate(persons), np.concatenate(chosen), np.concatenate(intervals).round(1))


def liked(people: People, appeal: Appeal, persons: Ints, items: Ints) -> Floats:
    """persons × items: how well style and price suit, as logits."""
    style = people.style[persons] @ appeal.style[items].T * 0.45
    distance = people.price_sense[persons][:, None] - appeal.price_level[items]
    return np.asarray(style - 0.35 * distance**2, dtype=np.float64)
