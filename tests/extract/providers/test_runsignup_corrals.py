"""The corral of a registration is asked for and lands with it."""

from extract.kit.destination import Warehouse
from sandbox.runsignup.app import RunSignUp
from tests.extract import landed
from tests.extract.accounts import Account

TABLE = "raw_runsignup.participants_json"
A_RUNNER = 5500005


def test_a_corral_lands_with_its_registration(runsignup: Account, warehouse: Warehouse) -> None:
    assert isinstance(runsignup.app, RunSignUp)
    runsignup.app.store.edit(A_RUNNER, {"corral_name": "Wave B"})

    runsignup.participants(warehouse)

    assert landed.payload(warehouse, TABLE, str(A_RUNNER))["corral_name"] == "Wave B"
    asked = {call.query["include_corrals"] for call in runsignup.calls("/participants")}
    assert asked == {"T"}
