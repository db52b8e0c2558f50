"""A name gives one slug, or is refused; what was meant is found, or the nearest is named."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.registry.errors import RegistryError
from orchestration.registry.naming import checked_name, slug_of


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Italy Stripe Payments", "italy_stripe_payments"),
        ("  Italy -- Stripe (Payments)! ", "italy_stripe_payments"),
        ("it_stripe", "it_stripe"),
        ("IT__Stripe 2", "it_stripe_2"),
        ("Zürich & Co.", "z_rich_co"),
    ],
)
def test_a_slug_is_lower_case_with_single_underscores(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@pytest.mark.parametrize("name", ["", "---", "東京", "2026 Stripe", "a" * 41])
def test_a_name_without_a_slug_is_refused_with_what_is_right(name: str) -> None:
    with pytest.raises(RegistryError, match="A slug begins with a letter a to z and has at most"):
        slug_of(name)


@given(st.text(max_size=60))
def test_any_name_gives_a_slug_or_is_refused(name: str) -> None:
    try:
        slug = slug_of(name)
    except RegistryError:
        return

    assert re.fullmatch(r"[a-z](_?[a-z0-9])*", slug)
    assert len(slug) <= 40
    assert slug_of(slug) == slug


@given(st.from_regex(r"[a-zA-Z][a-zA-Z0-9]{0,8}( [a-zA-Z0-9]{1,8}){0,3}", fullmatch=True))
def test_case_and_blanks_do_not_matter(name: str) -> None:
    assert slug_of(name.upper().replace(" ", "  ")) == slug_of(name)


@pytest.mark.parametrize("name", ["   ", "a\x00b", "a\nb", "\x1b[2J", "x" * 201])
def test_a_name_that_cannot_be_shown_is_refused(name: str) -> None:
    with pytest.raises(RegistryError, match="1 to 200 letters that can be printed"):
        checked_name(name)
