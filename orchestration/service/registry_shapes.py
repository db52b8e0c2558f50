"""The forms of calls and replies about connections, with an example of each."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, StringConstraints

from orchestration.service.shapes import Body, Name, Reply, example

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Owner = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
# How long one may be is the limit of a body.
Secret = Annotated[SecretStr, Field(min_length=1)]
Settings = Annotated[dict[str, Any], Field(max_length=100)]
SEEN: dict[str, Any] = {
    "connection": "harbor_runsignup",
    "id": "9b0f2a52-6c55-4a7e-8f0d-6b0c1d1f3f11",
    "name": "Harbor RunSignup",
    "provider_name": "runsignup",
    "title": "RunSignUp",
    "domain": "race",
    "timing_partner_id": "harbor_timing",
    "is_active": True,
    "source": "registry",
    "operations": ["events", "participants"],
    "settings": ["in_flight"],
    "secrets": {"api_key": True, "api_secret": False},
    "changed_at": "2026-03-07T14:00:00Z",
    "changed_by": "ada",
}


class AddConnection(Body):
    """A connection as it is wanted; without a slug it follows from the name."""

    name: Name
    provider_name: Name
    timing_partner_id: Owner = ""
    slug: Slug | None = None
    settings: Settings = Field(default_factory=dict)
    secrets: Annotated[dict[str, Secret], Field(max_length=20)] = Field(default_factory=dict)

    model_config = example(
        {
            "name": "Harbor RunSignup",
            "provider_name": "runsignup",
            "timing_partner_id": "harbor_timing",
            "settings": {"in_flight": 2},
            "secrets": {"api_key": "the key", "api_secret": "the secret beside it"},
        },
        Body,
    )


class ChangeConnection(Body):
    """What is to be changed; a setting or secret that is null is taken out."""

    name: Name | None = None
    timing_partner_id: Owner | None = None
    settings: Settings = Field(default_factory=dict)
    secrets: Annotated[dict[str, Secret | None], Field(max_length=20)] = Field(default_factory=dict)

    model_config = example(
        {"settings": {"in_flight": 4}, "secrets": {"api_key": "a new key"}}, Body
    )


class ConnectionSeen(Reply):
    """One connection: what it is, what can be asked of it, and which of its secrets are there."""

    connection: str
    id: str | None
    name: str
    provider_name: str
    title: str
    domain: str
    timing_partner_id: str
    is_active: bool
    source: Literal["registry", "file"]
    operations: list[str]
    settings: list[str]
    secrets: dict[str, bool]
    changed_at: datetime | None
    changed_by: str | None

    model_config = example(SEEN)


class ConnectionsSeen(Reply):
    """Every connection, by name."""

    connections: list[ConnectionSeen]

    model_config = example({"connections": [SEEN]})


class ConnectionSwitched(Reply):
    """What became of a connection, and how many waiting jobs of it were cancelled."""

    success: Literal[True] = True
    connection: str
    done: Literal["enabled", "disabled", "removed"]
    cancelled_jobs: int

    model_config = example(
        {"success": True, "connection": "harbor_runsignup", "done": "disabled", "cancelled_jobs": 1}
    )


class CheckSeen(Reply):
    """One thing that was tried."""

    name: str
    verdict: Literal["well", "failed", "unknown"]
    words: str


class ConnectionTried(Reply):
    """How small reads with the connection's key went."""

    success: bool
    connection: str
    message: str
    checks: list[CheckSeen]

    model_config = example(
        {
            "success": True,
            "connection": "harbor_runsignup",
            "message": "RunSignUp answers: 12 races on the first page.",
            "checks": [{"name": "key", "verdict": "well", "words": "accepted"}],
        }
    )
