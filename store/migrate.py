"""Bringing a database to the schema that this code expects."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

_MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(connection: Connection, revision: str = "head") -> None:
    """What a newer version of this code has migrated serves this one, too, and is left alone."""
    if is_newer(schema_version(connection)):
        return
    command.upgrade(_config(connection), revision)


def downgrade(connection: Connection, revision: str) -> None:
    command.downgrade(_config(connection), revision)


def new_revision(connection: Connection, words: str) -> None:
    """For developers: what changed in `store/tables.py`, as a migration to read and correct."""
    command.revision(_config(connection), words, autogenerate=True)


def schema_version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def expected_version() -> str | None:
    return ScriptDirectory(str(_MIGRATIONS)).get_current_head()


def is_newer(version: str | None) -> bool:
    """A schema that this code has never heard of comes after all that it knows."""
    known = {each.revision for each in ScriptDirectory(str(_MIGRATIONS)).walk_revisions()}
    return version is not None and version not in known


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "v%%(year)d_%%(month).2d_%%(day).2d_%%(slug)s")
    config.attributes["connection"] = connection
    return config
