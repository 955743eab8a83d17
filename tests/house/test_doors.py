"""Every route of the service has a scope or is open on purpose, and has limits of requests and bodies."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, get_args

import pytest
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from litestar.testing import TestClient

from features import settings as settings_table
from service.api.body import MOST_BYTES
from service.api.doors import scopes_of
from service.app import build
from service.keys.key import Scope
from service.store import Store
from tests.keys import create
from tests.stores import new_store

OPEN = {
    "/health/live",
    "/health/ready",
    "/metrics",
    "/schema",
    "/schema/",
    "/schema/{path:str}",
    "/schema/openapi.json",
    "/shop",
    "/shop/{name:path}",
}


class House:
    """A service beyond loopback, with a demo shop, that takes one request of an address a second."""

    def __init__(self, folder: Path) -> None:
        store = f"sqlite:///{folder}/shop.db"
        with closing(new_store(store)) as opened:
            self.keys = {scope: self.header(opened, scope) for scope in get_args(Scope)}
        (folder / "shop.json").write_text("{}")
        given = {"store": store, "artifacts": f"{folder}/artifacts", "demo": str(folder), "model_poll": "1h"}
        self.settings = settings_table.read(given, {})
        self.app = build(self.settings, strict=True)

    @staticmethod
    def header(store: Store, scope: Scope) -> dict[str, str]:
        origins = ["https://a.example"] if scope == "publish" else []
        return {"Authorization": f"Bearer {create(store, scope, *origins)}"}

    def routes(self) -> Iterator[tuple[str, str, HTTPRouteHandler]]:
        """(method, path, handler) of everything that answers; OPTIONS says only which methods there are."""
        for route in self.app.routes:
            assert isinstance(route, HTTPRoute), f"{route.path} is no HTTP route: what guards it?"
            for handler in route.route_handlers:
                for method in sorted(handler.http_methods - {"OPTIONS"}):
                    yield method, route.path, handler


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("house"))


def called(path: str) -> str:
    return re.sub(r"\{.*?\}", "x", path)


def test_the_open_routes_are_those_of_the_list(house: House) -> None:
    assert {path for _, path, handler in house.routes() if handler.opt.get("exclude_from_auth")} <= OPEN


def test_every_other_route_has_a_scope(house: House) -> None:
    without = {path for _, path, handler in house.routes() if not scopes_of(handler)}
    assert without <= OPEN


@pytest.mark.slow
def test_every_route_asks_for_the_key_that_it_declares(house: House) -> None:
    with TestClient(house.app) as client:
        for method, path, handler in house.routes():
            declared = set(scopes_of(handler)) or set(house.keys)
            answers = {s: client.request(method, called(path), headers=h) for s, h in house.keys.items()}
            let_in = {scope for scope, answer in answers.items() if answer.status_code != 403}
            assert let_in == declared, (method, path)
            assert path in OPEN or client.request(method, called(path)).status_code == 401, (method, path)


def test_the_document_says_which_scope_a_route_needs(house: House) -> None:
    with TestClient(house.app) as client:
        document = client.get("/schema/openapi.json").json()
    for method, path, handler in house.routes():
        if path.startswith("/console"):
            continue  # pages for people are no part of the document
        operation = document["paths"].get(re.sub(r":\w+\}", "}", path), {}).get(method.lower(), {})
        said = [scope for one in operation.get("security", []) for scope in one["key"]]
        assert said == scopes_of(handler), (method, path)


def test_every_route_is_limited(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("litestar.middleware.rate_limit.time", lambda: 1_000_000)
    app = build(dataclasses.replace(house.settings, address_limit=1), strict=True)
    with TestClient(app) as client:
        for path in ("/v1/homepage", *map(called, OPEN)):
            client.get(path)
        client.options("/v1/events")
        refused = {
            (method, path): client.request(method, called(path)).status_code
            for method, path, _ in house.routes()
        }
        assert client.options("/v1/events").status_code == 429
    assert {where for where, status in refused.items() if status != 429} == set()


def test_no_route_takes_a_body_without_end(house: House) -> None:
    sizes: list[Any] = [handler.resolve_request_max_body_size() for _, _, handler in house.routes()]
    assert all(isinstance(size, int) and size <= MOST_BYTES for size in sizes)
