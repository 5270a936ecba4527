"""The issues of a publication → a page that lists them, each with its letter as a thumbnail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from html import escape
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import quote

from newsletter.files import mended_toml, read_text, shown
from newsletter.model import Publication, within
from newsletter.preview.seen import Seen, document, edition_seen
from newsletter.preview.showing import Builder
from newsletter.preview.watch import Looks, looks

# Thumbnails that are remembered.
_MOST = 24

_NO_LETTER = """<!doctype html><html lang="en"><meta charset="utf-8"><title>No letter</title>
<body style="margin:0;display:grid;place-items:center;height:100vh;font:600 34px system-ui;color:#8a5a4c;background:#f5ece9">
<p>This issue has mistakes</p></body></html>"""


class Listing:
    """Makes the thumbnails, one at a time, and remembers them while their files look the same."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._made: dict[Path, tuple[Builder, Looks, str]] = {}

    def thumbnail(self, path: Path, publication: Publication) -> str:
        """Return the document of an issue's letter, or one that says that it has mistakes."""
        with self._lock:
            known = self._made.pop(path, None)
            if known is None or known[1] != looks(known[0].watched()):
                builder = Builder(path, publication, "", lambda _trace: None)
                good, seen = builder.build().good, Seen()
                html = document(edition_seen(good, seen), seen, within) if good else _NO_LETTER
                known = builder, looks(builder.watched()), html
            self._made[path] = known
            for oldest in [*self._made][:-_MOST]:
                del self._made[oldest]
            return known[2]


def listed(page: str, paths: Mapping[str, Path]) -> str:
    """Return the page that lists issues, in their order.

    Args:
        page: its frame, with ``{cards}`` and ``{count}`` in it.
        paths: what a request calls each → its file.
    """
    cards = "".join(_card(name, path) for name, path in paths.items())
    count = f"{len(paths)} issue{'' if len(paths) == 1 else 's'}"
    return page.replace("{count}", count).replace("{cards}", cards or "<li class='none'>No issue yet: make the first with "
                                                  "<code>newsletter next</code>, then look here again.</li>")


def _card(name: str, path: Path) -> str:
    number, subject, facts = _top(path)
    address = quote(name, errors="replace")
    said = "".join(f"<span>{escape(fact)}</span>" for fact in facts)
    return (
        f'<li><a href="/?issue={address}"><span class="thumbnail" aria-hidden="true"><iframe src="/thumbnail?issue={address}" '
        f'sandbox="allow-same-origin" loading="lazy" tabindex="-1" scrolling="no" title="The letter of {escape(name)}"></iframe>'
        f'</span><strong dir="auto">{escape(subject)}</strong><span class="facts">{number}{said}</span></a></li>'
    )


def _top(path: Path) -> tuple[str, str, Iterator[str]]:
    """Return number, subject and further facts of an issue file, as far as it can be read and said."""
    try:
        toml, _ = mended_toml(read_text(path), shown(path))
        return _said(toml.data if toml else None, path.name)
    except Exception:  # whatever is in one file must not take the list of all the others away
        return _said(None, path.name)


def _said(data: Mapping[str, Any] | None, name: str) -> tuple[str, str, Iterator[str]]:
    """Return what `_top` does of what a file says. Raises ValueError for a number too long to be written out."""
    top = data or {}
    number = f"<b>No. {top['number']}</b>" if isinstance(top.get("number"), int) else ""
    day = f"{top['date'].day} {top['date']:%B %Y}" if isinstance(top.get("date"), date) else ""
    facts = filter(None, (day, "sent" if top.get("sent") else "", "has mistakes" if data is None else "", name))
    return number, str(top.get("subject") or "No subject yet"), facts
