"""What a person types, as a question that the database can answer."""

from __future__ import annotations

from pipelines.arabic import fold_search


def words(typed: list[str]) -> tuple[str, ...]:
    """Return the words to look for, folded as the kept texts are.

    Args:
        typed: Arguments of the command line; one may hold several words. Bytes that the locale could not read
            (``LANG=C``) are read as UTF-8.
    """
    text = " ".join(typed).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return tuple(dict.fromkeys(fold_search(text).split()))
