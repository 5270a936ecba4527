"""The issues of a publication → a page that lists them: each with its letter as a thumbnail, and how far it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from html import escape
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple
from urllib.parse import quote

from newsletter import approval, publication as publications
from newsletter.errors import InputError
from newsletter.files import mended_toml, read_text, shown
from newsletter.model import Publication, within
from newsletter.preview.seen import Seen, document, edition_seen
from newsletter.preview.showing import Builder, Good, Showing, watched_by_all
from newsletter.preview.watch import Looks, Watched, looks
from newsletter.prose import amount

# Issues of which thumbnail and state are remembered.
_MOST = 24

_NO_LETTER = """<!doctype html><html lang="en"><meta charset="utf-8"><title>No letter</title>
<body style="margin:0;display:grid;place-items:center;height:100vh;font:600 34px system-ui;color:#8a5a4c;background:#f5ece9">
<p>This issue has mistakes</p></body></html>"""


class State(NamedTuple):
    """How far an issue is: ``sent``, ``wrong``, ``planned``, ``changed``, ``approved``, ``waiting`` or ``ready``; and the same in words."""

    state: str
    words: str


class _Made(NamedTuple):
    builder: Builder
    looks: Looks
    showing: Showing
    html: str


class Listing:
    """Makes thumbnails and states, one at a time, and remembers them while their files look the same."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._made: dict[Path, _Made] = {}
        self._states: dict[Path, tuple[object, State]] = {}

    def thumbnail(self, path: Path, publication: Publication) -> str:
        """Return the document of an issue's letter, or one that says that it has mistakes."""
        with self._lock:
            return self._known(path, publication).html

    def state(self, path: Path, publication: Publication) -> State:
        """Return how far an issue is."""
        with self._lock:
            made = self._known(path, publication)
            seen = made.looks, look_at(path)
            known = self._states.get(path)
            if known is None or known[0] != seen:
                known = self._states[path] = seen, state_of(made.builder.proved(made.showing), path)
            return known[1]

    def _known(self, path: Path, publication: Publication) -> _Made:
        known = self._made.pop(path, None)
        if known is None or known.looks != looks(known.builder.watched()):
            builder = Builder(path, publication, "", lambda _trace: None)
            showing, seen = builder.build(), Seen()
            html = document(edition_seen(showing.good, seen), seen, within) if showing.good else _NO_LETTER
            known = _Made(builder, looks(builder.watched()), showing, html)
        self._made[path] = known
        for oldest in [*self._made][:-_MOST]:
            del self._made[oldest]
            self._states.pop(oldest, None)
        return known


def state_of(showing: Showing, path: Path) -> State:
    """Return how far an issue is whose letter has been judged.

    Args:
        path: its file, beside which lies what was approved.
    """
    good = showing.good
    if good is None or showing.mistakes:
        return State("wrong", "Has mistakes")
    if good.issue.sent:
        return State("sent", f"Sent on {_in_words(good.issue.sent)}")
    stories = [story for block in good.issue.blocks if block.use for story in block.stories if story.use]
    if planned := sum(story.url == "TK" for story in stories):
        return State("planned", f"{amount(planned, 'story', 'stories')} still to come")
    if errors := sum(found.level == "error" for found in good.findings or ()):
        return State("wrong", f"{amount(errors, 'error')} to mend")
    unapproved = State("waiting", "Waits for approval") if good.publication.require_approval else State("ready", "Ready to go out")
    return _approved(good, path) or unapproved


def _approved(good: Good, path: Path) -> State | None:
    """Return whether the letter is the one that was approved; None where none was, or nobody can tell."""
    with suppress(InputError):
        if approved := approval.recall(path):
            if approval.changes(approved, good.letter, publications.service(good.publication), good.publication):
                return State("changed", "Changed since it was approved")
            return State("approved", "Approved")
    return None


# ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────


def look_of(publication: Publication, first: Path | None) -> str:
    """Return another word for each state of the files that the list depends on; none of them is read.

    Args:
        first: an issue that may lie elsewhere.
    """
    root, shared = publication.root, watched_by_all(publication)
    own = _files_of(first) if first else frozenset()
    return _word(Watched(files=shared.files | own, folders=shared.folders | ({root / "issues"} if root else set())))


def look_at(path: Path) -> str:
    """Return another word for each state of an issue file and of what was approved of it."""
    return _word(Watched(files=_files_of(path), folders=frozenset()))


def _files_of(path: Path) -> frozenset[Path]:
    return frozenset({path, approval.file_of(path)})


def _word(watched: Watched) -> str:
    return hashlib.sha256(repr(sorted(looks(watched).items())).encode()).hexdigest()[:12]


def listed(page: str, paths: Mapping[str, Path], publication: Publication) -> str:
    """Return the page that lists issues, in their order.

    Args:
        page: its frame, with ``{cards}`` and ``{count}`` in it.
        paths: what a request calls each → its file.
    """
    shared = _word(watched_by_all(publication))  # a template, a theme: all thumbnails change with it
    cards = "".join(_card(name, path, f"{look_at(path)}-{shared}") for name, path in paths.items())
    count = amount(len(paths), "issue")
    return page.replace("{count}", count).replace("{cards}", cards or "<li class='none'>No issue yet: make the first with "
                                                  "<code>newsletter next</code>, and it appears here.</li>")


def _card(name: str, path: Path, look: str) -> str:
    number, subject, facts = _top(path)
    address = quote(name, errors="replace")
    said = "".join(f"<span>{escape(fact)}</span>" for fact in facts)
    return (
        f'<li data-name="{escape(name)}" data-look="{look}"><a href="/?issue={address}"><span class="thumbnail" '
        f'aria-hidden="true"><iframe src="/thumbnail?issue={address}&amp;look={look}" sandbox="allow-same-origin" loading="lazy" '
        f'tabindex="-1" scrolling="no" title="The letter of {escape(name)}"></iframe>'
        f'</span><strong dir="auto">{escape(subject)}</strong><span class="state"></span>'
        f'<span class="facts">{number}{said}<span class="name">{escape(path.name)}</span></span></a></li>'
    )


def _top(path: Path) -> tuple[str, str, Iterator[str]]:
    """Return number, subject and further facts of an issue file, as far as it can be read and said."""
    try:
        toml, _ = mended_toml(read_text(path), shown(path))
        return _said(toml.data if toml else None)
    except Exception:  # whatever is in one file must not take the list of all the others away
        return _said(None)


def _said(data: Mapping[str, Any] | None) -> tuple[str, str, Iterator[str]]:
    """Return what `_top` does of what a file says. Raises ValueError for a number too long to be written out."""
    top = data or {}
    number = f"<b>No. {top['number']}</b>" if isinstance(top.get("number"), int) else ""
    day = _in_words(top["date"]) if isinstance(top.get("date"), date) else ""
    return number, str(top.get("subject") or "No subject yet"), filter(None, (day,))


def _in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
