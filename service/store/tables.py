"""The store's tables, declared once for every engine; `migrations/` brings a store to this form."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    false,
    text,
)

from service.store.kinds import LASTING, MARKS, OWED, PARCELS, WISHES, one_of

metadata = MetaData()

Whole = BigInteger().with_variant(Integer(), "sqlite")  # SQLite's row number has to be called INTEGER


def _partial(name: str, person: str | None, condition: str, *at: str) -> Index:
    """An index over time, by person or of everybody, only of the rows that meet a condition."""
    where, times = text(condition), at or ("occurred_at",)
    columns = times if person is None else (person, *times)
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


events = Table(
    "events",
    metadata,
    Column("sequence", Whole, primary_key=True),
    Column("event_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("occurred_at", Whole, nullable=False),
    Column("received_at", Whole, nullable=False),
    Column("customer_id", Text),
    Column("anonymous_id", Text),
    Column("body", LargeBinary, nullable=False),
    Index("events_by_id", "event_id", unique=True),
    Index("events_by_time", "occurred_at"),
    _partial("events_by_customer", "customer_id", "customer_id IS NOT NULL"),
    _partial("events_by_device", "anonymous_id", "customer_id IS NULL"),
    _partial("consent_by_customer", "customer_id", "kind = 'consent_updated'"),
    _partial("consent_by_device", "anonymous_id", "kind = 'consent_updated'"),
    _partial("marks_by_device", "anonymous_id", one_of(MARKS)),
    _partial("lasting_by_customer", "customer_id", one_of(LASTING)),
    _partial("lasting_by_device", "anonymous_id", one_of(LASTING)),
    _partial("wishes_by_customer", "customer_id", one_of(WISHES)),
    _partial("wishes_by_device", "anonymous_id", one_of(WISHES)),
    _partial("owed_by_customer", "customer_id", one_of(OWED)),
    _partial("owed_by_device", "anonymous_id", one_of(OWED)),
    _partial("parcels_by_time", None, one_of(PARCELS)),
)

# Whose a device was when; only devices that were ever somebody's.
spans = Table(
    "spans",
    metadata,
    Column("anonymous_id", Text, primary_key=True),
    Column("since", Whole, primary_key=True, autoincrement=False),
    Column("until", Whole, nullable=False),
    Column("customer_id", Text),
    Column("identified_at", Whole, nullable=False),
    Index("spans_by_customer", "customer_id"),
)

# Versions of items; a deleted item leaves one row without body, so that readers notice.
items = Table(
    "items",
    metadata,
    Column("item_id", Text, primary_key=True),
    Column("valid_from", Whole, primary_key=True, autoincrement=False),
    Column("revision", Whole, nullable=False),
    Column("body", LargeBinary),
    Index("items_by_revision", "revision"),
)

# What items cost and whether they can be bought: a row whenever either changed, none for other changes.
offers = Table(
    "offers",
    metadata,
    Column("item_id", Text, primary_key=True),
    Column("at", Whole, primary_key=True, autoincrement=False),
    Column("price", Float),
    Column("currency", Text),
    Column("buyable", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

origins = Table(
    "origins",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

# Keys of the doors; a secret is kept as its salted scrypt hash only. Moments are microseconds.
keys = Table(
    "keys",
    metadata,
    Column("key_id", Text, primary_key=True),
    Column("scope", Text, nullable=False),
    Column("origins", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("created_at", Whole, nullable=False),
    Column("expires_at", Whole),
    Column("revoked_at", Whole),
    Column("last_used_at", Whole),
)

# What the shop defined (experiments, …): every version, with when and by whom it became so.
definitions = Table(
    "definitions",
    metadata,
    Column("revision", Whole, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("changed_at", Whole, nullable=False),
    Column("changed_by", Text, nullable=False),
    Index("definitions_by_name", "kind", "name", "version", unique=True),
)

# The ranking log: a row per page served to somebody who takes part in an experiment.
served = Table(
    "served",
    metadata,
    Column("sequence", Whole, primary_key=True),
    Column("recommendation_id", Text, nullable=False),
    Column("served_at", Whole, nullable=False),
    Column("customer_id", Text),
    Column("anonymous_id", Text),
    Column("placement", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("arms", LargeBinary, nullable=False),
    Index("served_by_time", "served_at"),
    _partial("served_by_customer", "customer_id", "customer_id IS NOT NULL", "served_at"),
    _partial("served_by_device", "anonymous_id", "customer_id IS NULL", "served_at"),
)

# The last analysis of each experiment.
analyses = Table(
    "analyses",
    metadata,
    Column("name", Text, primary_key=True),
    Column("computed_at", Whole, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

# The ledger: what was decided for a customer and why, also where that was to do nothing.
interventions = Table(
    "interventions",
    metadata,
    Column("sequence", Whole, primary_key=True),
    Column("intervention_id", Text, nullable=False),
    Column("customer_id", Text, nullable=False),
    Column("touchpoint", Text, nullable=False),
    Column("trigger", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("triggered_at", Whole, nullable=False),
    Column("decided_at", Whole, nullable=False),
    Column("gesture", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("cost", Float, nullable=False),
    Column("propensity", Float, nullable=False),
    Column("holdout", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("changed_at", Whole, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("facts", LargeBinary, nullable=False),
    Column("currency", Text, nullable=False, server_default=""),
    Column("text", LargeBinary),
    Index("interventions_by_id", "intervention_id", unique=True),
    Index("interventions_by_customer", "customer_id", "decided_at"),
    Index("interventions_by_time", "decided_at"),
    _partial("interventions_waiting", None, "state = 'waiting'", "decided_at"),
)

# The outbox: what is to be sent, until it was taken or given up; kept a while to say so.
messages = Table(
    "messages",
    metadata,
    Column("message_id", Text, primary_key=True),
    Column("customer_id", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Whole, nullable=False),
    Column("ended_at", Whole),
    Column("outcome", Text),
    Column("owed", Boolean, nullable=False, server_default=false()),
    Column("since", Whole, nullable=False, server_default="0"),
    Index("messages_by_customer", "customer_id"),
    _partial("messages_due", "owed", "ended_at IS NULL", "due_at", "since", "ended_at"),
)

# Work that one worker does at a time: who holds it, until when, and how far it has come.
tasks = Table(
    "tasks",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until", Whole, nullable=False),
    Column("place", Whole, nullable=False),
)

# Stretches of time of ids that were erased, as salted hashes: what comes late isn't kept again.
erased = Table(
    "erased",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("since", Whole, primary_key=True, autoincrement=False),
    Column("until", Whole, nullable=False),
)

# What only this store knows, by name: the salt of `erased`.
secrets = Table(
    "secrets",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
