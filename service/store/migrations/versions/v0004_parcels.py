"""Third form → what happened to parcels is found by its time, however much else was kept."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

_PARCELS = "kind IN ('order_cancelled', 'purchase', 'shipment_delivered', 'shipment_dispatched')"


def upgrade() -> None:
    op.execute(f"CREATE INDEX parcels_by_time ON events (occurred_at) WHERE {_PARCELS}")
