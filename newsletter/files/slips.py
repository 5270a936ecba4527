"""The statements of a TOML text → its slips, in an editor's words, and the text as it was meant.

A slip never stops the reading: where it is plain what was meant, that takes its place, on the same lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from newsletter.files.kinds import Mend
from newsletter.files.spell import CONTROL, assignment, legible, spelled
from newsletter.files.statements import Statement, closing
from newsletter.files.values import mend, readable, without_remark
from newsletter.model import Struct

_TABLE_LINE = re.compile(r"\s*(?P<brackets>\[(?:[\[\]\s.:/>\w-]*\]|[\[\s]*[\w.-]+))\s*(?P<rest>.*)")
_ENDINGS = re.compile(r"""(?:^|(?<=\n))\s*(?P<alone>['"’”`]{1,4})\s*$|(?P<behind>''|\"""|’’’)\s*$""")


class Slip(Struct, frozen=True, kw_only=True):
    """One thing typed wrong.

    Attributes:
        line: from 1.
        mended: what takes the statement's place.
        stray: words that stand outside any text.
        lost: something was dropped, so that what is missing later may only be missing for that.
    """

    line: int
    what: str
    todo: str
    mended: str = ""
    stray: bool = False
    lost: bool = False


def slip(statement: Statement, keys: frozenset[str]) -> Slip | None:
    """Return what is wrong with one statement; None for what is right. `keys`: those that the file uses elsewhere."""
    if statement.kind == "blank" or not statement.flaw and statement.kind != "words" and readable(statement.source):
        return None
    if statement.flaw == "deep":
        return Slip(line=statement.line, what="this is nested too deep", todo="take the line away", lost=True)
    if statement.kind == "header":
        return _table_line(statement)
    return _key(statement) if statement.kind == "key" else _words(statement, keys)


def _mended(statement: Statement, key: str, found: Mend, what: str = "") -> Slip:
    """Return a slip of which the value is known, or else the statement is dropped."""
    source = f"{key} = {found.source}"
    padding = "\n" * (statement.height - 1 - source.count("\n"))
    return Slip(
        line=statement.line,
        what=what or found.what,
        todo=found.todo.replace("{key}", key) or f"write {assignment(key, found.source)}",
        mended=source + padding if found.source else "",
        lost=not found.source,
    )


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _key(statement: Statement) -> Slip:
    if not readable(f"{statement.key} = 1"):
        return Slip(line=statement.line, what=f"{legible(statement.key)} is no key",
                    todo="a key is made of the letters a–z, digits, _ and -", lost=True)
    if statement.flaw == "open text":
        return _open_text(statement)
    if statement.flaw == "wrapped":
        return _wrapped(statement)
    if found := _closed_early(statement) or _invisible(statement):
        return found
    value = without_remark(statement.value)
    if value and readable(f"x = {value}"):
        return _mended(statement, statement.key, Mend(what="", source=value), _sign(statement))
    first_line = statement.value.partition("\n")[0]
    meant = mend(statement.value) or mend(first_line) or Mend(
        what="this line cannot be read", todo="a line reads {key} = '…'; a remark begins with #")
    return _mended(statement, statement.key, meant, _sign(statement))


def _sign(statement: Statement) -> str:
    """Return what is wrong with how a key and its value are joined, or an empty text."""
    if statement.sign == "=":
        return f"the value of {statement.key} begins on the line below" if statement.flaw == "below" else ""
    if not statement.sign:
        return f"behind {statement.key} the = is missing"
    return f"a key and its value are joined by =, not by {statement.sign}"


def _open_text(statement: Statement) -> Slip:
    """Judge a text between ``'''`` that never ends."""
    mark, body = statement.value[:3], statement.value[3:]
    ending = _ENDINGS.search(body)
    last = statement.line + statement.height - 1
    if ending and (ending["alone"] or ending["behind"]) != mark:
        body = body[:ending.start()]
        todo = f"end it with {mark} in line {last}, in place of {ending['alone'] or ending['behind']}"
    elif "\n" in body:
        words = legible(body.rpartition("\n")[2].strip(), 40)
        todo = f"write {mark} on a line of its own behind line {last} (“{words}”)"
    else:
        todo = f"write {statement.key} = {legible(statement.value, 60)}{mark}"
    what = f"the text that begins here with {mark} never ends"
    found = Mend(what=what, source=_flat(body.removeprefix("\n")), todo=todo)
    return _mended(statement, statement.key, found)


def _closed_early(statement: Statement) -> Slip | None:
    """Judge a text with words behind the ``'''`` that ends it."""
    end = closing(statement.value)
    if not end or not without_remark(statement.value[end:].replace("\n", "")):
        return None
    mark, text = statement.value[:3], statement.value[:end]
    if not readable(f"x = {text}"):
        return None
    return Slip(
        line=statement.line + text.count("\n"),
        what=f"the {mark} in this line ends the text that begins in line {statement.line}, but words follow it",
        todo=f"take this {mark} away, or put it behind the words",
        mended=f"{statement.key} = {text}" + "\n" * (statement.height - 1 - text.count("\n")),
    )


def _invisible(statement: Statement) -> Slip | None:
    """Judge a control character among words, such as word processors leave."""
    found = CONTROL.search(statement.value)
    if not found:
        return None
    before, _, after = statement.value.partition(found[0])
    words = f"{before.rpartition(chr(10))[2][-20:]} {after.partition(chr(10))[0][:20]}".strip("'\" ")
    mended = f"{statement.key} = {CONTROL.sub(' ', statement.value)}"
    return Slip(
        line=statement.line + statement.height - 1 - after.count("\n"),
        what=f"an invisible character (U+{ord(found[0]):04X}) stands among the words “{legible(words)}”",
        todo="delete it, or type these words again",
        mended=mended if readable(mended) else "",
        lost=not readable(mended),
    )


def _wrapped(statement: Statement) -> Slip:
    """Judge words between single quotes that go on over several lines."""
    quote = statement.value[0]
    words = statement.value[1:].rstrip().removesuffix(quote)
    one_line = " ".join(words.split())
    short = len(one_line) < 80 and "\n\n" not in words
    todo = f"write {assignment(statement.key, spelled(one_line))} on one line" if short else (
        f"put ''' before and behind the words, in place of {quote}")
    found = Mend(what=f"words between {quote} and {quote} must stand on one line", source=_flat(words), todo=todo)
    return _mended(statement, statement.key, found)


def _flat(text: str) -> str:
    """Return a text of several lines as a value on one line."""
    return spelled([text])[1:-1]


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────────────


def _table_line(statement: Statement) -> Slip:
    found = _TABLE_LINE.fullmatch(statement.source)
    names = ".".join(re.findall(r"[A-Za-z0-9_-]+", found["brackets"])) if found else ""
    if not found or not names or found["rest"].startswith("("):
        return _words(statement, frozenset())
    twice = max(found["brackets"].count("["), found["brackets"].count("]")) > 1
    mended = f"[[{names}]]" if twice else f"[{names}]"
    rest = found["rest"]
    if not rest or rest.startswith("#"):
        what, todo = "the brackets of this line are not right", f"write {mended}"
    elif "=" in rest:
        what, todo = f"nothing can stand behind {mended} but a remark", f"put {legible(rest, 40)} on the next line"
    else:
        what, todo = "a remark begins with #", f"write {mended}  # {legible(rest, 60)}"
    return Slip(line=statement.line, what=what, todo=todo, mended=mended, lost="=" in rest and not rest.startswith("#"))


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────


def _words(statement: Statement, keys: frozenset[str]) -> Slip:
    line = statement.source.strip()
    first, _, rest = line.partition(" ")
    if first in keys and rest.strip():
        return _key(Statement(kind="key", line=statement.line, source=line, key=first, sign="", value=rest.strip()))
    if found := re.fullmatch(r"([A-Za-z]+(?:[ -][A-Za-z]+){1,3})\s*=\s*(['\"].*)", line):
        key = re.sub(r"\W", "_", found[1]).lower()
        value = found[2] if readable(f"x = {found[2]}") else getattr(mend(found[2]), "source", "''")
        return _mended(statement, key, Mend(what="a key is one word", source=value))
    if found := re.match(r"(?://+|;+|--+|<!--|/\*|%)\s*(.*)", line):
        if not found[1]:
            return Slip(line=statement.line, what=f"{legible(line, 20)} says nothing here", todo="take the line away")
        return Slip(line=statement.line, what="a remark begins with #", todo=f"write # {legible(found[1], 60)}")
    return stray((statement,))


def stray(words: Sequence[Statement]) -> Slip:
    """Judge lines of words that stand outside any text."""
    first = words[0].source.strip()
    if first[:3] in ("'''", '"""'):
        return Slip(line=words[0].line, what="the text that begins here has no key", todo=f"write text = {first[:3]}",
                    stray=True, lost=True)
    end = f" (and so on, down to line {words[-1].line})" if len(words) > 1 else ""
    return Slip(
        line=words[0].line,
        what=f"these words stand outside any text: “{legible(first, 60)}”{end}",
        todo="put them into a text: text = '''…'''; or begin the line with # to make a remark of it",
        stray=True,
    )


def early_end(text: Statement, words: Sequence[Statement]) -> Slip | None:
    """Judge words that follow a text and end with its ``'''``: then a ``'''`` inside the text ended it too early."""
    mark = text.value[:3]
    if not closing(text.value) or not words[-1].source.rstrip().endswith(mark):
        return None
    return Slip(
        line=text.line + text.height - 1,
        what=f"the {mark} in this line ends the text that begins in line {text.line}, but the text goes on down to "
             f"line {words[-1].line}",
        todo=f"take this {mark} away",
    )
