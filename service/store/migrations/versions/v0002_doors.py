"""First form → keys of the doors, what was erased, the store's own secrets; what pages look for far back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


LASTING = "kind IN ('add_to_cart', 'customer_updated', 'purchase', 'remove_from_cart')"
WISHES = "kind IN ('not_interested')"


def upgrade() -> None:
    for name, condition in (("lasting", LASTING), ("wishes", WISHES)):
        for whose, person in (("customer", "customer_id"), ("device", "anonymous_id")):
            where = sa.text(condition)
            columns = [person, "occurred_at"]
            index = f"{name}_by_{whose}"
            op.create_index(index, "events", columns, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "keys",
        sa.Column("key_id", sa.Text(), primary_key=True),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("origins", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", WHOLE, nullable=False),
        sa.Column("expires_at", WHOLE),
        sa.Column("revoked_at", WHOLE),
        sa.Column("last_used_at", WHOLE),
    )
    op.create_table(
        "erased",
        sa.Column("digest", sa.LargeBinary(), primary_key=True),
        sa.Column("since", WHOLE, primary_key=True, autoincrement=False),
        sa.Column("until", WHOLE, nullable=False),
    )
    op.create_table(
        "secrets",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("value", sa.LargeBinary(), nullable=False),
    )
