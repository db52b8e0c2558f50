"""A query of which only changes are asked is changed itself: what is old is said to be so."""

from extract.kit.destination import Warehouse
from extract.providers.graphql.reading import CHANGED
from tests.extract.accounts import Account
from tests.extract.graphs import CHANGES, asking, only


def test_a_changed_query_is_said_until_all_was_read_again(
    graphs: Account, any_warehouse: Warehouse
) -> None:
    only(asking(graphs, CHANGES), any_warehouse, "changed_teams")
    blanks = asking(graphs, {**CHANGES, "query": f"# The same\n{CHANGES['query']}  "})
    other = asking(graphs, {**CHANGES, "query": CHANGES["query"].replace("budget", "")})

    told = [
        only(one, any_warehouse, "changed_teams", **options).note
        for one, options in (
            (blanks, {}), (other, {}), (other, {}), (other, {"full": True}), (other, {}),
        )
    ]  # fmt: skip

    assert told == [None, CHANGED, CHANGED, None, None]
