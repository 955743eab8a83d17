"""A SQLite file from which events were deleted → the same, with no trace of them in log or unused parts."""

from __future__ import annotations

import sqlite3

PATIENCE = 1_000  # milliseconds; who waits for readers here keeps writers waiting


def settled(connection: sqlite3.Connection) -> bool:
    """Everything is in the store itself and its log is empty; False while others read or write."""
    connection.execute(f"PRAGMA busy_timeout = {PATIENCE}")
    busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def rewritten(connection: sqlite3.Connection) -> None:
    """Write the file anew where anything was deleted since it was last written anew.

    `secure_delete` overwrites what is deleted, but not the copies that SQLite leaves behind when it moves
    rows from page to page.
    """
    before = _deletions(connection)
    if before:
        connection.execute("VACUUM")
        connection.execute("BEGIN IMMEDIATE")
        if _deletions(connection) == before:
            connection.execute("PRAGMA user_version = 0")
        connection.execute("COMMIT")


def _deletions(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
