"""Items and chance become items.parquet: stock, ratings, where it lies, what the shop says of it."""

import numpy as np
import polars as pl

from training.demo.appeal import Appeal, Floats, Ints
from training.demo.products import Category, Item
from training.demo.warehouses import WAREHOUSES


def items_table(
    rng: np.random.Generator,
    items: tuple[Item, ...],
    categories: tuple[Category, ...],
    appeal: Appeal,
    kept: tuple[Ints, Ints],
) -> pl.DataFrame:
    stock = np.where(rng.random(len(items)) < 0.03, 0, rng.poisson(rng.gamma(2, 30, len(items))) + 1)
    ratings = rng.poisson(14 * np.exp(0.8 * appeal.appeal))
    return pl.DataFrame(
        {
            "item_id": [item.item_id for item in items],
            "item_group_id": [item.group for item in items],
            "title": [{"de": item.titles[0], "en": item.titles[1]} for item in items],
            "category": [categories[item.category].path for item in items],
            "brand": [item.brand for item in items],
            "price": [item.price for item in items],
            "currency": ["EUR"] * len(items),
            "available": stock > 0,
            "stock": stock,
            "image_url": [f"/shop/pictures/{item.item_id}.svg" for item in items],
            "url": [f"/shop/items/{item.item_id}" for item in items],
            "rating_count": ratings,
            "rating_mean": pl.Series(rating_means(rng, appeal, ratings)).fill_nan(None),
            "origins": origins_of(stock, kept),
            "lead_time_days": np.array([1, 2, 1])[kept[0]],
            "repeat_purchase": pl.Series(said_to_repeat(rng, items), dtype=pl.Boolean),
            "sensitive": [item.sensitive for item in items],
        }
    )


def rating_means(rng: np.random.Generator, appeal: Appeal, ratings: Ints) -> Floats:
    """Stars scatter less the more there are; nobody has rated: not a number."""
    spread = 0.9 / np.sqrt(np.maximum(ratings, 1))
    means = np.clip(4.2 + 0.22 * appeal.appeal + rng.normal(0, 1, len(ratings)) * spread, 1, 5)
    return np.where(ratings > 0, means.round(2), np.nan)


def origins_of(stock: Ints, kept: tuple[Ints, Ints]) -> list[list[dict[str, str | int]]]:
    shares = [
        [(home, total - total // 3), (second, total // 3)] if second >= 0 else [(home, total)]
        for total, home, second in zip(stock, *kept, strict=True)
    ]
    return [
        [{"origin": WAREHOUSES[place].origin, "stock": int(count)} for place, count in held]
        for held in shares
    ]


def said_to_repeat(rng: np.random.Generator, items: tuple[Item, ...]) -> list[bool | None]:
    """The shop says it for one item in eight; for the others it has to be learned."""
    said = rng.random(len(items)) < 0.12
    return [item.consumable if told else None for item, told in zip(items, said, strict=True)]
