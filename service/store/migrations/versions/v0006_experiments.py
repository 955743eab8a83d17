"""Fifth form → definitions with all their versions, which pages were served under them, what came of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_PERSONS = {
    "customer": ("customer_id", "customer_id IS NOT NULL"),
    "device": ("anonymous_id", "customer_id IS NULL"),
}


def upgrade() -> None:
    op.create_table(
        "definitions",
        sa.Column("revision", WHOLE, primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", WHOLE, nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
    )
    op.create_index("definitions_by_name", "definitions", ["kind", "name", "version"], unique=True)
    op.create_table(
        "served",
        sa.Column("sequence", WHOLE, primary_key=True),
        sa.Column("recommendation_id", sa.Text(), nullable=False),
        sa.Column("served_at", WHOLE, nullable=False),
        sa.Column("customer_id", sa.Text()),
        sa.Column("anonymous_id", sa.Text()),
        sa.Column("placement", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("arms", sa.LargeBinary(), nullable=False),
    )
    op.create_index("served_by_time", "served", ["served_at"])
    for whose, (person, condition) in _PERSONS.items():
        where = sa.text(condition)
        columns = [person, "served_at"]
        op.create_index(f"served_by_{whose}", "served", columns, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "analyses",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("computed_at", WHOLE, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
