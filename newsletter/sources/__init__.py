"""Where articles come from: a file, standard input or an address → what one of the kinds of sources reads in it.

The folder is the registry: each file (or folder) here is a kind, with ``ABOUT``, ``accepts`` and ``read``; names that
begin with ``_`` are what kinds share.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from pathlib import Path, PurePosixPath
from pkgutil import iter_modules
from types import ModuleType
from urllib.parse import urlsplit

from newsletter import files
from newsletter.errors import InputError, UsageError
from newsletter.model import Reading
from newsletter.prose import one_line

_TYPES = {
    ".xml": "application/xml", ".rss": "application/rss+xml", ".atom": "application/atom+xml",
    ".rdf": "application/rdf+xml", ".json": "application/json", ".jsonfeed": "application/feed+json",
    ".html": "text/html", ".htm": "text/html", ".txt": "text/plain", ".text": "text/plain", ".md": "text/markdown",
    ".markdown": "text/markdown", ".csv": "text/csv", ".tsv": "text/tab-separated-values",
    ".jsonl": "application/x-ndjson", ".ndjson": "application/x-ndjson",
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


def read(address: str, *, kind: str = "", name: str = "", allow_private: bool = False) -> Reading:
    """Return what a source holds. Pictures that lie on the disk are given with their whole paths.

    Args:
        address: a path (from the working directory), ``-`` for standard input, or an http(s) address.
        kind: one of `kinds`; empty lets the content decide.
        name: the source in messages and in its articles; empty for the address itself.
        allow_private: an address may lead into one's own network.

    Raises:
        UsageError: there is no such kind.
        InputError: missing, refused, or of no kind that is known.
        NothingNew: understood, but it holds no article.
        OutsideError: the network refused.
    """
    module = _module(kind) if kind else None
    data, media_type, base = _fetched(address, allow_private) if _is_url(address) else _opened(address)
    called = name or (one_line(address) if _is_url(address) else files.shown(address))
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise InputError("this is empty", todo="there is nothing in it to read", where=called)
    module = module or _guessed(data, media_type, called)
    folder = None if base or address == files.STDIN else Path(address).parent
    return module.read(data, name=called, base=base, folder=folder)


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


# ── where the bytes are ──────────────────────────────────────────────────────────────────────────────────────


def _is_url(address: str) -> bool:
    return re.match(r"\s*[a-z][a-z0-9+.-]+://", address, re.IGNORECASE) is not None


def _fetched(address: str, allow_private: bool) -> tuple[bytes, str, str]:
    """Return bytes, media type and final address of what is on the web."""
    from newsletter import web

    page = web.fetch(address, allow_private=allow_private)
    told = page.headers.get("content-type", "").partition(";")[0].strip().lower()
    return page.data, _type_of(urlsplit(page.url).path) or told if told in _NO_TYPES else told, page.url


def _opened(path: str) -> tuple[bytes, str, str]:
    """Return bytes and media type of what is on the disk; there is no address."""
    try:
        return files.read_bytes(path), _type_of(path), ""
    except InputError as error:
        if _LIKE_A_SITE.match(path) and not error.todo.startswith("did you mean"):
            error.todo = f"for an address begin with https://, as in https://{one_line(path)}"
        raise


def _type_of(path: str) -> str:
    return _TYPES.get(PurePosixPath(path).suffix.lower(), "")
