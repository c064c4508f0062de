"""What can be wrong with a database as a whole."""

from __future__ import annotations


class DatabaseError(Exception):
    """The database cannot be used; says which one, and why. Never holds a password."""


class DatabaseOutdated(DatabaseError):  # noqa: N818 - reads as the state it reports
    """An older Rasd made the database; ``rasd db upgrade`` brings it up to date."""


class DatabaseTooNew(DatabaseError):  # noqa: N818 - reads as the state it reports
    """A newer Rasd made the database: this one does not know its tables."""
