"""What the three who use it do, from the first page to what they take away: with a script, without, and by keyboard."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import arrive

ROWS = b"""case,year_group,primary_need,current_provision,plan_made,last_review_meeting
EHC-1,Y7,ASD,drumbeat,2025-06-19,none
EHC-2,Y6,MLD,mainstream,2026-01-10,none
"""


def test_a_check_with_unknowns_from_the_first_page_to_print(page: Page) -> None:
    page.goto("/")
    page.click("main >> text=Check a profile")
    page.select_option("#year_group", "Y7")
    page.select_option("#primary_need", "ASD")
    page.click("button:has-text('Check')")
    expect(page.locator("h1")).to_have_text("What the recorded criteria say")
    expect(page.locator("main")).to_contain_text("Ask:")
    expect(page.locator("#drumbeat")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("form.app-fields")).to_be_hidden()
    expect(page.locator("nav[aria-label=Menu]")).to_be_hidden()
    expect(page.locator("#drumbeat")).to_be_visible()
    assert page.pdf().startswith(b"%PDF")
    page.emulate_media(media="screen")
    with page.expect_download() as download:
        page.click("button:has-text('Download as data')")
    report = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert report["profile"]["year_group"] == ["Y7"]
    page.check("#ehc_plan-none")
    with page.expect_navigation():
        page.click("button:has-text('Check')")
    expect(page.locator("#ehc_plan-none")).to_be_checked()


def test_questions_one_at_a_time_to_the_end(page: Page) -> None:
    page.goto("/check")
    with page.expect_navigation():
        page.click("text=be asked one question at a time")
    for _ in range(60):
        if page.locator("h1").inner_text() == "What the recorded criteria say":
            break
        if page.locator("main form fieldset .govuk-radios__input").count():
            page.locator("main form fieldset .govuk-radios__input").nth(1).check()
        elif page.locator("main form > div select, main form .govuk-form-group > select").count():
            page.locator("main form .govuk-form-group > select").first.select_option(index=1)
        with page.expect_navigation():
            page.click("button:has-text('Continue')")
    assert re.search(r"The other \d+ (were spared|were not asked)", page.locator("main").inner_text())


def test_from_overlaps_to_a_pair_to_a_change_to_its_file(page: Page) -> None:
    page.goto("/")
    page.click("nav >> text=Overlaps and gaps")
    page.click("a[href^='/overlaps/brent_knoll,drumbeat'], a[href^='/overlaps/drumbeat,watergate']")
    expect(page.locator("figure svg").first).to_be_visible()
    page.click("text=What could be done about it")
    page.click("text=/^Try change/ >> nth=0")
    expect(page.locator("main")).to_contain_text("Who gains and who loses")
    shared = page.get_by_role("link", name="A link to this draft").get_attribute("href")
    with page.expect_download() as download:
        page.click("button:has-text('Download the draft')")
    draft = Path(download.value.path()).read_text(encoding="utf-8")
    assert "status: draft" in draft
    assert shared is not None
    page.goto(shared)
    expect(page.locator("#text")).to_have_value(draft)


def test_a_review_from_a_file_to_the_result(page: Page, scripted: bool) -> None:
    page.goto("/")
    page.click("nav >> text=Review placements")
    page.set_input_files("#file", {"name": "p.csv", "mimeType": "text/csv", "buffer": ROWS})
    page.click("button:has-text('Read the file')")
    arrive(page, "#placements, #progress")
    for _ in range(300):
        if scripted or page.locator("#placements").count():  # a script looks by itself
            break
        page.wait_for_timeout(200)
        with page.expect_navigation():
            page.click("text=Look again")
    expect(page.locator("#EHC-1")).to_be_visible()
    page.select_option("#place", "drumbeat")
    page.click("button:has-text('Show')")
    expect(page.locator("main")).to_contain_text("1 of 2 placements")
    expect(page.locator("#EHC-2")).to_have_count(0)
    with page.expect_download() as download:
        page.click("main >> text=CSV")
    assert "EHC-2" in Path(download.value.path()).read_text(encoding="utf-8-sig")
    page.click("text=End this review")
    expect(page.locator("h1")).to_have_text("Review placements")


def test_a_check_by_keyboard_alone(page: Page) -> None:
    """From the top of the first page with Tab, Enter, Space and the arrows."""
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to main content")
    page.keyboard.press("Enter")
    for _ in range(5):
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text() == "Check a profile":
            break
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Check a profile")
    seen = set()
    for _ in range(400):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        id = focused.get_attribute("id") if focused.count() else None
        seen.add(id)
        if id == "year_group":
            page.keyboard.type("Year 7")
        if id == "primary_need":
            page.keyboard.type("aut")
        if id == "ehc_plan-unknown":
            page.keyboard.press("ArrowDown")
        if focused.count() and focused.evaluate("one => one.tagName") == "BUTTON":
            break
    assert {"year_group", "primary_need", "ehc_plan-unknown"} <= seen
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("What the recorded criteria say")
    assert page.input_value("#year_group") == "Y7"
    assert page.input_value("#primary_need") == "ASD"


def test_a_change_by_keyboard_alone(page: Page) -> None:
    page.goto("/try/drumbeat")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(":focus").get_attribute("id") == "change":
            break
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("This is a draft.")
