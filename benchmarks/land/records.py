"""Pages of participant-like records, each of exactly 893 bytes, ready to be sent."""

RECORD_BYTES = 893
FIRST_NAMES = ("Ada", "Grace", "Alan", "Edsger", "Barbara", "Donald", "Radia", "Tony")
LAST_NAMES = ("Lovelace", "Hopper", "Turing", "Dijkstra", "Liskov", "Knuth", "Perlman", "Hoare")
CITIES = (("Detroit", "MI"), ("Washington", "DC"), ("Boulder", "CO"), ("Portland", "OR"))
TEAMS = ("Harriers", "Riverside Runners", "Night Owls", "")
SIZES = ("S", "M", "L", "XL")
RECORD = (
    '{"registration_id":%(id)d,"race_id":900101,"event_id":%(event)d,'
    '"last_modified":%(modified)d,"registration_date":"%(month)d\\/%(day)d\\/2026 08:%(minute)02d",'
    '"bib_num":%(bib)d,"chip_num":"C%(id)d","age":%(age)d,"team_name":"%(team)s",'
    '"user":{"user_id":%(user)d,"first_name":"%(first)s","middle_name":null,'
    '"last_name":"%(last)s","email":"runner%(id)d@example.org","dob":"%(born)d-%(month)02d-%(day)02d",'
    '"gender":"%(gender)s","phone":"555-%(phone)07d","address":{"street":"%(house)d Main St",'
    '"city":"%(city)s","state":"%(state)s","zipcode":"%(zip)05d","country_code":"US"}},'
    '"question_responses":['
    '{"question_id":11,"question_text":"Shirt size","response":"%(size)s","response_id":%(id)d1},'
    '{"question_id":12,"question_text":"Emergency contact","response":"%(last)s %(phone)07d",'
    '"response_id":%(id)d2},'
    '{"question_id":13,"question_text":"How did you hear of us?","response":"%(heard)s",'
    '"response_id":%(id)d3}]}'
)


def record(number: int) -> bytes:
    """One record; the number decides everything in it."""
    mixed = (number + 1) * 2_654_435_761 % 4_294_967_296
    city, state = CITIES[mixed % 4]
    values = {
        "id": 1_000_000 + number, "event": 700_000 + mixed % 5, "modified": 1_767_000_000 + number,
        "month": 1 + mixed % 12, "day": 1 + mixed % 28, "minute": mixed % 60,
        "bib": 1 + number % 30_000, "age": 18 + mixed % 60, "team": TEAMS[mixed % 4],
        "user": 50_000_000 + mixed % 9_999_999, "first": FIRST_NAMES[mixed % 8],
        "last": LAST_NAMES[mixed // 8 % 8], "born": 1948 + mixed % 60, "gender": "MFX"[mixed % 3],
        "phone": mixed % 10_000_000, "house": 1 + mixed % 9_999, "city": city, "state": state,
        "zip": mixed % 100_000, "size": SIZES[mixed % 4],
    }  # fmt: skip
    bare = len(RECORD % {**values, "heard": ""})
    # The free text takes what is left, from digits that do not repeat, as people's answers do not.
    heard = f"{mixed:x}{mixed * mixed:x}" * 20
    return (RECORD % {**values, "heard": heard[: RECORD_BYTES - bare]}).encode()


def page(number: int, size: int, total: int) -> bytes:
    """One answer of the API: page `number` (from 1) of `total` records."""
    first = (number - 1) * size
    rows = [record(one) for one in range(first, min(first + size, total))]
    return b'{"participants":[' + b",".join(rows) + b"]}"
