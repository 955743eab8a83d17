"""Where a command may write its file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from features.disk import refuse_unwritable
from features.errors import BadInput
from service.cli import run


def test_a_new_file_and_an_older_one_may_be_written(tmp_path: Path) -> None:
    (tmp_path / "older").write_text("older")
    refuse_unwritable(tmp_path / "new")
    refuse_unwritable(tmp_path / "older")


@pytest.mark.parametrize("place", ["missing/report.html", "older/report.html", ".", "pipe", "link"])
def test_what_is_no_file_or_in_no_folder_is_refused(tmp_path: Path, place: str) -> None:
    (tmp_path / "older").write_text("older")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "pipe")
    with pytest.raises(BadInput, match="choose a file in a folder"):
        refuse_unwritable(tmp_path / place)


@pytest.mark.parametrize("command", ["train --report", "recommend --customers all --out"])
def test_a_device_is_never_replaced_and_is_refused_before_the_work_begins(
    tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(tmp_path / "pipe")
    shop = [f"--store=sqlite:///{tmp_path}/shop.db", f"--artifacts={tmp_path}/artifacts"]
    name, *flags = command.split()
    assert run([name, *shop, *flags, str(tmp_path / "pipe")]) == 1
    assert "choose a file in a folder" in capsys.readouterr().err
    assert (tmp_path / "pipe").is_fifo()
