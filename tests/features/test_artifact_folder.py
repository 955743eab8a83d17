"""The folder of all versions: who serves, who trains, and what goes when."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from features import artifact
from features.artifact import Model, current, make_current, replace_current, roll_back, sweep, training
from features.clock import DAY, system_clock
from features.errors import ArtifactRefused, NotPublished
from tests.features.test_artifact import FACTS

KEPT = 5 * DAY
HOLDER = """
import sys, time
from pathlib import Path
from features.artifact import training
with training(Path(sys.argv[1])):
    print("training", flush=True)
    time.sleep(60)
"""


def published(root: Path, number: int) -> str:
    version = artifact.publish(root, Model({"n": np.full(2, number)}, {}, {}), FACTS).version
    make_current(root, version)
    return version


def swept(root: Path, days: float) -> list[str]:
    return sweep(root, system_clock() + int(days * DAY), KEPT)


def versions(root: Path) -> list[str]:
    return [folder.name for folder in artifact.versions(root)]


def test_what_no_longer_serves_goes_after_its_time_and_not_before(tmp_path: Path) -> None:
    old, new = published(tmp_path, 1), published(tmp_path, 2)
    assert (swept(tmp_path, 4.9), sorted(versions(tmp_path))) == ([], sorted([old, new]))
    assert (swept(tmp_path, 5.1), versions(tmp_path)) == ([old], [new])


def test_the_time_begins_when_it_stops_serving_not_when_it_was_made(tmp_path: Path) -> None:
    old = published(tmp_path, 1)
    os.utime(tmp_path / old, (1, 1))
    published(tmp_path, 2)
    assert swept(tmp_path, 1) == []


def test_what_serves_under_a_name_stays(tmp_path: Path) -> None:
    beside = published(tmp_path, 1)
    make_current(tmp_path, beside, "bolder")
    published(tmp_path, 2)
    assert swept(tmp_path, 99) == []


def test_what_was_rolled_back_to_serves_and_stays(tmp_path: Path) -> None:
    old, new = published(tmp_path, 1), published(tmp_path, 2)
    roll_back(tmp_path, old)
    assert (current(tmp_path), swept(tmp_path, 99)) == (old, [new])


def test_while_what_serves_is_broken_nothing_goes(tmp_path: Path) -> None:
    published(tmp_path, 1)
    (tmp_path / published(tmp_path, 2) / "n.npy").write_bytes(b"")
    assert swept(tmp_path, 99) == []


@pytest.mark.parametrize("content", [b"", b"\xff", b"../elsewhere", b"two words", b".draft-x"])
def test_a_pointer_that_names_nothing_is_refused_and_nothing_goes(tmp_path: Path, content: bytes) -> None:
    published(tmp_path, 1)
    published(tmp_path, 2)
    (tmp_path / "current").write_bytes(content)
    with pytest.raises(ArtifactRefused, match="train again or roll back"):
        current(tmp_path)
    assert swept(tmp_path, 99) == []


def linked(pointer: Path) -> None:
    other = pointer.with_name("elsewhere")
    other.write_text("20260101T000000-0123456789")
    pointer.symlink_to(other)


def as_folder(pointer: Path) -> None:
    pointer.mkdir()


def endless(pointer: Path) -> None:
    with pointer.open("wb") as file:
        file.truncate(10**8)


@pytest.mark.parametrize("made", [linked, as_folder, endless])
def test_a_pointer_that_is_no_small_file_is_refused_unread(tmp_path: Path, made: Callable[..., None]) -> None:
    made(tmp_path / "current")
    with pytest.raises(ArtifactRefused, match="no small plain file"):
        current(tmp_path)


def test_nobody_waits_for_a_pipe_to_name_a_version(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "current")
    writer = Thread(target=lambda: (tmp_path / "current").write_text("20260101T000000-0123456789"))
    writer.start()
    try:
        with pytest.raises(ArtifactRefused, match="no small plain file"):
            current(tmp_path)
    finally:
        reader = os.open(tmp_path / "current", os.O_RDWR)  # lets the writer go
        writer.join()
        os.close(reader)


def test_only_what_looks_like_a_version_goes(tmp_path: Path) -> None:
    """The setting may name a folder in which other things lie."""
    published(tmp_path, 1)
    (tmp_path / "photographs").mkdir()
    os.utime(tmp_path / "photographs", (1, 1))
    assert swept(tmp_path, 99) == []
    assert (tmp_path / "photographs").is_dir()


def test_an_opened_model_can_be_read_after_it_is_gone(tmp_path: Path) -> None:
    opened = artifact.open_model(tmp_path / published(tmp_path, 1))
    published(tmp_path, 2)
    assert len(swept(tmp_path, 99)) == 1
    assert opened.arrays["n"].tolist() == [1, 1]


def test_without_a_folder_there_is_nothing_to_delete(tmp_path: Path) -> None:
    assert swept(tmp_path / "nowhere", 99) == []


def test_nobody_rolls_back_to_what_can_not_be_served(tmp_path: Path) -> None:
    old, new = published(tmp_path, 1), published(tmp_path, 2)
    (tmp_path / old / "n.npy").unlink()
    with pytest.raises(ArtifactRefused, match=r"lacks n\.npy"):
        roll_back(tmp_path, old)
    assert current(tmp_path) == new


def test_a_rollback_is_not_undone_by_a_training_that_began_before_it(tmp_path: Path) -> None:
    old, bad = published(tmp_path, 1), published(tmp_path, 2)
    roll_back(tmp_path, old)
    with pytest.raises(NotPublished, match=f"{old} serves since somebody rolled back"):
        replace_current(tmp_path, bad, bad)
    replace_current(tmp_path, bad, old)
    assert current(tmp_path) == bad


def test_a_second_training_leaves_and_says_who_is_there(tmp_path: Path) -> None:
    with (
        training(tmp_path),
        pytest.raises(NotPublished, match=f"process {os.getpid()}, since 2"),
        training(tmp_path),
    ):
        pass
    with training(tmp_path):
        pass


@pytest.mark.slow
def test_a_killed_training_holds_up_nobody_and_leaves_nothing(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"training\n"
    (tmp_path / ".draft-x").mkdir()
    with pytest.raises(NotPublished, match=f"process {holder.pid}"), training(tmp_path):
        pass
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    with training(tmp_path):
        assert not (tmp_path / ".draft-x").exists()


def test_a_folder_that_can_not_be_made_ends_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(NotPublished, match="can't be written"), training(tmp_path / "file" / "models"):
        pass
