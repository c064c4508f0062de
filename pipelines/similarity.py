"""What makes two texts the same."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from pipelines.arabic import without_hamza

Text = tuple[str, str, str]
"""Title, lead and body."""

KEY_WORDS = 30
"""A text of fewer folded words has no key: short notices from one template would be taken for one another."""


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """Fingerprints of one text, each of 32 hex digits.

    Attributes:
        display: Of title, lead and body to the letter.
        folded: Of the same, folded: differs only where letters or digits do.
        text_key: Of the folded title and body; ``None`` below ``KEY_WORDS`` words.
    """

    display: str
    folded: str
    text_key: str | None


def fingerprints(text: Text, folded: Text) -> Fingerprints:
    """Return the fingerprints of a release.

    Args:
        text: Title, lead and body as displayed; empty where there is none.
        folded: The same, folded for search.
    """
    title, lead, body = (without_hamza(part) for part in folded)
    key = f"{title}\n{body}"
    return Fingerprints(
        display=_hash("\n\n".join(text)),
        folded=_hash("\n\n".join((title, lead, body))),
        text_key=_hash(key) if body and key.count(" ") + 2 >= KEY_WORDS else None,
    )


def _hash(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
