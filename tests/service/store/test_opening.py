"""Opening: new, current, older, newer, damaged, not ours."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine

from features.errors import StoreRefused
from service.store import Store, open_store, upgrade
from service.store.records import Intervention
from service.store.tables import metadata
from tests.service.store.test_interventions import LATE
from tests.service.store.world import NOW, keep, of_first_form, row


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A store that was opened and closed."""
    path = tmp_path / "var" / "shop.db"
    open_store(f"sqlite:///{path}").close()
    return path


def change(path: Path, sql: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(sql)
    connection.commit()
    connection.close()


def damage(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place : place + 15_000] = b"\xff" * 15_000
    path.write_bytes(content)


def test_a_new_store_has_the_tables_that_are_declared(file: Path) -> None:
    with create_engine(f"sqlite:///{file}", poolclass=NullPool).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_newest_version_is_the_last_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(upgrade.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == upgrade.NEWEST


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    (tmp_path / "shop.db").touch()
    open_store(f"sqlite:///{tmp_path}/shop.db").close()
    assert upgrade.version(tmp_path / "shop.db") == upgrade.NEWEST


def test_a_path_may_have_any_characters(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/50% off?/shop #1.db")
    assert store.check() is None
    store.close()


def test_a_newer_store_is_refused(file: Path) -> None:
    change(file, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreRefused, match="update zuvor"):
        open_store(f"sqlite:///{file}")


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    change(path, "CREATE TABLE notes (text)")
    before = path.read_bytes()
    with pytest.raises(StoreRefused, match="another program"):
        open_store(f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("milk, bread and " * 100)
    with pytest.raises(StoreRefused, match="no store"):
        open_store(f"sqlite:///{tmp_path}/notes.txt")


def test_a_store_damaged_at_its_tables_is_refused(file: Path) -> None:
    damage(file, 5_000)
    with pytest.raises(StoreRefused, match="damaged"):
        open_store(f"sqlite:///{file}")


def test_a_store_damaged_deep_inside_is_found_by_the_check(file: Path) -> None:
    store = open_store(f"sqlite:///{file}")
    keep(store, *(row(body=b"x" * 1_000) for _ in range(100)))
    store.close()
    damage(file, file.stat().st_size - 40_000)
    store = open_store(f"sqlite:///{file}")
    assert "zuvor restore FILE" in str(store.check())
    store.close()


@pytest.fixture
def holed(file: Path) -> Iterator[Store]:
    """A store of Ann's that is damaged in the middle."""
    store = open_store(f"sqlite:///{file}")
    keep(store, *(row(customer="Ann", body=b"x" * 1_000) for _ in range(200)))
    store.close()
    damage(file, file.stat().st_size // 2)
    store = open_store(f"sqlite:///{file}")
    yield store
    store.close()


def test_once_damage_was_met_nothing_is_written_and_the_probe_fails(holed: Store) -> None:
    holed.probe()
    with pytest.raises(StoreRefused):
        holed.facts(holed.person("Ann", None, NOW), NOW, None)
    for refused in (holed.probe, lambda: keep(holed, row())):
        with pytest.raises(StoreRefused, match="zuvor restore FILE"):
            refused()


def test_a_store_too_large_to_be_checked_in_passing_is_not_looked_at(holed: Store) -> None:
    assert (holed.check(most=100_000), "damaged" in str(holed.check(most=1_000_000))) == (None, True)


def test_without_migration_a_missing_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match="missing"):
        open_store(f"sqlite:///{tmp_path}/shop.db", migrate=False)
    assert not (tmp_path / "shop.db").exists()


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreRefused, match="ZUVOR_STORE"):
        open_store(f"sqlite:///{tmp_path}/file/var/shop.db")


@pytest.mark.parametrize("url", ["postgresql://host/shop", "sqlite:///", "shop.db"])
def test_a_url_of_no_engine_we_have_is_refused(url: str) -> None:
    with pytest.raises(StoreRefused, match="ZUVOR_STORE"):
        open_store(url)


def test_opening_a_current_store_loads_no_migration_tools(file: Path) -> None:
    code = (
        "import sys; from service.store import open_store; "
        f"open_store('sqlite:///{file}').close(); "
        "sys.exit(bool({'sqlalchemy', 'alembic', 'polars'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_decisions_and_messages_of_an_earlier_form_keep_their_lane_and_their_time(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    of_first_form(file, "0007")
    columns = [name for name in Intervention._fields if name not in ("currency", "text")]
    with closing(sqlite3.connect(file)) as connection, connection:
        for name, purpose in (("late", "owed"), ("gift", "goodwill")):
            line = LATE._replace(intervention_id=name, purpose=purpose)[: len(columns)]
            marks = ", ".join("?" * len(columns))
            connection.execute(f"INSERT INTO interventions ({', '.join(columns)}) VALUES ({marks})", line)
            connection.execute(
                "INSERT INTO messages VALUES (?, 'Ann', x'7b7d', 2, ?, NULL, NULL)", (name, NOW)
            )
    with closing(open_store(f"sqlite:///{file}")) as store:
        assert (store.unsent(owed=True), store.unsent(owed=False)) == ((1, NOW), (1, NOW))
        found = store.intervention("gift")
        assert found is not None
        assert (found.currency, found.text, found.cost) == ("", None, 5.0)


def test_what_a_former_release_beside_this_one_puts_in_waits_since_it_was_due(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        columns = "message_id, customer_id, body, attempts, due_at"
        connection.execute(f"INSERT INTO messages ({columns}) VALUES ('late', 'Ann', x'7b7d', 0, ?)", (NOW,))
    with closing(open_store(f"sqlite:///{file}")) as store:
        assert store.unsent() == (1, NOW)
