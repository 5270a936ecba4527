"""Parts of a letter for some readers: marks round a block or a story → a service's own condition, in both voices.

In MJML and HTML the marks are comments, which survive the press; whole bands and whole rows stand between them, so that no
markup is torn, nor a comment for Outlook. In plain text they are control characters, which nobody's words hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from newsletter.errors import InputError, TemplateError
from newsletter.files import together
from newsletter.merge.reading import EVERY_PART
from newsletter.merge.standing_in import tags_in
from newsletter.model import Letter, Reader, Readers, Service

_HTML_START, _HTML_END = "<!--@only-{}-->", "<!--@all-{}-->"
_TEXT_START, _TEXT_END = "\x04{}\x05", "\x06{}\x05"


def starts(number: int | None, *, html: bool) -> str:
    """Return what stands before a part for some readers; nothing where `number` is None."""
    return "" if number is None else (_HTML_START if html else _TEXT_START).format(number)


def ends(number: int | None, *, html: bool) -> str:
    """Return what stands behind it."""
    return "" if number is None else (_HTML_END if html else _TEXT_END).format(number)


# ── before the press: whole elements ─────────────────────────────────────────────────────────────────────────

# What is never closed goes to the end, so that the end is not looked for from each of thousands.
_TOKEN = re.compile(
    r"<!--(?P<comment>.*?)(?:-->|\Z)|<(?P<closing>/?)(?P<name>[a-zA-Z][\w:-]*+)"
    r"(?P<rest>(?:[^>\"']++|\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))*+)(?:>|\Z)", re.DOTALL)
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())


@dataclass(eq=False)
class _Element:
    """An element of the letter, and the positions that are marked in it and not in an element of its own."""

    name: str
    start: int
    end: int = 0
    parent: _Element | None = None
    marks: list[str] = field(default_factory=list)
    inner: list[_Element] = field(default_factory=list)

    def positions(self) -> Iterator[str]:
        yield from self.marks
        for element in self.inner:
            yield from element.positions()


def enclosed(mjml: str, stories: Mapping[str, int]) -> str:
    """Return MJML with marks round the stories that are for some readers.

    The template has marked where each story stands. What is enclosed is the largest element that holds this story and
    nothing else that is marked: its row, its column, or the whole band where it is alone in it.

    Args:
        stories: position (``b3.s2``) → the number that it travels under.

    Raises:
        TemplateError: a block's template marks none of the story's places.
    """
    root = _tree(mjml) if stories else None
    cuts: list[tuple[int, str]] = []
    for position, number in stories.items():
        element = _home(root, position) if root else None
        if element is None:
            raise TemplateError(
                f"this template does not say where the story {position} stands, which is for some readers",
                todo="let the block's template print {{ story.mark() }}")
        around = "<mj-raw>{}</mj-raw>" if element.name.startswith("mj-") else "{}"
        cuts += [(element.start, around.format(starts(number, html=True))), (element.end, around.format(ends(number, html=True)))]
    for offset, mark in sorted(cuts, reverse=True):
        mjml = mjml[:offset] + mark + mjml[offset:]
    return mjml


def _tree(mjml: str) -> _Element:
    """Return the body of a letter as elements."""
    at = root = _Element("", 0, len(mjml))
    for token in _TOKEN.finditer(mjml, max(mjml.find("<mj-body"), 0)):
        if token["comment"] is not None:
            if re.match(r"@b\d", token["comment"]):
                at.marks.append(token["comment"][1:])
        elif token["closing"]:
            if at.parent and at.name == token["name"]:
                at.end, at = token.end(), at.parent
        else:
            element = _Element(token["name"], token.start(), token.end(), at)
            at.inner.append(element)
            if not token["rest"].endswith("/") and token["name"].lower() not in _VOID:
                at = element
    return root


def _home(root: _Element, position: str) -> _Element | None:
    """Return the element that is all of one story: the least that holds all of it, and whatever holds no more."""
    def mine(element: _Element) -> bool:
        return any(mark == position or mark.startswith(f"{position}.") for mark in element.positions())

    if not mine(root):
        return None
    home = root
    while not any(mark == position or mark.startswith(f"{position}.") for mark in home.marks) and (
        len(within := [element for element in home.inner if mine(element)]) == 1
    ):
        home = within[0]
    held = set(home.positions())
    while home.parent and home.parent.name not in ("", "mj-body") and set(home.parent.positions()) <= held:
        home = home.parent
    return home


# ── last: conditions ─────────────────────────────────────────────────────────────────────────────────────────


def conditions(letter: Letter, service: Service, reader: Reader) -> Callable[[str], str]:
    """Return what puts a service's conditions, or this reader's part, in the place of the marks of either voice.

    Raises:
        InputError: the service knows no parts for some readers; nor do we, where we do not know whose the letter is. Each is told.
    """
    if not letter.readers:
        return str
    if wrong := [mistake for these in letter.readers if (mistake := _mistake(these, service, reader))]:
        raise together(wrong) if len(wrong) > 1 else wrong[0]
    if service.merged_here:
        return lambda text: _filled_in(text, letter.readers, reader)

    def with_conditions(text: str) -> str:
        flat = text if service.nests else _flat(text, letter, service)
        return _MARK.sub(lambda mark: _condition(mark, letter.readers, service), _closed_up(flat))

    return with_conditions


def _flat(text: str, letter: Letter, service: Service) -> str:
    """Return a voice without the marks of parts that stand in another for the same readers.

    Raises:
        InputError: another condition would stand within one, which the service is not known to read.
    """
    pieces, around, after = list[str](), list[Readers](), 0
    for mark in _MARK.finditer(text):
        between, after = text[after:mark.start()], mark.end()
        if around:
            _assert_no_condition(between, letter, service)
        these, opens = letter.readers[int(mark["number"] or mark["place"])], mark["html"] == "only" or mark["text"] == "\x04"
        if not opens:
            around.pop()
        is_inner = bool(around)
        if opens and is_inner and (these.name, these.others) != (around[-1].name, around[-1].others):
            raise InputError(
                f"a part for some readers stands in one for others, and {service.name} is not known to read a condition within another",
                todo="take one of the two lines away", where=these.where)
        if opens:
            around.append(these)
        pieces += [between, "" if is_inner else mark[0]]
    return "".join((*pieces, text[after:]))


def _assert_no_condition(text: str, letter: Letter, service: Service) -> None:
    places = dict(zip(letter.tags, letter.places, strict=False))
    for tag in tags_in(text, letter.key, letter.tags):
        if tag.fallback and tag.name.partition(".")[0] in service.fallbacks:
            raise InputError(
                f"{{{tag.name}|{tag.fallback}}} stands in a part for some readers, and {service.name} is not known to read a condition "
                "within another",
                todo=f"write {{{tag.name}}} there, and give every reader one", where=next(filter(None, places.get(tag, ())), ""))


_MARK = re.compile(r"<!--@(?P<html>only|all)-(?P<number>\d+)-->|(?P<text>[\x04\x06])(?P<place>\d+)\x05")
# Its line's end belongs to a part of plain text, so that no empty lines stay where it is not shown.
_END_OF_LINE = re.compile(r"(\x06\d+\x05)(\n+)")


def _closed_up(text: str) -> str:
    return _END_OF_LINE.sub(r"\2\1", text)


def _mistake(these: Readers, service: Service, reader: Reader) -> InputError | None:
    """Return why a part cannot be for some readers; None where it can."""
    typed = f"readers = '{these.typed}'"
    if service.merged_here:
        return InputError(
            f"{service.name} cannot tell for whom {typed} is: it fills one letter in for everybody",
            todo="take the line away, or choose a service that can: newsletter list services --table", where=these.where,
        ) if reader.groups is None else None
    if not service.readers or these.others and "others" not in service.readers:
        return InputError(
            f"{service.name} has no parts for some readers, which {typed} asks for",
            todo="take the line away, or choose a service that has: newsletter list services --table", where=these.where)
    return None


def _condition(mark: re.Match[str], parts: tuple[Readers, ...], service: Service) -> str:
    these = parts[int(mark["number"] or mark["place"])]
    opens = mark["html"] == "only" or mark["text"] == "\x04"
    said = service.readers["end" if not opens else "others" if these.others else "begin"]
    said = said.replace("{name}", these.name).replace("{NAME}", these.name.upper())
    return said if mark["html"] else said.removeprefix("<!--").removesuffix("-->").strip()


def _filled_in(text: str, parts: tuple[Readers, ...], reader: Reader) -> str:
    """Return a voice with the parts in it that are for this reader."""
    text = _closed_up(text)
    for number, these in enumerate(parts):
        is_for = reader.groups == EVERY_PART or (these.name in (reader.groups or ())) != these.others
        start, end = (re.escape(mark(number, html=True)) + "|" + re.escape(mark(number, html=False)) for mark in (starts, ends))
        if not is_for:
            text = re.sub(rf"(?:{start}).*?(?:{end})", "", text, flags=re.DOTALL)
        else:
            text = re.sub(rf"{start}|{end}", "", text)
    return text
