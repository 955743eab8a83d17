"""Seventh form → what was decided keeps its words and its currency; what is owed is sent in its own lane."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OWED = "message_id IN (SELECT intervention_id FROM interventions WHERE purpose = 'owed')"


def upgrade() -> None:
    op.add_column("interventions", sa.Column("currency", sa.Text(), nullable=False, server_default=""))
    op.add_column("interventions", sa.Column("text", sa.LargeBinary()))
    op.add_column("messages", sa.Column("owed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("messages", sa.Column("since", WHOLE, nullable=False, server_default="0"))
    op.execute("UPDATE messages SET since = due_at")
    op.execute(f"UPDATE messages SET owed = (1 = 1) WHERE {_OWED}")
    op.drop_index("messages_due", "messages")
    where = sa.text("ended_at IS NULL")
    columns = ["owed", "due_at", "since", "ended_at"]  # counted without a look at what is to be sent
    op.create_index("messages_due", "messages", columns, sqlite_where=where, postgresql_where=where)
