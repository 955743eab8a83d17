"""One page that runs the simulation: items and people, what happens to them, the truth, then the files."""

from datetime import datetime
from pathlib import Path

import msgspec
import polars as pl

from training.demo import catalogue, people, personas, pictures, products, touchpoints, truth
from training.demo.events import run_code
from training.demo.fates import true_deliveries
from training.demo.past import Past, drawn_past
from training.demo.warehouses import origins_table
from training.demo.world import World, drawn_world


class Summary(msgspec.Struct, frozen=True):
    items: int
    customers: int
    guests: int
    sessions: int
    events: int
    rows: int
    orders: int
    personas: int


def simulate(
    folder: Path, *, now: datetime, seed: int = 7, customers: int = 1500, days: int = 120
) -> Summary:
    """Writes the demo shop into `folder`; same arguments, same content. `now` must carry a time zone."""
    folder.mkdir(parents=True, exist_ok=True)
    world = drawn_world(seed, now, customers, days)
    past = drawn_past(world, run_code(seed, now.isoformat(), customers, days))
    known = truth.Truth(
        seed=seed,
        now=now.isoformat(),
        customers_asked=customers,
        days=days,
        items=truth.wanted_items(world.items, world.appeal),
        customers=truth.true_customers(
            world.items, world.categories, people.society().archetypes, world.people, world.habits
        ),
        deliveries=true_deliveries(world.span, world.bad_weeks, past.parcels),
        experiment=past.experiment,
        touchpoints=touchpoints.true_touchpoints(world),
        gestures=touchpoints.true_gestures(world),
    )
    write_json(folder / "truth.json", known)
    table = write_catalogue(folder, world)
    past.events.write_parquet(folder / "events.parquet")
    write_experiment(folder, past)
    chosen = write_shop(folder, table, known, past.events)
    pictures.write(folder / "pictures", world.items, world.categories)
    return summary(world, past.events, chosen)


def write_experiment(folder: Path, past: Past) -> None:
    """As a tester would apply it, and the pages that the service would have logged."""
    (folder / "experiment.toml").write_text(past.definition, encoding="utf-8")
    past.served.write_parquet(folder / "served.parquet")
    (folder / "touchpoints.toml").write_text(touchpoints.definitions(), encoding="utf-8")


def write_catalogue(folder: Path, world: World) -> pl.DataFrame:
    table = catalogue.items_table(
        world.chance("catalogue"), world.items, world.categories, world.appeal, world.kept
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
