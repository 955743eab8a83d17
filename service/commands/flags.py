"""Flags that commands share: settings from the one table, moments, durations, `--json`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from features import settings as settings_table
from features.clock import parse_duration, parse_moment, system_clock
from features.errors import BadInput

TABLE = {setting.name: setting for setting in settings_table.TABLE}
OVERRIDES = "zuvor.overrides"


class _Parsed(click.ParamType[int]):
    """Text that one of our parsers understands, or says why not."""

    def __init__(self, name: str, parse: Callable[[str], int]) -> None:
        self.name = name
        self._parse = parse

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            return value if isinstance(value, int) else self._parse(value)
        except BadInput as error:
            self.fail(str(error), param, ctx)


MOMENT = _Parsed("TIME", parse_moment)
DURATION = _Parsed("DURATION", parse_duration)

as_of = click.option(
    "--as-of", type=MOMENT, default=system_clock, help="Nothing later exists: RFC 3339; else now."
)
as_json = click.option("--json", "as_json", is_flag=True, help="The result as JSON.")


def with_settings(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Gives a command `settings`, and a flag for each setting it uses."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def run(**given: Any) -> Any:
            overrides = {name: given.pop(name) for name in names}
            click.get_current_context().meta[OVERRIDES] = overrides
            try:
                settings = settings_table.read(overrides)
            except BadInput as error:
                raise click.UsageError(str(error)) from None
            return command(settings=settings, **given)

        flagged: Callable[..., Any] = run
        for name in reversed(names):
            flagged = _flag(name)(flagged)
        return flagged

    return decorate


def _flag(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    setting = TABLE[name]
    default = f" ({setting.default})" if setting.default else ""
    text = f"{setting.meaning}{default}; else {setting.variable}".replace("`", "")
    return click.option(f"--{name.replace('_', '-')}", name, metavar="VALUE", help=text)
