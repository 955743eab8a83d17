"""An empty store → events, spans of devices, items, origins."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _events()
    _spans()
    _catalogue()
    if op.get_bind().dialect.name == "sqlite":
        op.execute("PRAGMA application_id = 0x7a757672")


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("sequence", WHOLE, primary_key=True),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("occurred_at", WHOLE, nullable=False),
        sa.Column("received_at", WHOLE, nullable=False),
        sa.Column("customer_id", sa.Text()),
        sa.Column("anonymous_id", sa.Text()),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
    op.create_index("events_by_id", "events", ["event_id"], unique=True)
    op.create_index("events_by_time", "events", ["occurred_at"])
    _partial("events_by_customer", "customer_id", "customer_id IS NOT NULL")
    _partial("events_by_device", "anonymous_id", "customer_id IS NULL")
    _partial("consent_by_customer", "customer_id", "kind = 'consent_updated'")
    _partial("consent_by_device", "anonymous_id", "kind = 'consent_updated'")
    _partial("marks_by_device", "anonymous_id", "kind IN ('identify', 'sign_out')")


def _partial(name: str, person: str, condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, "events", [person, "occurred_at"], sqlite_where=where, postgresql_where=where)


def _spans() -> None:
    op.create_table(
        "spans",
        sa.Column("anonymous_id", sa.Text(), primary_key=True),
        sa.Column("since", WHOLE, primary_key=True, autoincrement=False),
        sa.Column("until", WHOLE, nullable=False),
        sa.Column("customer_id", sa.Text()),
        sa.Column("identified_at", WHOLE, nullable=False),
    )
    op.create_index("spans_by_customer", "spans", ["customer_id"])


def _catalogue() -> None:
    op.create_table(
        "items",
        sa.Column("item_id", sa.Text(), primary_key=True),
        sa.Column("valid_from", WHOLE, primary_key=True, autoincrement=False),
        sa.Column("revision", WHOLE, nullable=False),
        sa.Column("body", sa.LargeBinary()),
    )
    op.create_index("items_by_revision", "items", ["revision"])
    op.create_table(
        "origins",
        sa.Column("origin", sa.Text(), primary_key=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
