"""The images: small, nobody's root, watched over, and the one that serves has nothing of training in it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.house.dockerfile import FILE, ROOT, copied, image, stages

TARGETS = ("service", "training")
STAGES = stages(FILE.read_text())
ONLY_TRAINING = {"altair", "implicit", "scipy", "tea-tasting", "vl-convert-python"}


def locked(name: str) -> set[str]:
    """The packages of a lock."""
    return set(re.findall(r"^([\w.-]+)==", (ROOT / name).read_text(), re.MULTILINE))


@pytest.mark.parametrize("target", TARGETS)
def test_an_image_runs_as_nobody_special(target: str) -> None:
    users = [step.text for step in image(target) if step.does == "USER"]
    assert users[-1].isdecimal()
    assert int(users[-1]) > 0


def test_the_base_is_one_and_pinned_by_a_tag() -> None:
    bases = {steps[0].words()[0] for steps in STAGES.values()} - set(STAGES)
    assert len(bases) == 1
    assert re.fullmatch(r"python:3\.\d+-slim-\w+", bases.pop())


@pytest.mark.parametrize("target", TARGETS)
def test_what_is_installed_is_locked_with_hashes(target: str) -> None:
    installs = [
        part.strip() for step in image(target) if step.does == "RUN" for part in step.text.split("&&")
    ]
    installs = [part for part in installs if "pip install" in part]
    assert len(installs) == 2
    assert all("--require-hashes" in part or "--no-deps --no-build-isolation" in part for part in installs)


def test_the_service_is_watched_over() -> None:
    assert [step.does for step in STAGES["service"]].count("HEALTHCHECK") == 1


def test_the_image_that_serves_copies_nothing_of_training() -> None:
    assert "training" not in copied(image("service"))
    assert "training" in copied(image("training"))


def test_the_lock_of_the_service_has_no_library_of_training() -> None:
    assert not ONLY_TRAINING & locked("requirements-service.txt")
    assert locked("requirements-service.txt") | ONLY_TRAINING <= locked("requirements.txt")


def test_what_is_copied_is_let_in() -> None:
    let_in = set(re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    assert copied(image("service")) | copied(image("training")) == let_in


@pytest.mark.slow
def test_what_the_service_is_installed_from_makes_a_package_without_training(tmp_path: Path) -> None:
    for name in copied(image("service")):
        where = ROOT / name
        (shutil.copytree if where.is_dir() else shutil.copy)(where, tmp_path / name)
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    done = subprocess.run(build, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    names = ZipFile(next(tmp_path.glob("dist/*.whl"))).namelist()
    assert {name.partition("/")[0] for name in names if ".dist-info" not in name} == {"features", "service"}
