"""What a process has loaded after it answered everything, and what the command loads to say what it can."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from service.environment import AS_OF, LOOPBACK, THREADS, start_of
from tests.service.engine.small_shop import NOW

NEVER = {
    "alembic",
    "altair",
    "implicit",
    "lightgbm",
    "pandas",
    "polars",
    "pyarrow",
    "scipy",
    "sklearn",
    "sqlalchemy",
    "tea_tasting",
    "training",
}

OPENED = """
import sys
from pathlib import Path
import msgspec
from features.analyses import INTERVENTIONS, TOUCHPOINTS
from features.experiments.results import encode_results
from features.touchpoints.stored import encode
from tests.service.engine.shop_floor import Floor
from tests.service.experiments.shop import Shop
from tests.service.api.test_interventions import report
from tests.service.html.analysed import analysis
from tests.service.html.told import stored

floor = Floor(Path(sys.argv[1])).open()
for days, item in enumerate(["mint", "green"], 2):
    floor.happen("view_item", days, "c", item_id=item)
floor.happen("search", 1, "c", query="tea")
floor.buy(3, "green", who="c")
shop = Shop(floor)
shop.define("homepage")
shop.close()
with floor.store.write() as transaction:
    transaction.put_analysis("homepage", floor.now, encode_results(analysis()))
    transaction.put_analysis(TOUCHPOINTS, floor.now, encode(stored()))
    transaction.put_analysis(INTERVENTIONS, floor.now, msgspec.json.encode(report()))
    gesture = {"name": "sorry", "triggers": ["delivery"], "text": {"de": "Pardon", "en": "Sorry"}}
    transaction.put_definition("intervention", "sorry", msgspec.json.encode(gesture), floor.now, "staff")
floor.store.close()
print(floor.live.now.version)
"""

# Every library that a process may load to serve; another one is a decision about its start and memory.
MAY = {
    *("babel", "click", "granian", "jinja2", "litestar", "msgspec", "numpy", "prometheus-client", "rich"),
    *("holidays", "python-dateutil", "six"),  # delivery days; the latter two come with the first
    *("structlog", "tzdata", "zuvor"),
    # the framework's own
    *("anyio", "attrs", "certifi", "charset-normalizer", "faker", "h11", "httpcore", "httpx", "idna"),
    *("litestar-htmx", "markdown-it-py", "markupsafe", "mdurl", "multidict", "multipart", "polyfactory"),
    *("pygments", "pyyaml", "rich-click", "sniffio", "typing-extensions"),
    *("greenlet", "setuptools"),  # only where another tool brought them
}

SERVED = """
import asyncio, json, sys
from service.app import create_app
from service.store import open_store

app = create_app()
answers = []

async def ask(method, path, body=None):
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": path, "raw_path": path.encode(), "root_path": "", "query_string": b"customer_id=c",
        "headers": [], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 1),
    }
    sent = iter([{"type": "http.request", "body": json.dumps(body).encode(), "more_body": False}])
    over = asyncio.Event()
    async def receive():
        return next(sent, None) or (await over.wait() and {"type": "http.disconnect"})
    said = []
    async def send(message):
        said.append(message.get("status") or message.get("body"))
        if message["type"] == "http.response.body" and not message.get("more_body"):
            over.set()
    await app(scope, receive, send)
    assert 200 <= said[0] < 300, (path, said)
    answers.append(said)

VIEW = {"event": "view_item", "event_id": "1", "occurred_at": "2026-01-02T10:00:00Z", "customer_id": "c",
    "item_id": "mint"}

async def main():
    async with app.lifespan():
        await ask("GET", "/v1/homepage")
        await ask("POST", "/v1/events", VIEW)
        await ask("PUT", "/v1/items", {"items": [{"item_id": "mint", "title": "Mint"}]})
        await ask("GET", "/v1/customers/c/export")
        await ask("PUT", "/v1/customers/c/consent", {"purposes": {"personalisation": "denied"}})
        await ask("GET", "/v1/experiments/homepage/results")
        await ask("GET", "/console/experiments/homepage")
        for path in ("answers", "touchpoints", "interventions", "approvals", "customers/c/interventions"):
            await ask("GET", f"/v1/{path}")
        for path in ("touchpoints", "touchpoints/delivery", "interventions", "approvals"):
            await ask("GET", f"/console/{path}")
        for path in ("/health/live", "/health/ready", "/metrics", "/schema", "/schema/openapi.json"):
            await ask("GET", path)

asyncio.run(main())
page = json.loads(answers[0][1])
assert [one["name"] for one in page["experiments"]] == ["homepage"], page
assert page["model_version"] == sys.argv[1], page
assert app.state.worker.live.model_version == sys.argv[1]
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""

HELPED = """
import sys
from service.cli import run
run(sys.argv[1:])
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def loaded(code: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    threads = dict.fromkeys(THREADS, "1")
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={"PATH": "", **threads, **variables},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )


def libraries(modules: Iterable[str]) -> set[str]:
    """The distributions that modules belong to; Python's own aside."""
    belongs = packages_distributions()
    return {re.sub("[_.]", "-", name).lower() for module in modules for name in belongs.get(module, ())}


@pytest.mark.slow
def test_a_process_that_answered_everything_has_loaded_nothing_of_training(tmp_path: Path) -> None:
    opened = loaded(OPENED, str(tmp_path))
    assert opened.returncode == 0, opened.stderr
    there = {"ZUVOR_STORE": f"sqlite:///{tmp_path}/shop.db", "ZUVOR_ARTIFACTS": str(tmp_path / "artifacts")}
    there["ZUVOR_PAGE_DEADLINE"] = "10s"
    done = loaded(SERVED, opened.stdout.strip(), **there, **{AS_OF: start_of(NOW), LOOPBACK: "1"})
    assert done.returncode == 0, done.stderr
    assert not NEVER.intersection(done.stdout.split())
    assert libraries(done.stdout.split()) <= MAY, libraries(done.stdout.split()) - MAY


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["--help"], ["serve", "--help"]])
def test_help_loads_neither_training_nor_numpy_nor_the_framework(arguments: list[str]) -> None:
    done = loaded(HELPED, *arguments)
    assert "Usage: zuvor" in done.stdout
    assert not (NEVER | {"numpy", "litestar", "granian"}).intersection(done.stderr.split())
