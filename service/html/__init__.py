"""Template, language and values → one self-contained HTML document. Knows no web framework."""

from __future__ import annotations

from base64 import b64encode
from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from service.html.numbers import written
from service.html.theme import variables
from service.texts import text

HERE = Path(__file__).parent


@cache
def stylesheet() -> str:
    """What every page carries in its one `<style>`; its hash belongs into a content security policy."""
    return variables() + (HERE / "base.css").read_text("utf-8")


def render(template: str, locale: str, **values: object) -> str:
    """`template` (a file of this folder) in `locale`'s language, or in the default one.

    The layout itself reads `nav` [(label, address, is this page)] and `languages` {language: address}."""
    language = text.language(locale)
    styles = Markup(stylesheet())  # noqa: S704 - two files of ours, nothing from outside
    layout = {"lang": language, "t": partial(text, language), "stylesheet": styles}
    return _templates().get_template(template).render({"nav": (), "languages": {}, **layout, **values})


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(number=written, data_uri=_data_uri)
    return templates


def _data_uri(svg: str) -> str:
    """A picture as an address: it stays in the document, and its ids out of it."""
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()
