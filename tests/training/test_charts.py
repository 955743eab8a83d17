"""A chart says its numbers, its units and its intervals, in the reader's language and colours."""

import xml.etree.ElementTree as ET

import pytest

from service.html.parts import Picture
from service.html.theme import colours
from training.charts import Bar, bar_chart

MEASURE = "NDCG@10 (0 bis 1, Mittel je Kunde)"
BARS = [
    Bar("own purchases", 0.333, 0.312, 0.353, "0,333"),
    Bar("blend", 0.382, 0.361, 0.402, "0,382", highlight=True),
]


@pytest.fixture(scope="module")
def picture() -> Picture:
    return bar_chart(BARS, MEASURE, "Quelle", "de")


def words(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_a_chart_names_its_bars_its_values_and_its_unit(picture: Picture) -> None:
    said = words(picture.light)
    assert {"blend", "own purchases", "0,382", "0,333"} <= set(said)
    assert any("NDCG@10 (0 bis 1" in one for one in said)


def test_the_best_stands_first(picture: Picture) -> None:
    said = words(picture.light)
    assert said.index("blend") < said.index("own purchases")


def test_each_scheme_has_its_own_colours(picture: Picture) -> None:
    assert colours("light")["accent"] in picture.light
    assert colours("dark")["accent"] in picture.dark
    assert colours("light")["ink"] not in picture.dark


def test_nothing_in_a_chart_runs_or_is_fetched(picture: Picture) -> None:
    assert "<script" not in picture.light
    assert "href" not in picture.light


def test_the_same_numbers_make_the_same_picture(picture: Picture) -> None:
    assert bar_chart(BARS, MEASURE, "Quelle", "de") == picture


def test_a_chart_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one bar"):
        bar_chart([], "days", "lane", "en")


def test_the_longest_name_of_a_method_stands_whole_beside_its_bar() -> None:
    name = "Gemeinsame Interessenten (Kosinus)"
    picture = bar_chart([Bar(name, 0.4, 0.3, 0.5, "0,400")], "NDCG@10", "Verfahren", "de")
    assert name in words(picture.light)
