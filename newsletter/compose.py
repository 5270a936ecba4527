"""Issue + Publication + Theme → MJML and plain text, by the templates. The only room that knows Jinja2.

Templates see plain values: the issue's words (HTML-escaped as they are printed), Markdown fields already rendered
for their voice, and pictures already placed. In front of each block, story and field a template may print
``mark()``, a comment that says which position begins there.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

from newsletter import prose
from newsletter.colour import ground_for_words, readable
from newsletter.errors import InputError, TemplateError
from newsletter.files import shown
from newsletter.merge import PREHEADER_MARKS, StandIns
from newsletter.model import Block, BlockType, Field, Issue, Publication, Story, Theme
from newsletter.publication import FILE

if TYPE_CHECKING:
    from jinja2 import Environment


class PlacedPicture(NamedTuple):
    """A picture as templates print it: its address, its size in CSS pixels (height 0 where unknown), and its slot."""

    address: str
    width: int
    height: int
    slot: str


class Composed(NamedTuple):
    """Both voices of an issue, and its lines for the inbox, with stand-ins for the merge tags."""

    subject: str
    preheader: str
    mjml: str
    text: str


class Desk(NamedTuple):
    """All that composing needs beside the issue itself."""

    publication: Publication
    theme: Theme
    blocks: Mapping[str, BlockType]
    words: Mapping[str, str]
    pictures: Mapping[str, PlacedPicture]
    stand_ins: StandIns


def compose(issue: Issue, desk: Desk, *, numbered: bool = False) -> Composed:
    """Return the issue as MJML and as plain text. Raises TemplateError naming template and line.

    Args:
        numbered: let the MJML say from which line of which template it comes, to find a mistake (`line_before`).
    """
    subject = desk.stand_ins.put_words(prose.one_line(issue.subject), issue.where("subject"))
    preheader = desk.stand_ins.put_words(prose.one_line(issue.preheader), issue.where("preheader"))
    letter = _letter_view(issue, desk, subject, preheader)
    addresses = _Addresses(listed=desk.publication.text.get("links") == "numbered")
    html = _views(issue, desk, lambda block: _as_html)
    # The imprint stands below the list of addresses, and the ways out of the list in it are never a number.
    text = _views(issue, desk, lambda block: _as_text(addresses if block.kind != "imprint" else _Addresses()))
    contents = _contents(html)
    return Composed(
        subject=subject,
        preheader=preheader,
        mjml=_rendered(desk, "letter.mjml", {**letter, "contents": contents, "blocks": html}, numbered),
        text=_tidy(_rendered(desk, "letter.txt", {**letter, "contents": contents, "blocks": text, **addresses.view})),
    )


def style(desk: Desk) -> str:
    """Return the style that goes into the elements themselves (``letter.css``), with the theme's tokens in it."""
    view = {"theme": _tokens(desk.theme, desk.publication), **_sides(desk.publication.language)}
    return _rendered(desk, "letter.css", view)


# ── views: what templates see ────────────────────────────────────────────────────────────────────────────────


class View(SimpleNamespace):
    """What a template sees of a block, a story or the publication: its attributes, and no method beside them."""


# How a voice writes Markdown.
_Voice = Callable[[str, StandIns], Any]


def _as_html(text: str, stand_ins: StandIns) -> Any:
    from markupsafe import Markup

    return Markup(prose.markdown_html(text, stand_ins.travels))


def _as_text(addresses: _Addresses) -> _Voice:
    def tell(text: str, stand_ins: StandIns) -> _Told:
        number = addresses.number if addresses.listed else None
        ways = {"travels": stand_ins.travels, "measure": stand_ins.measure, "number": number}
        return _Told(lambda: prose.markdown_text(text, **ways))

    return tell


class _Told:
    """Words told when a template prints them, so that addresses get their numbers in the order of the page."""

    def __init__(self, tell: Callable[[], str]) -> None:
        self._tell = tell

    def __str__(self) -> str:
        return self._tell()


class _Addresses:
    """Where the addresses of plain text stand: each below its words, or `listed` at the end, once, with a number."""

    def __init__(self, *, listed: bool = False) -> None:
        self.listed = listed
        self._numbers: dict[str, int] = {}

    def number(self, url: str) -> int:
        return self._numbers.setdefault(url, len(self._numbers) + 1)

    @property
    def view(self) -> dict[str, Any]:
        """What templates call: ``reference`` after words, ``below`` under them, ``list`` at the end."""
        return {"reference": self._reference, "below": self._below, "list": self._list}

    def _reference(self, url: str) -> str:
        return f" [{self.number(prose.address_as_read(url))}]" if url and self.listed else ""

    def _below(self, url: str, margin: str = "") -> str:
        return f"{margin}{prose.address_as_read(url)}\n" if url and not self.listed else ""

    def _list(self) -> str:
        widest = len(f"[{len(self._numbers)}] ")
        return "\n".join(f"[{number}]".ljust(widest) + url for url, number in self._numbers.items())


def _tidy(text: str) -> str:
    """Return plain text with two empty lines where a band ends (``\\f``), else one at most; no blanks at line ends."""
    bands = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE).split("\f")
    return "\n\n\n".join(re.sub(r"\n{3,}", "\n\n", band.strip("\n")) for band in bands if band.strip()) + "\n"


def _views(issue: Issue, desk: Desk, voice: Callable[[Block], _Voice]) -> list[View]:
    return [_block_view(position, block, issue, desk, voice(block)) for position, block in _bands(issue)]


def _bands(issue: Issue) -> list[tuple[str, Block]]:
    """Return the blocks in use with their positions; masthead first and imprint last, unless they are placed."""
    used = [(f"b{number}", block) for number, block in enumerate(issue.blocks, 1) if block.use]
    kinds = {block.kind for _, block in used}
    first = [] if "masthead" in kinds else [("masthead", Block(kind="masthead"))]
    last = [] if "imprint" in kinds else [("imprint", Block(kind="imprint"))]
    return [*first, *used, *last]


def _contents(views: Iterable[View]) -> list[View]:
    """Return what is in the letter: each band that has a heading or a story, with its first headlines."""
    parts = []
    for view in views:
        title, headlines = getattr(view, "title", ""), [story.title for story in view.stories]
        if not view.stories:
            continue
        if not title:
            title, *headlines = headlines
        parts.append(View(title=title, headlines=headlines[:_HEADLINES], anchor=view.anchor))
    return parts


_HEADLINES = 3


def _letter_view(issue: Issue, desk: Desk, subject: str, preheader: str) -> dict[str, Any]:
    publication = desk.publication
    return {
        "number": issue.number,
        "date": prose.long_date(issue.date, publication.language) if issue.date else "",
        "subject": desk.stand_ins.without(subject),
        "preheader": preheader,
        "preheader_marks": PREHEADER_MARKS,
        "line_marks": prose.HTML_MARKS,
        "text_marks": prose.TEXT_MARKS,
        "address": desk.stand_ins.address,
        "publication": _publication_view(publication),
        "logo": desk.pictures.get("logo"),
        "words": desk.words,
        "language": publication.language,
        "theme": _tokens(desk.theme, publication),
        **_sides(publication.language),
    }


def _publication_view(publication: Publication) -> View:
    """Return what a publication says of itself. Not its folders: a path gives a template every file of the machine."""
    lines = ("name", "tagline", "logo_alt", "language", "postal_address")
    return View(
        **{name: prose.one_line(getattr(publication, name)) for name in lines},
        url=prose.link(publication.url),
        social=[View(name=prose.one_line(place["name"]), url=prose.link(place["url"])) for place in publication.social],
    )


def _sides(language: str) -> dict[str, str]:
    """Return the direction of the letter, and which side its lines start and end on."""
    direction = prose.direction(language)
    start, end = ("left", "right") if direction == "ltr" else ("right", "left")
    return {"direction": direction, "start": start, "end": end}


_FACES = ("text", "heads", "labels")


def _tokens(theme: Theme, publication: Publication) -> dict[str, Any]:
    """Return the theme's tokens, with the colours that follow from the publication's one, by day and by night.

    ``accent`` is a shade of it for words, ``signal`` one for grounds, with ``on_signal`` for the words on it.
    """
    tokens, dark = dict(theme.tokens), dict(theme.dark)
    if prose.direction(publication.language) == "rtl":
        tokens.update({face: tokens[f"{face}_rtl"] for face in _FACES if f"{face}_rtl" in tokens})
    for colours in (tokens, dark):
        grounds = [colours[ground] for ground in ("paper", "canvas", "panel")]
        brand = publication.colour or colours["accent"]
        colours["accent"] = readable(brand, *grounds)
        colours["signal"], colours["on_signal"] = ground_for_words(brand)
    # Word, in Outlook, takes the first face of a list or none: the last two of each are on every machine.
    mso = {face: ", ".join(tokens[face].split(", ")[-2:]) for face in _FACES}
    return {**tokens, "dark": dark, "mso": mso}


def _block_view(position: str, block: Block, issue: Issue, desk: Desk, voice: _Voice) -> View:
    block_type = desk.blocks[block.kind]
    said = {
        name: _field(block.fields.get(name, ""), field, f"{position}.{name}", issue, desk, voice)
        for name, field in block_type.fields.items()
    }
    if block.kind == "imprint" and not said.get("text"):
        where = shown(desk.publication.root / FILE) if desk.publication.root else ""
        said["text"] = voice(desk.stand_ins.put(_imprint(desk), where), desk.stand_ins)
    return View(
        **said,
        kind=block.kind,
        anchor=f"part-{position}",
        mark=_marker(position),
        picture=desk.pictures.get(f"{position}.image"),
        stories=[
            _story_view(f"{position}.s{number}", story, desk)
            for number, story in enumerate(block.stories, 1) if story.use
        ],
    )


def _field(value: Any, field: Field, position: str, issue: Issue, desk: Desk, voice: _Voice) -> Any:
    """Return what a template sees of one key of a block."""
    match field.kind:
        case "markdown":
            return voice(desk.stand_ins.put(value, issue.where(position)), desk.stand_ins) if value else ""
        case "link":
            return prose.link(value)
        case "text":
            return prose.one_line(value)
        case "date":
            return prose.long_date(value, desk.publication.language) if value else ""
        case "tables":
            tables = enumerate(value or (), 1)
            return [_table_view(table, field, f"{position}.{number}", issue, desk, voice) for number, table in tables]
        case _:
            return value


def _table_view(
    table: Mapping[str, Any], field: Field, position: str, issue: Issue, desk: Desk, voice: _Voice
) -> View:
    """Return what a template sees of one of several tables in a block, such as an event; a date in its parts as well."""
    said = {
        name: _field(table.get(name, ""), inner, f"{position}.{name}", issue, desk, voice)
        for name, inner in field.fields.items()
    }
    if day := table.get("date"):
        said |= prose.day_parts(day, desk.publication.language)._asdict()
    return View(**said, mark=_marker(position))


def _story_view(position: str, story: Story, desk: Desk) -> View:
    words = {name: prose.one_line(getattr(story, name))
             for name in ("title", "kicker", "teaser", "alt", "credit", "byline", "label", "duration")}
    return View(
        **words,
        url=prose.link(story.url),
        date=prose.long_date(story.date, desk.publication.language) if story.date else "",
        language=prose.language_tag(story.lang),
        direction=prose.direction(story.lang) if story.lang else "",
        mark=_marker(position),
        picture=desk.pictures.get(f"{position}.image"),
    )


def _imprint(desk: Desk) -> str:
    """Return the publication's imprint; without one, its name and the ways out, so that no letter goes without."""
    publication, words = desk.publication, desk.words
    if publication.imprint:
        told = publication.postal_address in publication.imprint
        return publication.imprint if told else f"{publication.imprint}\n\n{publication.postal_address}"
    ways = " · ".join(f"[{words[name]}](merge:{name})" for name in ("unsubscribe", "web_version"))
    own = [line for line in (publication.name, publication.postal_address) if line]
    return "\n\n".join(["\n".join(own) or words["why"], ways])


def _marker(position: str) -> Callable[..., Any]:
    """Return what a template calls to print the comment for a position, or for a field of it."""
    from markupsafe import Markup

    def mark(field: str = "") -> Any:
        return Markup(f"<!--@{position}{'.' + field if field else ''}-->")

    return mark


# ── Jinja2 ───────────────────────────────────────────────────────────────────────────────────────────────────


def _rendered(desk: Desk, template: str, view: Mapping[str, Any], numbered: bool = False) -> str:
    environment = _environment(tuple(map(str, desk.publication.shelves)), numbered)
    return _told(lambda: environment.get_template(template).render(view))


def _told(render: Callable[[], str]) -> str:
    """Render; what goes wrong in a template is told with its file and line."""
    from jinja2 import TemplateError as JinjaError, TemplateNotFound, TemplateSyntaxError

    try:
        return render()
    except TemplateNotFound as error:
        what = f"there is no template {error.name}"
        raise TemplateError(what, todo="put it into templates/", where=_template_line()) from error
    except RecursionError as error:
        what = "this template includes itself"
        raise TemplateError(what, todo="take that line out", where=_template_line()) from error
    except TemplateSyntaxError as error:
        where = f"{shown(error.filename or error.name or 'a template')}:{error.lineno}"
        raise TemplateError(_sentence(error.message), todo="mend this line", where=where) from error
    except (JinjaError, InputError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        where = _template_line()
        if not where:
            raise
        raise TemplateError(_sentence(str(error)), todo="mend this line", where=where) from error


def _sentence(message: str | None) -> str:
    said = (message or "the template is broken").strip().rstrip(".")
    return re.sub(r"^'[\w. ]+ object' has no attribute", "there is nothing here called", said)


def _template_line() -> str:
    """Return file:line of the innermost template in the traceback being handled; Jinja2 puts its own lines there."""
    where, trace = "", sys.exc_info()[2]
    while trace:
        name = trace.tb_frame.f_code.co_filename
        if name.endswith((".mjml", ".txt", ".css")):
            where = f"{shown(name)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return where


# What stands before the body: the header of a block, the head of the letter.
_HEADER = re.compile(r"\s*\{#.*?#\}|.*<mj-body[^>]*>", re.DOTALL)


def _with_numbers(source: str, name: str) -> str:
    """Return a template with a comment that names file and line in front of each line of its body that begins a tag."""
    header = _HEADER.match(source)
    first = source.count("\n", 0, header.end()) + 1 if header else 0
    return "\n".join(
        f"<!--@{name}:{number}-->{line}" if number > first and re.match(r"\s*</?[a-z]", line) else line
        for number, line in enumerate(source.split("\n"), 1)
    )


def _first(shelves: Iterable[str | Path], template: str) -> str:
    """Return the file of a template: the first shelf that has it counts."""
    return next((str(path) for shelf in shelves if (path := Path(shelf, template)).is_file()), "")


def line_before(mjml: str, shelves: tuple[Path, ...]) -> str:
    """Return ``file:line`` of the template line that wrote the end of a piece of numbered MJML."""
    names = re.findall(r"<!--@([^:>]+\.mjml)(:\d+)-->", mjml)
    name, number = names[-1] if names else ("letter.mjml", "")
    return f"{shown(_first(shelves, name))}{number}"


@cache
def _environment(shelves: tuple[str, ...], numbered: bool) -> Environment:
    """Return the templates of these shelves; sandboxed, since a publication may bring its own."""
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Loader(FileSystemLoader):
        def get_source(self, environment: Environment, template: str) -> Any:
            try:
                source, name, current = super().get_source(environment, template)
                if not any(Path(name).resolve().is_relative_to(Path(shelf).resolve()) for shelf in shelves):
                    raise TemplateError(f"the template {template} is a link to elsewhere", todo="put the file itself there")
            except UnicodeDecodeError as error:
                raise TemplateError(f"the template {template} is not in UTF-8", todo="save it as UTF-8") from error
            # Jinja2 only watches the file it found; one that comes to stand before it counts as well.
            is_current = lambda: current() and _first(shelves, template) == name  # noqa: E731
            return _with_numbers(source, template) if numbered else source, name, is_current

    environment = ImmutableSandboxedEnvironment(
        loader=Loader(shelves),
        # Never by the file's ending alone: `select_autoescape` leaves .mjml unescaped.
        autoescape=lambda name: not (name or "").endswith((".txt", ".css")),
        undefined=StrictUndefined,
        # Each start compiles the templates anew: folding their constants costs more (18 of 145 ms) than it saves.
        optimized=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["wrap"] = lambda text, first="", rest="": prose.wrap(str(text), first=first, rest=rest)
    environment.filters["underline"] = _underline
    environment.filters["capitals"] = prose.capitals
    environment.filters["runs"] = prose.runs
    environment.filters["together"] = _together
    return environment


# Links up to this many characters fit on one line of the smallest telephone.
_SHORT = 30
_SHORT_LINK = re.compile(rf"(<a\b[^<>]*>)([^<>]{{1,{_SHORT}}})(?=</a>)")


def _together(html: str) -> Any:
    """Return HTML in whose lines no short link is broken, and none begins with the dot between two of them."""
    from markupsafe import Markup

    whole = _SHORT_LINK.sub(lambda found: found[1] + found[2].replace(" ", "\u00a0"), str(html))
    return Markup(whole.replace(" \u00b7 ", "\u00a0\u00b7 "))


def _underline(text: str, sign: str = "-") -> str:
    widest = max(map(prose.display_width, text.split("\n")))
    return f"{text}\n{sign * min(widest, prose.TEXT_WIDTH)}"
