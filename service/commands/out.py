"""Results on stdout, messages on stderr, a bar on stderr only where somebody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Any

import click
import msgspec

NOT_KEPT = "what is kept is as of a later moment and stays; this was only printed"


def say(message: str) -> None:
    """A message for the person at the terminal."""
    click.echo(message, err=True)


def give(text: str) -> None:
    """A result."""
    click.echo(text)


def give_json(result: Any) -> None:
    """A result for machines."""
    click.echo(msgspec.json.format(msgspec.json.encode(result), indent=2))


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Columns as wide as they have to be; numbers to the right."""
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    right = [all(isinstance(row[n], int | float) for row in rows) for n in range(len(head))]
    return "\n".join(
        "  ".join(
            c.rjust(w) if r else c.ljust(w) for c, w, r in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in cells
    )


@contextmanager
def step(doing: str) -> Iterator[None]:
    """Says what is being done, and afterwards how many seconds it took."""
    started = monotonic()
    yield
    say(f"{doing}: {monotonic() - started:.1f} s")


@contextmanager
def stages() -> Iterator[Callable[[str], None]]:
    """A spinner with the name of the stage; nothing where nobody watches."""
    if not sys.stderr.isatty():
        yield lambda stage: None
        return
    from rich.console import Console

    with Console(stderr=True).status("…") as status:
        yield status.update


@contextmanager
def bar(doing: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar for (done, of how many); None where nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(doing, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
