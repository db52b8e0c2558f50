"""The service starts with keys that are strong enough, or says why not."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from extract.kit.errors import ConfigError
from orchestration.service import tokens
from orchestration.service.settings import Trust, settings_from
from orchestration.service.tokens import (
    Caller,
    KnownTokens,
    TokenRefused,
    make_token,
    read_token,
    token_for,
)
from tests.orchestration.service.asking import SECRET

OURS = {"SYNCLINE_JWT_SECRET": SECRET}
ADA = ("ada", None)


@pytest.fixture(scope="module")
def pair() -> tuple[str, str]:
    """A private key and its public one, in PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"SYNCLINE_JWT_SECRET": "x" * 31}, "has 31 bytes"),
        ({**OURS, "SYNCLINE_JWT_ALGORITHM": "none"}, "Use HS256 or RS256"),
        ({"SYNCLINE_JWT_ALGORITHM": "RS256"}, "needs the public key"),
        ({"SYNCLINE_JWT_ALGORITHM": "RS256", "SYNCLINE_JWT_PUBLIC_KEY": SECRET}, "public key"),
        (
            {"SYNCLINE_JWT_ALGORITHM": "RS256", "SYNCLINE_JWT_PUBLIC_KEY_FILE": "nowhere"},
            "PUBLIC_KEY_FILE cannot be read",
        ),
        ({**OURS, "SYNCLINE_SERVICE_BODY_BYTES": "many"}, "BODY_BYTES is 'many'"),
        ({**OURS, "SYNCLINE_SERVICE_SECONDS": "0"}, "at least 1"),
        ({**OURS, "SYNCLINE_SERVICE_BURST": "nan"}, "at least 1"),
    ],
)
def test_what_is_weak_or_wrong_does_not_start(
    tmp_path: Path, env: dict[str, str], words: str
) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        settings_from(env, tmp_path)

    assert SECRET not in str(caught.value)


def test_no_setting_shows_a_key(tmp_path: Path) -> None:
    settings = settings_from({**OURS, "SYNC_SECRET_KEY": "canary-key"}, tmp_path)

    assert [one for one in (SECRET, "canary-key") if one in repr(settings)] == []


def test_without_a_secret_one_is_made_and_kept_for_its_owner(tmp_path: Path) -> None:
    first = settings_from({}, tmp_path).trust.key

    again = settings_from({}, tmp_path).trust.key

    mode = stat.S_IMODE((tmp_path / "service.secret").stat().st_mode)
    assert (first == again, len(first), oct(mode)) == (True, 64, "0o600")


def test_a_secret_that_was_kept_too_short_is_refused(tmp_path: Path) -> None:
    (tmp_path / "service.secret").write_text("short", encoding="ascii")

    with pytest.raises(ConfigError, match="has 5 bytes"):
        settings_from({}, tmp_path)


def test_tokens_of_the_private_key_are_read_by_the_public_one(
    tmp_path: Path, pair: tuple[str, str]
) -> None:
    (tmp_path / "private.pem").write_text(pair[0], encoding="ascii")
    (tmp_path / "public.pem").write_text(pair[1], encoding="ascii")
    env = {
        "SYNCLINE_JWT_ALGORITHM": "RS256",
        "SYNCLINE_JWT_PUBLIC_KEY_FILE": str(tmp_path / "public.pem"),
        "SYNCLINE_JWT_PRIVATE_KEY_FILE": str(tmp_path / "private.pem"),
    }

    token = token_for(env, tmp_path, "timer", ("ada", "harbor_timing"))

    found = read_token(settings_from(env, tmp_path).trust, token)
    assert found == Caller("ada", "timer", "harbor_timing")


def test_the_public_key_is_no_shared_secret(tmp_path: Path, pair: tuple[str, str]) -> None:
    env = {"SYNCLINE_JWT_ALGORITHM": "RS256", "SYNCLINE_JWT_PUBLIC_KEY": pair[1]}
    shared = settings_from(OURS, tmp_path).trust
    until = datetime.now(UTC) + timedelta(minutes=5)
    forged = make_token(shared, SECRET, Caller("ada", "admin"), until=until)

    with pytest.raises(TokenRefused):
        read_token(settings_from(env, tmp_path).trust, forged)


def test_a_known_token_is_checked_again_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = iter([0.0, 59.0, 61.0, 61.0, 99.0, 100.0, 100.0])
    asked: list[str] = []

    def check(_trust: Trust, token: str) -> tuple[Caller, float]:
        asked.append(token)
        return Caller("ada", "admin"), 100.0

    monkeypatch.setattr(tokens, "checked", check)
    known = KnownTokens(settings_from(OURS, tmp_path).trust, lambda: next(moments))

    counts = [(known.read("t"), len(asked))[1] for _ in range(5)]

    assert counts == [1, 1, 2, 2, 3]


def test_a_token_that_is_refused_is_not_remembered(tmp_path: Path) -> None:
    known = KnownTokens(settings_from(OURS, tmp_path).trust)

    refused = [_refusal(known) for _ in range(2)]

    assert refused == ["The token is not one that this service accepts."] * 2


def _refusal(known: KnownTokens) -> str:
    with pytest.raises(TokenRefused) as caught:
        known.read("x")
    return str(caught.value)


@pytest.mark.parametrize(
    ("role", "who", "words"),
    [
        ("root", ADA, "There is no role 'root'"),
        ("timer", ADA, "--partner"),
        ("admin", ("a\nb", None), "none of them a line break"),
    ],
)
def test_a_token_that_nobody_could_use_is_not_made(
    tmp_path: Path, role: str, who: tuple[str, str | None], words: str
) -> None:
    with pytest.raises(ConfigError, match=words):
        token_for(OURS, tmp_path, role, who)


def test_without_the_private_key_no_token_is_made(tmp_path: Path, pair: tuple[str, str]) -> None:
    env = {"SYNCLINE_JWT_ALGORITHM": "RS256", "SYNCLINE_JWT_PUBLIC_KEY": pair[1]}

    with pytest.raises(ConfigError, match="SYNCLINE_JWT_PRIVATE_KEY_FILE"):
        token_for(env, tmp_path, "admin", ADA)
