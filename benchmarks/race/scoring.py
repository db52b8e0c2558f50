"""The raw tables of the two scoring systems, each record as its system writes it."""

from benchmarks.race.tables import EARLIER, LATER, Table
from benchmarks.race.world import DISTANCES, Layer, World, div, mix, pick

COPERNICO, CHRONOTRACK = "copernico", "chronotrack"
# Out of a hundred runners: who finished, who never started, who gave up after the first split.
FINISHED, NOT_STARTED, RETIRED = 86, 92, 98


def race_day() -> list[Layer]:
    """What a runner's race day was; times in milliseconds as JSON, null where there is none."""

    def value(expression: str, condition: str) -> str:
        return f"case when {condition} then cast({expression} as varchar) else 'null' end"

    finished, started = f"outcome < {FINISHED}", "is_started"
    return [
        {"outcome": mix("m", 18, 100), "gun_ms": f"1500000 + {mix('m', 19, 6000000)}",
         "offset_ms": mix("m", 20, 300000)},
        {"is_started": f"outcome < {FINISHED} or outcome between {NOT_STARTED} and {RETIRED}"},
        {
            "scoring_id": "case when is_registered and "
            f"{mix('n', 17, 10)} < 7 then concat(source, '-', registration_id) "
            "else concat('X', m) end",
            "race_bib": "case when is_registered then coalesce(bib, cast(200000 + m % 100000 as "
            "varchar)) else cast(50000 + m % 100000 as varchar) end",
            "state_of_race": f"case when outcome < {FINISHED} then 'finished' when outcome < "
            f"{NOT_STARTED} then 'notstarted' when outcome < {RETIRED} then 'retired' "
            "else 'disqualified' end",
            "gun": value("gun_ms", finished),
            "chip": value("gun_ms - offset_ms", finished),
            "mid_gun": value(div("gun_ms", 2), started),
            "mid_chip": value(f"{div('gun_ms', 2)} - offset_ms", started),
            "start": value("offset_ms", started),
            "rank": value("1 + m % 40000", finished),
            "sex": "case female when 1 then 'female' else 'male' end",
            "bracket": f"concat(case female when 1 then 'F ' else 'M ' end, "
            f"{div('age', 10)} * 10)",
        },
    ]  # fmt: skip


def copernico(world: World) -> list[Table]:
    """Races with their events, and results; a part of an earlier snapshot is still there."""
    event = '{"name":"\', %s, \'","type":"running","distance":10000,"startTime":"\', iso_date, ' \
        '\'T07:00:00.500Z","status":{"finished":true,"wavesStarted":1}}'  # fmt: skip
    second_name = pick(DISTANCES, f"{mix('race', 6, 6)} + 1")
    events: Layer = {
        "events": f"concat('[{event % 'event_name'}', case when event + 40 < {world.events} "
        f"then concat(',{event % second_name}') end, ']')"
    }
    race = {"_context": {"race": "~slug~"}, "id": "~slug~", "name": "~race_name~",
            "timezone": "America/Detroit", "events": "~!events~"}  # fmt: skip
    result = {
        "_context": {"race": "~slug~", "event": "~event_name~",
                     "gunTime": "~iso_date~T07:00:00.500Z"},
        "id": "~scoring_id~", "surname": "~last_name~", "name": "~first_name~",
        "gender": "~sex~", "event": "~event_name~", "dorsal": "~race_bib~",
        "category": "~bracket~", "status": "~state_of_race~", "startRawTime": 1789232408710,
        "times.official_:::start:::": "~!start~", "times.real_:::start:::": "~!zero~",
        "times.official_Km 5": "~!mid_gun~", "times.real_Km 5": "~!mid_chip~",
        "times.official_:::finish:::": "~!gun~", "times.real_:::finish:::": "~!chip~",
        "rankings_:::full-1:::": "~!rank~", "rankings.gen_:::full-1:::": "~!rank~",
        "rankings.cat_:::full-1:::": "~!rank~",
    }  # fmt: skip
    columns = [*race_day(), {"zero": "case when is_started then '0' else 'null' end"}]
    results = Table(COPERNICO, "results", "runners", "~slug~|~event_name~|~scoring_id~", result,
                    columns)  # fmt: skip
    return [
        Table(COPERNICO, "races", "events", "~slug~", race, [events], chosen="second = 0"),
        results,
        results.again(EARLIER, "m % 20 = 0", "null"),
    ]


def duration(column: str) -> str:
    """Milliseconds as `HH:MM:SS.mmm`."""
    parts = (
        (f"{div(column, 3600000)}", 2), (f"{div(column, 60000)} % 60", 2),
        (f"{div(column, 1000)} % 60", 2), (f"{column} % 1000", 3),
    )  # fmt: skip
    written = [f"lpad(cast({part} as varchar), {digits}, '0')" for part, digits in parts]
    return f"concat({written[0]}, ':', {written[1]}, ':', {written[2]}, '.', {written[3]})"


def chronotrack() -> list[Table]:
    """Events, races, entries with a load of changes, and four results of each finisher.

    The fourth layer says which: 0 and 1 the finish and the split, 2 and 3 the finish as it is
    ranked among the same sex and the same age.
    """
    ids = {"ct_event": "70000 + race", "ct_race": "200000 + event"}
    event = {"_context": {}, "event_id": "~ct_event~", "event_name": "~race_name~",
             "event_start_time": "1789212600", "event_end_time": "1789246800",
             "event_is_published": "1", "location_city": "Cedar Hollow",
             "location_region": "CO", "location_country": "US",
             "location_time_zone": "America/Denver"}  # fmt: skip
    race = {"_context": {"event_id": "~ct_event~"}, "race_id": "~ct_race~",
            "race_name": "~event_name~", "race_type": "running", "race_course_distance": "10000",
            "race_planned_start_time": "~starts~", "race_actual_start_time": "~starts~",
            "race_actual_end_time": "~starts~"}  # fmt: skip
    starts = "extract(epoch from cast(concat(iso_date, ' 15:00:00+00') as timestamptz))"
    return [
        Table(CHRONOTRACK, "events", "events", "~ct_event~", event, [ids], chosen="second = 0"),
        Table(CHRONOTRACK, "races", "events", "~ct_race~", race,
              [ids, {"starts": f"cast({starts} as bigint)"}]),
        *(Table(CHRONOTRACK, entity, "events", "~ct_event~",
                {"_context": {}, "event_id": "~ct_event~", "rows": 100}, [ids],
                chosen="second = 0", mode="incremental")
          for entity in ("entry_listings", "result_listings")),
        *entries(ids),
        results(ids),
    ]  # fmt: skip


def entries(ids: Layer) -> list[Table]:
    """Everybody who is entered, and a later load of those that changed."""
    record = {
        "_context": {"event_id": "~ct_event~"}, "entry_id": "~entry_id~",
        "entry_external_id": "~external_id~", "entry_name": "~first_name~ ~last_name~",
        "entry_type": "IND", "entry_status": "CONF", "entry_bib": "~race_bib~",
        "entry_race_age": "~age~", "event_id": "~ct_event~", "race_id": "~ct_race~",
        "race_name": "~event_name~", "reg_choice_id": "33011", "wave_name": "Wave 1",
        "bracket_name": "~bracket~", "team_id": "", "team_name": "",
        "athlete_first_name": "~first_name~", "athlete_last_name": "~last_name~",
        "athlete_sex": "~letter~", "athlete_birthdate": "~birth_year~~born_on~",
        "athlete_email": "~mail~", "athlete_home_phone": "", "athlete_mobile_phone": "~phone~",
        "location_city": "~city~", "location_region": "~state~", "location_postal_code": "80999",
        "location_country": "US",
    }  # fmt: skip
    columns = [*race_day(), ids, {
        "entry_id": "5500000 + m", "letter": "case female when 1 then 'F' else 'M' end",
        "external_id": "case when scoring_id like 'X%' then '' else scoring_id end",
        "mail": "coalesce(email, '')",
    }]  # fmt: skip
    first = Table(CHRONOTRACK, "entries", "runners", "~entry_id~", record, columns,
                  mode="incremental")  # fmt: skip
    return [first, first.again(LATER, "m % 33 = 0", "null")]


def results(ids: Layer) -> Table:
    """The finish and the split of each who got there, and the finish in two more rankings."""
    record = {
        "_context": {"event_id": "~ct_event~", "race_id": None, "interval": "~!asked_interval~",
                     "bracket": "~!asked_bracket~"},
        "results_entry_id": "~entry_id~", "results_bib": "~race_bib~",
        "results_first_name": "~first_name~", "results_last_name": "~last_name~",
        "results_sex": "~letter~", "results_age": "~age~", "results_city": "~city~",
        "results_state_code": "~state~", "results_country": "United States",
        "results_country_code": "US", "results_race_id": "~ct_race~",
        "results_race_name": "~event_name~", "results_interval_name": "~interval_name~",
        "results_interval_full": "~is_full~", "results_time": "~chip_time~",
        "results_gun_time": "~gun_time~", "results_pace": "00:07:55", "results_rank": "~place~",
        "results_bracket_name": "~bracket_name~", "results_penalty_time": "",
        "results_start_time": "1789212603.412", "results_begin_chip_time": "1789212606.871",
        "results_end_chip_time": "1789218549.052",
    }  # fmt: skip
    shown: Layer = {
        "entry_id": "5500000 + m", "letter": "case female when 1 then 'F' else 'M' end",
        "place": "1 + m % 40000",
        "passed_ms": f"case copy when 1 then {div('gun_ms', 2)} else gun_ms end",
        "is_full": "case copy when 1 then '0' else '1' end",
        "interval_name": "case copy when 1 then '5K Split' else 'Full Course' end",
        "asked_interval": "case when copy < 2 then '\"ALL\"' else 'null' end",
        "asked_bracket": "case copy when 2 then '\"SEX\"' when 3 then '\"AGE\"' else 'null' end",
        "bracket_name": "case copy when 2 then case female when 1 then 'Female' else 'Male' end "
        "when 3 then bracket else 'Overall' end",
    }  # fmt: skip
    times: Layer = {
        "gun_time": duration("passed_ms"),
        "chip_time": duration("(passed_ms - offset_ms)"),
    }
    return Table(
        CHRONOTRACK, "results", "runners", "~ct_race~|~entry_id~|~interval_name~|~bracket_name~",
        record, [*race_day(), ids, shown, times],
        last=f"outcome < {FINISHED} or (is_started and copy = 1)", copies=4, mode="incremental",
    )  # fmt: skip
