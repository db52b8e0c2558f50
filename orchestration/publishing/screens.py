"""What a person sees of publications, and the same as JSON."""

from collections.abc import Mapping, Sequence

from orchestration.publishing.flow import Exported
from orchestration.screens import OUT, SHOWN_ROWS, escaped, listing, show_json, show_seals
from push.publishing.by_hand import ByHand
from push.publishing.ledger import Publication
from push.publishing.plan import HeldBack, Plan, Row
from push.publishing.publish import Published
from push.publishing.publisher import Call


def show_plan(plan: Plan, *, as_json: bool) -> None:
    """What would be published, and what not and why."""
    if as_json:
        return show_json(plan)
    told = "runners are told" if plan.is_notifying else "nobody is told"
    OUT.print(
        f"[bold]{escaped(plan.event)}[/] publication {plan.number}, {plan.finality}, {told}: "
        f"{plan.figures}; {len(plan.held_back):,} held back",
        soft_wrap=True,
    )
    OUT.print(f"  from {escaped(plan.scoring)}", soft_wrap=True)
    for step in plan.steps:
        OUT.print(f"  * {escaped(step)}", soft_wrap=True)
    _show_rows(plan.changes, "~")
    _show_rows(plan.retractions, "-")
    _show_rows(plan.by_hand, "- by hand:")
    _show_held_back(plan.held_back)
    _show_left(plan)
    for brake in plan.brakes:
        OUT.print(f"  [bold yellow]brake[/] {escaped(brake)}", soft_wrap=True)
    if not plan.is_empty:
        command = (
            f"syncline results publish {plan.event_key} --number {plan.number} --approved-by NAME"
        )
        OUT.print(f"  waits for an approval: {escaped(command)}", soft_wrap=True)


def _show_rows(rows: Sequence[Row], mark: str) -> None:
    for row in rows[:SHOWN_ROWS]:
        changes = "; ".join(f"{one.field} {one.old!r} -> {one.new!r}" for one in row.changes)
        OUT.print(
            f"  {mark} {escaped(row.name)} ({escaped(row.record_id)}) {escaped(changes)}",
            soft_wrap=True,
        )
    if len(rows) > SHOWN_ROWS:
        OUT.print(f"  {mark} and {len(rows) - SHOWN_ROWS:,} more: --json shows all")


def _show_held_back(held_back: Sequence[HeldBack]) -> None:
    for one in held_back[:SHOWN_ROWS]:
        who = f"{one.name or 'no name'} (bib {one.bib or 'none'}, {one.record_id})"
        OUT.print(f"  held back: {escaped(who)}: {escaped(one.reason)}", soft_wrap=True)
    if len(held_back) > SHOWN_ROWS:
        OUT.print(f"  and {len(held_back) - SHOWN_ROWS:,} more held back: --json shows all")


def _show_left(plan: Plan) -> None:
    for status, count in plan.waiting.items():
        OUT.print(f"  not published: {count:,} {escaped(status)}")
    _show_elsewhere(plan.elsewhere)
    for one in plan.foreign[:SHOWN_ROWS]:
        who = f"{one.name or 'no name'} ({one.record_id})"
        OUT.print(f"  only there: {escaped(who)}; left there", soft_wrap=True)


def _show_elsewhere(elsewhere: Mapping[str, int]) -> None:
    for connection, count in elsewhere.items():
        OUT.print(f"  not published: {count:,} who are registered with {escaped(connection)}")


def show_published(done: Published, *, as_json: bool) -> None:
    """What a publication did, and its seal."""
    if as_json:
        return show_json(done)
    OUT.print(
        f"publication {done.number}, approved by {escaped(done.approved_by)}: {done.sent:,} sent, "
        f"{done.retracted:,} taken back, {done.told:,} runners told"
    )
    for bad in done.rejected[:SHOWN_ROWS]:
        OUT.print(f"  [red]rejected[/] {escaped(bad.name)} ({escaped(bad.record_id)}): "
                  f"{escaped(bad.reason)}", soft_wrap=True)  # fmt: skip
    for row in done.by_hand[:SHOWN_ROWS]:
        OUT.print(f"  take back by hand: {escaped(row.name)} ({escaped(row.record_id)})")
    for record_id in done.unclear[:SHOWN_ROWS]:
        OUT.print(f"  perhaps not told, and never again: {escaped(record_id)}")
    show_seals([done.seal], as_json=False)


def show_by_hand(found: Sequence[ByHand], *, as_json: bool) -> None:
    """The results that persons have to take back, each with where it stands."""
    if as_json:
        return show_json(found)
    if not found:
        return OUT.print("Nothing is to be taken back by hand.")
    for one in found:
        OUT.print(
            f"{escaped(one.connection)}: {escaped(one.event_key)}, result set "
            f"{escaped(one.result_set or '-')}: bib {escaped(one.bib_number)} "
            f"{escaped(one.name)} (publication {one.publication})",
            soft_wrap=True,
        )
    OUT.print(
        f"{len(found):,} to be taken back at the provider by hand. Delete each there; the next "
        "`syncline results plan` of its event sees that it is gone.",
        soft_wrap=True,
    )


def show_calls(calls: Sequence[Call], *, as_json: bool) -> None:
    """The calls that would be made, in their order."""
    if as_json:
        return show_json(calls)
    for call in calls:
        where = ", ".join(f"{name}={value}" for name, value in call.params.items())
        OUT.print(f"POST {escaped(call.path)} ({escaped(where)})", soft_wrap=True)
        OUT.print(f"  {escaped(str(call.content))}", soft_wrap=True)
    OUT.print(f"{len(calls):,} calls would be made; none was.")


def show_taken_down(one: Publication, *, as_json: bool) -> None:
    """That results are no longer shown."""
    if as_json:
        return show_json(one)
    OUT.print(
        f"publication {one.number}, approved by {escaped(one.approved_by or '')}: the results of "
        f"{escaped(one.event_key)} are hidden. The next publication shows them again.",
        soft_wrap=True,
    )


def show_publications(found: Sequence[Publication], *, as_json: bool) -> None:
    """Every publication, newest first."""
    if as_json:
        return show_json(found)
    if not found:
        return OUT.print("Nothing has been published. Try: syncline results plan EVENT")
    table = listing("publications (UTC)", ("number", "event", "what", "state", "by", "at"), ())
    for one in found:
        moment = one.finished_at or one.approved_at or one.made_at
        what = one.finality if one.action == "publish" else one.action
        who = escaped(one.approved_by or one.made_by)
        table.add_row(
            str(one.number), escaped(one.event_key), what, one.state, who, f"{moment:%m-%d %H:%M}"
        )
    OUT.print(table)


def show_exported(done: Exported, *, as_json: bool) -> None:
    """What a file of results holds, and in whose format."""
    if as_json:
        return show_json(done)
    OUT.print(
        f"{escaped(done.path)}: {done.written:,} results of {escaped(done.event)}, "
        f"{len(done.held_back):,} held back ({done.layout})",
        soft_wrap=True,
    )
    _show_held_back(done.held_back)
    _show_elsewhere(done.elsewhere)
