"""What Alembic runs: the migrations, on the connection and in the transaction of whoever asked."""

from alembic import context

from digest.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
