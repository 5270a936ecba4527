"""What the tests of the rundown share: a publication with an issue as editors leave it, and requests as its page sends them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from preview_help import PORT, PUBLICATION, SECRET, Answer, ask, png

from newsletter import amend, archive as archives, publication as publications
from newsletter.files import shown
from newsletter.model import Article, Issue, Publication
from newsletter.preview.answers import Answers
from newsletter.preview.app import app
from newsletter.preview.guard import Guard

ISSUE = """\
# The letter of the week

number    = 7
subject   = 'Harbour lights'   # chosen on Monday
preheader = 'Three ports, one night'

[[block]]
kind = 'note'
text = '''
Dear {first_name|friend},   # no remark

the boats are in.
'''

# ── the lead ──

[[block]]
kind = 'lead'

  # ask the desk about this one
  [[block.story]]                      # picked: newest with a large picture
  url    = 'https://lantern.example/boats'
  kicker = 'Ports'
  title  = 'The last ferry'
  teaser = 'It leaves at nine.'
  image  = 'images/boat.png'
  alt    = 'A ferry'
  credit = 'M. Okafor'
  focus  = '50% 20%'

[[block]]
kind  = 'section'
title = 'Europe'

  [[block.story]]                      # picked: newest of Europe
  url    = 'https://lantern.example/trams'
  title  = 'Trams before roads'
  # shorter?
  teaser = 'By 23 votes to 18.'

  [[block.story]]                      # runner-up: beaten by the limit of 1
  use   = false
  title = 'Polling by lamplight'
  url   = 'https://lantern.example/polling'

[[block]]
kind  = 'section'
title = 'Africa'   # a new band

  [[block.story]]
  url    = 'https://lantern.example/channel'
  title  = 'A deeper channel'
  teaser = 'Three countries dig.'

[picked]
when = 2026-11-19T09:00:00+00:00
"""

STANDING = """
[[block]]
kind = 'lead'
pick = { most = 1 }
[[block]]
kind  = 'section'
title = 'Europe'
pick  = { match = ['Europe'], most = 3 }
[[block]]
kind  = 'section'
title = 'Africa'
pick  = { match = ['Africa'], most = 3 }
"""

ARTICLES = (
    Article(title="Bargemen count their locks", url="https://lantern.example/locks", teaser="All eleven.", section="Europe",
            published=datetime(2026, 11, 18, tzinfo=UTC), source="feed", image="images/lock.png", alt="A lock", credit="I. Sousa"),
    Article(title="Polling by lamplight", url="https://lantern.example/polling", section="Europe",
            published=datetime(2026, 11, 17, tzinfo=UTC), source="feed"),
    Article(title="The last ferry", url="https://lantern.example/boats", section="Europe", source="feed",
            published=datetime(2026, 11, 19, tzinfo=UTC), image="http://lantern.example/far.jpg", alt="A far ferry",
            alt_is_draft=True),
)


def lantern(folder: Path, text: str = ISSUE) -> Path:
    """Make a publication with an issue, pictures and an archive; return the issue file."""
    for name in ("issues", "images/007"):
        (folder / name).mkdir(parents=True)
    (folder / "newsletter.toml").write_text(PUBLICATION, "utf-8")
    (folder / "standing.toml").write_text(STANDING, "utf-8")
    for name, colour in {"boat": "navy", "lock": "green", "007/trams": "crimson"}.items():
        (folder / "images" / f"{name}.png").write_bytes(png(colour))
    with archives.open(folder / archives.FILE) as archive:
        archive.put("feed", ARTICLES, datetime(2026, 11, 19, tzinfo=UTC))
    issue = folder / "issues" / "007.toml"
    issue.write_text(text, "utf-8", newline="\n")
    return issue


def desk_of(issue: Path) -> amend.Desk:
    """Return what an issue is amended by."""
    publication = publications.find(issue.parent)
    blocks = publications.blocks(publication)
    return amend.Desk(name=shown(issue), folder=issue.parent, standing=Issue(), blocks=blocks, language="en")


class OneDesk:
    """Desks with one issue whose letter nobody builds."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.publication: Publication = publications.find(path.parent)

    def look(self) -> None:
        """Build nothing."""

    def desk(self, name: str = "") -> OneDesk:
        """Return this desk; raise KeyError for any name but none."""
        return {"": self}[name]


class Page:
    """A page that is open: what it saw last, and what it asks for."""

    def __init__(self, guarded: Guard, session: str = "session-one") -> None:
        self.guarded, self.session = guarded, session
        self.state: dict[str, Any] = {}
        self.load()

    def load(self) -> dict[str, Any]:
        self.state = json.loads(self.get("/rundown", f"session={self.session}").body)
        return self.state

    def get(self, path: str, query: str = "") -> Answer:
        return ask(self.guarded, path, query)

    def post(self, path: str, body: Any) -> Answer:
        local = f"127.0.0.1:{PORT}"
        headers = [("Host", local), ("Origin", f"http://{local}"), ("Sec-Fetch-Site", "same-origin"),
                   ("X-Newsletter-Token", SECRET), ("Content-Type", "application/json")]
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return ask(self.guarded, path, method="POST", headers=headers, body=data)

    def change(self, do: str, *, digest: str | None = None, **change: Any) -> tuple[int, dict[str, Any]]:
        """Ask for a change of what the page saw last; return status and answer."""
        digest = self.state["digest"] if digest is None else digest
        return self._took(self.post("/rundown/change", {
            "session": self.session, "digest": digest, "change": {"do": do, **change}}))

    def back(self, which: str) -> tuple[int, dict[str, Any]]:
        """Undo or redo."""
        return self._took(self.post(f"/rundown/{which}", {"session": self.session, "digest": self.state["digest"]}))

    def _took(self, answer: Answer) -> tuple[int, dict[str, Any]]:
        said = json.loads(answer.body)
        if answer.status == 200:
            self.state = said
        return answer.status, said

    def stories(self) -> list[list[str]]:
        """Return the headlines of the stories in each block that the page shows."""
        return [[story["title"] for story in block["stories"]] for block in self.state["blocks"]]


def guarded(issue: Path) -> Guard:
    """Return the application that shows one issue, without anything that watches it."""
    return app(Answers(OneDesk(issue)), PORT, SECRET)  # type: ignore[arg-type]
