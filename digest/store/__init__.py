"""The store: everything digest knows, in SQLite (one file, or memory) or PostgreSQL.

`open_store` gives a `Store` with one attribute a port, each in the module of that name. Every write is one transaction.

engine      `open_store`: the database, with its schema brought up to date by `migrations/`
schema      the tables; types (of columns), dialect (all that differs between the databases)
feeds       which are followed
entries     found again by their keys; ingest (one document), border (its bounds), editions (edits that are news)
vectors     what encoders said of entries
stories     the group lane; grouping (what it writes), mending (merged and split)
readers     who gets what; enrolment, choices, addresses, moves (what a channel says of an address)
issues      published once a slot and audience; summaries (that machines wrote)
outbox      deliveries under a lease; claims (what one is made of)
clock       up to when all was seen to; health (how the site is), notices (what admins were told)
"""

from digest.store.engine import Store, look, open_store
from digest.store.readers import SubscriptionRecord

__all__ = ["Store", "SubscriptionRecord", "look", "open_store"]
