"""The store: everything digest knows, in SQLite (one file, or memory) or PostgreSQL.

`open_store` gives a `Store` with one attribute a port: feeds, entries, stories, readers, issues, outbox,
each in the module of that name. `schema` has the tables, `types` their columns' types, `dialect` all that
differs between the databases, `migrations/` how a schema came to be. Every write is one transaction.
"""

from digest.store.engine import Store, look, open_store
from digest.store.readers import SubscriptionRecord

__all__ = ["Store", "SubscriptionRecord", "look", "open_store"]
