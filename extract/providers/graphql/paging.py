"""How a query's list is paged: said in its settings, else seen in the variables it declares."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from extract.providers.graphql.assumed import (
    CURSOR_VARIABLES,
    OFFSET_VARIABLES,
    PAGE_VARIABLES,
    SIZE_VARIABLES,
)
from extract.providers.graphql.documents import DATA, Document, Path, below_data

Kind = Literal["relay", "offset", "page", "keyset", "none"]
Key = str | int | float | None
PLACES: dict[Kind, Sequence[str]] = {
    "relay": CURSOR_VARIABLES,
    "keyset": CURSOR_VARIABLES,
    "offset": OFFSET_VARIABLES,
    "page": PAGE_VARIABLES,
}


class PagingSettings(msgspec.Struct, kw_only=True):
    """What a query's settings say of its paging; `start` is the key that a keyset begins after."""

    pagination: Kind | None = None
    batch_size: int | None = None
    size_variable: str | None = None
    place_variable: str | None = None
    has_next_page_path: str | None = None
    cursor_path: str | None = None
    first_page: Literal[0, 1] | None = None
    start: Key = None


@dataclass(frozen=True)
class Paging:
    """One kind of paging: the variables for size and place, and where an answer says what is next.

    `cursor_path` lies inside a row for a keyset, below `data` for the others.
    """

    kind: Kind
    size: int
    size_variable: str = ""
    place_variable: str = ""
    more_path: Path = ()
    cursor_path: Path = ()
    first_page: int = 0
    start: Key = None

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables that paging gives a value."""
        return tuple(filter(None, (self.size_variable, self.place_variable)))

    def cursor_from(self, row: Path) -> Path:
        """The cursor's path from below `data`; empty where there is none."""
        return (*row, *self.cursor_path) if self.kind == "keyset" else self.cursor_path


def paging_of(settings: PagingSettings, document: Document, data: Path, size: int) -> Paging:
    """The paging of a query.

    Raises: ValueError when the document or the settings lack what it needs.
    """
    if not 1 <= size <= 100_000:
        raise ValueError(f"batch_size is {size}; use a number from 1 to 100000")
    kind = settings.pagination or detected(document)
    if kind == "none":
        return Paging("none", size)
    place = _variable(settings.place_variable, document, PLACES[kind], "place_variable", kind)
    size_variable = settings.size_variable or _declared(document, SIZE_VARIABLES)
    if size_variable and size_variable not in document.variables:
        raise ValueError(f"size_variable is {size_variable}, which the document does not declare")
    around = data[:-1] if data[-1] in ("edges", "nodes") else data
    more, cursor = _given(settings, "has_next_page_path"), _cursor(kind, settings, data)
    if kind == "relay":
        more = more or _selected(document, (*around, "pageInfo", "hasNextPage"))
        cursor = cursor or _selected(document, (*around, "pageInfo", "endCursor"))
    _check(kind, settings, document, place, cursor)
    return Paging(kind, size, size_variable, place, more, cursor, settings.first_page or 0,
                  settings.start)  # fmt: skip


def detected(document: Document) -> Kind:
    """The kind of paging that a document's variables speak of."""
    kinds: tuple[Kind, ...] = ("relay", "offset", "page")
    for kind in kinds:
        if _declared(document, PLACES[kind]):
            return kind
    return "none"


def _check(
    kind: Kind, settings: PagingSettings, document: Document, place: str, cursor: Path
) -> None:
    if kind in ("relay", "keyset") and not cursor:
        raise ValueError(
            f"{kind} paging needs cursor_path: "
            + ("the key inside a row" if kind == "keyset" else "where pageInfo.endCursor stands")
        )
    if kind == "page" and settings.first_page is None:
        # A wrong guess would leave the first page out, and nobody would see it.
        raise ValueError("page numbers begin at 0 or at 1: say which with first_page")
    if kind == "keyset" and settings.start is None and document.needs(place):
        raise ValueError(f"{place} must have a value from the first page on: set start")


def _variable(
    named: str | None, document: Document, known: Sequence[str], setting: str, kind: Kind
) -> str:
    name = named or _declared(document, known)
    if name not in document.variables:
        raise ValueError(
            f"{kind} paging needs a variable such as {known[0]}, which the document does not "
            f"declare; name another one with {setting}"
        )
    return name


def _declared(document: Document, known: Sequence[str]) -> str:
    return next((name for name in known if name in document.variables), "")


def _selected(document: Document, path: Path) -> Path:
    return path if document.selects(path) else ()


def _given(settings: PagingSettings, setting: str) -> Path:
    text = getattr(settings, setting)
    return below_data(text, setting) if text else ()


def _cursor(kind: Kind, settings: PagingSettings, data: Path) -> Path:
    if kind == "keyset":
        return _inside_row(settings.cursor_path, data)
    return _given(settings, "cursor_path") if kind == "relay" else ()


def _inside_row(text: str | None, data: Path) -> Path:
    """A path inside a row, also where it is written from the root."""
    parts = tuple((text or "").split("."))
    whole = (DATA, *data)
    inner = parts[len(whole) :] if parts[: len(whole)] == whole else parts
    return inner if all(inner) else ()
