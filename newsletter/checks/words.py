"""The editor's words: what was to be written yet, what does not fit together, and what came damaged from elsewhere.

Left out, with the reason: spelling needs a dictionary for each language, and names of people and places are in none; an
editor's own program checks it as it is typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.checks._languages import counting
from newsletter.checks._rules import Fault, rule
from newsletter.checks._sheet import Sheet
from newsletter.checks._spellings import SPELLING
from newsletter.checks._written import Written
from newsletter.model import Level
from newsletter.prose import amount, excerpt, long_date, named_days, weekday_name

_MARKDOWN_TARGET = re.compile(r"\]\([^)\s]*\)|<https?://[^>]*>|https?://\S+")


def _said(sheet: Sheet) -> Iterator[Written]:
    """Yield the words that readers see, without the addresses in Markdown; of a foreign letter subject, title and text."""
    if sheet.issue:
        for one in sheet.written:
            yield one._replace(text=_MARKDOWN_TARGET.sub(_without_address, one.text)) if one.kind == "markdown" else one
    else:
        yield Written("subject", "text", sheet.subject)
        yield Written("", "text", sheet.words or sheet.text)


def _without_address(found: re.Match[str]) -> str:
    return "]()" if found[0].startswith("]") else " "


# ── still to be written ──────────────────────────────────────────────────────────────────────────────────────

_TO_COME = re.compile(r"(?<![\w-])(?:TK(?:TK|K)?|TODO|FIXME|TBD|TBC|XXX+|X{2,} ?X{2,})(?![\w-])|\?\?\?|\[(?:…|\.\.\.)?\?+\]")


@rule("TK-LEFT", "error", "A place for words still to come is left.",
      why="TK marks what an editor means to write later; readers would see the mark.",
      mend="write the words")
def words_to_come(sheet: Sheet) -> Iterator[Fault]:
    for written in _said(sheet):
        if found := _TO_COME.search(written.text):
            yield Fault(f"“{found[0]}” stands where words are still to come", written.at(found), _to_write(written),
                        _in_german(found[0], sheet))
    for story in sheet.carried:
        if story.story.url.strip().upper() == "TK":
            yield Fault("the story has no address yet", f"{story.position}.url",
                        "write the address, or take the story out with use = false")


def _to_write(written: Written) -> str:
    """Return what to do with a place for words still to come, by what it stands in."""
    part = "story" if _STORY.match(written.position) else "block" if written.position[:1] == "b" else ""
    return "write the words" + (f", or take the {part} out with use = false" if part else "")


def _in_german(mark: str, sheet: Sheet) -> Level | None:
    """Return how much a mark counts where it is a word, too: TK is a health insurance in Germany."""
    return "warning" if mark == "TK" and sheet.publication.language.lower().startswith("de") else None


_LOREM = re.compile(
    r"\blorem ipsum\b|\bdolor sit amet\b|\btest test\b|\basdf|\[(?:your|insert)\b[^\]]{1,40}\](?!\()|\byour (?:headline|text|title) here\b|"
    r"\b(?:insert|add|place) (?:your )?(?:text|headline|image|title|link|name) here\b", re.IGNORECASE)
_EXAMPLE = re.compile(r"https?://(?:[\w-]+\.)*example\.(?:com|org|net)\b", re.IGNORECASE)


@rule("TPL-LOREM", "error", "Words or an address are there for want of real ones.",
      why="Dummy text is the most common slip of a template that was filled in (react-email's and Mailpit's lists).",
      mend="write the real words, or take the block out with use = false")
def dummy_words(sheet: Sheet) -> Iterator[Fault]:
    for written in _said(sheet):
        if found := _LOREM.search(written.text):
            yield Fault(f"“{excerpt(found[0], 60)}” is no real text", written.at(found))
    for link in sheet.links:
        if found := _EXAMPLE.match(link.href):
            yield Fault(f"{found[0]} is an address for examples", link.node, "write the real address")


_PROGRAM = r"(?:None|null|undefined|NaN|nan|\[object Object\]|Invalid Date)"
_EMPTY_VALUE = re.compile(
    rf"\s*{_PROGRAM}\s*|.*(?:\[object Object\]|Invalid Date\b|(?<!\w)NaN(?!\w)).*|"
    rf"(?:.*\b)?(?i:dear|hello|hi|liebe[r]?|hallo|hola|querid[oa]|estimad[oa]|bonjour|chère?|olá|car[oa]|ciao)\s+"
    rf"{_PROGRAM}\b.*", re.DOTALL)


@rule("TPL-NONE", "error", "A program's word for nothing stands where a word should be.",
      why="None, null, undefined and NaN are what a program prints for a field that nobody filled.",
      mend="write the words, or take the line out")
def words_for_nothing(sheet: Sheet) -> Iterator[Fault]:
    for written in _said(sheet):
        if found := _EMPTY_VALUE.fullmatch(written.text):
            yield Fault(f"“{excerpt(found[0].strip(), 60)}” is what a program prints for nothing", written.at(found))


# ── what does not fit together ───────────────────────────────────────────────────────────────────────────────


_STORY = re.compile(r"b\d+\.s")


@rule("DATE-WEEKDAY", "error", "A weekday does not fit its date.", foreign=False,
      why="Readers come on the wrong day; the calendar is the source.",
      mend="look up which of the two is right")
def weekday_and_date(sheet: Sheet) -> Iterator[Fault]:
    for written in sheet.written:
        language = _language(sheet, written.position)
        for named in named_days(written.text, language, sheet.issue.date if sheet.issue else None):
            if named.weekday != named.day.weekday():
                right = weekday_name(named.day, language)
                # A story may be years old: which year its words mean nobody can tell.
                level: Level | None = None if named.has_year or not _STORY.match(written.position) else "info"
                yield Fault(f"“{named.words}”: {long_date(named.day, language)} is a {right}", written.at(named.words),
                            f"write {right}, or another date", level)


def _language(sheet: Sheet, position: str) -> str:
    """Return the language of the words at a position: the story's own, else the publication's."""
    story = ".".join(position.split(".")[:2])
    own = next((one.story.lang for one in sheet.carried if one.position == story), "")
    return own or sheet.publication.language


@rule("CONT-COUNT", "warning", "A number of stories or films in the words is not the number that the letter carries.",
      why="“Five stories this week” above four is the slip of every letter that was shortened late.", foreign=False,
      mend="count again, or leave the number out")
def count_of_stories(sheet: Sheet) -> Iterator[Fault]:
    words = counting(sheet.publication.language)
    films = sum(one.block.kind == "video" for one in sheet.carried)
    stories = len(sheet.carried) - films
    for written in sheet.written if words else ():
        if _STORY.match(written.position):
            continue  # a story's own words speak of other things
        for found in words.pattern.finditer(written.text):  # type: ignore[union-attr]
            said = found["number"].casefold()
            number = int(said) if said.isdigit() else words.numbers[said]  # type: ignore[union-attr]
            right = {films} if found["films"] else {stories, stories + films}
            if _does_not_fit(number, right, here=bool(found["here"]) or written.position in ("subject", "preheader"), sheet=sheet):
                noun = amount(max(right), "film") if found["films"] else amount(max(right), "story", "stories")
                yield Fault(f"“{' '.join(found[0].split())}”: the letter carries {noun}", written.at(found))


def _does_not_fit(number: int, right: set[int], *, here: bool, sheet: Sheet) -> bool:
    """Say whether a number is wrong: more than there are, or another than there are where all are meant."""
    return number > max(right) if not here else number not in right | _in_blocks(sheet)


def _in_blocks(sheet: Sheet) -> set[int]:
    """Return how many stories each block has: a number may be that of one section."""
    counts: dict[int, int] = {}
    for one in sheet.carried:
        counts[id(one.block)] = counts.get(id(one.block), 0) + 1
    return set(counts.values())


# ── what came damaged ────────────────────────────────────────────────────────────────────────────────────────

# UTF-8 read as Windows-1252: the first byte of a letter, and one that can only follow it.
_MOJIBAKE = re.compile(
    r"Ã[\u0080-\u00bfŸœ‰šžŠŒŽƒ„†‡ˆ‹€]|Ã[–™](?=[a-zA-Z])|Â[\u00a0«»°©®·§¿¡](?!\s*[A-ZÀ-Þ])|â€[\u0080-\u00bf™œ\u009d˜“”¦¢–—]|"
    r"ï»¿|ðŸ|[ÐÑ][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ]{1}[ÐÑ]|Ä[\u0080-\u00bfŸ±](?=[a-z])|Å[\u0080-\u00bf‚›„‡º¼¾¡](?=[a-z])|\ufffd")


@rule("CONT-MOJIBAKE", "error", "Letters were lost or turned into others.",
      why="“Ã©” is an é that was read in the wrong encoding; U+FFFD stands where one was lost (Encoding Standard, 4.1).",
      mend="write the words anew, or copy them from the page")
def damaged_letters(sheet: Sheet) -> Iterator[Fault]:
    for written in _said(sheet):
        if found := _MOJIBAKE.search(written.text):
            near = written.text[max(0, found.start() - 12) : found.end() + 12].strip()
            yield Fault(f"“{near}” holds letters that were read wrongly", written.at(found))


_MARKUP = re.compile(r"</?(?:a|b|i|p|br|div|em|strong|span|img|h[1-6]|ul|ol|li|sup|sub|small|u)\b[^<>]*>|"
                     r"&(?:amp|nbsp|quot|lt|gt|apos|[lr][sd]quo|hellip|[mn]dash|#\d+|#x[0-9a-fA-F]+);")


@rule("CONT-TITLE-HTML", "error", "Markup stands among plain words, and would be read.", foreign=False,
      why="Headlines and teasers are plain text: a tag or an entity in them is printed as it stands.",
      mend="take the markup out, and write the sign itself")
def markup_in_words(sheet: Sheet) -> Iterator[Fault]:
    for written in sheet.written:
        if written.kind == "text" and (found := _MARKUP.search(written.text)):
            yield Fault(f"“{excerpt(found[0], 40)}” would be read as it stands", written.at(found))


_STARS = re.compile(r"\*\*[^*\s][^*]*\*\*|(?<![\w*])\*[^*\s][^*]*[^*\s]\*(?![\w*])|\[[^\]]+\]\((?:https?://|merge:)[^)]*\)|^#{1,4} ")


@rule("CONT-MARKDOWN", "warning", "Markdown stands where it is not read as such.", foreign=False,
      why="Markdown counts in text and imprint alone: elsewhere its signs are printed.",
      mend="take the signs out; a story's link is its url")
def markdown_in_words(sheet: Sheet) -> Iterator[Fault]:
    for written in sheet.written:
        bare = SPELLING.sub(lambda tag: "_" * len(tag[0]), written.text)  # the stars of *|FNAME|* are no Markdown
        if written.kind == "text" and (found := _STARS.search(bare)):
            yield Fault(f"“{excerpt(found[0], 40)}” would be read with its signs", written.at(found))


_CUT = re.compile(
    r"\[\s*(?:…|\.\.\.|&hellip;)\s*\]\s*$|&#?\w{1,6}$|\b(?:read more|continue reading|weiterlesen|leer más|seguir leyendo|lire la suite|"
    r"ler mais|leia mais|continue lendo|leggi tutto|continua a leggere)\b\W*$|\bThe post .{3,200} (?:appeared )?first (?:appeared )?on\b",
    re.IGNORECASE)


@rule("CONT-TRUNC", "warning", "A teaser ends where a feed cut it.", foreign=False,
      why="Feeds cut summaries and add “[…]” or “Read more”, which leads nowhere in a letter.",
      mend="end the sentence")
def words_cut(sheet: Sheet) -> Iterator[Fault]:
    for written in sheet.written:
        if written.position.endswith(".teaser") and (found := _CUT.search(written.text)):
            yield Fault(f"the teaser ends with “{excerpt(found[0].strip(), 40)}”", written.at(found))


_TWICE = re.compile(r"(?<![\w'’-])([^\W\d_]{2,})\s+\1(?![\w'’-])", re.IGNORECASE)
# Words that may stand twice: “what he had had”, „die, die die“, « nous nous », “de que que”; names and exclamations.
_MAY_REPEAT = frozenset((
    "that had who is die der das den dem sie wir ihr was nous vous que se si no ja so sehr very bye ha ho hey "
    "bora couscous pago baden duran new york york hula chop knock blah wagga walla").split())


@rule("WORD-TWICE", "info", "A word stands twice in a row.", foreign=False,
      why="It is the slip that nobody sees who knows the sentence.",
      mend="take one of the two out")
def word_twice(sheet: Sheet) -> Iterator[Fault]:
    for written in sheet.written:
        for found in _TWICE.finditer(written.text):
            if found[1].casefold() not in _MAY_REPEAT and "\n\n" not in found[0]:
                yield Fault(f"“{' '.join(found[0].split())}”", written.at(found))
