"""Where things lie: three warehouses, what each of them keeps, and how long a parcel takes from there."""

import msgspec
import numpy as np
import polars as pl

from features.catalogue import Origin
from training.demo.appeal import Ints

WEEK = "Mon Tue Wed Thu Fri"


class Warehouse(msgspec.Struct, frozen=True):
    origin: str
    country: str
    postcode: str
    region: str
    cut_off: str
    handling_days: int
    carriers: tuple[str, ...]
    transit: dict[str, tuple[float, float]]  # to a country: median delivery days, spread (lognormal)


WAREHOUSES = (
    Warehouse(
        "leipzig",
        "DE",
        "04158",
        "Sachsen",
        "15:00",
        0,
        ("Postreiter", "Flinkpaket"),
        {"DE": (1.2, 0.3), "AT": (2.2, 0.35), "CH": (3.2, 0.4)},
    ),
    Warehouse(
        "hamburg",
        "DE",
        "21129",
        "Hamburg",
        "14:00",
        1,
        ("Postreiter", "Sperrgut Nord"),
        {"DE": (1.8, 0.4), "AT": (3.0, 0.4), "CH": (3.8, 0.45)},
    ),
    Warehouse(
        "linz",
        "AT",
        "4030",
        "Oberösterreich",
        "13:00",
        0,
        ("Alpenkurier",),
        {"DE": (2.4, 0.35), "AT": (1.1, 0.3), "CH": (2.6, 0.4)},
    ),
)
LEIPZIG, HAMBURG, LINZ = range(3)
KEPT_IN_HAMBURG = ("Garten/", "Wohnen/Heim")


def kept(rng: np.random.Generator, paths: list[str]) -> tuple[Ints, Ints]:
    """Per item: its home, and a second place (Linz for a third of them, else -1)."""
    home = np.array([HAMBURG if path.startswith(KEPT_IN_HAMBURG) else LEIPZIG for path in paths])
    return home, np.where(rng.random(len(paths)) < 0.33, LINZ, -1)


def origins() -> list[Origin]:
    """As the shop tells of them, in the order of WAREHOUSES."""
    return [msgspec.convert(row, Origin) for row in origins_table().to_dicts()]


def origins_table() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "origin": [place.origin for place in WAREHOUSES],
            "country": [place.country for place in WAREHOUSES],
            "postcode": [place.postcode for place in WAREHOUSES],
            "region": [place.region for place in WAREHOUSES],
            "time_zone": [
                "Europe/Vienna" if place.country == "AT" else "Europe/Berlin" for place in WAREHOUSES
            ],
            "cut_off": [place.cut_off for place in WAREHOUSES],
            "week_mask": [WEEK] * len(WAREHOUSES),
            "handling_days": [place.handling_days for place in WAREHOUSES],
            "carriers": [list(place.carriers) for place in WAREHOUSES],
        }
    )
