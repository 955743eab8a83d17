"""A large shop's cuts are learned from in processes of their own: to the same result, and none is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from features.artifact import Model
from features.clock import DAY
from tests.service.engine.small_shop import NOW, TEA, fans
from tests.training.windows import LATER, shop_of
from training.ranking.lists import Lists
from training.ranking.pasts import LARGE, Shop

GONE_WITHIN = 30  # seconds


def large() -> Shop:
    """The small shop, where everybody does the same again and again."""
    small = shop_of([*fans(TEA, 9), *LATER])
    rows = small.history.interactions
    again = rows.where(np.repeat(np.arange(len(rows)), LARGE // len(rows) + 1))
    return replace(small, history=small.history._replace(interactions=again))


def told(model: Model, lists: Lists) -> list[tuple[str, bytes]]:
    listed = {"features": lists.features, "own": lists.own, "starts": lists.starts}
    taken = {str(head): hits for head, hits in lists.hits.items()}
    arrays = {**model.arrays, **listed, **taken}
    return [(name, array.tobytes()) for name, array in arrays.items()]


def test_only_a_large_shop_is_learned_from_in_several_processes() -> None:
    with large().side_by_side() as many, shop_of(LATER).side_by_side() as one:
        assert isinstance(many, ProcessPoolExecutor)
        assert isinstance(one, ThreadPoolExecutor)


@pytest.mark.slow
def test_in_several_processes_the_same_is_learned_to_the_byte() -> None:
    shop, cuts = large(), (NOW, int(NOW - DAY / 2))
    with shop.side_by_side() as pool:
        beside = [future.result() for future in [pool.submit(shop.learned, cut) for cut in cuts]]
    for cut, learned in zip(cuts, beside, strict=True):
        here = shop.learned(cut)
        assert len(here[1]) > 0
        assert told(*here) == told(*learned)
        assert here[0].texts == learned[0].texts


@pytest.mark.slow
def test_a_training_that_is_killed_leaves_no_process_behind() -> None:
    """Workers hold the pipe that they write to: it is at its end when the last of them is gone."""
    command = [sys.executable, "-m", "tests.training.endless"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as training:
        assert training.stdout is not None
        worker = int(training.stdout.readline())
        training.send_signal(signal.SIGKILL)
        try:
            training.communicate(timeout=GONE_WITHIN)
        except subprocess.TimeoutExpired:
            os.kill(worker, signal.SIGKILL)
            pytest.fail("a worker outlived its training")
