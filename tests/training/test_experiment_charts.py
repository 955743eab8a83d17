"""Pictures of an experiment: changes around nothing, and their course between the bounds that decide."""

from __future__ import annotations

import re

import pytest

from service.html.theme import colours
from tests.training.test_charts import words
from training.charts import Change, Step, course_chart, effect_chart
from training.charts.course import Words as CourseWords
from training.charts.effects import Words as EffectWords

pytestmark = pytest.mark.slow

SEEN = EffectWords("change", "metric", {"good": "better", "bad": "worse", "open": "nothing shown"})
NAMED = CourseWords("change of orders", "days", "measured", "truth", "decided")
CHANGES = [
    Change("orders", 0.12, 0.04, 0.2, "+12%", "good"),
    Change("returns", 0.5, -8.0, 9.0, "+50%", "open"),
]
STEPS = [Step(day, 0.1, 0.1 - 1 / day, 0.1 + 1 / day, -2 / day, 2 / day) for day in range(1, 15)]
LIGHT = colours("light")


def test_every_change_is_named_and_written() -> None:
    said = words(effect_chart(CHANGES, SEEN, "en").light)
    assert {"orders", "returns", "+12%", "+50%", "better", "worse", "nothing shown"} <= set(said)


def test_a_wide_interval_flattens_no_other() -> None:
    said = words(effect_chart(CHANGES, SEEN, "en").light)
    assert "+100%" in said
    assert "−150%" not in said  # nothing gets less than none
    assert not any("500%" in one or "800%" in one for one in said)


def test_good_and_bad_differ_in_more_than_colour() -> None:
    shapes = {
        seen: set(
            re.findall(r'd="([^"]+)"', effect_chart([CHANGES[0]._replace(seen=seen)], SEEN, "en").light)
        )
        for seen in ("good", "bad")
    }
    assert shapes["good"] != shapes["bad"]


def test_the_course_names_line_band_and_bounds() -> None:
    picture = course_chart(STEPS, NAMED, "de")
    assert {"measured", "truth", "decided", "change of orders", "days"} <= set(words(picture.light))
    assert LIGHT["accent-soft"] in picture.light
    assert LIGHT["accent-soft"] not in picture.dark


def test_a_single_day_is_a_course_too() -> None:
    assert "measured" in words(course_chart(STEPS[:1], NAMED, "en").light)


def test_pictures_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one change"):
        effect_chart([], SEEN, "en")
    with pytest.raises(ValueError, match="at least one step"):
        course_chart([], NAMED, "en")
