"""Two models whose pages tell which of them made them, and pages asked for while they take turns."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from threading import Event, Thread
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np

from features.artifact import Manifest, Model, make_current, publish
from service.engine.sound import PER_ITEM

ASKED_BEFORE_RECONNECT = 50  # a connection stays with one worker


class Seen(NamedTuple):
    """One answer: when it was asked for, seconds it took, who made it (None: no page), what it is like."""

    at: float
    took: float
    version: str | None
    whole: bool
    personal: bool
    status: object


def odd(item: str) -> int:
    """0 or 1; in demand are, in each of the two models, only items of one kind."""
    return crc32(item.encode()) % 2


def half(model: Model, side: int) -> Model:
    """The model with half of what is in demand; `side` 1 also numbers its items the other way round."""
    arrays = dict(model.arrays)
    kept = np.array([odd(item) == side for item in model.texts["items"]])
    arrays["popularity_short"] = np.where(kept, arrays["popularity_short"], 0).astype(np.float32)
    plain = Model(arrays, model.texts, model.weights)
    return turned(plain) if side else plain


def turned(model: Model) -> Model:
    """The same model with its items numbered the other way round."""
    last = len(model.texts["items"]) - 1
    arrays = {name: a[::-1] if name in PER_ITEM else a for name, a in model.arrays.items()}
    for kind in ("bm25", "together"):
        if (ends := model.arrays.get(f"{kind}_ends")) is not None:
            order = np.concatenate([np.arange(a, b) for a, b in zip(ends[-2::-1], ends[:0:-1], strict=True)])
            arrays[f"{kind}_ends"] = np.concatenate([[0], np.cumsum(np.diff(ends)[::-1])])
            arrays[f"{kind}_items"] = (last - model.arrays[f"{kind}_items"][order]).astype(np.int32)
            arrays[f"{kind}_values"] = model.arrays[f"{kind}_values"][order]
    arrays["cohort_items"] = last - model.arrays["cohort_items"]
    return Model(arrays, {**model.texts, "items": model.texts["items"][::-1]}, model.weights)


def both(root: Path, model: Model, manifest: Manifest) -> dict[str, int]:
    """Publish both; version → side."""
    facts = {n: getattr(manifest, n) for n in Manifest.__struct_fields__ if n not in SEALED}
    return {publish(root, half(model, side), facts).version: side for side in (0, 1)}


SEALED = {"format", "version", "weights", "files"}


class Hammer:
    """Asks for pages of customers, one thread each, until told to stop; `bought`: what each really bought."""

    def __init__(
        self, port: int, sides: Mapping[str, int], bought: Mapping[str, Collection[str]], pause: float = 0
    ) -> None:
        self.seen: list[Seen] = []
        self._port, self._sides, self._bought, self._pause = port, sides, bought, pause
        self._stop = Event()
        self._threads: list[Thread] = []

    def start(self, threads: int) -> Hammer:
        self._threads = [Thread(target=self._ask_on, args=(n,)) for n in range(threads)]
        for thread in self._threads:
            thread.start()
        return self

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def versions_since(self, moment: float) -> set[str | None]:
        """Who made the pages asked for since then."""
        return {one.version for one in reversed(self.seen) if one.at > moment and one.version}

    def _ask_on(self, number: int) -> None:
        customers = sorted(self._bought)
        while not self._stop.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)
            for n in range(ASKED_BEFORE_RECONNECT):
                at = time.monotonic()
                customer = customers[(number * 7919 + len(self.seen) + n) % len(customers)]
                self.seen.append(self._answer(connection, customer, at))
                time.sleep(self._pause)
            connection.close()

    def _answer(self, connection: http.client.HTTPConnection, customer: str, at: float) -> Seen:
        page: dict[str, Any] = {}
        status: object = None
        try:
            connection.request("GET", f"/v1/homepage?customer_id={customer}")
            answer = connection.getresponse()
            status, body = answer.status, answer.read()
            page = json.loads(body) if status == 200 else {}
        except (OSError, http.client.HTTPException, ValueError) as error:
            connection.close()
            status = error
        version, took = page.get("model_version"), time.monotonic() - at
        whole = version in self._sides and self._whole(page, customer)
        return Seen(at, took, version, whole, page.get("fallback", "") is None, status)

    def _whole(self, page: Mapping[str, Any], customer: str) -> bool:
        """What is in demand is of the page's own version, and only what was bought is offered again."""
        side = self._sides[page["model_version"]]
        again = all(item in self._bought[customer] for item in on(page, "buy_again"))
        return again and {odd(item) for item in on(page, "trending")} == {side}


def on(page: Mapping[str, Any], shelf: str) -> list[str]:
    return [one["item_id"] for row in page["shelves"] if row["shelf"] == shelf for one in row["items"]]


def take_turns(
    root: Path, versions: Sequence[str], hammer: Hammer, swaps: int, until: Callable[..., float]
) -> list[tuple[float, float]]:
    """Publish one after the other, each once the one before serves everywhere: (published, everywhere)."""
    took = []
    for n in range(swaps):
        new = versions[(n + 1) % len(versions)]
        published = time.monotonic()
        make_current(root, new)
        until(lambda new=new: hammer.versions_since(time.monotonic() - 1) == {new}, 30)
        last = max((one.at + one.took for one in hammer.seen if one.version != new), default=published)
        took.append((published, max(last, published)))
    return took
