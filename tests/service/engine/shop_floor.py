"""A real store, catalogue, model and page service around the small shop, at a moment that can move on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from features import artifact, settings
from features.artifact import Model
from features.catalogue import Item
from features.clock import DAY, to_text
from features.history import KeptEvent
from service.engine.live import Live
from service.ingest.catalogue import admit_items
from service.ingest.door import admit
from service.store.records import Row
from tests.service.engine.small_shop import NOW, catalogue, model
from tests.stores import new_store

_numbers = count()
_encode = msgspec.json.encode


@dataclass
class Floor:
    """`now` is what every clock shows."""

    folder: Path
    now: int = NOW
    consent_default: str = "granted"
    failures: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.artifacts = self.folder / "artifacts"
        given = {"artifacts": str(self.artifacts), "consent_default": self.consent_default}
        self.settings = settings.read(given, {})
        self.store = new_store(f"sqlite:///{self.folder}/shop.db")
        self.live = Live(str(self.artifacts), self.store, lambda: self.now)

    def sell(self, items: Iterable[Item]) -> None:
        with self.store.write() as transaction:
            admit_items(transaction, [_encode(item) for item in items], now=self.now)

    def delete(self, *items: str) -> None:
        with self.store.write() as transaction:
            transaction.put_items([(item, 0, None) for item in items], self.now)

    def publish(self, what: Model | None = None, name: str | None = None) -> str:
        """Make a model current; the version's name."""
        if what is None:
            version, files = usual()
            folder = self.artifacts / version
            folder.mkdir(parents=True, exist_ok=True)
            for file, content in files.items():
                (folder / file).write_bytes(content)
        else:
            version = artifact.publish(self.artifacts, what, FACTS).version
        artifact.make_current(self.artifacts, version, name)
        return version

    def happen(self, kind: str, days: float, who: str | None = "Ann", **fields: Any) -> None:
        """An event some days ago, through the door."""
        at = to_text(self.now - int(days * DAY))
        person = {"customer_id": who} if who and "anonymous_id" not in fields else {}
        said = {"event": kind, "event_id": f"e{next(_numbers)}", "occurred_at": at} | person | fields
        with self.store.write() as transaction:
            granted = self.settings.consent_granted
            (result,) = admit(transaction, [_encode(said)], now=self.now, consent_granted=granted)
        assert result.status != "rejected", result

    def keep(self, events: Iterable[KeptEvent]) -> Floor:
        """A history as it is."""
        with self.store.write() as transaction:
            transaction.insert(
                [Row(f"e{next(_numbers)}", e[2], e[3], e[3], e[0], e[1], e[4]) for e in events]
            )
        return self

    def buy(self, days: float, *items: str, who: str = "Ann") -> None:
        lines = [{"item_id": item, "quantity": 1, "price": 1} for item in items]
        self.happen("purchase", days, who, items=lines, currency="EUR", order_id=f"o{next(_numbers)}")

    def open(self) -> Floor:
        """With the usual catalogue and model."""
        self.sell(catalogue().values())
        self.publish()
        self.live.refresh_model()
        return self


FACTS: dict[str, Any] = {
    "created_at": to_text(NOW),
    "data_from": to_text(NOW - 7 * DAY),
    "data_until": to_text(NOW - 7 * DAY),
    "recipe": {},
    "recipe_hash": "",
    "counts": {},
    "metrics": {},
    "verdict": "",
    "dependencies": {},
}


@cache
def usual() -> tuple[str, dict[str, bytes]]:
    """The usual model as it is published: its version and its files, made once."""
    with TemporaryDirectory() as folder:
        version = artifact.publish(Path(folder), model(), FACTS).version
        return version, {file.name: file.read_bytes() for file in (Path(folder) / version).iterdir()}
