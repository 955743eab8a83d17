"""The colours can be read in both schemes (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re

import pytest

from service.html.theme import COLOURS, READ_ON, SEEN_ON, Scheme, chart_config, colours, variables

SCHEMES: tuple[Scheme, ...] = ("light", "dark")


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, as WCAG defines it."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("words", "ground"), READ_ON)
def test_text_can_be_read(words: str, ground: str, scheme: Scheme) -> None:
    assert contrast(colours(scheme)[words], colours(scheme)[ground]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("edge", "ground"), SEEN_ON)
def test_controls_and_bars_can_be_seen(edge: str, ground: str, scheme: Scheme) -> None:
    assert contrast(colours(scheme)[edge], colours(scheme)[ground]) >= 3


def test_every_colour_is_a_variable_and_a_chart_uses_no_other() -> None:
    assert all(f"--{name}: {light};" in variables() for name, (light, _) in COLOURS.items())
    used = set(re.findall(r"#[0-9a-f]{6}", str(chart_config("dark"))))
    assert used <= set(colours("dark").values())
