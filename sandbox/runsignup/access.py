"""Who may call: every scheme by which RunSignUp takes credentials."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from sandbox.runsignup.answers import Problem

KEY = "sandbox-runsignup-key"
SECRET = "sandbox-runsignup-secret"
PAIRS = (
    ("api_key", "api_secret", ""),
    ("rsu_api_key", "", "x-rsu-api-secret"),
    ("sp_api_key", "", "x-rsu-api-secret"),
)


@dataclass(frozen=True)
class Account:
    """The one account of the sandbox; `registration` is the caller's own software pair."""

    key: str
    secret: str
    registration: tuple[str, str] = ("sandbox-software", "sandbox-software-secret")
    registration_is_mandatory: bool = False

    def check(self, request: Request, *, public: bool) -> None:
        """Pass, or fail as the API does. Raises: Problem 6 for wrong or missing credentials."""
        self._check_registration(request)
        given = [pair for pair in PAIRS if pair[0] in request.query_params]
        bearer = request.headers.get("authorization", "")
        if bearer:
            allowed = bearer == f"Bearer {self.secret}"
        elif given:
            allowed = self._is_pair(request, given[0])
        else:
            allowed = public
        if not allowed:
            raise Problem(6)

    def _is_pair(self, request: Request, names: tuple[str, str, str]) -> bool:
        key, parameter, header = names
        query = request.query_params
        secret = query.get(parameter) if parameter else request.headers.get(header)
        return query[key] == self.key and secret == self.secret

    def _check_registration(self, request: Request) -> None:
        key = request.query_params.get("rsu_api_reg")
        if key is None and not self.registration_is_mandatory:
            return
        if (key, request.headers.get("x-rsu-api-reg-secret")) != self.registration:
            raise Problem(6)
