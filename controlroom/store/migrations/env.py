"""Alembic's entry: `controlroom migrate` hands over a connection; there is no alembic.ini."""

from alembic import context

from controlroom.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=True)
with context.begin_transaction():
    context.run_migrations()
