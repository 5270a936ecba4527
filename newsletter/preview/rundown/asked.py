"""The JSON that the page sends → what it asks for: one change of an issue. Nothing in it is believed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, get_args

from newsletter.errors import InputError
from newsletter.model import Struct

# Bytes of a request, at the most: the longest text that can be typed here, each of its letters escaped.
MOST_BYTES = 150_000
# Characters of a text, at the most; read_toml takes files of ten times that.
MOST_WORDS = 20_000

Do = Literal["set", "use", "repeat", "move", "lead", "add", "picture", "focus"]


class Change(Struct, frozen=True, kw_only=True):
    """One change of an issue, by the positions of `newsletter.model.issue`.

    Attributes:
        at: what is changed: of ``set`` a field (``b3.s2.title``, ``subject``), else a block or a story; of ``add`` none.
        to: the block that a story goes into; of ``add`` empty for the one that the article belongs in.
        before: the number of the story (of a moved block, of the block) that it goes before; None for behind the last.
        value: of ``set`` the words, of ``picture`` the path or address, of ``focus`` the point; empty takes it out.
        on: of ``use`` and ``repeat``.
        article: of ``add``, an `Article.id`.
    """

    do: Do
    at: str = ""
    to: str = ""
    before: int | None = None
    value: str = ""
    on: bool = True
    article: str = ""


class Asked(NamedTuple):
    """What a request says.

    Attributes:
        session: one open page; what it did it can undo.
        digest: of the text that the page had before it when it asked (`newsletter.preview.rundown.ledger.digest`).
        change: None where nothing but undoing or redoing is asked for.
    """

    session: str
    digest: str
    change: Change | None


_NUMBER = r"[1-9]\d{0,3}"
_BLOCK = re.compile(rf"b{_NUMBER}")
_STORY = re.compile(rf"b{_NUMBER}\.s{_NUMBER}")
_EITHER = re.compile(rf"b{_NUMBER}(\.s{_NUMBER})?")
_FIELD = re.compile(rf"(b{_NUMBER}(\.s{_NUMBER})?\.)?[a-z_]{{1,40}}")
_SESSION = re.compile(r"[0-9a-zA-Z-]{8,64}")
_DIGEST = re.compile(r"[0-9a-f]{12}|")
_ANY = re.compile(r".{0,%d}" % MOST_WORDS, re.DOTALL)
_LINE = re.compile(r".{0,2000}", re.DOTALL)
_ID = re.compile(r".{1,2000}", re.DOTALL)

# What each kind of change is told, all of it; `before` alone may be left out.
_SHAPES: Mapping[str, Mapping[str, re.Pattern[str] | type]] = {
    "set": {"at": _FIELD, "value": _ANY},
    "use": {"at": _EITHER, "on": bool},
    "repeat": {"at": _STORY, "on": bool},
    "move": {"at": _EITHER, "to": re.compile(rf"({_BLOCK.pattern})?"), "before": int},
    "lead": {"at": _STORY},
    "add": {"article": _ID, "to": re.compile(rf"({_BLOCK.pattern})?"), "before": int},
    "picture": {"at": _STORY, "value": _LINE},
    "focus": {"at": _STORY, "value": _LINE},
}
assert set(_SHAPES) == set(get_args(Do))


def asked(body: bytes, *, changes: bool) -> Asked:
    """Return what a request asks for.

    Args:
        changes: it must say what is to be changed; else it must not.

    Raises:
        InputError: it is no JSON, or is not exactly what a page sends.
    """
    said = _object(_loaded(body), {"session", "digest", *(("change",) if changes else ())})
    session, digest = _text(said, "session", _SESSION), _text(said, "digest", _DIGEST)
    return Asked(session, digest, _change(said["change"]) if changes else None)


def _loaded(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise _wrong("it is no JSON") from None


def _change(said: Any) -> Change:
    do = said.get("do") if isinstance(said, dict) else None
    shape = _SHAPES.get(do) if isinstance(do, str) else None
    if shape is None:
        raise _wrong("there is no such change")
    needed = {"do", *shape} - {"before"}
    table = _object({"before": None, **said} if "before" in shape else said, {*needed, *shape})
    found: dict[str, Any] = {"do": do}
    for key, wanted in shape.items():
        found[key] = _text(table, key, wanted) if isinstance(wanted, re.Pattern) else _plain(table, key, wanted)
    return Change(**found)


def _object(said: Any, keys: set[str]) -> dict[str, Any]:
    if not isinstance(said, dict) or set(said) != keys:
        raise _wrong(f"it must have {', '.join(sorted(keys))}, and nothing else")
    return said


def _text(table: Mapping[str, Any], key: str, wanted: re.Pattern[str]) -> str:
    value = table[key]
    if not isinstance(value, str) or not wanted.fullmatch(value):
        raise _wrong(f"{key} cannot be that")
    return value


def _plain(table: Mapping[str, Any], key: str, wanted: type) -> Any:
    value = table[key]
    if value is None and key == "before":
        return None
    if type(value) is not wanted or (wanted is int and not 1 <= value <= 9999):
        raise _wrong(f"{key} cannot be that")
    return value


def _wrong(why: str) -> InputError:
    return InputError(f"the request cannot be understood: {why}", todo="load the page again")
