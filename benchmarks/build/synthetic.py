"""A million raw registrations as a sync would have landed them, and plain reads of their fields."""

from datetime import UTC, datetime

from benchmarks.land.peer import Engine
from extract.kit.destination import Target, Warehouse, open_warehouse

LOAD_ID = "1780000000.1"
MADE_AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
# ~id~ and the like are filled in by the database.
RECORD = (
    '{"_context":{"race_id":900101},"user":{"user_id":~id~,"first_name":"Maya~mod8~",'
    '"middle_name":null,"last_name":"Okafor~mod100~","email":"runner~id~@mail.example","address":'
    '{"street":"~mod100~ Birch Ln","city":"Harborville","state":"MI","zipcode":"49002",'
    '"country_code":"US"},"dob":"19~year~-04-17","gender":"F","phone":"269-555-~id~",'
    '"profile_image_url":null},"registration_id":~id~,"event_id":91000~mod8~,'
    '"rsu_transaction_id":~id~,"transaction_id":"ay_~id~_0","bib_num":~id~,"chip_num":"D~id~",'
    '"age":36,"registration_date":"6/1/2026 09:05","team_id":null,"team_name":"Team ~mod100~",'
    '"team_type_id":null,"team_type":null,"team_gender":null,"team_bib_num":null,'
    '"last_modified":178~id~,"imported":"F","race_fee":"$45.00","offline_payment_amount":"$0.00",'
    '"processing_fee":"$3.70","processing_fee_paid_by_user":"$3.70","amount_paid":"$48.70",'
    '"giveaway":"M","giveaway_option_id":701,"question_responses":[{"question_id":"31",'
    '"question_text":"Emergency contact name","response":"T. Okafor"}],"participant_addons":[]}'
)
EVENT = (
    '{"_context":{"race_id":900101,"timezone":"America/Detroit"},"event_id":91000~mod8~,'
    '"name":"Event ~mod8~","start_time":"10/11/2026 07:30","end_time":null,'
    '"event_type":"running_race","distance":"5K","volunteer":"F"}'
)
FILLED = {
    "~id~": "cast(1000000 + n as varchar)",
    "~mod8~": "cast(n % 8 as varchar)",
    "~mod100~": "cast(n % 100 as varchar)",
    "~year~": "cast(50 + n % 45 as varchar)",
}
FIELDS = {
    "registration_id": "registration_id", "event_id": "event_id", "bib_num": "bib_num",
    "chip_num": "chip_num", "age": "age", "registration_date": "registration_date",
    "team_name": "team_name", "last_modified": "last_modified", "first_name": "user.first_name",
    "last_name": "user.last_name", "email": "user.email", "dob": "user.dob",
    "gender": "user.gender", "city": "user.address.city", "state": "user.address.state",
}  # fmt: skip


def fill(target: Target, rows: int) -> None:
    """Lands the rows as one complete load of one connection.

    The tables of loads have to be there, as any build makes them.
    """
    with open_warehouse(target) as warehouse:
        give_memory(warehouse)
        _land(warehouse, "participants", RECORD, rows)
        _land(warehouse, "events", EVENT, 8)
        warehouse.execute(
            "insert into raw_runsignup._dlt_loads (load_id, schema_name, status, inserted_at) "
            "values (?, 'runsignup', 0, ?)",
            [LOAD_ID, MADE_AT],
        )
        if target.engine == "postgres":
            warehouse.execute("vacuum analyze raw_runsignup.participants_json")


def give_memory(warehouse: Warehouse) -> None:
    """Lifts the bound that a sync sets itself, for work that a sync does not do."""
    if warehouse.engine == "duckdb":
        warehouse.execute("set global memory_limit = '4GB'")


def _land(warehouse: Warehouse, entity: str, template: str, rows: int) -> None:
    text = f"'{template}'"
    for mark, value in FILLED.items():
        text = f"replace({text}, '{mark}', {value})"
    kind = "json" if warehouse.engine == "duckdb" else "jsonb"
    key = "1000000 + n" if entity == "participants" else "910000 + n % 8"
    warehouse.execute(
        f"""insert into raw_runsignup.{entity}_json (connection, key, updated_at, data,
                content_hash, deleted, delete_reason, extracted_at, _dlt_load_id)
            select 'bench', cast({key} as varchar), to_timestamp(1780000000 + n),
                cast({text} as {kind}), md5(cast(n as varchar)), false, null,
                to_timestamp(1780000000), '{LOAD_ID}'
            from generate_series(1, {rows}) as numbers(n)"""
    )
    warehouse.execute(
        "insert into raw_runsignup.loads (connection, owner, entity, mode, fetched_count, "
        "deduplicated_count, quarantined_count, landed_count, repaired_count, started_at, "
        "finished_at, _dlt_load_id, _dlt_id) "
        "values ('bench', 'bench', ?, 'full', ?, 0, 0, ?, 0, ?, ?, ?, ?)",
        [entity, rows, rows, MADE_AT, MADE_AT, LOAD_ID, f"bench-{entity}"],
    )


def plain_read(engine: Engine) -> str:
    """SQL that reads fifteen fields the plain way, one `->>` each."""
    listed = ", ".join(f"{_read(engine, path)} as {name}" for name, path in FIELDS.items())
    return f"create table plain_read as select {listed} from raw_runsignup.participants_json"


def _read(engine: Engine, path: str) -> str:
    if engine == "duckdb":
        return f"data ->> '$.{path}'"
    *above, last = path.split(".")
    return "".join(["data", *(f" -> '{part}'" for part in above), f" ->> '{last}'"])
