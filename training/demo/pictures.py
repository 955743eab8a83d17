"""Items become drawn pictures: a drawing (drawings.toml) in the item's colour on its category's ground."""

from functools import cache
from importlib.resources import files
from pathlib import Path

import msgspec

from training.demo import palette
from training.demo.products import Category, Item

FIXED = {
    "w": "#cda274",
    "v": "#9c7048",
    "m": "#b9c1c8",
    "n": "#848d96",
    "k": "#3b4148",
    "p": "#fcf8ef",
    "g": "#6a9650",
}
FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" width="200" height="200">'
    '<rect width="200" height="200" rx="18" fill="{ground}"/>'
    '<ellipse cx="100" cy="168" rx="62" ry="7" fill="#2b2620" opacity=".12"/>{drawing}</svg>\n'
)


class Sketchbook(msgspec.Struct, frozen=True):
    motifs: dict[str, str]
    drawings: dict[str, str]


@cache
def sketchbook() -> Sketchbook:
    text = files("training.demo").joinpath("drawings.toml").read_text(encoding="utf-8")
    return msgspec.toml.decode(text, type=Sketchbook)


def write(folder: Path, items: tuple[Item, ...], categories: tuple[Category, ...]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for item in items:
        picture = drawn(item.picture, item.colour, categories[item.category].ground)
        (folder / f"{item.item_id}.svg").write_text(picture, encoding="utf-8")


def drawn(picture: str, colour: str, ground: str) -> str:
    """`picture` is a drawing's name, or drawing/motif."""
    name, _, motif = picture.partition("/")
    paint = FIXED | dict(zip("abl", palette.tones(colour), strict=True))
    sign = sketchbook().motifs[motif].format(**paint) if motif else ""
    return FRAME.format(ground=ground, drawing=sketchbook().drawings[name].format(motif=sign, **paint))
