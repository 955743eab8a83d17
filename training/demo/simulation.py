"""One page that runs the simulation: items and people, what happens to them, the truth, then the files."""

from datetime import datetime
from pathlib import Path

import msgspec
import numpy as np
import polars as pl

from training.demo import catalogue, events, identity, people, personas, pictures, products, steps, truth
from training.demo.appeal import Appeal, Ints, drawn_appeal
from training.demo.baskets import drawn_baskets
from training.demo.carriers import BadWeek, drawn_bad_weeks
from training.demo.deliveries import drawn_parcels
from training.demo.fates import true_deliveries
from training.demo.people import Habits, People
from training.demo.ratings import drawn_ratings
from training.demo.rhythm import Period, period, seasons
from training.demo.sessions import drawn_sessions
from training.demo.visits import drawn_views
from training.demo.warehouses import kept, origins_table


class Summary(msgspec.Struct, frozen=True):
    items: int
    customers: int
    guests: int
    sessions: int
    events: int
    rows: int
    orders: int
    personas: int


class World(msgspec.Struct, frozen=True):
    """All that is true before anybody does anything."""

    span: Period
    items: tuple[products.Item, ...]
    categories: tuple[products.Category, ...]
    appeal: Appeal
    kept: tuple[Ints, Ints]
    people: People
    habits: Habits
    bad_weeks: tuple[BadWeek, ...]


def simulate(
    folder: Path, *, now: datetime, seed: int = 7, customers: int = 1500, days: int = 120
) -> Summary:
    """Writes the demo shop into `folder`; same arguments, same content. `now` must carry a time zone."""
    folder.mkdir(parents=True, exist_ok=True)
    world = drawn_world(seed, now, customers, days)
    happened, parcels = drawn_events(seed, world, events.run_code(seed, now.isoformat(), customers, days))
    known = truth.Truth(
        seed=seed,
        now=now.isoformat(),
        customers_asked=customers,
        days=days,
        items=truth.wanted_items(world.items, world.appeal),
        customers=truth.true_customers(
            world.items, world.categories, people.society().archetypes, world.people, world.habits
        ),
        deliveries=true_deliveries(world.span, world.bad_weeks, parcels),
    )
    write_json(folder / "truth.json", known)
    table = write_catalogue(folder, seed, world)
    happened.write_parquet(folder / "events.parquet")
    chosen = write_shop(folder, table, known, happened)
    pictures.write(folder / "pictures", world.items, world.categories)
    return summary(world, happened, chosen)


def chance(seed: int, stage: str) -> np.random.Generator:
    """Every stage has its own stream: what is added to one leaves the others as they are."""
    return np.random.default_rng([seed, *stage.encode()])


def drawn_world(seed: int, now: datetime, customers: int, days: int) -> World:
    items, categories = products.items(), products.assortment().categories
    appeal = drawn_appeal(chance(seed, "appeal"), items, categories, days)
    crowd = people.drawn_people(chance(seed, "people"), categories, customers, days)
    return World(
        span=period(now, days),
        items=items,
        categories=categories,
        appeal=appeal,
        kept=kept(chance(seed, "kept"), [categories[item.category].path for item in items]),
        people=crowd,
        habits=people.drawn_habits(chance(seed, "habits"), crowd, appeal, categories),
        bad_weeks=drawn_bad_weeks(chance(seed, "bad weeks"), days),
    )


def drawn_events(seed: int, world: World, code: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What the shop is told, and the parcels with their whole fate."""
    span, crowd, appeal = world.span, world.people, world.appeal
    visits = drawn_sessions(chance(seed, "sessions"), span, crowd, world.habits)
    season = seasons(span, world.categories)
    views = drawn_views(chance(seed, "views"), span, crowd, appeal, visits, season)
    lines = drawn_baskets(chance(seed, "baskets"), crowd, appeal, visits, views)
    done = steps.session_steps(chance(seed, "steps"), crowd, world.categories, appeal.category, visits, lines)
    known = identity.with_identity(chance(seed, "identity"), crowd, visits, done)
    timed = steps.timed(chance(seed, "times"), visits, known).filter(pl.col("moment") < span.seconds)
    bought = events.bought_lines(crowd, visits, world.kept, timed, lines)
    parcels = drawn_parcels(chance(seed, "parcels"), span, world.bad_weeks, bought)
    ratings = drawn_ratings(chance(seed, "ratings"), span, parcels)
    return events.flat_events(span, world.items, timed, bought, parcels, ratings, code), parcels


def write_catalogue(folder: Path, seed: int, world: World) -> pl.DataFrame:
    table = catalogue.items_table(
        chance(seed, "catalogue"), world.items, world.categories, world.appeal, world.kept
    )
    table.write_parquet(folder / "items.parquet")
    origins_table().write_parquet(folder / "origins.parquet")
    return table


def write_shop(folder: Path, table: pl.DataFrame, known: truth.Truth, happened: pl.DataFrame) -> int:
    shown = ["item_id", "title", "category", "price", "currency", "image_url", "available"]
    titles = dict(table.select("item_id", "title").iter_rows())
    paths = dict(table.filter("available").select("item_id", "category").iter_rows())
    chosen = personas.personas(known, people.society(), titles, paths, happened)
    shop = {
        "products": table.select(shown).to_dicts(),
        "personas": chosen,
        "categories": products.assortment().category_names(),
    }
    write_json(folder / "shop.json", shop)
    return len(chosen)


def write_json(path: Path, content: object) -> None:
    path.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=1))


def summary(world: World, happened: pl.DataFrame, chosen: int) -> Summary:
    return Summary(
        items=len(world.items),
        customers=world.people.customers,
        guests=len(world.people.age) - world.people.customers,
        sessions=happened["session_id"].drop_nulls().n_unique(),
        events=happened["event_id"].n_unique(),
        rows=len(happened),
        orders=happened["order_id"].drop_nulls().n_unique(),
        personas=chosen,
    )
