"""What no database can hold is taken out before it gets there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from storage.records import Published

if TYPE_CHECKING:
    from storage.records import NewRelease


def storable(release: NewRelease) -> NewRelease:
    """Return a release whose every string a database can hold.

    NUL goes (PostgreSQL refuses it), a lone surrogate becomes a question mark (no encoding has one). Pages bring them
    in linked data and attributes, and one would cost the whole release.
    """
    return replace(release, **{field.name: plain(getattr(release, field.name)) for field in fields(release)})


def plain(value: Any) -> Any:
    """Return a value with the strings in it, however deep, as a database can hold them."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, tuple):
        return tuple(plain(each) for each in value)
    if isinstance(value, Mapping):
        return {plain(key): plain(each) for key, each in value.items()}
    if isinstance(value, Published):
        return replace(value, words=plain(value.words))
    return value
