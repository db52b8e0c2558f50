"""Makes the plan of a publication, from the results, the record and what the provider holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from push.publishing import by_hand
from push.publishing.errors import CannotPublish
from push.publishing.job import Job
from push.publishing.ledger import Entry, Standing
from push.publishing.plan import Finality, Foreign, HeldBack, Plan, Row, content_hash
from push.publishing.publisher import Head, Held, ResultSet
from push.publishing.results import plain_bib
from push.publishing.settling import read_back, settle
from push.publishing.sorting import Sorted, sort_results

FINALITIES: Mapping[bool | None, Finality | None] = {
    True: "official",
    False: "preliminary",
    None: None,
}


@dataclass(frozen=True)
class Wish:
    """What a person asked for: how final the results are, and whether runners are told.

    Without a `finality` it stays as it was published last, at first preliminary.
    """

    finality: Finality | None = None
    is_notifying: bool = False


@dataclass
class Draft:
    """Everything that a plan is made of."""

    standing: Standing
    found: ResultSet | None
    sorted: Sorted
    held: dict[str, Held] = field(default_factory=dict)
    doubled: list[Held] = field(default_factory=list)


def draft(job: Job) -> Draft:
    """What is recorded, served and held at the provider; rows without an outcome are settled."""
    standing = job.ledger.standing()
    found = find_set(job, standing)
    made = Draft(standing, found, sort_results(job.feed, job.publisher.problem))
    if found is not None:
        made.held, made.doubled = read_back(job, found.id)
    if standing.open:
        left = {one.id for one in _left_to_people(job, made)}
        settle(job, [one for one in standing.open if one.id not in left], made.held)
        made.standing = job.ledger.standing()
    return made


def _left_to_people(job: Job, made: Draft) -> list[Entry]:
    """The rows that persons have not yet taken back; none of those whose result stands again."""
    there = [one for one in by_hand.waiting(made.standing.open, job) if one.record_id in made.held]
    again = [one for one in there if one.record_id in made.sorted.wanted]
    job.ledger.mark(again, "rejected", by_hand.STANDS)
    return there


def find_set(job: Job, standing: Standing) -> ResultSet | None:
    """Our result set of the event; None when there is none, or it was deleted there.

    A set that we made without hearing its id is known by its name and source.

    Raises: CannotPublish when several sets look like it.
    """
    sets = job.publisher.sets(job.place)
    known = [one for one in sets if one.id == standing.result_set]
    alike = known or [
        one for one in sets if (one.name, one.source) == (job.rules.set_name, job.rules.source)
    ]
    if len(alike) > 1:
        ids = ", ".join(one.id for one in alike)
        raise CannotPublish(
            f"{job.name}: {len(alike)} result sets are called "
            f"{job.rules.set_name!r} ({ids}). Nothing was sent. Delete or rename all but one there."
        )
    return alike[0] if alike else None


def head_of(
    job: Job,
    plan: Plan,
    found: ResultSet | None,
    *,
    is_notifying: bool = False,
    is_public: bool = True,
) -> Head:
    """What the result set is to be for this plan; a name that it was given there stays."""
    name = job.rules.set_name if found is None else found.name
    is_preliminary = plan.finality == "preliminary"
    return Head(name, job.rules.source, is_public, is_preliminary, is_notifying)


def plan_of(job: Job, wish: Wish, made: Draft) -> Plan:
    """The plan that a draft leads to.

    Raises: CannotPublish when runners are to be told and it is not settled how.
    """
    if wish.is_notifying and not job.publisher.can_notify:
        raise CannotPublish(
            f"{job.connection}: it is not settled when {job.publisher.name} tells runners of a "
            "result, so nobody can be told just once. Plan without --notify, or try it out with "
            "the provider and set results.notices."
        )
    finality = wish.finality or made.standing.finality or "preliminary"
    gone = _retractions(made)
    adds, changes = _sends(job, made)
    adds = _without_taken_bibs(made, adds, freed=_freed(made, changes, gone))
    known = made.standing.known
    return Plan(
        connection=job.connection,
        event_key=job.feed.event_key,
        event=job.feed.event,
        scoring=job.feed.scoring,
        finality=finality,
        is_notifying=wish.is_notifying,
        unchanged=len(made.sorted.wanted) - len(adds) - len(changes),
        published=len(known),
        adds=tuple(adds),
        changes=tuple(changes),
        retractions=tuple(row for row in gone if job.publisher.can_retract(row.record_id)),
        by_hand=tuple(row for row in gone if not job.publisher.can_retract(row.record_id)),
        held_back=tuple(made.sorted.held_back),
        foreign=_foreign(made),
        waiting=dict(made.sorted.waiting),
        elsewhere=dict(made.sorted.elsewhere),
        steps=tuple(_steps(made, finality)),
        brakes=_brakes(job, len(gone), len(known)),
    )


def _sends(job: Job, made: Draft) -> tuple[list[Row], list[Row]]:
    adds, changes = [], []
    for record_id, (name, fields) in made.sorted.wanted.items():
        held = made.held.get(record_id)
        if held is None:
            adds.append(Row("add", record_id, name, fields))
            continue
        found = job.publisher.differences(fields, held)
        if found or _is_rescored(made, record_id, fields):
            changes.append(Row("change", record_id, name, fields, found, held.provider_id))
    return adds, changes


def _freed(made: Draft, changes: list[Row], gone: list[Row]) -> set[str]:
    """Whose bibs at the provider are free once the changes and retractions are made."""
    return {row.record_id for row in gone} | {
        row.record_id
        for row in changes
        if plain_bib(row.fields["bib_number"]) != plain_bib(made.held[row.record_id].bib)
    }


def _without_taken_bibs(made: Draft, adds: list[Row], *, freed: set[str]) -> list[Row]:
    """The new results but for those whose bib a result that stays has: it could be overwritten."""
    holders = {
        plain_bib(held.bib): held
        for held in made.held.values()
        if held.bib and held.record_id not in freed and not held.record_id.startswith("bib:")
    }
    free = []
    for row in adds:
        holder = holders.get(plain_bib(row.fields["bib_number"]))
        if holder is None:
            free.append(row)
            continue
        del made.sorted.wanted[row.record_id]
        bib = row.fields["bib_number"]
        reason = f"bib {bib} is held there by {holder.name or 'somebody'} ({holder.record_id})"
        made.sorted.held_back.append(HeldBack(row.record_id, row.name, bib, reason))
    return free


def _is_rescored(made: Draft, record_id: str, fields: Mapping[str, str]) -> bool:
    """Whether we sent something else last: the provider may show less than it was sent."""
    known = made.standing.known.get(record_id)
    return known is not None and known.content_hash != content_hash(fields)


def _retractions(made: Draft) -> list[Row]:
    """What we published and no longer stands; who is held back is left as it is."""
    stays = made.sorted.wanted.keys() | {one.record_id for one in made.sorted.held_back}
    return [
        Row("retract", record_id, entry.name, entry.fields, (), made.held[record_id].provider_id)
        for record_id, entry in made.standing.known.items()
        if record_id not in stays and record_id in made.held
    ]


def _foreign(made: Draft) -> tuple[Foreign, ...]:
    ours = made.sorted.wanted.keys() | made.standing.known.keys()
    others = [held for held in made.held.values() if held.record_id not in ours]
    return tuple(Foreign(held.record_id, held.name) for held in (*others, *made.doubled))


def _steps(made: Draft, finality: Finality) -> list[str]:
    if made.found is None:
        return ["make the result set"] if made.sorted.wanted else []
    steps = []
    if made.found.is_preliminary != (finality == "preliminary"):
        steps.append(f"call the results {finality}")
    if not made.found.is_public:
        steps.append("show the results to everybody")
    if made.standing.is_loose:
        steps.append("turn notices off, which a publication that broke off may have left on")
    return steps


def _brakes(job: Job, gone: int, published: int) -> tuple[str, ...]:
    share = job.rules.retracted_share
    if gone <= share * published:
        return ()
    return (f"{gone} results to take back are more than {share:.0%} of the {published} published",)
