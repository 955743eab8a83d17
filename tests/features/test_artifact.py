"""The artifact: what was written comes back, or is refused with a sentence naming the file and the mend."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from features import artifact
from features.artifact import Model, current, make_current, open_model, publish, read_manifest
from features.errors import ArtifactRefused, BadInput, NotPublished

FACTS: dict[str, Any] = {
    "created_at": "2026-11-22T00:00:00Z",
    "data_from": "2026-01-01T00:00:00Z",
    "data_until": "2026-11-21T12:00:00Z",
    "recipe": {"seed": 1},
    "recipe_hash": "abc",
    "counts": {"items": 2},
    "metrics": {},
    "verdict": "the first",
    "dependencies": {},
}
MODEL = Model(
    {"popularity": np.array([0.5, 1.0], np.float32)}, {"items": ["cup", "Kännchen"]}, {"all": {"als": 0.25}}
)
FILES = ("items.bytes.npy", "items.ends.npy", "popularity.npy", "manifest.json")


def published(root: Path, model: Model = MODEL, **facts: Any) -> Path:
    return root / publish(root, model, FACTS | facts).version


def refusal(folder: Path) -> str:
    with pytest.raises(ArtifactRefused) as refused:
        open_model(folder)
    return str(refused.value)


def rewritten(folder: Path, **fields: Any) -> Path:
    """The manifest with other fields."""
    path = folder / "manifest.json"
    path.write_bytes(msgspec.json.encode(msgspec.json.decode(path.read_bytes()) | fields))
    return folder


def content(model: Model) -> tuple[dict[str, Any], Mapping[str, list[str]], Any]:
    plain = {name: (array.dtype.str, array.shape, array.tobytes()) for name, array in model.arrays.items()}
    return plain, model.texts, model.weights


def test_what_was_published_comes_back(tmp_path: Path) -> None:
    assert content(open_model(published(tmp_path))) == content(MODEL)


def test_arrays_are_mapped_not_read(tmp_path: Path) -> None:
    array = open_model(published(tmp_path)).arrays["popularity"]
    assert not array.flags.owndata
    assert not array.flags.writeable


_names = st.text("abc_", min_size=1, max_size=4)
_numbers = arrays(
    st.sampled_from([np.int32, np.int64, np.uint8]), array_shapes(max_dims=2, min_side=0, max_side=4)
)
_texts = st.lists(st.text(max_size=20), max_size=5)


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(_names, _numbers, max_size=3), st.dictionaries(_names, _texts, max_size=3))
def test_any_arrays_and_any_texts_come_back(
    tmp_path: Path, numbers: dict[str, Any], texts: dict[str, list[str]]
) -> None:
    model = Model(numbers, texts, {})
    assert content(open_model(published(tmp_path, model))) == content(model)


def test_the_same_content_is_the_same_version_whenever_it_was_made(tmp_path: Path) -> None:
    first, second = published(tmp_path), published(tmp_path, created_at="2027-01-01T00:00:00Z")
    assert first == second
    assert [folder.name for folder in tmp_path.iterdir()] == [first.name]


def test_what_the_gate_says_of_a_model_makes_no_other_version(tmp_path: Path) -> None:
    assert published(tmp_path) == published(tmp_path, verdict="the same recipe again")


def test_other_content_is_another_version(tmp_path: Path) -> None:
    other = Model(MODEL.arrays, MODEL.texts, {"all": {"als": 0.5}})
    assert published(tmp_path) != published(tmp_path, other)


def test_publishing_again_mends_a_damaged_version(tmp_path: Path) -> None:
    folder = published(tmp_path)
    (folder / "popularity.npy").write_bytes(b"damaged")
    assert published(tmp_path) == folder
    assert content(open_model(folder)) == content(MODEL)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_refused_by_name_with_the_mend(tmp_path: Path, name: str) -> None:
    folder = published(tmp_path)
    (folder / name).unlink()
    said = refusal(folder)
    assert folder.name in said
    assert name in said
    assert "train again or roll back" in said


@pytest.mark.parametrize("name", FILES[:-1])
def test_a_truncated_file_is_refused_by_name(tmp_path: Path, name: str) -> None:
    folder = published(tmp_path)
    (folder / name).write_bytes((folder / name).read_bytes()[:-1])
    assert f"{folder.name}/{name} is damaged" in refusal(folder)


def test_a_manifest_without_end_is_refused_unread(tmp_path: Path) -> None:
    folder = published(tmp_path)
    with (folder / "manifest.json").open("wb") as file:
        file.truncate(10**8)
    assert "manifest.json is too long" in refusal(folder)


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"{}", b'{"format": "x"}', b'{"format": 1}', b"\xff"])
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, raw: bytes) -> None:
    folder = published(tmp_path)
    (folder / "manifest.json").write_bytes(raw)
    assert "manifest.json can't be read" in refusal(folder)


def test_a_newer_format_is_refused_with_the_way_out(tmp_path: Path) -> None:
    folder = rewritten(published(tmp_path), format=artifact.FORMAT + 1)
    assert "newer zuvor: update this one or roll back" in refusal(folder)


def test_a_newer_format_is_told_also_where_its_manifest_looks_different(tmp_path: Path) -> None:
    (tmp_path / "v").mkdir()
    (tmp_path / "v" / "manifest.json").write_bytes(b'{"format": 99, "files": []}')
    assert "newer zuvor" in refusal(tmp_path / "v")


def test_a_version_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "gone has no manifest.json" in refusal(tmp_path / "gone")


@pytest.mark.parametrize("name", FILES)
def test_one_flipped_bit_is_refused_wherever_it_is(tmp_path: Path, name: str) -> None:
    folder = published(tmp_path)
    whole = (folder / name).read_bytes()
    for at in range(len(whole)):
        flipped = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        (folder / name).write_bytes(flipped)
        assert refused(folder) or unsealed(flipped) == unsealed(whole), f"byte {at}"


def refused(folder: Path) -> bool:
    try:
        open_model(folder)
    except ArtifactRefused:
        return True
    return False


def unsealed(manifest: bytes) -> dict[str, Any]:
    """The manifest without what doesn't count for the version."""
    said = msgspec.json.decode(manifest)
    return {name: value for name, value in said.items() if name not in ("created_at", "verdict")}


def test_a_version_that_can_not_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    unsaveable = Model(dict(MODEL.arrays) | {"z": np.array([object()])}, MODEL.texts, {})
    with pytest.raises(ValueError, match="allow_pickle"):
        publish(tmp_path, unsaveable, FACTS)
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_no_file_leaves_nothing_behind(tmp_path: Path) -> None:
    unsaveable = Model({**MODEL.arrays, "no/such/folder": np.zeros(1)}, MODEL.texts, {})
    with pytest.raises(NotPublished, match="can't be written"):
        publish(tmp_path, unsaveable, FACTS)
    assert list(tmp_path.iterdir()) == []


def test_before_the_first_publication_nothing_is_current(tmp_path: Path) -> None:
    assert current(tmp_path / "nowhere") is None


def test_current_names_the_version_made_current_last(tmp_path: Path) -> None:
    make_current(tmp_path, "one")
    make_current(tmp_path, "two")
    assert current(tmp_path) == "two"
    assert [path.name for path in tmp_path.iterdir()] == ["current"]


def test_current_is_replaced_not_rewritten(tmp_path: Path) -> None:
    """Whoever has the old one open still reads the old one whole."""
    make_current(tmp_path, "one")
    with (tmp_path / "current").open() as reader:
        make_current(tmp_path, "two")
        assert reader.read() == "one"


def test_a_named_version_stands_beside_the_serving_one(tmp_path: Path) -> None:
    make_current(tmp_path, "one")
    make_current(tmp_path, "two", "bolder")
    assert (current(tmp_path), current(tmp_path, "bolder"), current(tmp_path, "other")) == (
        "one",
        "two",
        None,
    )


@pytest.mark.parametrize("name", ["", "../x", "a b", "-x", "x" * 65])
def test_a_name_that_is_no_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="is no name for a recipe"):
        make_current(tmp_path, "one", name)


def test_the_manifest_says_what_was_learned_from(tmp_path: Path) -> None:
    manifest = read_manifest(published(tmp_path))
    assert manifest.version.startswith("20261121T120000-")
    assert (manifest.format, manifest.counts, manifest.recipe) == (artifact.FORMAT, {"items": 2}, {"seed": 1})
    assert set(manifest.files) == set(FILES) - {"manifest.json"}


def test_the_hash_of_a_recipe_depends_on_what_it_says_not_on_the_order() -> None:
    assert artifact.recipe_hash({"a": 1, "b": 2}) == artifact.recipe_hash({"b": 2, "a": 1})
    assert artifact.recipe_hash({"a": 1}) != artifact.recipe_hash({"a": 2})
