"""The pages of a review: from a file that is sent to the result, which is that of the command line. Nothing stays."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from admissions import service
from admissions.errors import Refused
from admissions.faces.serving import LOCAL
from admissions.faces.web.app import create_app
from admissions.faces.web.desk import MOST_HELD, SECONDS, Desk, Job
from admissions.faces.web.guard import LARGEST_UPLOAD
from tests.conftest import AS_AT
from tests.web.test_pages import Page

ROWS = (
    "case,year_group,primary_need,working_level,current_provision,plan_made,last_review_meeting",
    "EHC-1,Y7,ASD,p8,drumbeat,2025-06-19,none",
    "EHC-2,Y6,MLD,y3,mainstream,2026-01-10,none",
    "EHC-3,Y9,SEMH,y5,new_woodlands,2026-10-24,",
)
GOOD = "\n".join(ROWS).encode()
BAD = b"\n".join((GOOD, b"EHC-4,Y99,ASD,p8,drumbeat,2026-01-10,none"))


@pytest.fixture
def served(library: service.Library) -> Iterator[TestClient]:
    """A client of an app that is started and stopped, as a server does it."""
    app = create_app(library, None, LOCAL)
    with TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as client:
        yield client


def send(client: TestClient, data: bytes, name: str = "p.csv", on: str = "2026-11-24") -> str:
    """Sends a file; the address of its review."""
    found = client.post("/review", data={"on": on}, files={"file": (name, data)}, follow_redirects=False)
    assert found.status_code == 303, found.text
    return found.headers["location"]


def until_finished(job: Job) -> None:
    """Waits until a review is finished, a minute at most."""
    for _ in range(6_000):
        if job.finished:
            return
        time.sleep(0.01)
    raise AssertionError("the review did not end")


def when_done(client: TestClient, address: str) -> str:
    """The page of a result."""
    for _ in range(1_200):
        if client.get(f"{address}/progress").json()["finished"]:
            return client.get(address).text
        time.sleep(0.05)
    raise AssertionError("the review did not end")


def test_a_result_is_that_of_the_command_line_in_every_kind(served: TestClient, tmp_path: Path) -> None:
    address = send(served, GOOD)
    text = when_done(served, address)
    (tmp_path / "p.csv").write_bytes(GOOD)
    book = service.open_rules(None, AS_AT)
    for kind in service.KINDS:
        out = tmp_path / f"r{kind}"
        service.write_review(service.Review(book, tmp_path / "p.csv", service.Asked(), AS_AT), out, lambda: None)
        found = served.get(f"{address}/result{kind}")
        assert found.headers["content-disposition"] == f'attachment; filename="review{kind}"'
        if kind != ".xlsx":  # a workbook holds the time it was made
            assert found.content == out.read_bytes()
    report = json.loads(served.get(f"{address}/result.json").content)
    for one in report["placements"]:
        assert one["case"] in text
        assert one["place_name"] in text


def test_what_is_shown_can_be_filtered(served: TestClient) -> None:
    address = send(served, GOOD)
    when_done(served, address)
    lines = json.loads(served.get(f"{address}/result.json").content)["placements"]

    def shown(query: str) -> list[str]:
        text = served.get(f"{address}?{query}").text
        return [one["case"] for one in lines if f'<h3 id="{one["case"]}">' in text]

    assert shown("") == ["EHC-1", "EHC-2", "EHC-3"]
    assert shown("place=drumbeat") == ["EHC-1"]
    overdue = {one["case"] for one in lines if any(due["state"] == "passed" for due in one["deadlines"])}
    assert 0 < len(overdue) < len(lines)
    assert overdue <= {*shown("overdue=yes")} < {"EHC-1", "EHC-2", "EHC-3"}
    for name in {found["id"] for one in lines for found in one["findings"]}:
        assert shown(f"finding={name}") == [
            one["case"] for one in lines if name in [found["id"] for found in one["findings"]]
        ]
    assert shown("page=999") == shown("")


def test_who_may_be_overdue_is_not_left_out_for_what_is_not_recorded(served: TestClient) -> None:
    """A last meeting years ago, and nothing of what came of it; a plan of last month, of which nothing is due; and a
    child under five, whose review was to be considered, and no more.
    """
    columns = "case,year_group,current_provision,plan_made,last_review_meeting,last_review_decision\n"
    rows = "EHC-7,Y9,drumbeat,2021-01-10,2023-06-01,\nEHC-8,Y9,drumbeat,2026-10-24,none,none\nEHC-9,Y9,drumbeat,,,\n"
    rows += "EHC-10,N1,watergate,2026-02-10,none,none\n"
    address = send(served, f"{columns}{rows}".encode())
    when_done(served, address)
    text = served.get(f"{address}?overdue=yes").text
    assert [case in text for case in ("EHC-7", "EHC-8", "EHC-9", "EHC-10")] == [True, False, True, False]
    assert 'class="passed"' not in served.get(address).text.partition('id="EHC-10"')[2]


def test_pages_of_many_placements_show_each_once(served: TestClient) -> None:
    rows = "\n".join((ROWS[0], *(f"EHC-{number},Y7,ASD,p8,drumbeat,2026-01-10,none" for number in range(100, 160))))
    address = send(served, rows.encode())
    when_done(served, address)
    seen: list[str] = []
    for number in (1, 2, 3):
        seen += [str(one["id"]) for one in Page(served.get(f"{address}?page={number}").text).all("h3") if "id" in one]
    assert [one for one in seen if one.startswith("EHC-")] == [f"EHC-{number}" for number in range(100, 160)]


def test_rows_that_cannot_be_read_are_told_before_the_others_are_reviewed(served: TestClient) -> None:
    address = send(served, BAD)
    before = served.get(address).text
    assert "Some rows cannot be read" in before
    assert "year_group" in before
    assert "Y99" not in before
    assert served.get(f"{address}/result.csv").status_code == 404
    assert served.post(address, follow_redirects=False).status_code == 303
    after = when_done(served, address)
    assert "Some rows were rejected" in after
    told = [*csv.DictReader(io.StringIO(served.get(f"{address}/rejected.csv").content.decode("utf-8-sig")))]
    assert [(one["row"], one["column"]) for one in told] == [("5", "year_group")]
    assert "Y99" not in after


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no `file` was sent"),
        (b"case,name\nEHC-1,Ann Xanthippe", ""),
        (b"case,year_group,reason\nEHC-1,Y7,call 07700 900123", ""),
        (b"year_group\nY7", "there is no column `case`"),
        (b"case,year_group", ""),
        (b"\x00\x01\x02" * 100, ""),
        (b"PK\x03\x04 not a workbook", ""),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_on_the_form_and_nothing_of_it_is_kept(
    data: bytes, said: str, served: TestClient
) -> None:
    found = served.post("/review", data={"on": "2026-11-24"}, files={"file": ("Xanthippe.csv", data)})
    assert found.status_code == 422
    assert "There is a problem" in found.text
    assert said.lower() in found.text.lower()
    assert "Xanthippe" not in found.text
    assert "07700" not in found.text


@pytest.mark.parametrize("on", ["zork", "2026-13-01", "9999-01-01"])
def test_a_day_that_is_none_is_refused(on: str, served: TestClient) -> None:
    found = served.post("/review", data={"on": on}, files={"file": ("p.csv", GOOD)})
    assert found.status_code == 422
    assert "zork" not in found.text


def test_a_form_that_is_none_or_too_large_is_refused(served: TestClient) -> None:
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    assert served.post("/review", content=b"zork", headers=kind).status_code == 422
    assert served.post("/review", content=b"zork", headers={"Content-Type": "multipart/form-data"}).status_code == 422
    assert served.post("/review", content=b"zork").status_code == 422
    assert served.post("/review", content=b"0" * (LARGEST_UPLOAD + 1), headers=kind).status_code == 413
    other = {"Sec-Fetch-Site": "cross-site"}
    assert served.post("/review", files={"file": ("p.csv", GOOD)}, headers=other).status_code == 403


def test_more_placements_than_are_held_are_refused(served: TestClient) -> None:
    rows = "\n".join(("case,year_group", *(f"EHC-{number},Y7" for number in range(6_000))))
    found = served.post("/review", data={"on": "2026-11-24"}, files={"file": ("p.csv", rows.encode())})
    assert found.status_code == 422
    assert "split the file" in found.text


def test_a_review_that_is_ended_or_not_there_is_a_page_that_says_so(served: TestClient) -> None:
    address = send(served, GOOD)
    when_done(served, address)
    assert served.post(f"{address}/end", follow_redirects=False).headers["location"] == "/review"
    for path in (address, f"{address}/result.csv", f"{address}/progress", "/review/zork", f"{address}/rejected.csv"):
        found = served.get(path)
        assert found.status_code == 404
        assert "no longer held" in found.text
    assert served.post(address).status_code == 404
    assert served.get("/review/template.zork").status_code == 404


def test_the_template_can_be_filled_in_and_sent(served: TestClient) -> None:
    empty = served.get("/review/template.csv").content.decode("utf-8-sig").strip()
    names = empty.split(",")
    row = ",".join({"case": "EHC-1", "year_group": "Y7"}.get(name, "") for name in names)
    assert "EHC-1" in when_done(served, send(served, f"{empty}\n{row}\n".encode()))
    assert served.get("/review/template.xlsx").content.startswith(b"PK")


# --- what is held, and where ------------------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk whose folder is in a folder of the test, and whose clock stands still."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    found = Desk(lambda: 0.0)
    yield found
    found.close()
    assert not [*tmp_path.iterdir()]


def held(book: object) -> object:
    """What reads a file for a desk."""
    return lambda path: service.HeldReview(book, path, "the file", service.Asked(), AS_AT)  # type: ignore[arg-type]


def test_what_is_sent_lies_in_a_folder_of_this_user_alone_and_goes_when_it_has_been_read(
    desk: Desk, library: service.Library
) -> None:
    job = desk.add(GOOD, ".csv", held(library.book(AS_AT)))  # type: ignore[arg-type]
    for folder in (desk.root, job.folder):
        assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700
    assert [one.name for one in job.folder.iterdir()] == ["placements.csv"]
    desk.begin(job)
    desk.begin(job)
    until_finished(job)
    assert not [*job.folder.iterdir()]
    assert job.held is not None
    assert job.held.done == 3
    for kind in service.KINDS:
        assert job.held.written(kind, job.folder)
    assert not [*job.folder.iterdir()]
    desk.end(job.token)
    assert not [*desk.root.iterdir()]
    assert desk.find(job.token) is None


def test_a_review_is_finished_once_what_was_sent_is_gone_and_also_where_it_cannot_be_removed(
    desk: Desk, library: service.Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = desk.add(GOOD, ".csv", held(library.book(AS_AT)))  # type: ignore[arg-type]
    told, whole = list[bool](), Path.unlink

    def unlink(path: Path, missing_ok: bool = False) -> None:
        if path.parent == job.folder:
            told.append(job.finished)
            raise PermissionError
        whole(path, missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", unlink)
        desk.begin(job)
        until_finished(job)
    assert told == [False]


def test_a_review_that_nobody_touches_is_let_go_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: service.Library
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("admissions.faces.web.desk.LOOKS", 0.05)
    now = 0.0
    desk = Desk(lambda: now)
    job = desk.add(BAD, ".csv", held(library.book(AS_AT)))  # type: ignore[arg-type]
    (path,) = job.folder.iterdir()
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    now = SECONDS + 1
    for _ in range(3_000):
        if not [*desk.root.iterdir()]:
            break
        time.sleep(0.02)
    assert not [*desk.root.iterdir()]
    desk.close()


def test_what_a_killed_server_left_is_cleared_away_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    kept = [tmp_path / name for name in (f"admissions-{os.getpid()}-x", "admissions-zork-x", "other-1-x")]
    for folder in (*kept, tmp_path / f"admissions-{ended.pid}-x"):
        folder.mkdir()
    desk = Desk()
    root = desk.root
    assert {*tmp_path.iterdir()} == {*kept, root}
    desk.close()


def test_a_file_that_is_refused_is_not_kept(desk: Desk, library: service.Library) -> None:
    with pytest.raises(Refused):
        desk.add(b"case,name\nEHC-1,Ann", ".csv", held(library.book(AS_AT)))  # type: ignore[arg-type]
    assert not [*desk.root.iterdir()]


def test_only_so_many_are_held_and_one_that_nobody_looks_at_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: service.Library
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    now = 0.0
    desk = Desk(lambda: now)
    read = held(library.book(AS_AT))
    jobs = [desk.add(GOOD, ".csv", read) for _ in range(MOST_HELD)]  # type: ignore[arg-type]
    with pytest.raises(Refused):
        desk.add(GOOD, ".csv", read)  # type: ignore[arg-type]
    now = SECONDS
    assert desk.find(jobs[0].token) is jobs[0]
    now = SECONDS + 1
    assert desk.find(jobs[1].token) is None
    assert desk.find(jobs[0].token) is jobs[0]
    assert [one.name for one in desk.root.iterdir()] == [jobs[0].token]
    desk.close()
    assert not [*tmp_path.iterdir()]


def test_an_app_that_is_started_again_takes_files_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: service.Library
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    app = create_app(library, None, LOCAL)
    for _ in range(2):
        with TestClient(app, base_url="http://127.0.0.1:8000") as client:
            found = client.post("/api/v1/review", content=GOOD, headers={"Content-Type": "text/csv"})
            assert found.status_code == 200
        assert not [*tmp_path.iterdir()]


def test_a_stop_ends_what_is_running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: service.Library) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    others = {*threading.enumerate()}  # of apps that other tests have
    desk = Desk()
    rows = "\n".join(("case,year_group", *(f"EHC-{number},Y7" for number in range(4_000))))
    job = desk.add(rows.encode(), ".csv", held(library.book(AS_AT)))  # type: ignore[arg-type]
    desk.begin(job)
    assert job.held is not None
    while not job.held.done:
        time.sleep(0.01)
    desk.close()
    assert job.held.done < 4_000
    assert job.finished
    assert not [*tmp_path.iterdir()]
    assert not [one for one in {*threading.enumerate()} - others if one.name.startswith("review")]


def test_a_file_that_a_program_sends_lies_at_the_desk_too_and_goes_when_it_is_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: service.Library
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    seen: list[Path] = []
    whole = service.HeldReview.run

    def run(held: service.HeldReview) -> None:
        seen.append(held.file.path)
        assert stat.S_IMODE(os.stat(held.file.path).st_mode) == 0o600
        whole(held)

    monkeypatch.setattr(service.HeldReview, "run", run)
    with TestClient(create_app(library, None, LOCAL), base_url="http://127.0.0.1:8000") as client:
        for data, status in ((GOOD, 200), (b"case,name\nEHC-1,Ann", 422)):
            found = client.post("/api/v1/review", content=data, headers={"Content-Type": "text/csv"})
            assert found.status_code == status
            (root,) = tmp_path.iterdir()
            assert root.name.startswith(f"admissions-{os.getpid()}-")
            assert not [*root.iterdir()]
    assert [path.parent.parent for path in seen] == [root]
    assert not [*tmp_path.iterdir()]


def test_a_review_that_fails_says_so(
    desk: Desk, library: service.Library, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    job = desk.add(GOOD, ".csv", held(library.book(AS_AT)))  # type: ignore[arg-type]
    monkeypatch.setattr(service.HeldReview, "run", lambda *_: 1 / 0)
    desk.begin(job)
    until_finished(job)
    assert job.failed
    assert "ZeroDivisionError" in caplog.text
    assert "EHC-1" not in caplog.text
