"""Second form → what items cost and whether they can be bought, over time; begins with what is known now."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_SAID = "json_extract(CAST(body AS TEXT), '$.{}')"
_BUYABLE = f"coalesce({_SAID.format('available')}, 1) AND coalesce({_SAID.format('stock')}, 1) != 0"


def upgrade() -> None:
    op.create_table(
        "offers",
        sa.Column("item_id", sa.Text(), primary_key=True),
        sa.Column("at", WHOLE, primary_key=True, autoincrement=False),
        sa.Column("price", sa.Float()),
        sa.Column("currency", sa.Text()),
        sa.Column("buyable", sa.Boolean(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO offers (item_id, at, price, currency, buyable) "
        f"SELECT item_id, valid_from, {_SAID.format('price')}, {_SAID.format('currency')}, {_BUYABLE} "
        "FROM items WHERE body IS NOT NULL"
    )
