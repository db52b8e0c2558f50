"""Text that no database takes as it is: invalid UTF-8, NUL and lone surrogates.

A runner must not be lost for one byte in a name, so such text is mended, never refused. Each mended
row is counted in its load. Doubly encoded text is valid and lands untouched; staging repairs it.
"""

import codecs
import re

_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")
_SURROGATES = re.compile(
    rb"(?<!\\)((?:\\\\)*)(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)
_SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_PAIR_LENGTH = 12


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


def _whole_pair_or_mark(match: re.Match[bytes]) -> bytes:
    if len(match[2]) == _PAIR_LENGTH:
        return match[0]
    return match[1] + rb"\ufffd"
