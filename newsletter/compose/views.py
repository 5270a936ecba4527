"""An issue, its publication and its theme → what templates see of them, in the voice that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import SimpleNamespace
from typing import Any

from newsletter import prose
from newsletter.colour import edge, ground_for_words, is_grey, readable, visible_rule
from newsletter.compose.addresses import Addresses
from newsletter.compose.desk import Desk
from newsletter.files import shown
from newsletter.merge import PREHEADER_MARKS, StandIns, ends, starts
from newsletter.model import Block, Field, Issue, Publication, Story, Theme
from newsletter.publication import FILE


class View(SimpleNamespace):
    """What a template sees of a block, a story or the publication: its attributes, and no method beside them."""


# How a voice writes Markdown.
Voice = Callable[[str, StandIns], Any]


def as_html(way: str) -> Voice:
    """Return the voice that tells Markdown as HTML, which a template prints as it is, in a letter that runs this way."""
    def tell(text: str, stand_ins: StandIns) -> Any:
        from markupsafe import Markup

        return Markup(prose.markdown_html(text, stand_ins.travels, way))

    return tell


def as_text(addresses: Addresses) -> Voice:
    """Return the voice that tells Markdown in plain text."""
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


def block_views(issue: Issue, desk: Desk, voice: Callable[[Block], Voice], *, html: bool) -> list[View]:
    """Return what templates see of each block in use, in order."""
    return [
        View(**_said_of(position, block, issue, desk, voice(block), html=html), **_only(position, block, issue, desk, html=html))
        for position, block in bands(issue)
    ]


def _only(position: str, part: Block | Story, issue: Issue, desk: Desk, *, html: bool) -> dict[str, Any]:
    """Return what a template prints before and behind a part for some readers; nothing round what all may read.

    In MJML stories need none: their elements are found by their marks (`newsletter.merge.enclosed`).
    """
    from markupsafe import Markup

    number = desk.stand_ins.only_for(part.readers, position, issue.where(f"{position}.readers"))
    if number is None or html and isinstance(part, Story):
        return {"readers": part.readers, "starts": "", "ends": ""}
    around = [starts(number, html=html), ends(number, html=html)]
    start, end = (Markup(f"<mj-raw>{mark}</mj-raw>") for mark in around) if html else around
    return {"readers": part.readers, "starts": start, "ends": end}


def stories_for_some(issue: Issue, desk: Desk) -> dict[str, int]:
    """Return position → the number it travels under, of each story in use that is for some readers."""
    return {
        position: number
        for place, block in bands(issue)
        for count, story in enumerate(block.stories, 1)
        for position in [f"{place}.s{count}"]
        if story.use and (number := desk.stand_ins.only_for(story.readers, position, issue.where(f"{position}.readers"))) is not None
    }


def bands(issue: Issue) -> list[tuple[str, Block]]:
    """Return the blocks in use with their positions; masthead first and imprint last, unless they are placed."""
    used = [(f"b{number}", block) for number, block in enumerate(issue.blocks, 1) if block.use]
    kinds = {block.kind for _, block in used}
    first = [] if "masthead" in kinds else [("masthead", Block(kind="masthead"))]
    last = [] if "imprint" in kinds else [("imprint", Block(kind="imprint"))]
    return [*first, *used, *last]


def contents(views: Iterable[View]) -> list[View]:
    """Return what is in the letter: each band that has a heading or a story, with its first headlines.

    What is for some readers is left out: the others would look for it in vain.
    """
    parts = []
    for view in views:
        stories = [] if view.readers else [story for story in view.stories if not story.readers]
        title, headlines = getattr(view, "title", ""), [story.title for story in stories]
        if not stories:
            continue
        if not title:
            title, *headlines = headlines
        parts.append(View(title=title, headlines=headlines[:_HEADLINES], anchor=view.anchor))
    return parts


_HEADLINES = 3


def letter_view(issue: Issue, desk: Desk, subject: str, preheader: str) -> dict[str, Any]:
    """Return what templates see of the letter as a whole."""
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
        "theme": tokens(desk.theme, publication),
        **_sides(publication.language),
    }


def style_view(desk: Desk) -> dict[str, Any]:
    """Return what ``letter.css`` sees."""
    return {"theme": tokens(desk.theme, desk.publication), **_sides(desk.publication.language)}


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


def tokens(theme: Theme, publication: Publication) -> dict[str, Any]:
    """Return the theme's tokens, with the colours that follow from the publication's one, by day and by night.

    ``accent`` is a shade of it for words, ``bar`` one for rules; ``signal`` is one for grounds, with ``on_signal`` for the
    words on it and ``edge`` for its frame: where the ground is as light or as dark as the paper, the frame is what is seen.
    ``calm_edge`` is the frame of paper on that ground, ``plate_edge`` that of what lies under a film.
    """
    light, dark = dict(theme.tokens), dict(theme.dark)
    if prose.direction(publication.language) == "rtl":
        light.update({face: light[f"{face}_rtl"] for face in _FACES if f"{face}_rtl" in light})
    light |= _by_day(light, publication.colour or light["accent"])
    dark |= _by_night(dark, publication.colour or dark["accent"])
    # Word, in Outlook, takes the first face of a list or none: the last two of each are on every machine.
    mso = {face: ", ".join(light[face].split(", ")[-2:]) for face in _FACES}
    return {**light, "dark": dark, "mso": mso}


def _by_day(colours: Mapping[str, Any], brand: str) -> dict[str, str]:
    """Return the colours that follow from one; mail programs may turn them dark."""
    paper, panel = colours["paper"], colours["panel"]
    accent = readable(brand, paper, colours["canvas"], panel)
    signal, on_signal = ground_for_words(brand)
    return {
        "accent": accent,
        # Frames of buttons stand on panels too.
        "bar": visible_rule(accent, paper, *([panel] if colours["button"] == "outline" else [])),
        "signal": signal,
        "on_signal": on_signal,
        "edge": edge(signal, paper, panel),
        "calm_edge": edge(paper, signal),
        "plate_edge": edge(colours["plate"], paper),
    }


def _by_night(colours: Mapping[str, Any], brand: str) -> dict[str, str]:
    """Return the colours that follow from one in the letter's own dark, which nobody turns: grounds stand out themselves."""
    paper, panel = colours["paper"], colours["panel"]
    accent = readable(brand, paper, colours["canvas"], panel)
    signal, on_signal = ground_for_words(brand, paper, panel)
    # Where the one colour is black, words are as light as all others, and bars a grey that does not glare.
    words = colours["ink"] if is_grey(brand) else accent
    return {"accent": words, "bar": accent, "signal": signal, "on_signal": on_signal}


def _said_of(position: str, block: Block, issue: Issue, desk: Desk, voice: Voice, *, html: bool) -> dict[str, Any]:
    """Return what a template sees of a block."""
    block_type = desk.blocks[block.kind]
    said = {
        name: _field(block.fields.get(name, ""), field, f"{position}.{name}", issue, desk, voice)
        for name, field in block_type.fields.items()
    }
    if block.kind == "imprint" and not said.get("text"):
        where = shown(desk.publication.root / FILE) if desk.publication.root else ""
        said["text"] = voice(desk.stand_ins.put(_imprint(desk), lambda _: where), desk.stand_ins)
    return {
        **said,
        "kind": block.kind,
        "anchor": f"part-{position}",
        "mark": _marker(position),
        "picture": desk.pictures.get(f"{position}.image"),
        "stories": [
            _story_view(f"{position}.s{number}", story, issue, desk, html=html)
            for number, story in enumerate(block.stories, 1) if story.use
        ],
    }


def _field(value: Any, field: Field, position: str, issue: Issue, desk: Desk, voice: Voice) -> Any:
    """Return what a template sees of one key of a block."""
    match field.kind:
        case "markdown":
            return voice(desk.stand_ins.put(value, lambda row: issue.where(f"{position}@{row}")), desk.stand_ins) if value else ""
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
    table: Mapping[str, Any], field: Field, position: str, issue: Issue, desk: Desk, voice: Voice
) -> View:
    """Return what a template sees of one of several tables in a block, such as an event; a date in its parts as well."""
    said = {
        name: _field(table.get(name, ""), inner, f"{position}.{name}", issue, desk, voice)
        for name, inner in field.fields.items()
    }
    if day := table.get("date"):
        said |= prose.day_parts(day, desk.publication.language)._asdict()
    return View(**said, mark=_marker(position))


def _story_view(position: str, story: Story, issue: Issue, desk: Desk, *, html: bool) -> View:
    words = {name: prose.one_line(getattr(story, name))
             for name in ("title", "kicker", "teaser", "alt", "credit", "byline", "label", "duration")}
    return View(
        **words,
        **_only(position, story, issue, desk, html=html),
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
        told = publication.postal_address in publication.imprint or "{postal_address}" in publication.imprint
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
