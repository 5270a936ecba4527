"""What the tests of the preview share: a small publication, raw requests, and a preview as it really runs."""

from __future__ import annotations

import asyncio
import io
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image

from newsletter.preview.answers import Answers
from newsletter.preview.app import app
from newsletter.preview.board import Board
from newsletter.preview.guard import Guard

ROOT = Path(__file__).parents[1]
PORT = 8025
SECRET = "the token of a test"

PUBLICATION = """
name = 'The Lantern'
sender = 'The Lantern <letter@lantern.example>'
imprint = 'You asked for this letter. [Unsubscribe](merge:unsubscribe)'
[addresses]
unsubscribe = 'https://lantern.example/bye?who={email}'
"""

ISSUE = """number    = 7
subject   = 'Harbour lights'
preheader = 'Three ports, one night'

[[block]]
kind = 'note'
text = 'Dear {first_name|friend}, the boats are in.'

[[block]]
kind = 'lead'

  [[block.story]]
  url    = 'https://lantern.example/boats'
  title  = 'The last ferry'
  teaser = 'It leaves at nine.'
  image  = 'images/boat.png'
  alt    = 'A ferry'
"""

REMOTE_STORY = """
[[block]]
kind = 'section'
title = 'Elsewhere'

  [[block.story]]
  url    = 'https://lantern.example/far'
  title  = 'Far away'
  image  = 'https://pictures.example/far.png'
  alt    = 'A far coast'
"""


def lantern(folder: Path) -> Path:
    """Make a publication with one issue and one picture; return the issue file."""
    (folder / "issues").mkdir()
    (folder / "images").mkdir()
    (folder / "newsletter.toml").write_text(PUBLICATION, "utf-8")
    (folder / "images" / "boat.png").write_bytes(png("navy"))
    issue = folder / "issues" / "007.toml"
    issue.write_text(ISSUE, "utf-8")
    return issue


def png(colour: str) -> bytes:
    """Return a picture of one colour, 640 × 360."""
    out = io.BytesIO()
    Image.new("RGB", (640, 360), colour).save(out, "PNG")
    return out.getvalue()


def until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait until a condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


class Hung(NamedTuple):
    """Desks with one issue, on whose board a test hangs what it likes."""

    board: Board
    first: Path = Path("007.toml")

    def desk(self, name: str = "") -> Hung:
        """Return this desk; raise KeyError for any name but none."""
        return {"": self}[name]

    def paths(self) -> dict[str, Path]:
        """Return no issues to be listed."""
        return {}


def app_of(board: Board) -> Guard:
    """Return the application that shows what hangs on a board."""
    return app(Answers(Hung(board)), PORT, SECRET)  # type: ignore[arg-type]


# ── requests ─────────────────────────────────────────────────────────────────────────────────────────────────


class Answer(NamedTuple):
    """What an application said to one request."""

    status: int
    headers: dict[str, str]
    body: bytes


def scope(path: str, query: str = "", method: str = "GET", headers: Iterable[tuple[str, str]] | None = None,
          spec: str = "2.3") -> dict[str, Any]:
    """Return an ASGI scope; without `headers` it has the right Host and nothing else."""
    given = [("Host", f"127.0.0.1:{PORT}")] if headers is None else headers
    return {
        "type": "http", "asgi": {"version": "3.0", "spec_version": spec}, "http_version": "1.1", "method": method,
        "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in given],
        "client": ("127.0.0.1", 50000), "server": ("127.0.0.1", PORT), "state": {},
    }


def ask(app: Any, path: str, query: str = "", method: str = "GET",
        headers: Iterable[tuple[str, str]] | None = None, body: bytes = b"") -> Answer:
    """Return an application's answer to one request, without a client that would tidy the request up."""
    sent: list[dict[str, Any]] = []
    coming = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        return coming.pop() if coming else await asyncio.get_running_loop().create_future()  # nobody hangs up

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(app(scope(path, query, method, headers), receive, send))
    fields = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], fields, b"".join(message.get("body", b"") for message in sent[1:]))


# ── the preview as a process ─────────────────────────────────────────────────────────────────────────────────

_SERVE = """
import sys
from pathlib import Path
from newsletter import publication
from newsletter.preview import serve
path = Path(sys.argv[1])
serve(path, publication=publication.find(path.parent), port=int(sys.argv[2]), open_browser=sys.argv[3] == "open",
      phone=len(sys.argv) > 4, say=lambda line: print(line, file=sys.stderr, flush=True))
"""


class Running(NamedTuple):
    """A preview that runs in a process of its own."""

    process: subprocess.Popen[str]
    url: str
    port: int

    def interrupt(self) -> int:
        """Press Ctrl-C; return the exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=10)


@contextmanager
def running(issue: Path, *, port: int = 0, open_browser: bool = False, **environment: str) -> Iterator[Running]:
    """Start a preview, on any free port where none is given; end it however the test ends."""
    command = [sys.executable, "-c", _SERVE, str(issue), str(port), "open" if open_browser else "no"]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, text=True, stderr=subprocess.PIPE)
    try:
        said = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", said)
        assert found, said + process.stderr.read()
        yield Running(process, found[0], int(found[1]))
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
