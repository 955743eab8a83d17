"""Backup and restore of a store's file: one moment of it, checked; what was forgotten stays forgotten."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from features.errors import BadInput, StoreDown, StoreRefused
from service.store import Store, open_store, upgrade
from service.store.copies import back_up
from service.store.restoring import Restored, restore
from tests.service.store.test_opening import change, damage
from tests.service.store.world import keep, of_first_form, row
from tests.stores import new_store

NOW = 1_800_000_000_000_000


def nobody(store: Store) -> None:
    """Nobody was erased."""


def put_back(path: Path, backup: Path, forget: Callable[[Store], object] = nobody) -> Restored:
    return restore(path, backup, now=NOW, forget=forget)


def events(path: Path) -> int:
    with closing(open_store(f"sqlite:///{path}")) as store:
        return store.summary()["events"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with two events."""
    path = tmp_path / "shop" / "zuvor.db"
    with closing(new_store(f"sqlite:///{path}")) as store:
        keep(store, row(), row())
    return path


@pytest.fixture
def backup(path: Path, tmp_path: Path) -> Path:
    """Taken of the two events; a third one came later."""
    file = tmp_path / "backup.db"
    back_up(path, file)
    with closing(open_store(f"sqlite:///{path}")) as store:
        keep(store, row())
    return file


def test_a_backup_is_one_file_for_its_owner_only(backup: Path) -> None:
    assert [file.name for file in backup.parent.glob("*backup*")] == ["backup.db"]
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_what_is_written_during_a_backup_is_not_held_up_and_not_in_it(path: Path, tmp_path: Path) -> None:
    with closing(open_store(f"sqlite:///{path}")) as store:
        back_up(path, tmp_path / "backup.db", progress=lambda done, pages: keep(store, row()))
        assert (events(tmp_path / "backup.db"), store.summary()["events"]) == (2, 3)


def test_a_backup_replaces_another_only_when_told(path: Path, backup: Path) -> None:
    with pytest.raises(BadInput, match="--replace"):
        back_up(path, backup)
    back_up(path, backup, replace=True)
    assert events(backup) == 3


def test_the_store_is_no_place_for_its_backup(path: Path) -> None:
    with pytest.raises(BadInput, match="the store itself"):
        back_up(path, path, replace=True)


def test_of_a_damaged_store_there_is_no_backup_and_the_last_one_stays(path: Path, backup: Path) -> None:
    before = backup.read_bytes()
    with closing(open_store(f"sqlite:///{path}")) as store:
        keep(store, *(row(body=b"x" * 1_000) for _ in range(100)))
    damage(path, path.stat().st_size - 40_000)
    with pytest.raises(StoreRefused, match="zuvor restore FILE"):
        back_up(path, backup, replace=True)
    assert backup.read_bytes() == before


def test_what_a_killed_backup_left_is_cleared_away(path: Path, tmp_path: Path) -> None:
    (tmp_path / ".backup.db-k1lled.part").write_bytes(b"half")
    back_up(path, tmp_path / "backup.db")
    assert [file.name for file in tmp_path.glob(".*")] == []


def test_of_what_was_deleted_nothing_goes_along(path: Path, tmp_path: Path) -> None:
    with closing(open_store(f"sqlite:///{path}")) as store, store.write() as transaction:
        ann = transaction.person("Ann", None, NOW)
        transaction.insert([row(customer="Ann", body=b"Ann was here" * 500)])
        transaction.take_away(ann)
    back_up(path, tmp_path / "backup.db")
    assert b"Ann was here" not in (tmp_path / "backup.db").read_bytes()
    with closing(sqlite3.connect(tmp_path / "backup.db")) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (0,)


def test_a_backup_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match="is no store"):
        back_up(tmp_path / "none.db", tmp_path / "backup.db")


def test_a_folder_that_is_not_there_is_no_place(path: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="can't be written"):
        back_up(path, tmp_path / "nowhere" / "backup.db")


def test_a_restored_store_is_as_it_was_and_the_previous_one_is_kept(path: Path, backup: Path) -> None:
    path.chmod(0o640)
    done = put_back(path, backup)
    assert done.aside is not None
    assert (events(path), events(done.aside), done.remembered) == (2, 3, True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_restored_store_takes_writes_while_it_is_read(path: Path, backup: Path) -> None:
    put_back(path, backup)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_on_a_new_machine_a_backup_becomes_the_store(backup: Path, tmp_path: Path) -> None:
    new = tmp_path / "new" / "zuvor.db"
    assert put_back(new, backup) == Restored(None, False)
    assert events(new) == 2


def test_a_log_that_a_killed_service_left_goes_aside_with_its_store(path: Path, backup: Path) -> None:
    killed = path.parent / "killed.db"
    with closing(open_store(f"sqlite:///{path}")) as store:
        keep(store, row(), row())
        for end in ("", "-wal"):
            shutil.copy(f"{path}{end}", f"{killed}{end}")
    done = put_back(killed, backup)
    assert done.aside is not None
    assert (events(killed), events(done.aside)) == (2, 5)


def test_a_log_without_its_store_is_not_replayed_into_another(path: Path, backup: Path) -> None:
    with closing(open_store(f"sqlite:///{path}")) as store:
        keep(store, row(), row())
        shutil.copy(f"{path}-wal", path.parent / "lost.db-wal")
    put_back(path.parent / "lost.db", backup)
    assert events(path.parent / "lost.db") == 2


def test_who_was_erased_and_what_was_revoked_since_is_not_set_back(path: Path, backup: Path) -> None:
    for sql in (
        "INSERT INTO secrets VALUES ('salt', x'01')",
        "INSERT INTO erased VALUES (x'02', 0, 9)",
        "INSERT INTO keys VALUES ('k', 'read', '', '', x'03', x'04', 1, NULL, 5, NULL)",
    ):
        change(path, sql)
    told: list[object] = []
    done = put_back(path, backup, lambda store: told.append(erased(path_in(store))))
    assert (done.remembered, told, erased(path)) == (True, [[(b"\x02", 0, 9)]], [(b"\x02", 0, 9)])
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT revoked_at FROM keys").fetchall() == [(5,)]


def test_what_another_shop_remembers_is_not_carried_over(path: Path, backup: Path) -> None:
    change(backup, "INSERT INTO secrets VALUES ('salt', x'ff')")
    change(path, "INSERT INTO secrets VALUES ('salt', x'01')")
    change(path, "INSERT INTO erased VALUES (x'02', 0, 9)")
    assert (put_back(path, backup).remembered, erased(path)) == (False, [])


def test_a_damaged_store_gives_way_and_says_that_it_remembers_nothing(path: Path, backup: Path) -> None:
    path.write_bytes(b"garbage" * 10_000)
    done = put_back(path, backup)
    assert (events(path), done.remembered) == (2, False)
    assert done.aside is not None
    assert done.aside.read_bytes().startswith(b"garbage")


@pytest.mark.parametrize("place", [0, 5_000, 40_000])
def test_a_damaged_backup_changes_nothing(path: Path, backup: Path, place: int) -> None:
    damage(backup, place)
    with pytest.raises((StoreRefused, StoreDown)):
        put_back(path, backup)
    assert (events(path), list(path.parent.glob("*before*"))) == (3, [])


def test_an_older_backup_is_brought_to_this_version(path: Path, tmp_path: Path) -> None:
    of_first_form(tmp_path / "old.db")
    change(tmp_path / "old.db", "INSERT INTO events VALUES (1, 'a', 'search', 1, 1, 'Ann', NULL, x'7b7d')")
    put_back(path, tmp_path / "old.db")
    assert (upgrade.version(path), events(path)) == (upgrade.NEWEST, 1)


def erased(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT * FROM erased").fetchall()


def path_in(store: Store) -> Path:
    return Path(store.path)  # type: ignore[attr-defined]
