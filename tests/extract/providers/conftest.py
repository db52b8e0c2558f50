"""Small accounts at each provider's server, and the connections that lead to them."""

from collections.abc import Iterator

import pytest

from sandbox.chronotrack.app import ChronoTrack
from sandbox.chronotrack.roster import build_timed_roster
from sandbox.close.app import Close
from sandbox.close.crm import build_crm
from sandbox.current_rms.app import CurrentRMS
from sandbox.graphql.app import GraphQLServer
from sandbox.haku.app import Haku
from sandbox.haku.organiser import build_organiser
from sandbox.nowrepblue.agency import build_agency
from sandbox.nowrepblue.app import NowRepBlue
from sandbox.race_roster.app import RaceRoster
from sandbox.race_roster.roster import build_roster
from sandbox.resources_centre.app import ResourcesCentre
from sandbox.serving import serve
from sandbox.stripe.app import Stripe
from tests.extract.accounts import Account
from tests.extract.agencies import agency_account
from tests.extract.centres import centre_account
from tests.extract.graphs import MEMBERS, TEAMS, graph_account
from tests.extract.hires import hire_account
from tests.extract.organisers import haku_account
from tests.extract.payments import stripe_account
from tests.extract.rosters import roster_account
from tests.extract.sellers import close_account
from tests.extract.timers import TEN_MILE, timer_account


@pytest.fixture
def agency() -> NowRepBlue:
    """An agency of twenty talents on three boards."""
    return NowRepBlue(build_agency(talents=20, boards=3))


@pytest.fixture
def blue(agency: NowRepBlue) -> Iterator[Account]:
    """The account of its public deployment: it needs no secret."""
    with serve(agency.app) as server:
        yield agency_account(agency, server)


@pytest.fixture
def scorer() -> ChronoTrack:
    """A timer's account whose longest race, of thirty finishers, is over."""
    made = ChronoTrack(build_timed_roster(finishers=30))
    made.store.run_race(TEN_MILE)
    return made


@pytest.fixture
def track(scorer: ChronoTrack) -> Iterator[Account]:
    """The connection to it, which signs in with login and password."""
    with serve(scorer.app) as server:
        yield timer_account(scorer, server)


@pytest.fixture
def roster() -> RaceRoster:
    """An account with two events to come and one that is over, twelve participants in each."""
    return RaceRoster(build_roster(participants=20))


@pytest.fixture
def timer(roster: RaceRoster) -> Iterator[Account]:
    """The timer's account, read five rows at a time."""
    with serve(roster.app) as server:
        yield roster_account(roster, server)


@pytest.fixture
def organisation() -> Haku:
    """An organisation with races of sixty and fifteen people, and a breakfast of none."""
    return Haku(build_organiser(people=60))


@pytest.fixture
def haku(organisation: Haku) -> Iterator[Account]:
    """The account of that organisation."""
    with serve(organisation.app) as server:
        yield haku_account(organisation, server)


@pytest.fixture
def graph() -> GraphQLServer:
    """A GraphQL server of seven teams and five members."""
    return GraphQLServer()


@pytest.fixture
def graphs(graph: GraphQLServer) -> Iterator[Account]:
    """The account that reads its teams by offset and its members by cursor."""
    with serve(graph.app) as server:
        yield graph_account(graph, server, TEAMS, MEMBERS)


@pytest.fixture
def crm() -> Close:
    """An organization with thirty leads and all that hangs on them."""
    return Close(build_crm(leads=30))


@pytest.fixture
def close(crm: Close) -> Iterator[Account]:
    """The account of that organization, read in small pages."""
    with serve(crm.app) as server:
        yield close_account(crm, server)


@pytest.fixture
def books() -> Stripe:
    """An account with twenty-five customers, two of them in each second."""
    return Stripe()


@pytest.fixture
def payments(books: Stripe) -> Iterator[Account]:
    """The connection to it, read ten records at a time."""
    with serve(books.app) as server:
        yield stripe_account(books, server, batch_size=10)


@pytest.fixture
def yard() -> CurrentRMS:
    """A rental company with sixty hires of every kind."""
    return CurrentRMS()


@pytest.fixture
def hires(yard: CurrentRMS) -> Iterator[Account]:
    """The account of that company, read ten rows at a time."""
    with serve(yard.app) as server:
        yield hire_account(yard, server)


@pytest.fixture
def centre() -> ResourcesCentre:
    """A Resources Centre of twelve speakers, five organizers, six sponsors."""
    return ResourcesCentre()


@pytest.fixture
def resources(centre: ResourcesCentre) -> Iterator[Account]:
    """The account of that centre."""
    with serve(centre.app) as server:
        yield centre_account(centre, server)
