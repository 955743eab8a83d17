"""Sixth form → what was decided for whom, what is still to be sent, and who is at work on what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "interventions",
        sa.Column("sequence", WHOLE, primary_key=True),
        sa.Column("intervention_id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("touchpoint", sa.Text(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("triggered_at", WHOLE, nullable=False),
        sa.Column("decided_at", WHOLE, nullable=False),
        sa.Column("gesture", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("cost", sa.Float(), nullable=False),
        sa.Column("propensity", sa.Float(), nullable=False),
        sa.Column("holdout", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("changed_at", WHOLE, nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
    )
    op.create_index("interventions_by_id", "interventions", ["intervention_id"], unique=True)
    op.create_index("interventions_by_customer", "interventions", ["customer_id", "decided_at"])
    op.create_index("interventions_by_time", "interventions", ["decided_at"])
    where = sa.text("state = 'waiting'")
    op.create_index(
        "interventions_waiting", "interventions", ["decided_at"], sqlite_where=where, postgresql_where=where
    )
    op.create_table(
        "messages",
        sa.Column("message_id", sa.Text(), primary_key=True),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", WHOLE, nullable=False),
        sa.Column("ended_at", WHOLE),
        sa.Column("outcome", sa.Text()),
    )
    where = sa.text("ended_at IS NULL")
    op.create_index("messages_due", "messages", ["due_at"], sqlite_where=where, postgresql_where=where)
    op.create_index("messages_by_customer", "messages", ["customer_id"])
    op.create_table(
        "tasks",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until", WHOLE, nullable=False),
        sa.Column("place", WHOLE, nullable=False),
    )
