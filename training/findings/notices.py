"""What a training leaned on and found odd → notices: kinds with figures, worded in the reader's language."""

from __future__ import annotations

from collections.abc import Callable

from babel.numbers import format_decimal

from features.artifact import Notice
from service.texts import text
from training.findings import leaning, oddities
from training.findings.leaning import Figures
from training.findings.seen import Seen

# Every kind of notice, in the order in which they are told; its sentence is the text `notice.KIND`.
RULES: dict[str, Callable[[Seen], Figures | None]] = {
    "few_persons": leaning.few_persons,
    "nobody_returned": leaning.nobody_returned,
    "few_returned": leaning.few_returned,
    "short_history": leaning.short_history,
    "few_windows": leaning.few_windows,
    "no_purchases": leaning.no_purchases,
    "no_repeats": leaning.no_repeats,
    "no_catalogue": leaning.no_catalogue,
    "no_categories": leaning.no_categories,
    "lonely_categories": oddities.lonely_categories,
    "new_items": oddities.new_items,
    "everybody": oddities.everybody,
    "one_moment": oddities.one_moment,
    "machines": oddities.machines,
    "strays": oddities.strays,
    "free": oddities.free,
}


def notices_of(seen: Seen) -> list[Notice]:
    """Every rule that has something to say."""
    told = {kind: rule(seen) for kind, rule in RULES.items()}
    return [
        Notice(kind=kind, figures={name: float(value) for name, value in figures.items()})
        for kind, figures in told.items()
        if figures is not None
    ]


def sentence(notice: Notice, locale: str) -> str:
    """A notice in `locale`'s language."""
    language = text.language(locale)
    written = {name: format_decimal(n, "#,##0.#", locale=language) for name, n in notice.figures.items()}
    return text(locale, f"notice.{notice.kind}", **written)
