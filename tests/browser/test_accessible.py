"""Every page: axe-core finds nothing against it, nothing is wider than the window, an error is where one starts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import NARROW, PATIENCE, WIDE, arrive, faults

PAGES = (
    "/",
    "/check",
    "/ask",
    "/provisions",
    "/provisions/drumbeat",
    "/provisions/drumbeat/families",
    "/compare?one=drumbeat&two=greenvale",
    "/overlaps",
    "/overlaps/brent_knoll,drumbeat",
    "/overlaps/brent_knoll,drumbeat,greenvale",
    "/repairs/drumbeat,watergate",
    "/ladder?year=Y7&need=ASD",
    "/gaps",
    "/pathways",
    "/aims",
    "/try",
    "/try/drumbeat",
    "/review",
    "/accessibility",
    "/provisions/zork",
    "/overlaps?assume=zork=1",
)


def answer(page: Page) -> None:
    page.goto("/check")
    page.select_option("#year_group", "Y7")
    page.select_option("#primary_need", "ASD")
    page.click("button:has-text('Check')")
    arrive(page, "#drumbeat")


def error(page: Page) -> None:
    page.goto("/check")
    page.select_option("#primary_need", "ASD")
    page.check("#some-additional_needs-ASD")
    page.click("button:has-text('Check')")
    arrive(page, ".govuk-error-summary")


def tried(page: Page) -> None:
    page.goto("/try/drumbeat")
    page.select_option("#change", index=12)
    page.click("button:text-is('Try it')")
    arrive(page, "h2:has-text('Who gains and who loses')")


def tried_wrongly(page: Page) -> None:
    page.goto("/try/drumbeat")
    page.fill("#text", page.input_value("#text").replace("at_least: R", "at_least: zork"))
    page.click("button:has-text('Try it as written')")
    arrive(page, ".govuk-error-summary")


def reviewed(page: Page) -> None:
    page.goto("/review")
    rows = b"case,year_group,primary_need,current_provision,plan_made\nEHC-1,Y7,ASD,drumbeat,2025-06-19\nEHC-2,Y99,,,\n"
    page.set_input_files("#file", {"name": "p.csv", "mimeType": "text/csv", "buffer": rows})
    page.click("button:has-text('Read the file')")
    page.click("button:has-text('Review the other rows')")
    arrive(page, "#placements")


def drafted(page: Page, what: str) -> None:
    page.click(f"{what}:has-text('Draft a consultation sheet')")
    page.select_option("#provision", "drumbeat")
    page.click("button:has-text('Draft the sheet')")
    arrive(page, "#recorded")


def sheet(page: Page) -> None:
    answer(page)
    drafted(page, "button")


def sheet_of_placement(page: Page) -> None:
    reviewed(page)
    drafted(page, "a")


def rejected(page: Page) -> None:
    page.goto("/review")
    page.set_input_files(
        "#file", {"name": "p.csv", "mimeType": "text/csv", "buffer": b"case,year_group\nEHC-1,Y7\nEHC-2,Y99\n"}
    )
    page.click("button:has-text('Read the file')")
    arrive(page, "button:has-text('Review the other rows')")


DONE = (answer, error, tried, tried_wrongly, reviewed, rejected, sheet, sheet_of_placement)


@pytest.fixture(scope="module", params=[WIDE, NARROW])
def any_page(browser: Browser, server: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of either width. The policy on what a page may run is lifted, for axe-core to run in it."""
    context = browser.new_context(base_url=server, viewport={"width": request.param, "height": 900}, bypass_csp=True)
    found = context.new_page()
    found.set_default_timeout(PATIENCE)
    yield found
    context.close()


def look(page: Page) -> None:
    """Holds what must hold of every page."""
    for one in page.query_selector_all("details"):
        one.evaluate("one => one.open = true")
    assert not faults(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("window.innerWidth")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_fault_and_fits(path: str, any_page: Page) -> None:
    any_page.goto(path)
    look(any_page)


@pytest.mark.parametrize("do", DONE, ids=lambda do: do.__name__)
def test_what_comes_of_a_form_has_no_fault_and_fits(do: Callable[[Page], None], any_page: Page) -> None:
    do(any_page)
    look(any_page)


@pytest.mark.parametrize("do", [error, tried_wrongly], ids=lambda do: do.__name__)
def test_the_keyboard_starts_at_the_error_and_its_link_leads_to_the_field(
    do: Callable[[Page], None], any_page: Page
) -> None:
    do(any_page)
    expect(any_page.locator(".govuk-error-summary")).to_be_focused()
    link = any_page.query_selector(".govuk-error-summary a")
    assert link is not None
    any_page.keyboard.press("Tab")
    any_page.keyboard.press("Enter")
    expect(any_page).to_have_url(re.compile(f"{re.escape(str(link.get_attribute('href')))}$"))


def test_the_text_of_a_picture_stands_out(any_page: Page) -> None:
    """At least 4.5 to 1, computed of what the browser draws: axe-core does not look into pictures."""
    any_page.goto("/overlaps/brent_knoll,drumbeat")
    pairs = any_page.evaluate(
        """() => [...document.querySelectorAll("svg g")].map(group => {
             const square = group.previousElementSibling;
             return [getComputedStyle(group).fill, getComputedStyle(square).fill];
           })"""
    )
    assert len(pairs) > 1
    for ink, ground in pairs:
        assert contrast(ink, ground) >= 4.5, (ink, ground)


def contrast(one: str, two: str) -> float:
    """The contrast of two colours, as WCAG 2.2 counts it: from 1 to 21."""
    lights = sorted(map(_light, (one, two)), reverse=True)
    return (lights[0] + 0.05) / (lights[1] + 0.05)


def _light(colour: str) -> float:
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
