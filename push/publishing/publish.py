"""Publishes an approved plan, that plan and nothing else, and seals it; takes it down again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from extract.kit.errors import SynclineError, Transient
from push.kit.errors import PlanMoved, PushBraked
from push.kit.verify import Seal
from push.publishing import by_hand
from push.publishing.alone import alone
from push.publishing.errors import CannotPublish, NotApproved, NothingPlanned
from push.publishing.job import Job
from push.publishing.ledger import Publication, Standing
from push.publishing.plan import Plan, Row
from push.publishing.planning import Wish, draft, find_set, head_of, plan_of
from push.publishing.publisher import Call, Head, ResultSet
from push.publishing.rehearsal import rehearse, tellable
from push.publishing.seal import seal
from push.publishing.sending import TRIES, Sender

# Approved ones that broke off may be approved again, and go on.
WAITING = ("planned", "sending", "failed")
NO_SET = "the provider took the result set, but does not list it"


@dataclass(frozen=True, slots=True)
class Rejection:
    """A result that the provider refused, and why."""

    record_id: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did.

    `told` runners were told with its rows; of `unclear` ones nobody can say, and they are never
    told again. `by_hand` has to be taken back by a person.
    """

    number: int
    approved_by: str
    sent: int
    retracted: int
    told: int
    unclear: tuple[str, ...]
    rejected: tuple[Rejection, ...]
    by_hand: tuple[Row, ...]
    seal: Seal


def plan_publication(job: Job, wish: Wish, made_by: str) -> Plan:
    """A new plan under a number, which waits for somebody's approval.

    Raises: PublishedElsewhere, CannotPublish, ProviderError.
    """
    with _alone(job):
        plan = plan_of(job, wish, draft(job))
        number = job.ledger.store(plan, made_by)
    return _numbered(plan, number)


def publish(
    job: Job, approved_by: str | None, *, number: int | None = None, accept: bool = False
) -> Published:
    """Sends the plan that waits for approval, or what is left of one that broke off, and seals it.

    `number` says which plan was seen; `accept` overrides brakes.

    Raises: NothingPlanned, NotApproved, PlanMoved, PushBraked, PublishedElsewhere; ProviderError
        when the provider does not let it go on: the same command then continues.
    """
    with _alone(job):
        waiting = _waiting(job, number)
        if not (approved_by or "").strip():
            raise NotApproved(
                f"{job.name}: plan {waiting.number} waits for an approval. "
                "Nothing was sent. Look at it with `syncline results plan`, then say who approves "
                "it with --approved-by NAME."
            )
        wish = Wish(waiting.finality, waiting.is_notifying)
        plan = _numbered(plan_of(job, wish, draft(job)), waiting.number)
        _check(job, plan, accept=accept)
        job.ledger.approve(plan.number, str(approved_by).strip())
        with _recorded(job, plan.number):
            return _send(job, plan, str(approved_by).strip())


def rehearse_next(job: Job) -> list[Call]:
    """The calls that publishing the waiting plan would make now, none of which is made.

    Without a plan: those of the plan that would be made, for whoever is told of nothing.

    Raises: PublishedElsewhere, CannotPublish, ProviderError.
    """
    with _alone(job):
        newest = job.ledger.newest()
        wish = Wish()
        if newest is not None and newest.state in WAITING:
            wish = Wish(newest.finality, newest.is_notifying)
        made = draft(job)
        return rehearse(job, plan_of(job, wish, made), made)


def unpublish(job: Job, approved_by: str | None) -> Publication:
    """Hides the result set from everybody but the organizer; its rows and its record stay.

    Raises: NotApproved; NothingPlanned when nothing is published; ProviderError.
    """
    with _alone(job):
        standing = job.ledger.standing()
        found = find_set(job, standing)
        if found is None or not found.is_public:
            raise NothingPlanned(f"{job.name}: nothing is published, so nothing was taken down.")
        if not (approved_by or "").strip():
            raise NotApproved(
                f"{job.name}: taking results down waits for an approval. "
                "Nothing was sent. Say who approves it with --approved-by NAME."
            )
        standing.result_set = found.id
        number = job.ledger.unpublish(standing, str(approved_by).strip())
        with _recorded(job, number):
            insist(job, job.publisher.hide_set(job.place, found.id))
            after = find_set(job, job.ledger.standing())
            if after is not None and after.is_public:
                raise CannotPublish(
                    f"{job.name}: the provider took the call, but still shows "
                    "the results. Hide the result set there by hand."
                )
        return next(one for one in job.ledger.history() if one.number == number)


def insist(job: Job, call: Call) -> None:
    """Makes a call that may be made twice, until the provider has answered it.

    Raises: ProviderError when it does not.
    """
    for attempt in range(TRIES):
        try:
            job.publisher.run(call)
            return
        except Transient as error:
            if not error.outcome_unknown or attempt == TRIES - 1:
                raise
        job.pause(2.0**attempt)


@contextmanager
def _alone(job: Job) -> Iterator[None]:
    with alone(job.ledger.engine, f"{job.connection} {job.feed.event_key}"):
        yield


@contextmanager
def _recorded(job: Job, number: int) -> Iterator[None]:
    """Writes down how a publication ends; what is killed stays `sending`."""
    try:
        yield
    except SynclineError as error:
        job.ledger.finish(number, "failed", str(error))
        raise
    job.ledger.finish(number, "done")


def _numbered(plan: Plan, number: int) -> Plan:
    return replace(plan, number=number)


def _waiting(job: Job, number: int | None) -> Publication:
    newest = job.ledger.newest()
    if newest is None or newest.action != "publish" or newest.state not in WAITING:
        raise NothingPlanned(
            f"{job.name}: no plan waits for an approval. Nothing was sent. "
            "Make one with `syncline results plan`."
        )
    if number not in (None, newest.number):
        raise NothingPlanned(
            f"{job.name}: not plan {number} but plan {newest.number} waits for an approval. "
            "Nothing was sent. Look at that one."
        )
    return newest


def _check(job: Job, plan: Plan, *, accept: bool) -> None:
    """Passes a plan all of whose rows stand in the one that was shown."""
    shown = {
        (one.record_id, one.action == "retract", one.content_hash)
        for one in job.ledger.rows(plan.number).values()
    }
    new = [
        row
        for row in plan.rows
        if (row.record_id, row.action == "retract", row.content_hash) not in shown
    ]
    if new:
        raise PlanMoved(
            f"{job.name}: plan {plan.number} no longer holds, {len(new):,} results have changed "
            f"since: it would now be {plan.figures}. Nothing was sent. Make a new plan."
        )
    if plan.brakes and not accept:
        raise PushBraked(
            f"{job.name}: {'; '.join(plan.brakes)}. Nothing was sent. Check the results; to go on "
            "all the same, publish with --accept."
        )


def _send(job: Job, plan: Plan, approved_by: str) -> Published:
    by_hand.ask(job, plan)
    entries = job.ledger.rows(plan.number)
    rejected: dict[str, str] = {}
    if not plan.is_empty:
        found = _prepared(job, plan)
        sender = Sender(job, found.id, entries)
        sender.total = len(plan.sends) + len(plan.retractions)
        rejected = sender.rejected
        _send_rows(job, plan, sender, found)
    made = draft(job)
    # This publication has turned notices off itself, or would have failed.
    made.standing.is_loose = False
    after = plan_of(job, Wish(plan.finality), made)
    done = job.ledger.rows(plan.number)
    notices = {record_id: entry.notice for record_id, entry in done.items()}
    return Published(
        number=plan.number,
        approved_by=approved_by,
        sent=sum(row.record_id not in rejected for row in plan.sends),
        retracted=sum(row.record_id not in rejected for row in plan.retractions),
        told=sum(notice == "told" for notice in notices.values()),
        unclear=tuple(key for key, notice in notices.items() if notice in ("claimed", "unclear")),
        rejected=tuple(
            Rejection(record_id, entries[record_id].name, why)
            for record_id, why in rejected.items()
        ),
        by_hand=plan.by_hand,
        seal=seal(after),
    )


def _prepared(job: Job, plan: Plan) -> ResultSet:
    """Our result set, made where it is missing, with notices off."""
    found = find_set(job, job.ledger.standing())
    if found is None:
        found = _made(job, head_of(job, plan, None, is_public=False))
    else:
        head = head_of(job, plan, found, is_public=found.is_public)
        insist(job, job.publisher.edit_set(job.place, found.id, head))
    job.ledger.holds_set(plan.number, found.id)
    return found


def _made(job: Job, head: Head) -> ResultSet:
    """A new set. The call cannot be made twice, so it is looked for before it is made again."""
    for attempt in range(TRIES):
        try:
            job.publisher.run(job.publisher.new_set(job.place, head))
        except Transient as error:
            if not error.outcome_unknown or attempt == TRIES - 1:
                raise
        if (found := find_set(job, Standing())) is not None:
            return found
        job.pause(2.0**attempt)
    raise CannotPublish(f"{job.name}: {NO_SET}. Look at the result sets there.")


def _send_rows(job: Job, plan: Plan, sender: Sender, found: ResultSet) -> None:
    telling = tellable(plan, job.ledger.standing().told)
    ids = {row.record_id for row in telling}
    sender.send([row for row in plan.changes if row.record_id not in ids])
    sender.retract(plan.retractions)
    sender.send([row for row in plan.adds if row.record_id not in ids])
    if not found.is_public:
        insist(job, job.publisher.show_set(job.place, found.id))
        insist(job, job.publisher.edit_set(job.place, found.id, head_of(job, plan, found)))
    if telling:
        loud = head_of(job, plan, found, is_notifying=True)
        insist(job, job.publisher.edit_set(job.place, found.id, loud))
        try:
            doubtful = sender.announce(telling)
        finally:
            insist(job, job.publisher.edit_set(job.place, found.id, head_of(job, plan, found)))
        sender.follow_up(doubtful)
