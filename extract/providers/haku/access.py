"""The way in: a token for a client id and secret, renewed in time and once when it is refused."""

from base64 import b64encode
from dataclasses import replace
from urllib.parse import urlsplit

import msgspec

from extract.kit.answer import ASK_SUPPORT, decoded
from extract.kit.errors import AuthError, BadReply, Where
from extract.kit.http import RetryPolicy, Session, SessionSpec
from extract.kit.tokens import Terms, Token, TokenSession
from extract.providers.haku.answers import check
from extract.providers.haku.assumed import (
    GRANT,
    RENEWED_BEFORE_SECONDS,
    TOKEN_SECONDS,
    Options,
)

# What an identity service answers to a wrong client, besides 401.
BAD_REQUEST = "HTTP 400"


class Issued(msgspec.Struct):
    """The answer to a token call."""

    access_token: str = ""
    expires_in: float = TOKEN_SECONDS


class Issuer:
    """The token call of one organisation. Failures that pass are the asking session's to repeat."""

    def __init__(self, spec: SessionSpec, token_url: str, credentials: tuple[str, str]) -> None:
        basic = b64encode(":".join(credentials).encode()).decode()
        address = urlsplit(token_url)
        self.path = address.path
        self.session = Session(
            replace(
                spec,
                base_url=f"{address.scheme}://{address.netloc}",
                secrets=(*spec.secrets, basic),
                headers={"Authorization": f"Basic {basic}"},
                policy=RetryPolicy(attempts=1),
            )
        )

    def issue(self, _before: Token | None) -> Token:
        """A new token.

        Raises: AuthError; BadReply for an answer without a token; other ProviderErrors.
        """
        spec = self.session.spec
        where = Where(spec.provider, spec.connection, "token", self.path)
        try:
            answer = self.session.post_form(self.path, GRANT, entity="token")
        except (AuthError, BadReply) as refusal:
            if isinstance(refusal, BadReply) and not refusal.seen.startswith(BAD_REQUEST):
                raise
            todo = "Put in this organisation's client id and secret."
            raise AuthError(where, seen=refusal.seen, todo=todo) from None
        issued: Issued = decoded(answer, Issued, where)
        if not issued.access_token:
            raise BadReply(where, seen="an answer without an access_token", todo=ASK_SUPPORT)
        return Token(issued.access_token, issued.expires_in)


class HakuSession(TokenSession):
    """A session that says what to look at when a new token is refused as well."""

    def refused_again(self, refusal: AuthError) -> AuthError:
        """What is told of a call that was refused with a new token too."""
        # The other form of the header is never tried unasked: it would hide which one is right.
        todo = (
            f"The token went out as {self.terms.form!r}. Ask Haku whether this organisation's "
            "client may read this, or put another form into the setting authorization."
        )
        return AuthError(refusal.where, seen=f"{refusal.seen}, with a new token too", todo=todo)


def token_session(
    spec: SessionSpec, options: Options, credentials: tuple[str, str]
) -> TokenSession:
    """A session for an organisation's client id and secret."""
    spec = replace(spec, secrets=credentials, check=check)
    issuer = Issuer(spec, options.token_url, credentials)
    return HakuSession(spec, issuer, Terms(options.authorization, RENEWED_BEFORE_SECONDS))
