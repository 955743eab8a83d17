"""What a process has loaded after it served a page, and what the command loads to say what it can."""

from __future__ import annotations

import subprocess
import sys
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
    "scipy",
    "sklearn",
    "sqlalchemy",
    "tea_tasting",
    "training",
}

OPENED = """
import sys
from pathlib import Path
from tests.service.engine.shop_floor import Floor

floor = Floor(Path(sys.argv[1])).open()
for days, item in enumerate(["mint", "green"], 2):
    floor.happen("view_item", days, "c", item_id=item)
floor.happen("search", 1, "c", query="tea")
floor.buy(3, "green", who="c")
floor.store.close()
print(floor.live.now.version)
"""

SERVED = """
import asyncio, json, sys
from service.app import create_app
from service.store import open_store

app = create_app()
answers = []

async def ask(path):
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": path, "raw_path": path.encode(), "root_path": "", "query_string": b"customer_id=c",
        "headers": [], "client": ("here", 1), "server": ("here", 1),
    }
    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}
    async def send(message):
        answers.append(message.get("status") or message["body"])
    await app(scope, receive, send)

async def main():
    async with app.lifespan():
        await ask("/v1/homepage")

asyncio.run(main())
assert answers[0] == 200, answers
page = json.loads(answers[1])
assert page["fallback"] is None, page
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


@pytest.mark.slow
def test_a_process_that_served_a_page_has_loaded_nothing_of_training(tmp_path: Path) -> None:
    opened = loaded(OPENED, str(tmp_path))
    assert opened.returncode == 0, opened.stderr
    there = {"ZUVOR_STORE": f"sqlite:///{tmp_path}/shop.db", "ZUVOR_ARTIFACTS": str(tmp_path / "artifacts")}
    done = loaded(SERVED, opened.stdout.strip(), **there, **{AS_OF: start_of(NOW), LOOPBACK: "1"})
    assert done.returncode == 0, done.stderr
    assert not NEVER.intersection(done.stdout.split())


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["--help"], ["serve", "--help"]])
def test_help_loads_neither_training_nor_numpy_nor_the_framework(arguments: list[str]) -> None:
    done = loaded(HELPED, *arguments)
    assert "Usage: zuvor" in done.stdout
    assert not (NEVER | {"numpy", "litestar", "granian"}).intersection(done.stderr.split())
