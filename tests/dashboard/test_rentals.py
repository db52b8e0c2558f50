"""Rentals: the figures of an account, its calendar, and one opportunity with its history."""

from playwright.sync_api import expect

from tests.dashboard.browsing import PARTNER, Reader, token


def test_the_figures_of_an_account_stand_beside_their_charts(reader: Reader) -> None:
    reader.sign_in(token("viewer"), "/rentals")

    reader.sees("By status")
    expect(reader.page.locator("figure svg")).to_have_count(2)
    reader.page.get_by_text("The figures as a table").first.click()
    expect(reader.page.get_by_role("row", name="Order: Confirmed 1 1,200.50")).to_be_visible()
    assert "Somebody else" not in reader.words


def test_the_calendar_leads_to_what_a_day_is_about(reader: Reader) -> None:
    reader.sign_in(token("viewer"), "/rentals?month=2031-04")
    reader.go("/rentals?month=2031-04").sees("April 2031")

    reader.page.get_by_role("link", name="Friday, 18 April").click()

    reader.sees("1 to 1 of 1")
    expect(reader.page.get_by_role("link", name="Winter <b>Gala</b>")).to_be_visible()


def test_opportunities_are_paged_and_searched(reader: Reader) -> None:
    reader.sign_in(token("viewer"), "/rentals").sees("1 to 20 of 46")

    reader.page.get_by_label("Search").last.fill("marquee 14")

    reader.sees("1 to 6 of 6")


def test_one_opportunity_is_told_with_its_history_and_record(reader: Reader) -> None:
    reader.sign_in(token("viewer"), "/rentals/one/hire_rms-1")

    reader.sees("1,200.50 (1,440.60 with tax)")
    expect(
        reader.page.get_by_role("row", name="opportunity status Provisional Confirmed")
    ).to_be_visible()
    reader.page.get_by_text("The record as received").click()
    reader.sees('"subject": "Winter <b>Gala</b>"')


def test_the_opportunities_of_others_are_not_there(reader: Reader) -> None:
    reader.sign_in(token("viewer", PARTNER), "/rentals/one/hire_rms-1")

    reader.sees("There are no such opportunities here for you.")
    reader.go("/rentals").sees("No rentals are served yet")
    reader.go("/rentals/day/2031-04-18?account=hire_rms").sees("no such opportunities")
    assert "Gala" not in reader.words
