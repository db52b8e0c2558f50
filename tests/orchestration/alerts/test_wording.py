"""What others wrote calls nobody, links nothing and breaks no line in a message of ours."""

import pytest

from orchestration.alerts.wording import plain


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("down\r\n- participants of summit", "down - participants of summit"),
        ("<!channel> see <https://evil.example|here>", "(!channel) see (https://evil.example/here)"),
        ("@everyone *look*", "(at)everyone look"),
        ("\u202egnp.txt\x1b[2J", " gnp.txt [2J"),
        ("x" * 300, "x" * 239 + "…"),
    ],
)  # fmt: skip
def test_what_a_provider_says_is_told_plainly(written: str, told: str) -> None:
    assert plain(written) == told
