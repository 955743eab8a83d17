"""A disk that is full, and one that is read-only: small ones in memory, mounted for the purpose."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from features import artifact
from tests.faults.asking import Asker
from tests.faults.outcome import Outcome, lost
from tests.faults.sending import Sender
from tests.faults.shop import copied
from tests.running import Service, places, started, until


class CannotMount(Exception):
    """This machine doesn't let us; nothing was tried."""


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[Path]:
    """Mount something on a folder until the block ends."""
    folder.mkdir(exist_ok=True)
    try:
        done = subprocess.run(["mount", *options, str(folder)], capture_output=True, text=True)
    except OSError as error:
        raise CannotMount(str(error)) from error
    if done.returncode:
        raise CannotMount(done.stderr)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path, spare: int = 0) -> Path:
    """Take the space that is left, `spare` bytes aside; the file that has it."""
    filler = folder / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(b"\0" * 4096)
    os.truncate(filler, filler.stat().st_size - spare)
    return filler


def full(prepared: Path, folder: Path) -> Outcome:
    """Store, log and all on a disk that fills up while events come in. Recovered: space is there again."""
    with mounted(folder, "-t", "tmpfs", "-o", "size=8m", "tmpfs"):
        service = Service(copied(prepared, folder), "--workers=1")
        try:
            with Sender(service) as sender, Asker(service) as asker:
                sender.more()
                filler = fill(folder)
                until(lambda: sender.answers[503] >= 5, told=service.said)
                asker.more()
                filler.unlink()
                seconds = sender.more()
            assert (set(sender.answers), None in sender.retry_after) == ({202, 503}, False)
            assert set(asker.answers) == {200}
            assert service.stop() == 0
            assert_told(service, "has no space left")
        finally:
            service.kill()
        gone = lost(folder / "shop.db", sender.acknowledged)
    return Outcome(sender.tried, len(sender.acknowledged), gone, sender.failed, seconds)


def assert_told(service: Service, why: str) -> None:
    """The log says that events are refused and why, and when that is over: a line each."""
    lines = [line for line in service.said().splitlines() if "events are" in line]
    told = [(json.loads(line)["event"], why in line) for line in lines]
    assert told == [("events are refused", True), ("events are kept again", False)]


def full_of_models(prepared: Path, folder: Path) -> Outcome:
    """A training runs out of space half-way through its files: a sentence, and nothing of it is there."""
    with mounted(folder / "disk", "-t", "tmpfs", "-o", "size=2m", "tmpfs") as disk:
        root = shutil.copytree(prepared / "artifacts", disk / "artifacts")
        good, before = str(artifact.current(root)), files(root)
        command = [places(copied(prepared, folder / "shop"))[0], f"--artifacts={root}", "--force"]
        fill(disk, spare=100_000)
        status, said = run("train", *command)
        assert (status, "space" in said, "defect" in said) == (1, True, False), said
        artifact.open_model(root / good)
        return Outcome(1, 0, int((artifact.current(root), files(root)) != (good, before)), 1, 0.0)


def files(root: Path) -> list[Path]:
    """What is published, and what was begun."""
    return sorted(path for path in root.rglob("*") if path.name != ".training")


def read_only(prepared: Path, folder: Path) -> Outcome:
    """A store that can't be written is refused at start; recovered: seconds to a start once it can."""
    shop = copied(prepared, folder / "shop")
    with mounted(shop, "--bind", str(shop)):
        subprocess.run(["mount", "-o", "remount,bind,ro", str(shop)], check=True)
        status, said = run("serve", "--port=1", *places(shop))
        assert (status, "this user may" in said, "defect" in said) == (1, True, False), said
    service = Service(shop, "--workers=1")
    assert service.stop() == 0
    service.kill()
    return Outcome(1, 0, 0, 1, service.started)


def run(*arguments: str) -> tuple[int, str]:
    """A command's exit code and what it said."""
    process = started(*arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said, _ = process.communicate(timeout=180)
    return process.returncode, said.decode()
