"""Alembic's door: migrations run on the connection they are handed, in one transaction."""

from alembic import context
from sqlalchemy import Connection, text

from store.tables import metadata

LOCK_TIMEOUT = "5s"


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        transactional_ddl=True,
        render_as_batch=connection.dialect.name == "sqlite",
        user_module_prefix="types.",
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            # Rather give up than queue every reader of a busy table behind us.
            connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
        context.run_migrations()


migrate(context.config.attributes["connection"])
