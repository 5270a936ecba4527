"""A theme's file → the Theme: every token that the templates ask for is there, of its kind, and can be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from newsletter.colour import READABLE, least_contrast, readable
from newsletter.errors import InputError, Mistakes, at
from newsletter.files import Toml, did_you_mean, mistakes, read_text, read_toml, shown
from newsletter.model import Field, Theme


def _colour(about: str) -> Field:
    return Field(kind="colour", needs=True, about=about)


def _face(about: str) -> Field:
    return Field(needs=True, about=about)


def _number(about: str) -> Field:
    return Field(kind="number", needs=True, about=about)


def _choice(about: str, *choices: str) -> Field:
    return Field(choices=choices, needs=True, about=about)


# Each has a colour of the night as well.
COLOURS: Mapping[str, Field] = {
    "canvas": _colour("the ground around the letter"),
    "paper": _colour("the ground of the letter"),
    "panel": _colour("the ground of what is set apart"),
    "plate": _colour("the ground under a film, by night its frame; its words are white"),
    "ink": _colour("words"),
    "strong": _colour("heavy rules and bars"),
    "muted": _colour("lesser words: dates, credits"),
    "rule": _colour("fine rules"),
    "accent": _colour("links and labels, where the publication says no colour of its own"),
}

TOKENS: Mapping[str, Field] = COLOURS | {
    "text": _face("faces of the text, those of every machine last"),
    "heads": _face("faces of headlines"),
    "labels": _face("faces of labels, dates and buttons"),
    "text_rtl": _face("the same for Arabic and Hebrew"),
    "heads_rtl": _face("the same for Arabic and Hebrew"),
    "labels_rtl": _face("the same for Arabic and Hebrew"),
    "width": _number("of the letter, in pixels like all sizes; 640 is usual"),
    "side": _number("margin at either side"),
    "gap": _number("between two bands"),
    "size": _number("of text"),
    "leading": _number("height of a line of text, in hundredths of its size: 150"),
    "logo_width": _number("of a logo, at the most; 280 is the most there is"),
    "name_size": _number("of the name, where there is no logo"),
    "lead_size": _number("of the lead's headline"),
    "title_size": _number("of other headlines"),
    "heading_size": _number("of the headings of bands"),
    "masthead": _choice("the head of the letter", "rules", "band", "plain"),
    "align": _choice("where name, button and divider stand", "center", "start"),
    "lead": _choice("what of the lead comes first", "picture", "words"),
    "contents": _choice("how contents stand", "lines", "columns", "sentence"),
    "quote": _choice("what sets a quotation apart", "rules", "bar", "indent"),
    "cover": _choice("the ground of the magazine", "panel", "signal", "plain"),
    "button": _choice("filled, or a frame", "solid", "outline"),
    "head_weight": _choice("how heavy headlines are", "bold", "normal"),
    "tracking": _face("space between the letters of large headlines: -0.02em, or 0"),
    "heading": _choice("what marks the heading of a band", "ruled", "bar", "plain"),
    "heading_case": _choice("the letters of these headings", "uppercase", "none"),
    "kicker_case": _choice("the letters of the label above a headline", "uppercase", "none"),
    "story_rule": _number("the rule between two stories, in pixels; 0 for none"),
    "corner": _number("how round the corners of pictures, panels and buttons are, in pixels; 0 for square"),
}

_FILE = {
    "about": Field(needs=True, about="the theme in a sentence"),
    "tokens": Field(kind="table", needs=True),
    "dark": Field(kind="table", needs=True),
}


def read(path: Path) -> Theme:
    """Return the theme in a file. Raises `Mistakes`: what is missing, of another kind or cannot be read, all at once."""
    toml = read_toml(read_text(path), shown(path))
    wrong = mistakes(toml, toml.data, _FILE)
    wrong = wrong or [*_misfits(toml, "tokens", TOKENS), *_misfits(toml, "dark", COLOURS)]
    wrong = wrong or [*_faint(toml, "tokens"), *_faint(toml, "dark")]
    if wrong:
        raise Mistakes(wrong)
    return Theme(name=path.stem, path=path, **toml.data)


def _misfits(toml: Toml, table: str, fields: Mapping[str, Field]) -> list[InputError]:
    """Return what is wrong with a table; it may hold tokens of its own, unless one is nearly called like a missing one."""
    said = toml.data[table]
    missing = [key for key in fields if key not in said]
    judged = {key: value for key, value in said.items() if key in fields or did_you_mean(key, missing)}
    return mistakes(toml, judged, fields, (table,))


# Words, and the grounds they stand on.
_PRINTED = {"ink": ("paper", "canvas", "panel"), "muted": ("paper", "canvas", "panel")}


def _faint(toml: Toml, table: str) -> Iterator[InputError]:
    """Yield the words that cannot be read on their grounds, each with the nearest shade that can."""
    colours: Mapping[str, Any] = toml.data[table]
    for words, grounds in _PRINTED.items():
        behind = [colours[ground] for ground in grounds]
        if (least := min(least_contrast(colours[words], ground) for ground in behind)) < READABLE:
            yield InputError(
                f"{words} is too faint to read: its contrast is {least:.1f}, where {READABLE} is needed",
                todo=f"write {words} = '{readable(colours[words], *behind)}'",
                where=at(toml.name, toml.line(table, words)),
            )
    if least_contrast("#ffffff", colours["plate"]) < READABLE:
        yield InputError(
            "plate is too light for the white words on it", todo="write plate = '#1f1d1a', or another dark colour",
            where=at(toml.name, toml.line(table, "plate")),
        )
