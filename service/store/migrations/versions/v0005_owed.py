"""Fourth form → what answers about orders and carts rest on is found however much else a person did."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"

_OWED = (
    "kind IN ('add_to_cart', 'answer_shown', 'complaint_acknowledged', 'complaint_raised', "
    "'complaint_resolved', 'contact_started', 'experience_rated', 'identify', 'order_cancelled', "
    "'purchase', 'refund', 'remove_from_cart', 'shipment_delivered', 'shipment_dispatched', 'sign_out')"
)


def upgrade() -> None:
    for whose, person in (("customer", "customer_id"), ("device", "anonymous_id")):
        op.execute(f"CREATE INDEX owed_by_{whose} ON events ({person}, occurred_at) WHERE {_OWED}")
