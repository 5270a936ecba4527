"""The stories: whether each leads somewhere, is told once, stands where it belongs, and says what its picture shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from newsletter.checks._rules import Fault, rule
from newsletter.checks._sheet import Sheet, once
from newsletter.checks._written import Carried
from newsletter.model import Issue, canonical, folded
from newsletter.prose import excerpt

STALE = timedelta(days=90)
"""From when on a story that says its date is told as an old one."""
EMPTY_WEEKS = 3
"""Numbers in a row, this one among them, from which on a section without stories is told."""
LONG_HEADLINE = 110
"""Letters of a headline that fill five lines and more of a phone (some 24 letters a line at 22 px, 320 px wide)."""


def _known(one: Carried) -> str:
    """Return what makes a story the same one: its address, else its headline."""
    url = "" if one.story.url.strip().upper() == "TK" else one.story.url
    return canonical(url) or folded(one.story.title)


# ── links ────────────────────────────────────────────────────────────────────────────────────────────────────


@rule("CONT-EMPTY", "error", "The letter carries no story.", foreign=False,
      why="A letter with nothing to read costs readers; it is what a pick from an empty source makes.",
      mend="add one: newsletter add, or use = true")
def no_story(sheet: Sheet) -> Iterator[Fault]:
    if not sheet.carried and not any(len(one.text) > 200 for one in sheet.written):
        yield Fault("the letter carries no story")


@rule("STORY-NO-LINK", "warning", "A story leads nowhere.", foreign=False,
      why="Readers click the headline; a story without an address ends there.",
      mend="write url = '…', or take the story out with use = false")
def story_without_link(sheet: Sheet) -> Iterator[Fault]:
    for one in sheet.carried:
        if not one.story.url.strip():
            yield Fault(f"“{excerpt(one.story.title, 60)}” has no address", f"{one.position}.title")


@rule("CONT-DUP", "error", "A story is in the letter twice.", foreign=False,
      why="The same address under two headlines, or the same headline twice, is read as a slip.",
      mend="take one of the two out with use = false")
def story_twice(sheet: Sheet) -> Iterator[Fault]:
    first: dict[str, Carried] = {}
    for one in sheet.carried:
        same = next((first[key] for key in _keys(one) if key in first), None)
        if same:
            where = sheet.where(same.position).rpartition(":")[2]
            yield Fault(f"“{excerpt(one.story.title, 60)}” is in the letter already, at line {where}", f"{one.position}.title")
        for key in _keys(one):
            first.setdefault(key, one)


def _keys(one: Carried) -> set[str]:
    return {_known(one), folded(one.story.title)}


@rule("CONT-REPEAT", "warning", "An earlier number carried a story already.", foreign=False,
      why="Readers of last week's letter know it; `newsletter pick` never picks a story twice.",
      mend="take it out, or write repeat = true where it is meant")
def story_again(sheet: Sheet) -> Iterator[Fault]:
    for one in sheet.carried:
        number = sheet.history.carried.get(_known(one))
        if number and not one.story.repeat:
            yield Fault(f"{number} carried “{excerpt(one.story.title, 60)}” already", f"{one.position}.title")


# ── time ─────────────────────────────────────────────────────────────────────────────────────────────────────


@rule("CONT-STALE", "warning", "A story is older than three months, or dated after the letter.", foreign=False,
      why="A date far from the letter's is most often the wrong year.",
      mend="look at the date")
def story_of_another_time(sheet: Sheet) -> Iterator[Fault]:
    day = sheet.issue.date if sheet.issue else None
    for one in sheet.carried if day else ():
        if one.story.date and one.block.kind != "events" and not one.story.repeat:
            yield from _apart(one, one.story.date, day)  # type: ignore[arg-type]


def _apart(one: Carried, day: date, letter: date) -> Iterator[Fault]:
    title = excerpt(one.story.title, 60)
    if day > letter:
        yield Fault(f"“{title}” is dated {day}, after the letter", f"{one.position}.date")
    elif letter - day > STALE:
        yield Fault(f"“{title}” is of {day}, {(letter - day).days} days before the letter", f"{one.position}.date")


_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@rule("ISSUE-DAY", "warning", "The letter is dated to another weekday than the publication's.", foreign=False,
      why="newsletter.toml says on which day it appears; another is most often a slip in the date.",
      mend="mend the date, or the day in newsletter.toml")
def letter_on_another_day(sheet: Sheet) -> Iterator[Fault]:
    issue, day = sheet.issue, sheet.publication.day
    if issue and issue.date and day and _DAYS[issue.date.weekday()] != day:
        name = _DAYS[issue.date.weekday()].capitalize()
        yield Fault(f"{issue.date} is a {name}, and the publication appears on {day.capitalize()}s", "date")


@rule("ISSUE-PAST", "warning", "The letter's date is over, and it was not sent.", foreign=False,
      why="Readers see the date at the head of the letter.",
      mend="write the day on which it goes out; or `newsletter sent`, where it did")
def letter_late(sheet: Sheet) -> Iterator[Fault]:
    issue = sheet.issue
    if issue and issue.date and sheet.today and not issue.sent and issue.date < sheet.today:
        yield Fault(f"the letter is dated {issue.date}, which is over", "date")


@rule("ISSUE-NUMBER", "warning", "Another issue has the same number, numbers are left out before it, or its file is called by another.", foreign=False,
      why="Commands take a number for one file, and readers count.",
      mend="write the number that follows the last one")
def letter_number(sheet: Sheet) -> Iterator[Fault]:
    issue = sheet.issue
    if issue is None or issue.number is None:
        return
    for path in sheet.others_of_its_number:
        yield Fault(f"{path.name} is No. {issue.number}, too", "number", "give one of the two another number")
    before = [one.number for one in sheet.earlier if one.number is not None]
    before += [number for number in sheet.numbers_elsewhere if number < issue.number]
    last = max(before, default=None)
    if last is not None and issue.number > last + 1:
        yield Fault(f"this is No. {issue.number}, and the last one is No. {last}", "number")
    name = PurePosixPath(issue.name)
    if re.fullmatch(r"[0-9]{1,9}", name.stem) and int(name.stem) != issue.number:
        yield Fault(f"this is No. {issue.number}, and the file is called {name.name}", "number",
                    f"write number = {int(name.stem)}, or give the file the name {issue.number:03}.toml")


# ── place ────────────────────────────────────────────────────────────────────────────────────────────────────


@rule("STORY-SECTION", "warning", "A story stands under a section that it does not fit.", foreign=False,
      why="The source, the address or the kicker names another section of this letter or of the standing matter.",
      mend="move it there, or leave it where you want it and waive this")
def story_astray(sheet: Sheet) -> Iterator[Fault]:
    told = dict(sheet.misplaced)
    for position, sentence in told.items():
        yield Fault(sentence, position)
    for one in sheet.carried:
        other = _of_another(one, sheet) if one.position not in told else ""
        if other:
            yield Fault(f"“{excerpt(one.story.title, 60)}” stands under {_heading(one)}, and is of {other}", one.position)


def _heading(one: Carried) -> str:
    return str(one.block.fields.get("title", ""))


def _of_another(one: Carried, sheet: Sheet) -> str:
    """Return the heading of another section of the letter that a story names as its own; empty for none."""
    here = folded(_heading(one))
    if not here or sheet.issue is None:
        return ""
    titles = [str(block.fields.get("title", "")) for block in sheet.issue.blocks if block.kind == one.block.kind]
    named = {folded(one.story.kicker), *(folded(part) for part in urlsplit(one.story.url).path.split("/")[:-1])} - {""}
    if here in named:
        return ""
    return next((title for title in titles if folded(title) in named), "")


@rule("SECTION-EMPTY", "info", "A section has been without stories for some numbers.", foreign=False,
      why="A band that never fills has the wrong words to match, or its source is silent.",
      mend="look at its pick in standing.toml, and at newsletter fetch")
def section_empty(sheet: Sheet) -> Iterator[Fault]:
    if sheet.standing is None or sheet.issue is None or len(sheet.earlier) < EMPTY_WEEKS - 1:
        return
    row = (sheet.issue, *sheet.earlier)
    for block in sheet.standing.blocks:
        heading = str(block.fields.get("title", ""))
        if block.pick is None or not heading or not block.use:
            continue
        weeks = next((number for number, one in enumerate(row) if _has_stories(one, heading)), len(row))
        if weeks >= EMPTY_WEEKS:
            yield Fault(f"“{heading}” has been empty for {weeks} numbers")


def _has_stories(issue: Issue, heading: str) -> bool:
    return any(block.use and folded(str(block.fields.get("title", ""))) == folded(heading)
               and any(story.use for story in block.stories) for block in issue.blocks)


# ── words and pictures ───────────────────────────────────────────────────────────────────────────────────────


@rule("STORY-LONG", "info", "A headline fills a phone.", foreign=False,
      why="Of some 24 letters a line it takes five lines and more; what matters in it scrolls away.",
      mend="shorten the headline")
def headline_long(sheet: Sheet) -> Iterator[Fault]:
    for one in sheet.carried:
        if len(one.story.title) > LONG_HEADLINE:
            yield Fault(f"the headline has {len(one.story.title)} letters", f"{one.position}.title")


def _pictured(sheet: Sheet) -> Iterator[tuple[str, str, str]]:
    """Yield position, image and alt of all that shows a picture: stories and blocks."""
    for one in sheet.carried:
        if one.story.image:
            yield one.position, one.story.image, one.story.alt
    for number, block in enumerate(sheet.issue.blocks if sheet.issue else (), 1):
        if block.use and block.fields.get("image"):
            yield f"b{number}", str(block.fields["image"]), str(block.fields.get("alt", ""))


@rule("ALT-MISSING", "warning", "A picture does not say what it shows.", foreign=False,
      why="Readers without pictures, and screen readers, get alt; 47.88 % of letters lack it (Email Markup Consortium, 2026).",
      mend="write alt = '…': what the picture shows, in one sentence")
def alt_missing(sheet: Sheet) -> Iterator[Fault]:
    # Nobody hears where such a link leads, so that it keeps the letter back.
    linked = {sheet.position_of(link.node) for link in sheet.links if not link.words}
    for place in unsaid(sheet):
        yield Fault("the picture does not say what it shows", place, level="error" if place in linked else None)


@once
def unsaid(sheet: Sheet) -> tuple[str, ...]:
    """Return the positions of the pictures that do not say what they show, in the order of the issue."""
    return tuple(f"{position}.image" for position, _, alt in _pictured(sheet) if not alt.strip())


_NAME = re.compile(r"[\w.,+()% -]+\.(?:jpe?g|png|gif|webp|avif|svg|heic)|(?:IMG|DSC|DSCN|PXL|MVIMG|image|img|photo|picture|screenshot|"
                   r"bild|foto|imagen|imagem|immagine|illustration)[ _-]*\d*[\d_ -]*", re.IGNORECASE)


@rule("ALT-FILE", "warning", "A picture says the name of its file, or “image”, for what it shows.", foreign=False,
      why="“IMG_2041.jpg” tells nobody anything who cannot see it (WCAG 2.2, F30).",
      mend="write what the picture shows, in one sentence")
def alt_is_file(sheet: Sheet) -> Iterator[Fault]:
    for position, image, alt in _pictured(sheet):
        stem = PurePosixPath(urlsplit(image).path).stem
        if alt.strip() and (_NAME.fullmatch(alt.strip()) or folded(alt) == folded(stem) and not alt.istitle()):
            yield Fault(f"“{excerpt(alt, 40)}” is no description of a picture", f"{position}.alt")


@rule("ALT-DRAFT", "warning", "What a picture shows is said in the source's draft.", foreign=False,
      why="newsletter pick takes a listing's words for the picture and marks them as a draft, for nobody has looked yet.",
      mend="say what the picture shows, and take the remark behind it away")
def alt_is_draft(sheet: Sheet) -> Iterator[Fault]:
    drafts = sheet.issue.drafts if sheet.issue else ()
    for position, _, alt in _pictured(sheet):
        if f"{position}.alt" in drafts:
            yield Fault(f"“{excerpt(alt, 60)}” is still a draft", f"{position}.alt")


@rule("ALT-LONG", "info", "What a picture shows is said at length, or as the headline says it.", foreign=False,
      why="Screen readers say alt in one breath, and the headline right after it (WCAG 2.2, H37).",
      mend="say in up to 125 letters what the headline does not")
def alt_long(sheet: Sheet) -> Iterator[Fault]:
    titles = {one.position: one.story.title for one in sheet.carried}
    for position, _, alt in _pictured(sheet):
        if len(alt) > 125:
            yield Fault(f"the picture's description has {len(alt)} letters", f"{position}.alt")
        elif alt and folded(alt) == folded(titles.get(position, "")):
            yield Fault("the picture's description is the headline again", f"{position}.alt")
