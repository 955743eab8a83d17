"""`zuvor models`: what is published, what serves, and the way back."""

from __future__ import annotations

import click


@click.group(epilog="Example: zuvor models list")
def command() -> None:
    """Published models."""


def wrong_with_current(folder: str) -> str | None:
    """What is wrong with the serving model; None where nothing is, or none is published."""
    return None
