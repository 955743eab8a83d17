"""Broken versions and killed trainings under a running service: the last good model goes on serving."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np

from features import artifact
from tests.faults.asking import Asker
from tests.faults.dying import killed, touches
from tests.faults.outcome import NOTHING, Outcome
from tests.faults.sending import views
from tests.running import Service, until

SERVING = ("--workers=1", "--model-poll=100ms")


def flipped(version: Path) -> None:
    """One byte of an array is another one."""
    file = version / "factors.npy"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def truncated(version: Path) -> None:
    """The end of an array is gone."""
    file = version / "factors.npy"
    file.write_bytes(file.read_bytes()[:-100])


def missing(version: Path) -> None:
    """A file is gone."""
    (version / "repeats.npy").unlink()


def newer(version: Path) -> None:
    """Made by a zuvor that is not written yet."""
    manifest = msgspec.json.decode((version / "manifest.json").read_bytes())
    (version / "manifest.json").write_bytes(msgspec.json.encode(manifest | {"format": 999}))


def gone(version: Path) -> None:
    """`current` names what isn't there."""
    shutil.rmtree(version)


BROKEN = (flipped, truncated, missing, newer, gone)


def broken(folder: Path) -> Outcome:
    """Versions are published broken, each in its way. Recovered: seconds until, mended, it serves."""
    service, longest = Service(folder, *SERVING), 0.0
    try:
        with Asker(service) as asker:
            for spoil in BROKEN:
                longest = max(longest, refused(folder / "artifacts", spoil, asker))
        assert service.stop() == 0
    finally:
        service.kill()
    return asker.outcome(longest)


def refused(root: Path, spoil: Callable[[Path], None], asker: Asker) -> float:
    """One broken version, mended after a while."""
    service, good = asker.service, str(artifact.current(root))
    version = second(root)
    whole = root.parent / f"whole-{version}"
    shutil.copytree(root / version, whole)
    spoil(root / version)
    asker.since(good)
    (root / "current").write_text(version)
    until(lambda: version in service("GET", "/health/ready")[1]["refused"], told=service.said)
    asker.more()
    assert set(asker.pages) == {(good, None)}, spoil.__name__
    assert_refused_aloud(service, version)
    shutil.rmtree(root / version, ignore_errors=True)
    shutil.copytree(whole, root / version)
    return until(lambda: serves(service, version), told=service.said)


def serves(service: Service, version: str) -> bool:
    """This version, and nothing is wrong."""
    _, health = service("GET", "/health/ready")
    return (health["model"], health["refused"]) == (version, {})


def assert_refused_aloud(service: Service, version: str) -> None:
    """Ready with the last good one; the log and the metrics say that another one was refused."""
    status, health = service("GET", "/health/ready")
    assert (status, health["status"]) == (200, "ready")
    assert [line for line in service.said().splitlines() if "model refused" in line and version in line]
    assert "zuvor_models_refused 1.0" in service("GET", "/metrics")[1]


def second(root: Path) -> str:
    """Another version beside the current one, as a training publishes it; its name."""
    model = artifact.open_model(root / str(artifact.current(root)))
    assert model.manifest is not None
    aside = {"format", "version", "weights", "files"}
    facts = {name: getattr(model.manifest, name) for name in model.manifest.__struct_fields__}
    arrays = {**model.arrays, "repeats": np.asarray(model.arrays["repeats"]) * 0.5}
    other = artifact.Model(arrays, model.texts, model.weights)
    return artifact.publish(root, other, {n: v for n, v in facts.items() if n not in aside}).version


# mid-way through the files, before the finished draft gets its name, before `current` names it
MOMENTS = ("fsync:9", "rename:1", "rename:2")


def killed_trainings(folder: Path, moments: tuple[str, ...] = MOMENTS) -> Outcome:
    """Trainings die while they publish; the next one works. Recovered: seconds until its model serves."""
    root = folder / "artifacts"
    good = str(artifact.current(root))
    service, outcome = Service(folder, *SERVING), NOTHING
    try:
        service("POST", "/v1/events", {"events": views(["something new to learn from"])})
        with Asker(service) as asker:
            for moment in moments:
                killed(folder, moment, "train", "--force")
                assert artifact.current(root) == good
                for version in artifact.versions(root):
                    artifact.open_model(version)
            asker.more()
            assert set(asker.pages) == {(good, None)}
            touches(folder, "train", "--force")
            trained = str(artifact.current(root))
            assert trained != good
            seconds = until(lambda: service("GET", "/health/ready")[1]["model"] == trained, told=service.said)
            asker.more()
        outcome = asker.outcome(seconds)
        assert not list(root.glob(".draft*")), "what the killed ones left is cleared away"
    finally:
        service.kill()
    return outcome._replace(failed=outcome.failed + len(moments))
