"""Five times what one worker can take, for a minute: what is answered, how fast, and how soon all is well."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path

from tests.benchmarks import page
from tests.benchmarks.shop import trained
from tests.load import Answer, Load, Request, get, post, quantile, shares

TIMES = 5
SECONDS = float(os.environ.get("OVERLOAD_SECONDS", "60"))
AFTERWARDS = 10  # seconds of normal load
SUSTAINED = 80.0  # milliseconds: a load is sustainable while the 99th percentile stays below
TRIES = 2  # of a rate: another program's busy second says nothing about the service
RATES = (20, 30, 40, 50, 75, 100, 125, 150, 175, 200, 250, 300, 350, 400, 500, 600)


def run() -> None:
    """Import, train, serve with one worker; find the sustainable load, overload it, look what is left."""
    with trained() as folder, page.serving(folder) as (port, process):
        asyncio.run(measure(port, process.pid))


async def measure(port: int, pid: int) -> None:
    """Normal load, overload, normal load again; every figure as it is found."""
    requests, before, load = mixed(), workers(pid), Load(port)
    await asked(load, requests, 40, 2)
    rate = await sustainable(load, requests)
    memory = [used(pid)]
    watching = asyncio.ensure_future(watch(pid, memory))
    over = await asked(load, requests, TIMES * rate, SECONDS)
    end = asyncio.get_running_loop().time()
    after = await asked(load, requests, rate, AFTERWARDS)
    watching.cancel()
    print(f"overload: {TIMES} × {rate} requests/s for {SECONDS:.0f} s, two pages to one event, one worker")
    print(f"load generator and worker share {os.cpu_count()} cores; load average {os.getloadavg()[0]:.1f}")
    tell("pages", [a for a in over if a.kind == "GET"])
    tell("events", [a for a in over if a.kind == "POST"])
    tell("all that was answered", [a for a in over if a.status in (200, 202)])
    tell("afterwards", after)
    print(f"back to normal after {recovered(after, end)} s")
    await load.close()
    lost = await not_kept(port, [a.name for a in over if a.status == 202])
    print(f"events acknowledged {sum(a.status == 202 for a in over)}, of these lost {lost}")
    crashes = len(set(before) - set(workers(pid)))
    first, most, last = memory[0], max(memory), used(pid)
    print(f"crashes {crashes}; memory {first:.0f} MB before, at most {most:.0f}, after {last:.0f}")


async def asked(load: Load, requests: Iterator[Request], rate: float, seconds: float) -> list[Answer]:
    """The answers of one stretch."""
    load.answers.clear()
    await load.open_loop(requests, rate, seconds)
    return list(load.answers)


async def sustainable(load: Load, requests: Iterator[Request]) -> int:
    """The highest rate at which the service is fast and nearly every page is personal."""
    best = 0
    for rate in RATES:
        if not await sustained(load, requests, rate):
            break
        best = rate
    return best or sys.exit(f"not even {RATES[0]} requests/s are sustainable: try on a quieter machine")


async def sustained(load: Load, requests: Iterator[Request], rate: int) -> bool:
    """Is it, in one of the tries."""
    for _ in range(TRIES):
        answers = await asked(load, requests, rate, 4)
        tell(f"{rate}/s", answers)
        pages = [a.what == "personal" for a in answers if a.kind == "GET"]
        if quantile(answers, 0.99) <= SUSTAINED and sum(pages) >= 0.99 * len(pages):
            return True
    return False


def recovered(answers: Sequence[Answer], end: float) -> int:
    """Seconds until the 99th percentile of every following second is normal."""
    slow = [-1]
    for second in range(AFTERWARDS):
        here = [a for a in answers if int(a.due - end) == second]
        if quantile(here, 0.99) > SUSTAINED:
            slow.append(second)
    return slow[-1] + 1


async def not_kept(port: int, names: Sequence[str]) -> int:
    """How many of these events the service doesn't know, asked by sending them again."""
    load, lost = Load(port), 0
    for at in range(0, len(names), 1_000):
        batch = [view(name) for name in names[at : at + 1_000]]
        load.answers.clear()
        await load.once(post("/v1/events", "", json.dumps({"events": batch})))
        lost += len(batch) - int(load.answers[0].what or 0)
    await load.close()
    return lost


def tell(name: str, answers: Sequence[Answer]) -> None:
    """One line: how many, what, how fast."""
    p50, p99, most = (quantile(answers, share) for share in (0.5, 0.99, 1))
    kinds = shares(answers, lambda a: f"{a.status} {a.what}".strip())
    print(
        f"{name}: {len(answers)} ({kinds}); p50 {p50:.0f}, p99 {p99:.0f}, at most {most:.0f} ms", flush=True
    )


def mixed() -> Iterator[Request]:
    """Two pages of real customers, then an event of a new visitor."""
    customers = page.customers()
    for n in count():
        if n % 3:
            yield get(f"/v1/homepage?customer_id={customers[n % len(customers)]}")
        else:
            name = f"load-{os.getpid()}-{n}"
            yield post("/v1/events", name, json.dumps(view(name)))


def view(name: str) -> dict[str, str]:
    """Somebody new looks at something."""
    who = {"event_id": name, "anonymous_id": name}
    return who | {"event": "view_item", "occurred_at": "2011-11-11T12:00:00Z", "item_id": "85123A"}


def workers(pid: int) -> list[int]:
    """Processes that the service started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def used(pid: int) -> float:
    """Memory of all its processes, MB."""
    total = 0.0
    for each in (pid, *workers(pid)):
        with suppress(OSError):
            lines = Path(f"/proc/{each}/status").read_text().splitlines()
            total += sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))
    return total


async def watch(pid: int, memory: list[float]) -> None:
    """Looks at the memory four times a second."""
    while True:
        memory.append(used(pid))
        await asyncio.sleep(0.25)
