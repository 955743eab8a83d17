"""Log lines: where they can't be written, everything else goes on."""

from __future__ import annotations

import errno
import io
import sys

import pytest
import structlog

from service import observe


class Full(io.StringIO):
    """A file on a disk without space."""

    def write(self, text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_line_that_cannot_be_written_costs_nobody_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Full())
    observe.start_logging()
    observe.log().error("events are refused")
    structlog.reset_defaults()
