"""The reviews that a server holds: a few, for a while, run one after the other beside all else that is asked.

A file that is sent lies in a folder that only this process may read, as long as it is read; the folder is gone with the
review, and all of them when the server stops. What a review found is held in memory alone.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from admissions import service
from admissions.errors import Place, refuse
from admissions.faces.web.guard import log_fault

MOST_HELD = 8
SECONDS, LOOKS = 30 * 60, 60
"""How long a review is held after it was last asked for, and how often it is looked whether one is to be let go."""
PREFIX = "admissions-"


@dataclass
class Job:
    """One review: its name that cannot be guessed, its folder, and how far it is."""

    token: str
    folder: Path
    held: service.HeldReview | None = None
    begun: bool = False
    finished: bool = False
    failed: bool = False
    asked_at: float = 0.0
    stop: threading.Event = field(default_factory=threading.Event)


class Desk:
    """Holds reviews and runs them. ``clock`` counts seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._pool = ThreadPoolExecutor(1, "review")
        self._making = threading.Lock()
        self._root: Path | None = None
        self._looks: tuple[threading.Thread, threading.Event] | None = None

    @property
    def root(self) -> Path:
        """The folder of it all, made when it is first needed, for this user alone; what is old is let go from then on.

        What a server that was killed left behind is cleared away.
        """
        with self._making:
            if self._root is None:
                _clear_away()
                self._root = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
                closed = threading.Event()
                looks = threading.Thread(target=self._look_after, args=(closed,), name="review-looks", daemon=True)
                self._looks = looks, closed
                looks.start()
            return self._root

    def _look_after(self, closed: threading.Event) -> None:
        while not closed.wait(LOOKS):
            self._clear()

    def add(self, data: bytes, ending: str, read: Callable[[Path], service.HeldReview]) -> Job:
        """A review of a file that was sent, not begun yet. Raises Refused where it cannot be read, or too many are."""
        self._clear()
        token = secrets.token_urlsafe(24)
        with self._lock:
            job = Job(token, self.root / token, asked_at=self._clock())
            if len(self._jobs) >= MOST_HELD:
                remedy = "end one that is no longer needed, or wait until it is let go"
                raise refuse(Place("file"), "as many reviews are held as there can be", remedy)
            self._jobs[token] = job
        try:
            job.held = read(_laid(job.folder, data, ending))
        except BaseException:
            self.end(token)
            raise
        return job

    @contextlib.contextmanager
    def laid(self, data: bytes, ending: str) -> Iterator[Path]:
        """A file that was sent, until what is asked of it is answered."""
        folder = self.root / secrets.token_urlsafe(24)
        try:
            yield _laid(folder, data, ending)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def find(self, token: str) -> Job | None:
        """The review of this name, if it is held still."""
        self._clear()
        with self._lock:
            job = self._jobs.get(token)
            if job is not None:
                job.asked_at = self._clock()
        return job

    def begin(self, job: Job) -> None:
        """Has a review run, once."""
        with self._lock:
            if job.begun:
                return
            job.begun = True
            self._pool.submit(self._run, job)

    def _run(self, job: Job) -> None:
        assert job.held is not None
        try:
            job.held.run(lambda: not job.stop.is_set())
        except Exception as error:  # whatever it is, who waits for it is told
            job.failed = True
            log_fault(error)
        finally:
            try:
                for path in job.folder.glob("placements.*"):
                    path.unlink(missing_ok=True)
            finally:
                job.finished = True  # once what was sent is gone, and not before

    def end(self, token: str) -> None:
        """Lets a review go."""
        with self._lock:
            job = self._jobs.pop(token, None)
        if job is not None:
            job.stop.set()
            shutil.rmtree(job.folder, ignore_errors=True)

    def _clear(self) -> None:
        with self._lock:
            old = [job.token for job in self._jobs.values() if self._clock() - job.asked_at > SECONDS]
        for token in old:
            self.end(token)

    def close(self) -> None:
        """Lets every review go, and the folder; both are made anew should more be asked."""
        with self._making:
            (root, self._root), (looks, self._looks) = (self._root, None), (self._looks, None)
        with self._lock:
            tokens = list(self._jobs)
            pool, self._pool = self._pool, ThreadPoolExecutor(1, "review")
        for token in tokens:
            self.end(token)
        pool.shutdown(wait=True, cancel_futures=True)
        if looks is not None:
            looks[1].set()
            looks[0].join()
        if root is not None:
            shutil.rmtree(root, ignore_errors=True)


def _laid(folder: Path, data: bytes, ending: str) -> Path:
    """Puts a file that was sent into a folder that is made for it, for this user alone."""
    folder.mkdir(mode=0o700)
    path = folder / f"placements{ending}"
    path.touch(mode=0o600)
    path.write_bytes(data)
    return path


def _clear_away() -> None:
    """Removes the folders of servers of this user that are no longer there."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}[0-9]*-*"):
        number = path.name.removeprefix(PREFIX).partition("-")[0]
        with contextlib.suppress(OSError, ValueError):
            if path.is_dir() and not path.is_symlink() and path.stat().st_uid == os.getuid() and not _runs(int(number)):
                shutil.rmtree(path, ignore_errors=True)


def _runs(process: int) -> bool:
    """Whether a process of this number runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
