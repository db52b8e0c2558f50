"""Who registers where and who runs: every value a fixed function of a row's number, as SQL.

Nothing is drawn and nothing is kept: the same number gives the same person each time, so that
registrations and results agree without being joined, and rows are made in lots of any size. The
SQL is DuckDB's; what it makes is copied to other engines.
"""

from collections.abc import Sequence
from dataclasses import dataclass

PARTNERS = 40
EVENTS, PARTICIPANTS, RESULTS = 12_900, 2_400_000, 7_600_000
FIRST_YEAR, YEARS = 2021, 6
PRIMES = (
    2654435761, 2246822519, 3266489917, 668265263, 374761393, 1597334677, 3812015801, 958282919,
    2971215073, 433494437, 1500450271, 3267000013, 1073676287, 2147483629, 3644798167, 2860486313,
    1812433253, 2891336453, 1181783497, 3935559001, 2716044179, 1566083941, 3032525626, 2127912214,
)  # fmt: skip
FIRST_HEADS = "Ma,Jo,Li,An,Ro,Te,Ka,No,Su,El,Be,Da,Fi,Ge,Ha,Iv,Lu,Mi,Ol,Pe"
FIRST_TAILS = "ya,nas,ra,ton,sa,vin,len,dia,mon,rik,na,lio"
LAST_HEADS = "Oka,Lind,Peñ,Sto,Bram,Quill,Mar,Hale,Vos,Tre,Kir,Dun,Ash,Cor,Wen,Fal,Gro,Lar,Nor,Ber"
LAST_TAILS = "for,qvist,ner,ne,bly,feather,row,wood,ler,man,by,dale,ton,mont,ski,sen,ley,well,a,o"
CITIES = "Harborville,Davenport,Cedar Hollow,Duluth,Lakeside,London,Riverbend,Pine Ridge,Elmira,Bow"
STATES = "MI,IA,CO,MN,mi,Ontario,TX,ny,Ohio,ME"
RACES = "Harbor Lights,Ridge Night Run,Riverfront,Maple Valley,Lakeside,Old Mill,Frost,Sunrise"
DISTANCES = "Half Marathon,10K,5K,Marathon,10 Mile,15K"


@dataclass(frozen=True)
class World:
    """The size of everything: full at a scale of 1."""

    scale: float

    @property
    def events(self) -> int:
        """Events of the registration providers; as many again are scored."""
        return max(PARTNERS * 2, round(EVENTS * self.scale / 2))

    @property
    def registrations(self) -> int:
        """Registrations of all providers, live or removed."""
        return round(PARTICIPANTS * self.scale)

    @property
    def runners(self) -> int:
        """People in the results, most of whom registered somewhere else."""
        return round(RESULTS * self.scale)

    @property
    def people(self) -> int:
        """People behind the registrations with each partner, to which they come back."""
        return max(1, self.registrations // PARTNERS // 2)

    @property
    def offices(self) -> int:
        """Offices that register others under their own address, some hundred times each."""
        return PARTNERS * max(1, self.registrations // PARTNERS // 10_000)


def div(above: str, below: object) -> str:
    """A whole-number division."""
    return f"({above} // {below})"


def mix(column: str, kind: int, count: object) -> str:
    """A number from 0 to below `count` that looks drawn; another one for each `kind`."""
    return f"(((({column} + {1013 + kind}) * {PRIMES[kind]}) % 4294967291) >> 8) % {count}"


def pick(words: str, number: str) -> str:
    """One of the words, which have commas between them."""
    count = words.count(",") + 1
    return f"split_part('{words}', ',', cast(1 + ({number}) % {count} as integer))"


def text(number: str) -> str:
    """A number as text."""
    return f"cast({number} as varchar)"


def two_digits(number: str) -> str:
    """A number as text of two digits."""
    return f"lpad({text(number)}, 2, '0')"


Layer = dict[str, str]


def event_layers(number: str) -> list[Layer]:
    """Where an event belongs: `number` counts them, the largest first.

    Partners take turns; two neighbours of a partner make one race. A race, with all its people, is
    one provider's and is scored by one system.
    """
    return [
        {
            "event": number,
            "partner": f"({number}) % {PARTNERS}",
            "race": f"{div(f'({number})', PARTNERS * 2)} * {PARTNERS} + ({number}) % {PARTNERS}",
            "second": f"{div(f'({number})', PARTNERS)} % 2",
        },
        {
            "source": f"case when {mix('race', 0, 100)} < 60 then 'runsignup' "
            f"when {mix('race', 0, 100)} < 85 then 'race_roster' else 'haku' end",
            "scorer": f"case when {mix('race', 1, 100)} < 85 then 'copernico' "
            "else 'chronotrack' end",
            "account": f"1 + {div('race', PARTNERS)} % (1 + partner % 3)",
            "year": f"{FIRST_YEAR} + {mix('race', 2, YEARS)}",
            "month": f"1 + {mix('race', 3, 12)}",
            "day": f"1 + {mix('race', 4, 28)}",
            "race_name": f"concat({pick(RACES, mix('race', 5, 8))}, ' ', partner)",
            "event_name": pick(DISTANCES, f"{mix('race', 6, 6)} + second"),
        },
        {
            "us_date": "concat(month, '/', day, '/', year)",
            "iso_date": f"concat(year, '-', {two_digits('month')}, '-', {two_digits('day')})",
            "load_number": f"lpad({text('partner * 10 + account')}, 5, '0')",
            "slug": "concat('race-', race, '-', year)",
        },
    ]


def event_of(world: World, registration: str) -> str:
    """The number of a registration's event: a few have 20,000 people, most some hundred."""
    total = world.registrations
    return div(f"({registration} * {registration} * {world.events})", total * total)


def person_layers(world: World, registration: str, person: str) -> list[Layer]:
    """Who a person is, and the address that they use this time: it changes over the years."""
    main = "lower(concat(first_name, '.', last_name, person, '@mail.example'))"
    return [
        {"person": person, "use": mix(registration, 7, 100)},
        {
            "family": f"{div(div('person', PARTNERS), 4)} * {PARTNERS} + person % {PARTNERS}",
            "first_name": f"concat({pick(FIRST_HEADS, mix('person', 8, 20))}, "
            f"{pick(FIRST_TAILS, mix('person', 9, 12))})",
            "female": f"{mix('person', 10, 2)}",
            "birth_year": f"1945 + {mix('person', 11, 64)}",
            "born_on": f"concat('-', {two_digits('1 + ' + mix('person', 12, 12))}, '-', "
            f"{two_digits('1 + ' + mix('person', 13, 28))})",
            "home": mix("person", 14, 10),
        },
        {
            "last_name": f"concat({pick(LAST_HEADS, mix('family', 8, 20))}, "
            f"{pick(LAST_TAILS, mix('family', 9, 20))})",
            "city": pick(CITIES, "home"),
            "state": pick(STATES, "home"),
            "phone": f"concat(201 + family % 700, '-555-', "
            f"lpad({text(div('family', 700) + ' % 10000')}, 4, '0'))",
        },
        {
            "email": f"case when use < 78 then {main} "
            f"when use < 88 then replace({main}, '@mail', '@post') "
            f"when use < 95 then concat('family', family, '@home.example') "
            f"when use < 98 then concat('office', person % {world.offices}, '@races.example') end",
            "age": "year - birth_year",
        },
    ]


def bib_of(registration: str) -> Layer:
    """A bib: unique in its event, missing for some, with a letter for a few."""
    kind = mix(registration, 15, 100)
    number = f"1 + {registration} % 40000"
    return {
        "bib": f"case when {kind} < 8 then null when {kind} < 9 then concat('E', {number}) "
        f"else {text(number)} end"
    }


def identity_of() -> Layer:
    """The provider's own id of registration `n`, as the models spell it."""
    return {
        "registration_id": "case source when 'runsignup' then cast(5000000 + n as varchar) "
        "when 'race_roster' then concat('rr-', race, '|', 6600000 + n) "
        "else concat('ev_', race, '|R', 10000000 + n, '|', 71 + second) end"
    }


def layered(source: str, layers: Sequence[Layer], where: str = "") -> str:
    """A query of `source` with the columns of every layer, each of which may use those before.

    `where` is applied once the events are known, before the costly columns.
    """
    query = source
    for place, layer in enumerate(layers):
        columns = ", ".join(f"{expression} as {name}" for name, expression in layer.items())
        chosen = f" where {where}" if where and place == FILTERED else ""
        query = f"select one.*, {columns} from ({query}) as one{chosen}"
    return query


FILTERED = 2
"""The layer that is made of chosen rows only: those before it say which event and provider."""
