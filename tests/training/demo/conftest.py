"""One small simulated shop for all tests of the simulator."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import polars as pl
import pytest

from training.demo import Summary, simulate
from training.demo.truth import Truth

NOW = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)


class Shop(msgspec.Struct, frozen=True):
    folder: Path
    summary: Summary

    @property
    def events(self) -> pl.DataFrame:
        return pl.read_parquet(self.folder / "events.parquet")

    @property
    def items(self) -> pl.DataFrame:
        return pl.read_parquet(self.folder / "items.parquet")

    @property
    def truth(self) -> Truth:
        return msgspec.json.decode((self.folder / "truth.json").read_bytes(), type=Truth)


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    folder = tmp_path_factory.mktemp("shop")
    return Shop(folder, simulate(folder, now=NOW, customers=500, days=100))
