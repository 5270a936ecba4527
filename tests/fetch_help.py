"""What the tests of `newsletter fetch` share: feeds, sites that serve them, publications that name them."""

from __future__ import annotations

import json
import socket
import zlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from newsletter import archive as archives, fetch as room, publication as publications
from newsletter.archive import Archive
from newsletter.fetch import Report
from newsletter.model import Article

from servers import Script, Site, answer  # isort: skip

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

Serve = Callable[..., Site]


def item(title: str, *, days: float = 1, section: str = "", image: str = "https://pictures.example/a.jpg",
         url: str | None = None, teaser: str = "") -> str:
    """Return an item of a feed, so many days old at `NOON`; with a picture, so that no page is asked for one."""
    link = f"https://courier.example/{zlib.crc32(title.encode())}" if url is None else url
    return "".join((
        f"<item><title>{escape(title)}</title>",
        f"<link>{escape(link)}</link>" if link else "",
        f"<description>{escape(teaser)}</description>" if teaser else "",
        f"<category>{escape(section)}</category>" if section else "",
        f'<enclosure url="{image}" type="image/jpeg" length="1"/>' if image else "",
        f"<pubDate>{format_datetime(NOON - timedelta(days=days))}</pubDate></item>",
    ))


def rss(*items: str) -> bytes:
    return ('<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>T</title>'
            + "".join(items) + "</channel></rss>").encode()


def one(title: str = "A court for two rivers", **more: Any) -> bytes:
    """Return a feed of one item."""
    return rss(item(title, **more))


class Answers:
    """A script that gives one answer after the other, and the last one for ever."""

    def __init__(self, *said: bytes | Script) -> None:
        self._said = list(said)

    def __call__(self, connection: socket.socket, request: bytes) -> None:
        said = self._said.pop(0) if len(self._said) > 1 else self._said[0]
        if callable(said):
            said(connection, request)
        else:
            connection.sendall(said)


def tagged(body: bytes, etag: str = '"v1"', *headers: str) -> Script:
    """Return a script that answers 304 to whoever shows this entity tag."""
    def script(connection: socket.socket, request: bytes) -> None:
        known = f"If-None-Match: {etag}\r\n".encode("latin-1") in request
        connection.sendall(answer(b"", "304 Not Modified") if known else answer(body, "200 OK", f"ETag: {etag}", *headers))

    return script


def toml(text: str) -> str:
    """Return a text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


class Newsroom:
    """A publication in a folder, with sources, and its archive."""

    def __init__(self, root: Path, sources: Sequence[tuple[str, str]] | dict[str, str], extra: str = "") -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        pairs = sources.items() if isinstance(sources, dict) else sources
        tables = "".join(f"[[source]]\nname = {toml(name)}\naddress = {toml(address)}\n{extra}\n"
                         for name, address in pairs)
        (root / "newsletter.toml").write_text(f"name = 'The Halyard'\n\n{tables}", encoding="utf-8")

    @property
    def path(self) -> Path:
        return self.root / archives.FILE

    def fetch(self, *named: str, at: datetime = NOON, **more: Any) -> Report:
        """Fetch once, private addresses allowed."""
        with archives.open(self.path) as archive:
            return room.fetch(publications.read(self.root), archive, at=at, named=named,
                              **({"allow_private": True, "seconds": 5.0} | more))

    def articles(self) -> list[Article]:
        with archives.open(self.path) as archive:
            return everything(archive)

    def titles(self) -> list[str]:
        return sorted(article.title for article in self.articles())

    def state(self) -> dict[str, tuple[int, bytes]]:
        """Return time of change and content of the archive's files; what writing leaves nothing in is left out."""
        return {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in self.root.glob(f"{archives.FILE}*")
                if path.stat().st_size and not path.name.endswith("-shm")}


def everything(archive: Archive) -> list[Article]:
    return archive.within(datetime(1990, 1, 1, tzinfo=UTC), None)
