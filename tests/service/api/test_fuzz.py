"""Whatever is sent: no 5xx, and every answer is one that the OpenAPI document describes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.service.api.fuzzing import counted, fuzz, opened


@pytest.mark.slow
def test_every_answer_is_one_that_is_documented(tmp_path: Path) -> None:
    service = opened(tmp_path)
    try:
        done = fuzz(service, tmp_path, 5, "--generation-deterministic")
        answers = counted(service)
    finally:
        service.kill()
    assert done.returncode == 0, "\n".join(line[:300] for line in done.stdout.splitlines())
    assert sum(answers.values()) > 200
    assert max(answers) < 500
