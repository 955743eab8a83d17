"""One layout: language, no outside resource, nothing from a value becomes markup."""

import re

import pytest
from jinja2 import UndefinedError

from service.html import HERE, _templates, render, stylesheet
from service.texts import text

PIECES = """{% extends "base.html" %}{% from "parts.html" import figure, table, notice, empty, failed, fact %}
{% block main %}{{ table("Sources", ["source", "NDCG@10", "n"],
  [["<b>", 0.25, 1413], ["own", none, 7]], lang) }}
{{ figure(picture, "caption", "blend 0.3") }}{{ notice("kept") }}{{ failed("broken") }}{{ empty("none") }}
{{ fact("NDCG@10", "0.3", "was 0.2") }}{% endblock %}"""
PICTURE = {"light": "<svg>l</svg>", "dark": "<svg>d</svg>"}


def pieces(language: str) -> str:
    template = _templates().from_string(PIECES)
    given = {"lang": language, "t": lambda key: key, "stylesheet": "", "nav": (), "languages": {}}
    return template.render(**given, picture=PICTURE)


@pytest.mark.parametrize(("locale", "said"), [("de-AT", "Zum Inhalt springen"), ("en", "Skip to content")])
def test_a_page_speaks_its_language(locale: str, said: str) -> None:
    html = render("base.html", locale)
    assert f'<html lang="{locale[:2]}">' in html
    assert said in html


def test_navigation_and_languages_say_where_one_is() -> None:
    html = render(
        "base.html", "en", nav=[("Report", "/r", True)], languages={"de": "?locale=de", "en": "?locale=en"}
    )
    assert '<a href="/r" aria-current="page">Report</a>' in html
    assert re.search(r'href="\?locale=en" lang="en"[^>]* aria-current="true"', html)


def test_a_page_is_one_file() -> None:
    html = render("base.html", "de")
    assert stylesheet() in html
    assert not re.search(r'(?:src|href)="(?!data:|#)|url\(|@import|<script', html)


def test_numbers_are_written_in_the_language_and_values_stay_text() -> None:
    html = pieces("de")
    assert '<td class="number">0,250</td>' in html
    assert '<td class="number">1.413</td>' in html
    assert "&lt;b&gt;" in html


def test_a_figure_carries_both_pictures_inside_and_words_for_who_does_not_see_it() -> None:
    html = pieces("en")
    assert html.count("data:image/svg+xml;base64,") == 2
    assert 'alt="blend 0.3"' in html


def test_a_forgotten_value_is_an_error_and_not_a_gap() -> None:
    with pytest.raises(UndefinedError):
        render("shop.html", "de", texts={})


def test_the_shop_page_names_only_texts_that_exist() -> None:
    scripts = "".join(path.read_text("utf-8") for path in (HERE / "shop").glob("*.js"))
    known = set(text.under("en", "shop."))
    named = set(re.findall(r'\bt\("([a-z_.]+)"', scripts))
    plural = {
        f"{key}.{form}" for key in re.findall(r'\btn\("([a-z_.]+)"', scripts) for form in ("one", "other")
    }
    assert {f"shop.{key}" for key in named | plural} <= known
