"""Slugs from names, and what somebody perhaps meant."""

import re
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from extract.kit.settings import nearest
from orchestration.registry.errors import NotThere, RegistryError

SLUG = re.compile(r"[a-z][a-z0-9_]*")
OTHERS = re.compile(r"[^a-z0-9]+")
# A served view is called `<slug>_<entity>`, and PostgreSQL's names have 63 letters.
LONGEST_SLUG, LONGEST_NAME = 40, 200


class Named(Protocol):
    """What has an id, a slug and a name."""

    @property
    def id(self) -> str:
        """The id; empty for what stands in a file."""

    @property
    def slug(self) -> str:
        """The slug."""

    @property
    def name(self) -> str:
        """The name."""


One = TypeVar("One", bound=Named)


def slug_of(name: str) -> str:
    """The slug of a name: lower case, other characters one `_`, none at the ends.

    Raises: RegistryError when nothing that can be a slug is left.
    """
    return checked_slug(OTHERS.sub("_", name.lower()).strip("_"), name)


def checked_slug(slug: str, name: str) -> str:
    """The slug, if it can be one.

    Raises: RegistryError.
    """
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        raise RegistryError(
            f"{name[:LONGEST_NAME]!r} gives the slug {slug[:LONGEST_NAME]!r}. A slug begins with a "
            f"letter a to z and has at most {LONGEST_SLUG} letters, digits and underscores. "
            "Choose another name, or give a slug of your own."
        )
    return slug


def checked_name(name: str) -> str:
    """The name without blanks around it, if it can be one.

    Raises: RegistryError.
    """
    trimmed = name.strip()
    if not trimmed or len(trimmed) > LONGEST_NAME or not trimmed.isprintable():
        raise RegistryError(
            f"A name has 1 to {LONGEST_NAME} letters that can be printed; this one has "
            f"{len(trimmed):,}, or others among them."
        )
    return trimmed


def checked_owner(owner: str) -> str:
    """The owner, if it can be one; it may be empty.

    Raises: RegistryError.
    """
    if len(owner) > LONGEST_NAME or not owner.isprintable():
        raise RegistryError(
            f"An owner has at most {LONGEST_NAME} letters that can be printed; this one has "
            f"{len(owner):,}, or others among them. Nothing was changed."
        )
    return owner


def found(wanted: str, every: Sequence[One], what: str) -> One:
    """The one of that id, slug or name, whatever the case of the name.

    Raises: NotThere with the nearest names.
    """
    for one in every:
        if wanted and wanted in (one.id, one.slug):
            return one
    for one in every:
        if wanted.strip().casefold() == one.name.casefold():
            return one
    raise NotThere(f"There is no {what} {wanted[:LONGEST_NAME]!r}. {_nearest(wanted, every)}")


def known_partner(partner: str | None, owners: Iterable[str | None]) -> str | None:
    """The timing partner, if it owns something; None, if none is asked for.

    Raises: NotThere with the nearest names: nothing of nobody would look like nothing to do.
    """
    known = {owner for owner in owners if owner}
    if partner is None or partner in known:
        return partner
    raise NotThere(
        f"There is no timing partner {partner[:LONGEST_NAME]!r}. {nearest(partner, known)}"
    )


def _nearest(wanted: str, every: Iterable[Named]) -> str:
    return nearest(wanted, {name for one in every for name in (one.slug, one.name)})
