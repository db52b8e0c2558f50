"""The seal counts what matches and names every difference in words."""

from push.kit.plan import Change
from push.publishing.plan import Foreign, Plan, Row
from push.publishing.seal import seal

FIELDS = {"status": "finished", "place": "1"}


def plan(**parts: object) -> Plan:
    """A plan with two results that match."""
    kept = {"adds": (), "changes": (), "retractions": (), "foreign": (), "steps": ()} | parts
    return Plan("harbor", "harbor-1", "10 Mile", "10 Mile", "official", False, 2, 2,
                **kept)  # type: ignore[arg-type]  # fmt: skip


def said(found: Plan) -> list[str]:
    """Each difference as a line."""
    return [str(one) for one in seal(found).differences]


def test_everything_matches() -> None:
    assert (str(seal(plan())), seal(plan()).is_whole) == ("2 of 2 match", True)


def test_what_is_missing_or_different_does_not_match() -> None:
    change = Change("place", "2", "1")
    found = plan(
        adds=(Row("add", "runsignup-3", "Bo", FIELDS),),
        changes=(
            Row("change", "runsignup-4", "Cy", FIELDS, (change,)),
            Row("change", "runsignup-5", "Di", FIELDS),
        ),
    )

    assert str(seal(found)) == "2 of 5 match"
    assert said(found) == [
        "Bo (runsignup-3) in 10 Mile: missing at the provider",
        "Cy (runsignup-4) in 10 Mile: place is '1' in the source, '' as sent, '2' at the provider",
        "Di (runsignup-5) in 10 Mile: content is 'as served now' in the source, '' as sent, "
        "'as it was sent before' at the provider",
    ]


def test_what_is_too_much_or_not_as_approved_is_named() -> None:
    found = plan(
        retractions=(Row("retract", "runsignup-6", "Ed", FIELDS),),
        foreign=(Foreign("bib:9", "Flo"),),
        steps=("show the results to everybody",),
    )

    assert (str(seal(found)), seal(found).is_whole) == ("2 of 2 match", False)
    assert said(found)[1:] == [
        "Ed (runsignup-6) in 10 Mile: at the provider, but its result no longer stands",
        "Flo (bib:9) in 10 Mile: at the provider, but no publication has sent it",
    ]
