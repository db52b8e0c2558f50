"""What a delivery of a webhook tells: which record was acted upon, and whether it is gone."""

import msgspec

from extract.kit.errors import BadReply, Where
from extract.kit.spec import Told
from extract.providers.current_rms.answers import Action, moment, number_text
from extract.providers.current_rms.assumed import DESTROYED, SUBJECT


class Sent(msgspec.Struct):
    """A delivery's body."""

    action: Action


def told(body: bytes) -> Told | None:
    """What a delivery tells, None where it is about another kind of record.

    The rest of the body is not believed: it may be old, and it is not signed.

    Raises: BadReply for what is no action.
    """
    where = Where("current_rms", "-", "opportunities", "webhook")
    try:
        action = msgspec.json.decode(body, type=Sent).action
    except (msgspec.DecodeError, RecursionError):
        raise BadReply(where, seen="no action", todo="Send actions only.") from None
    event, key = number_text(action.id), number_text(action.subject_id)
    if action.subject_type != SUBJECT:
        return None
    if event is None or key is None or not isinstance(action.action_type, str):
        seen = "an action without its id, its type or its record's id"
        raise BadReply(where, seen=seen, todo="Send whole actions.")
    reason = DESTROYED if action.action_type == DESTROYED else None
    return Told(event, key, reason, moment(action.updated_at))
