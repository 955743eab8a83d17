"""Rows that were not imported → counted by reason, and kept in a file of NDJSON where one is wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import polars as pl
from polars.exceptions import PolarsError

from features.errors import BadInput
from service.ingest.columns import UNREADABLE


class Rejects:
    """The file appears when everything is done; until then it has another name."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._unfinished = path and path.with_name(f"{path.name}.unfinished")
        self.counts: Counter[str] = Counter()

    def __enter__(self) -> Rejects:
        if self._unfinished:
            with self._writable():
                self._unfinished.write_bytes(b"")
        return self

    def add(self, rows: pl.DataFrame) -> None:
        """Rows with their `reason`."""
        if not rows.height:
            return
        self.counts.update(dict(rows["reason"].value_counts().iter_rows()))
        if self._unfinished:
            with self._writable(), self._unfinished.open("ab") as file:
                _as_read(rows).write_ndjson(file)

    @contextmanager
    def _writable(self) -> Iterator[None]:
        try:
            yield
        except (OSError, PolarsError) as error:
            why = getattr(error, "strerror", None) or error
            raise BadInput(
                f"rejected rows can't be written to {self._path} ({why}); name a file in a folder with space"
            ) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._unfinished and self._path:
            if error is None:
                with self._writable():
                    self._unfinished.replace(self._path)
            else:
                self._unfinished.unlink(missing_ok=True)


def _as_read(rows: pl.DataFrame) -> pl.DataFrame:
    """Cells that couldn't be read stand as they were."""
    names = [name.removeprefix(UNREADABLE) for name in rows.columns if name.startswith(UNREADABLE)]
    shown = [
        pl.coalesce(
            UNREADABLE + name, *([pl.col(name).cast(pl.String)] if name in rows.columns else [])
        ).alias(name)
        for name in names
    ]
    return rows.with_columns(shown).drop(UNREADABLE + name for name in names)
