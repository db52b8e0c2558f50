"""Text that no database or parser takes: invalid UTF-8, NUL, lone surrogates, bare controls.

A runner must not be lost for one byte in a name, so such text is mended, never refused. Each row
that loses something by it is counted in its load. Doubly encoded text is valid and lands untouched;
staging repairs it.
"""

import codecs
import re
from collections.abc import Sequence

_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")
_SURROGATES = re.compile(
    rb"(?<!\\)((?:\\\\)*)(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)
_SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_PAIR_LENGTH = 12
_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BARE_CONTROLS = re.compile(rb"[\x00-\x1f]")
_WRONG_ESCAPES = re.compile(rb'\\(?:(["\\/bfnrt]|u[0-9a-fA-F]{4})|(?=.)|$)', re.DOTALL)
# No Windows character has this byte, so `storable` makes U+FFFD of it and counts the row.
_UNREADABLE_BYTE = b"\x81"


def _as_windows_text(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    broken = error.object[error.start : error.end]
    return broken.decode("cp1252", "replace"), error.end


codecs.register_error("syncline_windows", _as_windows_text)


def storable(row: bytes) -> bytes | None:
    """`row` mended so that both engines store it, or None when it already is storable.

    Bytes that are no UTF-8 are read as Windows text, NULs are dropped, and half a surrogate pair
    becomes U+FFFD.
    """
    mended = row
    if not row.isascii():
        try:
            row.decode()
        except UnicodeDecodeError:
            mended = row.decode("utf-8", "syncline_windows").encode()
    if b"\\u" in row and _SUSPECT.search(mended):
        mended = _NUL.sub(rb"\1", mended)
        mended = _SURROGATES.sub(_whole_pair_or_mark, mended)
    return None if mended == row else mended


def needs_no_mending(rows: Sequence[bytes]) -> bool:
    """Whether no row of a page can need it: most pages are clean."""
    if any(b"\\" in row and _SUSPECT.search(row) for row in rows):
        return False
    try:
        return all(row.isascii() or row.decode() for row in rows)
    except UnicodeDecodeError:
        return False


def parsable(body: bytes) -> bytes:
    """A whole reply with the strings mended that a strict JSON parser stumbles over.

    Bare control characters and unknown escapes become what they must have meant. Half a surrogate
    pair becomes a byte that `storable` later finds in its row, mends and counts.
    """
    return _STRINGS.sub(_mended_string, body)


def _mended_string(match: re.Match[bytes]) -> bytes:
    string = match[0]
    if b"\\" in string:
        string = _WRONG_ESCAPES.sub(_known_escape, string)
        string = _SURROGATES.sub(_whole_pair_or_byte, string)
    return _BARE_CONTROLS.sub(lambda found: rb"\u%04x" % found[0][0], string)


def _known_escape(match: re.Match[bytes]) -> bytes:
    return match[0] if match[1] else rb"\\"


def _whole_pair_or_byte(match: re.Match[bytes]) -> bytes:
    if len(match[2]) == _PAIR_LENGTH:
        return match[0]
    return match[1] + _UNREADABLE_BYTE


def _whole_pair_or_mark(match: re.Match[bytes]) -> bytes:
    if len(match[2]) == _PAIR_LENGTH:
        return match[0]
    return match[1] + rb"\ufffd"
