"""What somebody may have meant who mistyped a name."""

from collections.abc import Iterable
from difflib import get_close_matches

SHOWN = 5


def nearest(spellings: Iterable[tuple[str, str]], wanted: str) -> str:
    """The things whose spelling is near `wanted`, as a sentence; empty when none is.

    Each spelling comes with what it stands for, and one thing may have several.
    """
    meant = dict(spellings)
    found = {meant[one] for one in get_close_matches(wanted, meant, n=SHOWN)}
    return f" Near it: {'; '.join(sorted(found))}." if found else ""
