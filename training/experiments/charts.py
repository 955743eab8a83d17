"""Effects and their path → pictures in every language, as SVG for a desk and for a phone."""

from __future__ import annotations

from features.experiments.results import Effect, Look, Results
from service.html.experiments.said import change, seen
from service.html.experiments.words import Words
from service.html.parts import Picture
from service.texts import text
from training.charts import Change, Step, course_chart, effect_chart
from training.charts.course import Words as CourseWords
from training.charts.effects import SEEN
from training.charts.effects import Words as EffectWords


def pictures(results: Results) -> dict[str, dict[str, str]]:
    """`effects`, and `path.VARIANT` of each; `….narrow` for a phone. Light ones: pages make the dark ones."""
    found: dict[str, dict[str, str]] = {}
    for language in text.languages:
        for name, picture in _drawn(results, Words(language)).items():
            found.setdefault(name, {})[language] = picture.light
            found.setdefault(f"{name}.narrow", {})[language] = picture.narrow.light
    return found


def _drawn(results: Results, say: Words) -> dict[str, Picture]:
    changes = [one for effect in results.effects if (one := _change(effect, results, say))]
    found = {"effects": effect_chart(changes, _effect_words(results, say), say.locale)} if changes else {}
    for variant in results.variants[1:]:
        looks = [look for look in results.path if look.variant == variant.name and look.control > 0]
        if looks:
            steps = [_step(look) for look in looks]
            found[f"path.{variant.name}"] = course_chart(steps, _course_words(results, say), say.locale)
    return found


def _change(effect: Effect, results: Results, say: Words) -> Change | None:
    """None where it can't be said relative to the control."""
    if effect.relative is None or effect.relative_low is None or effect.relative_high is None:
        return None
    mark = seen(effect, results)
    name = say.metric(effect.metric)
    return Change(
        f"{name} · {effect.variant}" if len(results.variants) > 2 else name,
        effect.relative,
        effect.relative_low,
        effect.relative_high,
        change(effect, say),
        "open" if mark == "few" else mark,
    )


def _effect_words(results: Results, say: Words) -> EffectWords:
    control = results.variants[0].name
    called = {mark: say(f"seen.{mark}") for mark in SEEN}
    return EffectWords(say("effects.axis", control=control), say("effects.names"), called)


def _course_words(results: Results, say: Words) -> CourseWords:
    title = say("path.axis", metric=say.metric(results.metric), control=results.variants[0].name)
    return CourseWords(title, *(say(f"path.{name}") for name in ("days", "line", "band", "bound")))


def _step(look: Look) -> Step:
    """Relative to the control's value at that look."""
    return Step(
        look.day,
        *(value / look.control for value in (look.effect, look.low, look.high, look.lower, look.upper)),
    )
