"""The tables of words (catalogue.toml) become the items of the demo shop."""

from functools import cache
from importlib.resources import files

import msgspec

from training.demo import palette

# What comes in one of these is used up; the rest lasts.
USED_UP = {"tin", "pouch", "box", "can", "sack", "jar", "tube", "bottle", "pumpbottle", "soap", "dropper"}


class Product(msgspec.Struct, frozen=True, array_like=True):
    de: str
    en: str
    price: float
    picture: str
    colour: str
    variants: tuple[str, ...] = ()
    note: str = ""


class Category(msgspec.Struct, frozen=True):
    path: str
    name: tuple[str, str]
    code: str
    ground: str
    brands: tuple[str, ...]
    goes_with: tuple[str, ...]
    refill_days: float
    peak_month: int
    swing: float
    likes: dict[str, float]
    queries: tuple[tuple[str, ...], tuple[str, ...]]
    products: tuple[Product, ...]


class Item(msgspec.Struct, frozen=True):
    item_id: str
    group: str | None
    category: int
    titles: tuple[str, str]
    brand: str
    price: float
    picture: str
    colour: str
    consumable: bool
    sensitive: bool


class Assortment(msgspec.Struct, frozen=True):
    names: dict[str, tuple[str, str]]
    categories: tuple[Category, ...]

    def place(self, path: str) -> int:
        return [category.path for category in self.categories].index(path)

    def category_names(self) -> dict[str, dict[str, str]]:
        known = self.names | {category.path: category.name for category in self.categories}
        return {path: {"de": de, "en": en} for path, (de, en) in sorted(known.items())}


@cache
def assortment() -> Assortment:
    text = files("training.demo").joinpath("catalogue.toml").read_text(encoding="utf-8")
    return msgspec.toml.decode(text, type=Assortment)


@cache
def items() -> tuple[Item, ...]:
    return tuple(
        item
        for place, category in enumerate(assortment().categories)
        for number, product in enumerate(category.products)
        for item in versions(place, category, number, product)
    )


def versions(place: int, category: Category, number: int, product: Product) -> list[Item]:
    """One item, or one per variant: each with its colour, and its size where it has one."""
    code = f"{category.code}-{number + 1:02d}"
    plain = Item(
        item_id=code,
        group=code if product.variants else None,
        category=place,
        titles=(product.de, product.en),
        brand=category.brands[number % len(category.brands)],
        price=product.price,
        picture=product.picture,
        colour=product.colour,
        consumable=category.refill_days > 0 and drawing(product) in USED_UP and not product.note,
        sensitive=product.note == "sensitive",
    )
    return [variant(plain, words) for words in product.variants] or [plain]


def variant(plain: Item, words: str) -> Item:
    *size, colour = words.split("/")
    return msgspec.structs.replace(
        plain,
        item_id="-".join([plain.item_id, *(part.lower() for part in size), colour]),
        titles=(
            ", ".join([plain.titles[0], *(f"Größe {part}" for part in size), palette.word(colour, 0)]),
            ", ".join([plain.titles[1], *(f"size {part}" for part in size), palette.word(colour, 1)]),
        ),
        colour=colour,
    )


def drawing(product: Product | Item) -> str:
    return product.picture.partition("/")[0]
