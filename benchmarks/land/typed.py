"""One statement that makes the typed table of 20 columns, and one of JSON, from the raw one."""

from benchmarks.land.peer import Engine

# name in the typed table -> path in the record, type
COLUMNS = {
    "registration_id": ("registration_id", "bigint"),
    "race_id": ("race_id", "bigint"),
    "event_id": ("event_id", "bigint"),
    "last_modified": ("last_modified", "bigint"),
    "registration_date": ("registration_date", "text"),
    "bib_num": ("bib_num", "bigint"),
    "chip_num": ("chip_num", "text"),
    "age": ("age", "bigint"),
    "team_name": ("team_name", "text"),
    "user_id": ("user.user_id", "bigint"),
    "first_name": ("user.first_name", "text"),
    "middle_name": ("user.middle_name", "text"),
    "last_name": ("user.last_name", "text"),
    "email": ("user.email", "text"),
    "dob": ("user.dob", "date"),
    "gender": ("user.gender", "text"),
    "phone": ("user.phone", "text"),
    "city": ("user.address.city", "text"),
    "state": ("user.address.state", "text"),
    "country_code": ("user.address.country_code", "text"),
}
DUCKDB_SHAPE = """{
    "registration_id": "BIGINT", "race_id": "BIGINT", "event_id": "BIGINT",
    "last_modified": "BIGINT", "registration_date": "VARCHAR", "bib_num": "BIGINT",
    "chip_num": "VARCHAR", "age": "BIGINT", "team_name": "VARCHAR",
    "user": {"user_id": "BIGINT", "first_name": "VARCHAR", "middle_name": "VARCHAR",
        "last_name": "VARCHAR", "email": "VARCHAR", "dob": "DATE", "gender": "VARCHAR",
        "phone": "VARCHAR",
        "address": {"city": "VARCHAR", "state": "VARCHAR", "country_code": "VARCHAR"}},
    "question_responses": "JSON"}"""


def statement(engine: Engine, raw: str) -> str:
    """SQL that makes `typed_participants` from the `data` of a raw table."""
    if engine == "duckdb":
        listed = ", ".join(f"fields.{path} as {name}" for name, (path, _) in COLUMNS.items())
        return f"""create table typed_participants as
            select {listed}, fields.question_responses as question_responses
            from (select json_transform(data, '{DUCKDB_SHAPE}') as fields from {raw})"""
    listed = ", ".join(
        f"({_operators(path)})::{kind} as {name}" for name, (path, kind) in COLUMNS.items()
    )
    # As each of our models is built on PostgreSQL: its default keeps one processor idle.
    return f"""set parallel_tuple_cost = 0.001; create table typed_participants as
        select {listed}, data -> 'question_responses' as question_responses from {raw}"""


def _operators(path: str) -> str:
    *above, last = path.split(".")
    return "".join(["data", *(f" -> '{part}'" for part in above), f" ->> '{last}'"])
