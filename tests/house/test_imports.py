"""What a process has loaded after it served a page, and what the command loads to say what it can."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from service.environment import THREADS

NEVER = {
    "alembic",
    "altair",
    "implicit",
    "lightgbm",
    "pandas",
    "polars",
    "sklearn",
    "sqlalchemy",
    "tea_tasting",
    "training",
}

SERVED = """
import asyncio, sys
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
        answers.append(message.get("status"))
    await app(scope, receive, send)

async def main():
    async with app.lifespan():
        await ask("/v1/homepage")

asyncio.run(main())
assert answers[0] == 200, answers
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
    store = f"sqlite:///{tmp_path}/shop.db"
    loaded("import sys; from service.store import open_store; open_store(sys.argv[1]).close()", store)
    done = loaded(SERVED, ZUVOR_STORE=store, ZUVOR_ARTIFACTS=str(tmp_path / "artifacts"))
    assert done.returncode == 0, done.stderr
    assert not NEVER.intersection(done.stdout.split())


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["--help"], ["serve", "--help"]])
def test_help_loads_neither_training_nor_numpy_nor_the_framework(arguments: list[str]) -> None:
    done = loaded(HELPED, *arguments)
    assert "Usage: zuvor" in done.stdout
    assert not (NEVER | {"numpy", "litestar", "granian"}).intersection(done.stderr.split())
