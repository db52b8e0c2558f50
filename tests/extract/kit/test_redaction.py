"""No spelling of a secret gets through."""

import logging

import pytest

from extract.kit.redaction import QueryRedactor, Redactor


@pytest.mark.parametrize(
    "text",
    ["a/b c+ü", "a/b%20c%2B%C3%BC", "a%2Fb+c%2B%C3%BC", "a%2Fb%20c%2B%C3%BC", "a%2fb%20c%2b%c3%bc"],
)
def test_a_secret_is_hidden_however_it_is_written(text: str) -> None:
    assert Redactor(["a/b c+ü", ""]).clean(f"key={text}&page=1") == "key=[hidden]&page=1"


@pytest.mark.parametrize("text", [r"a\/b c\"\u00fc", r"a/b c\"\u00fc", r"a\/b c\"ü", r"a/b c\"ü"])
def test_a_secret_is_hidden_in_json_too(text: str) -> None:
    assert Redactor(['a/b c"ü']).clean(f"key={text}") == "key=[hidden]"


def test_the_longer_of_two_secrets_goes_first() -> None:
    assert Redactor(["abc", "abcdef"]).clean("abcdef abc") == "[hidden] [hidden]"


def test_a_log_line_keeps_its_arguments_where_nothing_is_hidden() -> None:
    record = logging.LogRecord("wire", logging.DEBUG, "", 0, "%s pages", (3,), None)

    assert Redactor(["abc"]).filter(record) is True
    assert (record.msg, record.args) == ("%s pages", (3,))


def test_a_secret_that_is_learnt_later_is_hidden_too() -> None:
    redactor = Redactor(["abc"])

    redactor.hide("abcdef", "")

    assert redactor.clean("abcdef abc") == "[hidden] [hidden]"


def test_an_address_keeps_only_its_path() -> None:
    redactor = QueryRedactor(["s3cret"])

    assert redactor.clean('"GET /api/event?user_pass=s3cret&x=1 HTTP/1.1" for s3cret') == (
        '"GET /api/event?[hidden] HTTP/1.1" for [hidden]'
    )
