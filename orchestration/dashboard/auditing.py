"""The facts of who did what: one list, paged and searched on the server."""

from orchestration.audit.reading import Deeds, merged, read_served, read_stored
from orchestration.dashboard.desk import View
from orchestration.dashboard.serving import asked, check_whole


def read_deeds(view: View, words: str, skip: int, limit: int) -> Deeds:
    """A page of all that people did, the newest first.

    Raises: NotAllowed; WarehouseBusy where that page was never read.
    """
    check_whole(view)
    place, reach = view.desk.reading, skip + limit
    served = asked(
        view,
        ("deeds", words, reach),
        lambda warehouse: read_served(warehouse, place.actor, words, reach),
        Deeds((), 0),
    )
    return merged((read_stored(place.store, words, reach), served.value), skip, limit)
