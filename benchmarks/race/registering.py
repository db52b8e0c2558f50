"""The raw tables of the three registration providers, each record as its provider writes it."""

from benchmarks.race.tables import EARLIER, LATER, Table
from benchmarks.race.templates import quoted
from benchmarks.race.world import DISTANCES, Layer, World, mix, pick

RUNSIGNUP, RACE_ROSTER, HAKU = "runsignup", "race_roster", "haku"
USER = {
    "user_id": "~!person~", "first_name": "~first_name~", "middle_name": None,
    "last_name": "~last_name~", "email": "~!email_value~",
    "address": {"street": "14 Birch Ln", "city": "~city~", "state": "~state~",
                "zipcode": "49002", "country_code": "US"},
    "dob": "~birth_year~~born_on~", "gender": "~letter~", "phone": "~phone~",
    "profile_image_url": None,
}  # fmt: skip
PAID = {
    "imported": "F", "race_fee": "$45.00", "processing_fee": "$3.70",
    "processing_fee_paid_by_user": "$3.70", "processing_fee_paid_by_race": "$0.00",
    "amount_paid": "$48.70",
}  # fmt: skip
REGISTRATION = {
    "_context": {"race_id": "~!race_id~", "event_id": "~!event_id~"}, "user": USER,
    "registration_id": "~!number_id~", "event_id": "~!event_id~",
    "rsu_transaction_id": "~!number_id~", "transaction_id": "ay_~number_id~_0",
    "bib_num": "~!bib_value~", "chip_num": None, "age": "~!age~",
    "registration_date": "6/1/2026 09:05", "team_id": None, "team_name": "~!team~",
    "last_modified": "~!changed_at~", **PAID, "giveaway": "M", "giveaway_option_id": 701,
    "question_responses": [
        {"question_id": "31", "question_text": "Emergency contact name", "response": "T. Okafor"}
    ],
    "participant_addons": [],
}  # fmt: skip
REMOVAL = {
    "_context": {"race_id": "~!race_id~", "event_id": "~!event_id~"}, "user": USER,
    "registration_id": "~!number_id~", "age": "~!age~",
    "registration_date": "2026-06-01 15:20:36", "last_modified": "2026-06-04 09:54:37",
    "last_modified_ts": "~!removed_at~", **PAID, "removed_reason": "~reason~",
    "new_registration_id": "~!heir~",
}  # fmt: skip


def runsignup_columns() -> list[Layer]:
    """What a RunSignUp registration says beside its person.

    `fate` below 2: removed and gone from the list; below 4: removed and in the list of an earlier
    read; 4: removed and live again. The heir of a transfer may be transferred itself.
    """
    return [
        {"fate": mix("n", 16, 200), "why": mix("n", 17, 4)},
        {
            "race_id": "900000 + race",
            "event_id": "910000 + event",
            "number_id": "5000000 + n",
            "letter": "case female when 1 then 'F' else 'M' end",
            "email_value": quoted("email"),
            "bib_value": quoted("bib"),
            "team": "case when family % 7 = 0 then concat('\"Team ', family % 900, '\"') "
            "else 'null' end",
            "changed_at": f"1779000000 + {mix('n', 18, 900000)}",
            "removed_at": "case when fate = 4 then 1778000000 else 1779950000 end",
            "reason": "case why when 0 then 'transferred' when 1 then 'removed' "
            "when 2 then 'deferred' else 'cleared' end",
            "heir": "case why when 0 then cast(5000001 + n as varchar) else 'null' end",
        },
    ]


def runsignup() -> list[Table]:
    """Races, events, registrations with a second load of changes, and removals."""
    race_id, event_id = "900000 + race", "910000 + event"
    place = {"street": "1 Pier Rd", "city": "Harborville", "state": "MI", "country_code": "US"}
    race = {"race_id": "~!race_id~", "name": "~race_name~", "address": place,
            "timezone": "America/Detroit", "is_draft_race": "F"}  # fmt: skip
    event = {"_context": {"race_id": "~!race_id~", "timezone": "America/Detroit"},
             "event_id": "~!event_id~", "name": "~event_name~", "start_time": "~us_date~ 07:30",
             "end_time": None, "event_type": "running_race", "distance": "10K",
             "volunteer": "F"}  # fmt: skip
    ids = [{"race_id": race_id, "event_id": event_id}]
    columns = runsignup_columns()
    participants = Table(
        RUNSIGNUP, "participants", "registrations", "~number_id~", REGISTRATION, columns,
        last="fate >= 2", updated_at="changed_at",
    )  # fmt: skip
    return [
        Table(RUNSIGNUP, "races", "events", "~race_id~", race, ids, chosen="second = 0"),
        Table(RUNSIGNUP, "events", "events", "~event_id~", event, ids),
        participants,
        participants.again(LATER, f"fate >= 4 and {mix('n', 19, 20)} = 0", "changed_at + 1000000"),
        Table(
            RUNSIGNUP, "removed_participants", "registrations", "~number_id~", REMOVAL, columns,
            last="fate <= 4", updated_at="removed_at", reason="reason",
        ),
    ]  # fmt: skip


def race_roster(world: World) -> list[Table]:
    """Events with their parts, participants (some in an earlier load only), and listings."""
    part = (
        '{"subEventId":\', 300000 + event%s, \',"name":"\', %s, \'","maxParticipants":"0",'
        '"participantMinAge":"0","subEventDistance":{"type":"running","inMeters":"10000"},'
        '"distance":"10","distanceType":"km","customSubEventDate":null}'
    )
    second_name = pick(DISTANCES, f"{mix('race', 6, 6)} + 1")
    event = {"_context": {"last_start": "~iso_date~T12:00:00+00:00"}, "eventId": "rr-~race~",
             "type": "event", "name": "~race_name~", "city": "London",
             "region": {"code": "ON", "name": "Ontario"},
             "country": {"code": "CA", "name": "Canada"},
             "startDate": "~iso_date~T08:00:00-0400", "timeZone": "America/Toronto",
             "url": "https://raceroster.com/events/~year~/~race~/a-race",
             "subEvents": {"data": "~!parts~"}}  # fmt: skip
    parts: Layer = {
        "parts": f"concat('[{part % ('', 'event_name')}', case when event + 40 < {world.events} "
        f"then concat(',{part % (' + 40', second_name)}') end, ']')"
    }
    columns: list[Layer] = [{
        "gender_code": "1 + female", "email_value": quoted("email"), "bib_value": quoted("bib"),
        "active": f"case when {mix('n', 16, 50)} = 0 then 'false' else 'true' end",
        "is_old": mix("n", 18, 100),
    }]  # fmt: skip
    record = {"_context": {"event_id": "rr-~race~", "timezone": "America/Toronto"},
              "participantId": "~!participant_id~", "firstName": "~first_name~",
              "lastName": "~last_name~", "gender": "~!gender_code~", "bibNumber": "~!bib_value~",
              "registrationDate": "2026-02-03T10:16:30-0500", "isActive": "~!active~",
              "subEventId": "~!sub_event_id~", "age": "~!age~",
              "profile": {"email": "~!email_value~", "phone": "~phone~",
                          "dateOfBirth": "~birth_year~~born_on~",
                          "address": {"city": "~city~", "region": {"code": "~state~"},
                                      "country": {"code": "CA"}}}}  # fmt: skip
    columns[0] |= {"participant_id": "6600000 + n", "sub_event_id": "300000 + event"}
    listing = {"_context": {}, "event_id": "rr-~race~", "rows": 100, "total": 100}
    participants = Table(
        RACE_ROSTER, "participants", "registrations", "rr-~race~|~participant_id~", record,
        columns, last="is_old > 0", mode="incremental",
    )  # fmt: skip
    return [
        Table(RACE_ROSTER, "events", "events", "rr-~race~", event, [parts], chosen="second = 0"),
        participants.again(EARLIER, "is_old = 0", "null"),
        participants,
        participants.again(LATER, f"is_old > 0 and {mix('n', 19, 20)} = 0", "null"),
        Table(RACE_ROSTER, "participant_listings", "events", "rr-~race~", listing, [],
              chosen="second = 0", mode="incremental"),
    ]  # fmt: skip


def haku() -> list[Table]:
    """Events, the short lists (some lack somebody) and their listings, and nearly all details."""
    context = {"event_id": "ev_~race~", "time_zone": "America/Chicago"}
    event = {"_context": {"time_zone": "America/Chicago"}, "id": "ev_~race~",
             "name": "~race_name~", "event_date": "~iso_date~", "event_end_date": "~iso_date~",
             "location_city": "Davenport", "location_state": "IA", "event_type": "running",
             "distance": None, "registration_limit": None, "currency": "USD",
             "status": "active"}  # fmt: skip
    short = {"_context": context, "registration_number": "R~number_id~",
             "person_full_name": "~first_name~ ~last_name~", "email": "~!email_value~",
             "age": "~!age~", "gender": "~word~", "event_category_info": "~event_name~",
             "team": None, "registered_at": "2026-02-10T14:05:00Z",
             "is_cancelled": "~!cancelled~", "transaction_amount": "64.5"}  # fmt: skip
    category = {"id": "~!category_id~", "name": "~event_name~", "master_name": "~event_name~",
                "is_active": True, "participation_option": "In person", "corral_name": "B",
                "wave_name": "Wave 1", "wave_code": "W1", "tag_number": "~!bib_value~",
                "chip_number": None}  # fmt: skip
    detail = {"_context": {**context, "list_hash": "0af31b7c"},
              "registration_number": "R~number_id~", "created_at": "2026-02-10T14:05:00Z",
              "updated_at": "2026-06-01T18:20:11Z", "is_cancelled": "~!cancelled~",
              "cancelled_at": None, "participant": {
                  "account_number": "A~person~", "first_name": "~first_name~",
                  "last_name": "~last_name~", "email": "~!email_value~", "phone": "~phone~",
                  "dob": "~birth_year~~born_on~", "gender": "~word~",
                  "address": {"line1": "77 Levee St", "city": "~city~", "state": "~state~",
                              "zip_code": "52801", "country": "US"}},
              "event_categories": [category], "emergency_contact_name": "Luc Moreau",
              "shirt_size_name": "Medium", "device": "desktop", "products": []}  # fmt: skip
    columns: list[Layer] = [{
        "number_id": "10000000 + n", "category_id": "71 + second", "email_value": quoted("email"),
        "bib_value": quoted("bib"), "word": "case female when 1 then 'Female' else 'Male' end",
        "cancelled": f"case when {mix('n', 16, 50)} = 0 then 'true' else 'false' end",
        "part": mix("n", 18, 100),
    }]  # fmt: skip
    listing = {"_context": {"rows": 100}, "event_id": "ev_~race~", "rows": 100}
    key = "ev_~race~|R~number_id~"
    return [
        Table(HAKU, "events", "events", "ev_~race~", event, [], chosen="second = 0"),
        Table(HAKU, "registrations", "registrations", key, short, columns, last="part > 0"),
        Table(HAKU, "registration_listings", "events", "ev_~race~", listing, [],
              chosen="second = 0"),
        Table(HAKU, "registration_details", "registrations", key, detail, columns,
              last="part < 97", mode="incremental"),
    ]  # fmt: skip
