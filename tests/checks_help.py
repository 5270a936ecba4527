"""What the tests of the checks share: a good letter, the ways to break it, and what is then found.

A family's tests keep its ways in ``tests/breaks/<family>.py`` as ``WAYS``: each breaks the good letter in one way, and
says which rule must find that; or does something that looks like it and is none, and the rule must be silent
(``found=False``). `test_checks_mutations` goes through them all.
"""

from __future__ import annotations

import importlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from newsletter import build, checks, issue as issues, publication as publications
from newsletter.files import PACKAGED
from newsletter.model import Edition, Finding, Issue, Letter, Publication, replace

DATA = Path(__file__).parent / "data" / "checks"
BREAKS = Path(__file__).parent / "breaks"
TODAY = date(2026, 11, 19)
"""The day before the good letter, No. 47, appears."""

Pairs = Mapping[str, str]


class Way(NamedTuple):
    """One way to break the good letter.

    Attributes:
        rule: the id of the rule that must find it.
        about: what was done, in a few words; with the rule it is the name of the test.
        issue, settings, earlier, html, text: old → new words, in ``issues/047.toml``, ``newsletter.toml``,
            ``issues/046.toml``, the finished HTML, the finished plain text. Each old must be there. An empty old puts
            the new at the end.
        change: anything else that is to be done to the finished edition.
        message: what is to be done to the bytes of the message.
        service: whose words are put in.
        profile: what stands in ``services/own.toml``, for the service ``own``; empty for no such file.
        standing: what stands in ``standing.toml``; empty for no such file.
        before: how many copies of No. 46 stand before it, as No. 45, 44 …
        foreign: a letter that was made elsewhere, in place of the good one; `name` is its file.
        found: False for what looks like the fault and is none.
        line: where the finding must be: a part of the line of ``issues/047.toml``; empty for anywhere.
    """

    rule: str
    about: str
    issue: Pairs = {}
    settings: Pairs = {}
    earlier: Pairs = {}
    html: Pairs = {}
    text: Pairs = {}
    change: Callable[[Edition], Edition] | None = None
    message: Callable[[bytes], bytes] | None = None
    service: str = "plain"
    profile: str = ""
    standing: str = ""
    before: int = 0
    foreign: str = ""
    name: str = "letter.html"
    found: bool = True
    line: str = ""

    @property
    def called(self) -> str:
        return f"{self.rule}: {self.about}"


def ways() -> list[Way]:
    """Return the ways of all families."""
    found: list[Way] = []
    for path in sorted(BREAKS.glob("[a-z]*.py")):
        found += importlib.import_module(f"breaks.{path.stem}").WAYS
    return found


def sheet(way: Way) -> checks.Sheet:
    """Return the good letter, broken in one way, as it lies before the checks."""
    if way.foreign:
        return checks.foreign(way.foreign.encode(), way.name, good().publication)
    folder = _folder(tuple(way.settings.items()), tuple(way.earlier.items()), way.standing, way.before, way.profile)
    issue, publication = _issue(tuple(way.issue.items()), folder)
    letter = _letter(issue.key, issue, publication)
    service = publications.service(publication, way.service)
    edition = checks.as_judged(letter, service, publication)
    edition = replace(edition, html=_changed(edition.html, way.html), text=_changed(edition.text, way.text))
    edition = way.change(edition) if way.change else edition
    made = checks.Sheet(edition=edition, publication=publication, issue=issue, today=TODAY)
    if way.message:
        made.__dict__["message"] = way.message(made.message)
    return made


def sheet_with_templates(templates: Pairs) -> checks.Sheet:
    """Return the good letter as these templates of the publication's own make it: file → what stands in it."""
    folder = Path(tempfile.mkdtemp(dir=_scratch()))
    shutil.copytree(_folder((), (), "", 0), folder, dirs_exist_ok=True)
    for name, text in templates.items():
        path = folder / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    issue, publication = _issue((), folder)
    service = publications.service(publication, "plain")
    edition = checks.as_judged(_letter(issue.key, issue, publication), service, publication)
    return checks.Sheet(edition=edition, publication=publication, issue=issue, today=TODAY)


def found(way: Way, *only: str) -> tuple[Finding, ...]:
    """Return what the checks find of a way: all of them, or only these."""
    return checks.judged(sheet(way), only).findings


GOOD = Way("", "as it is")


def good() -> checks.Sheet:
    """Return the good letter."""
    return sheet(GOOD)


def line_of(part: str, issue: Pairs = {}) -> int:
    """Return the number of the first line of the good issue that holds some words."""
    text = _changed((DATA / "issues/047.toml").read_text(encoding="utf-8"), issue)
    return next(number for number, line in enumerate(text.split("\n"), 1) if part in line)


def _changed(text: str, pairs: Pairs) -> str:
    for old, new in pairs.items():
        assert old in text, f"{old!r} is not there, so that nothing would be changed"
        text = text.replace(old, new) if old else text + new
    return text


# ── made once ────────────────────────────────────────────────────────────────────────────────────────────────

_Items = tuple[tuple[str, str], ...]


@cache
def _issue(issue: _Items, folder: Path) -> tuple[Issue, Publication]:
    publication = publications.find(folder)
    text = _changed((DATA / "issues/047.toml").read_text(encoding="utf-8"), dict(issue))
    blocks = publications.blocks(publication)
    return issues.parse(text, name="issues/047.toml", folder=folder / "issues", blocks=blocks), publication


@cache
def _folder(settings: _Items, earlier: _Items, standing: str, before: int, profile: str = "") -> Path:
    folder = _scratch() / f"{len(list(_scratch().iterdir()))}"
    (folder / "issues").mkdir(parents=True)
    shutil.copytree(PACKAGED / "data" / "sample" / "images", folder / "images")
    for name, pairs in (("newsletter.toml", settings), ("issues/046.toml", earlier), ("issues/047.toml", ())):
        text = _changed((DATA / name).read_text(encoding="utf-8"), dict(pairs))
        (folder / name).write_text(text, encoding="utf-8")
    if profile:
        (folder / "services").mkdir()
        (folder / "services/own.toml").write_text(profile, encoding="utf-8")
    if standing:
        (folder / "standing.toml").write_text(standing, encoding="utf-8")
    for number in range(46 - before, 46):
        text = (DATA / "issues/046.toml").read_text(encoding="utf-8").replace("= 46", f"= {number}")
        (folder / f"issues/0{number}.toml").write_text(text, encoding="utf-8")
    return folder


@cache
def _scratch() -> Path:
    import atexit

    folder = Path(tempfile.mkdtemp(prefix="newsletter-checks-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _letter(key: str, issue: Issue, publication: Publication) -> Letter:
    where = f"{key} {publication.root}"
    if where not in _made:
        _made[where] = build.press(issue, publication, publications.theme(publication))
    return _made[where]


_made: dict[str, Letter] = {}


def rules_of(ways: list[Way], *, found: bool) -> Iterator[str]:
    """Yield the rules that some ways are about."""
    return (way.rule for way in ways if way.found is found)
