"""The webhooks of Current RMS: one event each, made and listed by `/webhooks`.

Source: client code (the resource, its fields) and help article 5203941 (name, event and
target_url are required). The log of actions tells which events there are; these change a record.
"""

import msgspec

from extract.kit.answer import Scalar, decoded, key_text
from extract.kit.budget import Rate, SharedBudget, Unlimited
from extract.kit.connection import Connection
from extract.kit.errors import ConfigError, Where
from extract.kit.http import RetryPolicy, SessionSpec
from extract.kit.spec import Doors
from push.hooks.keeper import Hook, Keeper
from push.hooks.session import HookSession

BASE_URL, PATH, ENTITY = "https://api.current-rms.com/api/v1", "/webhooks", "webhooks"
SUBJECT, LARGEST_PAGE, CALLS_PER_MINUTE = "opportunity_", 100, 60
ACTIONS = (
    "create", "update", "destroy", "convert_to_order", "convert_to_quotation",
    "revert_to_quotation", "mark_as_provisional", "mark_as_reserved", "mark_as_lost",
    "mark_as_dead", "mark_as_postponed", "allocate", "prepare", "book_out", "check_in", "cancel",
    "complete", "confirm", "create_item", "update_item", "destroy_item",
)  # fmt: skip


class Kept(msgspec.Struct):
    """One webhook as the account keeps it."""

    id: Scalar = None
    name: str | None = None
    event: str | None = None
    target_url: str | None = None
    active: bool | None = None


class Meta(msgspec.Struct):
    """The counts beside a page."""

    total_row_count: int | None = None
    per_page: int | None = None


class Listing(msgspec.Struct):
    """A page of webhooks."""

    webhooks: list[Kept]
    meta: Meta = msgspec.field(default_factory=Meta)


class One(msgspec.Struct):
    """A webhook that was just made."""

    webhook: Kept


def connect(connection: Connection, doors: Doors) -> HookSession:
    """A session with the account. Raises: ConfigError."""
    settings, key = connection.settings, connection.secret("api_key")
    account = str(settings.get("subdomain", "")).removesuffix(".current-rms.com")
    if not account:
        raise ConfigError(f"current_rms (connection {connection.slug}): subdomain is missing.")
    rate = Rate(int(settings.get("calls_per_minute", CALLS_PER_MINUTE)), 60.0)
    is_paced = settings.get("paced", True) and doors.budget_path is not None
    return HookSession(
        SessionSpec(
            base_url=str(settings.get("base_url", BASE_URL)).rstrip("/"),
            provider="current_rms",
            connection=connection.slug,
            secrets=(key, connection.secrets.get("webhook_secret", "")),
            headers={"X-SUBDOMAIN": account, "X-AUTH-TOKEN": key},
            policy=RetryPolicy(**settings.get("retry", {})),
            budget=SharedBudget(doors.budget_path, f"current_rms {account}", (rate,))
            if is_paced
            else Unlimited(),
        )
    )


def listed(session: HookSession) -> list[Hook]:
    """Every webhook of the account. Raises: ProviderError."""
    found: list[Hook] = []
    number = 1
    while True:
        params = {"page": number, "per_page": LARGEST_PAGE}
        page: Listing = decoded(
            session.get(PATH, params, entity=ENTITY), Listing, _where(session, PATH)
        )
        found += [_hook(one) for one in page.webhooks]
        total, size = page.meta.total_row_count, page.meta.per_page or LARGEST_PAGE
        if not page.webhooks or (total is not None and number * size >= total):
            return found
        number += 1


def made(session: HookSession, event: str, url: str) -> Hook:
    """The webhook of an event that was made. Raises: ProviderError."""
    fields = {"name": f"syncline {event}", "event": event, "target_url": url, "active": True}
    reply = session.post_json(PATH, {"webhook": fields}, entity=ENTITY)
    one: One = decoded(reply.body, One, _where(session, PATH))
    return _hook(one.webhook)


def removed(session: HookSession, id_: str) -> None:
    """Removes one webhook. Raises: ProviderError."""
    session.delete(f"{PATH}/{id_}", entity=ENTITY)


def _hook(kept: Kept) -> Hook:
    is_active = kept.active is not False
    return Hook(
        key_text(kept.id) or "", kept.name or "", kept.event or "", is_active, kept.target_url or ""
    )


def _where(session: HookSession, path: str) -> Where:
    return Where(session.spec.provider, session.spec.connection, ENTITY, path)


KEEPER = Keeper(tuple(f"{SUBJECT}{action}" for action in ACTIONS), connect, listed, made, removed)
