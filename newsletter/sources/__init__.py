"""Where articles come from: a file, a folder, standard input or an address → what one of the kinds reads in it.

The folder is the registry: each file (or folder) here is a kind; names that begin with ``_`` are what kinds share.
A kind is a module with

    ABOUT: str                                                   one sentence
    accepts(data: bytes, media_type: str) -> float               how sure it is that this is its own, 0 to 1
    read(data: bytes, *, name, base="", folder=None, get=None)   → Reading
        base: where relative addresses start, or empty · folder: where it lies, if pictures beside it may be shown
        get: asks for one more address (`Get`); None for what did not come from the web

and, where it can, with

    onward(data: bytes, base: str) -> str                        another address that says more, or empty; followed once
    read_folder(path: Path, *, name, base="", beside=None)       → Reading; `beside` as `folder` above
"""

from __future__ import annotations

import re
from functools import cache, partial
from importlib import import_module
from os.path import isabs
from pathlib import Path, PurePosixPath
from pkgutil import iter_modules
from types import ModuleType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsletter import files
from newsletter.errors import InputError, NothingNew, OutsideError, UsageError
from newsletter.model import Article, Reading, Struct, replace
from newsletter.prose import one_line
from newsletter.sources._get import Get

if TYPE_CHECKING:
    from newsletter.web import Fetched

_TYPES = {
    ".xml": "application/xml", ".rss": "application/rss+xml", ".atom": "application/atom+xml",
    ".rdf": "application/rdf+xml", ".json": "application/json", ".jsonfeed": "application/feed+json",
    ".html": "text/html", ".htm": "text/html", ".txt": "text/plain", ".text": "text/plain", ".md": "text/markdown",
    ".markdown": "text/markdown", ".csv": "text/csv", ".tsv": "text/tab-separated-values",
    ".jsonl": "application/x-ndjson", ".ndjson": "application/x-ndjson",
    ".mdx": "text/markdown", ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xls": "application/vnd.ms-excel", ".ods": "application/vnd.oasis.opendocument.spreadsheet",
}
# What servers say of files they know nothing about; the ending of the address then says more.
_NO_TYPES = ("", "application/octet-stream", "text/plain")


_LIKE_A_SITE = re.compile(r"www\.|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/", re.IGNORECASE)


@cache
def kinds() -> tuple[str, ...]:
    """Return the kinds of sources there are, in the order of their names."""
    return tuple(sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_")))


def about(kind: str) -> str:
    """Return what a kind of source is, in one sentence.

    Raises:
        UsageError: there is no such kind.
    """
    return _module(kind).ABOUT


def read(
    address: str, *, kind: str = "", name: str = "", base: str = "", root: Path | None = None, get: Get | None = None,
    allow_private: bool = False,
) -> Reading:
    """Return what a source holds. Pictures that lie on the disk are given from `root`; those outside it are left out.

    Args:
        address: a path of a file or a folder, ``-`` for standard input, or an http(s) address.
        kind: one of `kinds`; empty lets the content decide.
        name: the source in messages and in its articles; empty for the address itself.
        base: what relative addresses in it start from; empty for where it came from.
        root: where relative paths start, the publication's folder; None for the working directory.
        get: asks for what is on the web, the source's own address first; None for `newsletter.web.fetch`.
        allow_private: an address may lead into one's own network. Only without `get`.

    Returns:
        A reading with `unchanged` and nothing else where `get` was answered 304 for the source's own address.

    Raises:
        UsageError: there is no such kind.
        InputError: missing, refused, or of no kind that is known.
        NothingNew: understood, but it holds no article.
        OutsideError: the network refused.
    """
    module = _module(kind) if kind else None
    root = root or Path.cwd()
    base = _as_start(base)
    if _is_url(address):
        asked = _Asked(name or one_line(address), base, get or _guarded(allow_private))
        reading = asked.read(address, module)
    else:
        reading = _from_disk(address, module, name, base, root)
    return _pictures_from(reading, root.resolve())


def _module(kind: str) -> ModuleType:
    if kind not in kinds():
        todo = files.did_you_mean(kind, kinds()) or f"there are {', '.join(kinds())}"
        raise UsageError(f"there is no kind of source called '{one_line(kind)}'", todo=todo)
    return import_module(f"{__name__}.{kind}")


def _guessed(data: bytes, media_type: str, called: str) -> ModuleType:
    """Return the kind that is surest of what it was given; of equals the first by name."""
    sure = {kind: _module(kind).accepts(data, media_type) for kind in kinds()}
    best = max(sure, key=lambda kind: sure[kind])
    if not sure[best]:
        there_are = f"there are {', '.join(kinds())}"
        raise InputError("this is no source of any kind that is known", todo=there_are, where=called)
    return _module(best)


def _as_start(base: str) -> str:
    """Return what relative addresses start from: who writes ``https://h.example/posts`` means what lies in there."""
    last = base.rpartition("/")[2]
    return f"{base}/" if last and not re.search(r"[.:?#]", last) else base


def _refuse_empty(data: bytes, called: str) -> None:
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise InputError("this is empty", todo="there is nothing in it to read", where=called)


def _type_of(path: str) -> str:
    return _TYPES.get(PurePosixPath(path).suffix.lower(), "")


# ── on the disk ──────────────────────────────────────────────────────────────────────────────────────────────


def _from_disk(address: str, module: ModuleType | None, name: str, base: str, root: Path) -> Reading:
    """Return what a file, a folder or standard input holds; pictures beside it may be shown where it lies in `root`."""
    path = address if address == files.STDIN else str(root / address)
    called = name or files.shown(path)
    if path != files.STDIN and Path(path).is_dir():
        beside = Path(path) if _lies_in(Path(path), root) else None
        return _of_folders(module, called).read_folder(Path(path), name=called, base=base, beside=beside)
    data, media_type = _opened(path, address), _type_of(path)
    _refuse_empty(data, called)
    module = module or _guessed(data, media_type, called)
    beside = Path(path).parent if path != files.STDIN and _lies_in(Path(path).parent, root) else None
    return module.read(data, name=called, base=base, folder=beside)


def _lies_in(folder: Path, root: Path) -> bool:
    return folder.resolve().is_relative_to(root.resolve())


def _of_folders(module: ModuleType | None, called: str) -> ModuleType:
    """Return the kind that reads folders; the one that was named, if it does."""
    if module is None:
        return next(module for module in map(_module, kinds()) if hasattr(module, "read_folder"))
    if hasattr(module, "read_folder"):
        return module
    raise InputError("this is a folder, not a file", todo="name a file in it", where=called)


def _opened(path: str, address: str) -> bytes:
    try:
        return files.read_bytes(path)
    except InputError as error:
        if _LIKE_A_SITE.match(address) and not error.todo.startswith("did you mean"):
            error.todo = f"for an address begin with https://, as in https://{one_line(address)}"
        raise


def _pictures_from(reading: Reading, root: Path) -> Reading:
    """Return a reading whose picture files are given from a folder; without those outside it."""

    def placed(article: Article) -> Article:
        if not isabs(article.image):
            return article
        inside = Path(article.image).is_relative_to(root)
        return replace(article, image=Path(article.image).relative_to(root).as_posix() if inside else "")

    if not any(isabs(article.image) for article in reading.articles):
        return reading
    return replace(reading, articles=tuple(map(placed, reading.articles)))


# ── on the web ───────────────────────────────────────────────────────────────────────────────────────────────


def _is_url(address: str) -> bool:
    return re.match(r"\s*[a-z][a-z0-9+.-]+://", address, re.IGNORECASE) is not None


def _guarded(allow_private: bool) -> Get:
    from newsletter import web

    return partial(web.fetch, allow_private=allow_private)


class _Asked(Struct, frozen=True):
    """A source on the web: what it is called, where relative addresses in it start, and how to ask for more of it."""

    called: str
    base: str
    get: Get

    def read(self, address: str, module: ModuleType | None) -> Reading:
        """Return what is at an address, or at the one it leads on to."""
        page = self.get(address)
        if page.is_unchanged:
            return Reading(name=self.called, kind="", unchanged=True)
        _refuse_empty(page.data, self.called)
        chosen = module or _guessed(page.data, _media_type(page), self.called)
        further = chosen.onward(page.data, page.url) if module is None and hasattr(chosen, "onward") else ""
        if further and (reading := self._further(further)):
            return reading
        return self._by(chosen, page)

    def _further(self, address: str) -> Reading | None:
        """Return what a page leads on to; None where nothing comes of it, so that the page has to do."""
        try:
            page = self.get(address)
            if page.is_unchanged:
                return Reading(name=self.called, kind="", unchanged=True)
            return self._by(_guessed(page.data, _media_type(page), self.called), page)
        except (InputError, NothingNew, OutsideError):
            return None

    def _by(self, module: ModuleType, page: Fetched) -> Reading:
        return module.read(page.data, name=self.called, base=self.base or page.url, folder=None, get=self.get)


def _media_type(page: Fetched) -> str:
    """Return what the server says a page is; where it does not know, what the ending of the address says."""
    told = page.headers.get("content-type", "").partition(";")[0].strip().lower()
    return _type_of(urlsplit(page.url).path) or told if told in _NO_TYPES else told
