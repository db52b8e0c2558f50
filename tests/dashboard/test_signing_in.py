"""Who may come in, and when they are out again."""

import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from orchestration.service.tokens import Role
from orchestration.workplace import ROOT, Workplace
from tests.dashboard.browsing import PARTNER, Reader, token
from tests.dashboard.conftest import Opens


def test_only_the_one_who_serves_pays_for_the_pages() -> None:
    words = "import orchestration.cli, orchestration.service.app, sys; print(*sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", words], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert "orchestration.service.app" in told.stdout
    assert "nicegui" not in told.stdout
    assert "orchestration.dashboard" not in told.stdout


def test_the_address_alone_leads_to_the_pages(reader: Reader) -> None:
    reader.sign_in(token()).go("")

    expect(reader.page).to_have_url(f"{reader.url}/dashboard/")


def test_whoever_is_not_signed_in_is_asked_to(reader: Reader) -> None:
    reader.go("/syncs")

    expect(reader.page).to_have_url(re.compile(r"/dashboard/sign-in\?to=/dashboard/syncs$"))


def test_a_link_that_was_passed_on_leads_to_what_it_asks_for(reader: Reader) -> None:
    reader.go("/runner?event=a-1&registration=5501")
    reader.page.get_by_label("Token").fill(token())
    reader.press("Sign in")

    reader.sees("Ana Silva, bib 1234")


def test_a_token_leads_to_the_page_that_was_wanted(reader: Reader) -> None:
    reader.sign_in(token(), "/syncs")

    expect(reader.page.get_by_role("heading", name="Syncs", exact=True)).to_be_visible()
    [cookie] = [one for one in reader.context.cookies() if one["name"] == "syncline_session"]
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (
        True,
        "Strict",
        "/dashboard",
    )


@pytest.mark.parametrize("text", ["nonsense", token(seconds=-60), "'; alert(1)//"])
def test_a_token_that_opens_nothing_is_refused_in_words(reader: Reader, text: str) -> None:
    reader.sign_in(text)

    expect(reader.page.get_by_role("alert")).to_contain_text(re.compile("token", re.IGNORECASE))
    assert text not in reader.page.content()


def test_nobody_is_sent_to_another_site_after_signing_in(reader: Reader) -> None:
    reader.page.goto(f"{reader.url}/dashboard/sign-in?to=//elsewhere.example/dashboard")
    reader.page.get_by_label("Token").fill(token())
    reader.page.get_by_role("button", name="Sign in").click()

    expect(reader.page).to_have_url(f"{reader.url}/dashboard/")


def test_a_session_ends_with_its_token(reader: Reader) -> None:
    reader.sign_in(token(seconds=3))

    expect(reader.page).to_have_url(re.compile("sign-in"), timeout=12_000)


def test_signing_out_ends_it_in_every_window(reader: Reader) -> None:
    text = token()
    reader.sign_in(text)
    other = reader.another_window().go("/syncs")

    reader.press("Sign out")

    expect(reader.page).to_have_url(re.compile("sign-in"))
    expect(other.page).to_have_url(re.compile("sign-in"), timeout=12_000)
    reader.sign_in(text)
    expect(reader.page.get_by_role("alert")).to_be_visible()


def test_another_site_may_not_sign_anybody_in(opens: Opens, url: str) -> None:
    reply = opens().context.request.post(
        f"{url}/dashboard/sign-in",
        form={"token": token()},
        headers={"Origin": "https://elsewhere.example"},
        max_redirects=0,
    )

    assert (reply.status, "set-cookie" in reply.headers) == (303, False)


def test_a_timer_sees_the_connections_of_the_own_partner_alone(
    reader: Reader, place: Workplace
) -> None:
    reader.sign_in(token("timer", PARTNER), "/syncs")

    reader.sees("harbor_runsignup")
    assert "ridge_haku" in place.connections()
    assert "ridge_haku" not in reader.words
    reader.go("/syncs/ridge_haku").sees("There is no connection 'ridge_haku' here for you.")


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("timer", "/rentals"),
        ("timer", "/data"),
        ("timer", "/connections"),
        ("timer", "/audit"),
        ("viewer", "/connections/new/runsignup"),
        ("data_ops", "/connections/destinations"),
    ],
)
def test_a_page_that_is_not_for_a_role_tells_whom_it_is_for(
    reader: Reader, role: Role, path: str
) -> None:
    reader.sign_in(token(role, PARTNER), path)

    reader.sees(f"This page is not for the role {role}.")
    expect(reader.page.locator("nav").get_by_role("link", name="Connections")).to_have_count(0)
    expect(reader.page.locator("#main button")).to_have_count(0)


def test_the_log_holds_no_address_of_a_page(reader: Reader, place: Workplace) -> None:
    reader.sign_in(token()).sees("Never synced")

    assert "client_id" not in (place.home / "serve.log").read_text()
