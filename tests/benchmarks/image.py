"""The Dockerfile's own steps without an engine: each target in a clean folder, then used as it is meant."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.house.dockerfile import ROOT, Step, image

PLACES = ("/opt/zuvor", "/data", "/build")  # where the image has its things; here below a folder


def run() -> None:
    """Both targets, one after the other."""
    for target in ("training", "service"):
        with tempfile.TemporaryDirectory() as name:
            started = time.monotonic()
            box = Box(Path(name))
            for step in image(target):
                box.do(step)
            size = sum(file.stat().st_size for file in Path(name, "opt").rglob("*") if file.is_file())
            print(f"image {target}: {time.monotonic() - started:.0f} s, {size / 1e6:.0f} MB beside the base")
            {"training": tried_training, "service": tried_service}[target](box)


class Box:
    """A folder in which instructions are carried out as an engine would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.work = "/"
        path = f"{Path(sys.base_prefix)}/bin:/usr/bin:/bin"
        self.variables = {"PATH": path, "HOME": str(folder / "home"), "OPENBLAS_NUM_THREADS": "1"}
        self.starts: list[str] = []
        self.healthy: list[str] = []
        for place in ("home", *PLACES):
            (folder / place.lstrip("/")).mkdir(parents=True)

    def here(self, text: str) -> str:
        """Paths of the image as paths below the folder."""
        for place in PLACES:
            text = text.replace(place, f"{self.folder}{place}")
        return text

    def do(self, step: Step) -> None:
        """One instruction; `useradd`, `USER`, `VOLUME` and `EXPOSE` need an engine."""
        if step.does == "WORKDIR":
            self.work = self.here(step.text)
        elif step.does == "COPY" and "--from=" not in step.text:
            self.copy(step.words())
        elif step.does == "ENV":
            for pair in step.text.split():
                name, _, value = self.here(pair).partition("=")
                self.variables[name] = value.replace("$PATH", self.variables["PATH"])
        elif step.does == "RUN" and "useradd" not in step.text:
            self.must(["sh", "-c", self.here(step.text)])
        elif step.does == "HEALTHCHECK":
            self.healthy = Step("CMD", step.text.partition("CMD ")[2]).words()
        elif step.does in ("ENTRYPOINT", "CMD"):
            self.starts += step.words()

    def copy(self, words: list[str]) -> None:
        for name in words[:-1]:
            if (ROOT / name).is_dir():
                shutil.copytree(
                    ROOT / name, Path(self.work, name), ignore=shutil.ignore_patterns("__pycache__")
                )
            else:
                shutil.copy(ROOT / name, Path(self.work, name))

    def said(self, words: list[str], **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.found(words), cwd=self.work, env=self.variables | more, capture_output=True, text=True
        )

    def found(self, words: list[str]) -> list[str]:
        return [shutil.which(words[0], path=self.variables["PATH"]) or words[0], *words[1:]]

    def must(self, words: list[str], **more: str) -> str:
        done = self.said(words, **more)
        if done.returncode:
            sys.exit(f"{' '.join(words)}\n{done.stdout[-1000:]}{done.stderr[-2000:]}")
        return done.stdout

    @contextmanager
    def running(self, words: list[str], **more: str) -> Iterator[subprocess.Popen[bytes]]:
        process = subprocess.Popen(self.found(words), cwd=self.work, env=self.variables | more)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=20)


def tried_training(box: Box) -> None:
    """A shop is simulated, imported and trained in it, and nothing can be trained where nothing is."""
    empty = box.said(box.starts)
    expect("training: nothing to learn is said in a sentence", "import some first" in empty.stderr)
    box.must(["zuvor", "demo", "--no-serve"])
    expect("training: a model was published", (Path(box.work) / "var/demo/artifacts/current").exists())


def tried_service(box: Box) -> None:
    """It refuses the network without keys, has no training, and serves with its health check saying so."""
    refused = box.said(box.starts)
    expect("service: without keys it refuses", refused.returncode == 2 and "key" in refused.stderr)
    without = box.said(["zuvor", "train"])
    expect("service: training isn't in it, and it says so", "training part isn't in it" in without.stderr)
    box.must(["zuvor", "import", "--help"])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    words = [word.replace("0.0.0.0", "127.0.0.1").replace("8000", port) for word in box.starts]
    health = [word.replace("8000", port) for word in box.healthy]
    expect("service: the health check fails before it serves", box.said(health).returncode != 0)
    with box.running(words):
        deadline = time.monotonic() + 20
        while (sick := box.said(health).returncode) and time.monotonic() < deadline:
            time.sleep(0.1)
        expect("service: the health check holds while it serves", not sick)
        box.must(["zuvor", "check"])


def expect(what: str, holds: bool) -> None:
    """A line for what was seen; the end where it isn't so."""
    if not holds:
        sys.exit(f"NOT SO: {what}")
    print(f"image {what}")
