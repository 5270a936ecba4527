"""Merge tags: what editors write → stand-ins that travel → a service's words, or one reader's, put in last.

Through Jinja2, MJML and premailer go only ASCII stand-ins: ``https://merge.invalid/<key>/unsubscribe`` in links and
``merge-<key>-first-name-0z`` in words. `<key>` is a hash of the issue file, so that no source can write one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote

from newsletter.errors import InputError
from newsletter.files import did_you_mean
from newsletter.model import (
    POSITION_COMMENT, Edition, Letter, MergeTag, Publication, Reader, Service, marks_put_in, marks_taken_out,
)
from newsletter.prose import HTML_MARKS, TEXT_MARKS, TEXT_WIDTH, LineMarks, display_width

ADDRESSES = ("unsubscribe", "web_version", "preferences")

# Not beside a brace, a backslash or a bar of the editor's own: a service would read the two together as another tag.
_WORD = re.compile(r"(?<![{\\])\{(first_name|email|field\.[A-Za-z]\w*)(?:\|([^{}|\n]*))?\}(?![}|])", re.ASCII)
_LINK = re.compile(r"(?<=\]\()merge:([\w-]*)(?=[\s)])|(?<=<)merge:([\w-]*)(?=>)")
_WORDS = ("first_name", "email", "field")
# A brace with a word or two in it, closed or not at the end of its line.
_ALMOST = re.compile(r"\{(?![{%#])([A-Za-z][^{}\n]{0,60})(?:\}|$)", re.MULTILINE)


# ── before: stand-ins ────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class StandIns:
    """The stand-ins of one letter. Give it each text in which merge tags count; it remembers which there were."""

    key: str
    tags: list[MergeTag] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def put(self, text: str, where: str = "") -> str:
        """Return Markdown with its merge tags as stand-ins. Raises InputError for an address tag that does not exist."""
        return self.put_words(_LINK.sub(lambda found: self.address(found[1] or found[2] or "", where), text), where)

    def put_words(self, text: str, where: str = "") -> str:
        """Return a line with the words that differ per reader as stand-ins; addresses have no meaning in it.

        What only looks like a tag stays the words it is; `doubts` tells of it.
        """
        for found in _ALMOST.finditer(_WORD.sub("", text)):
            guess = did_you_mean(re.split(r"[|/]", found[1])[0].strip(), _WORDS)
            doubt = f"{where}: {found[0]} is no merge tag and stays as it is — {guess or 'write {first_name|friend}'}"
            if (guess or "|" in found[1]) and doubt not in self.doubts:
                self.doubts.append(doubt)
        return _WORD.sub(lambda found: self._word(MergeTag(name=found[1], fallback=(found[2] or "").strip())), text)

    def address(self, name: str, where: str = "") -> str:
        """Return the stand-in for an address tag, as it goes into a link."""
        if name not in ADDRESSES:
            raise InputError(
                f"there is no merge:{name}",
                todo=did_you_mean(name, ADDRESSES) or f"there are {', '.join(f'merge:{known}' for known in ADDRESSES)}",
                where=where,
            )
        tag = MergeTag(name=name)
        if tag not in self.tags:
            self.tags.append(tag)
        return f"https://merge.invalid/{self.key}/{name}"

    def _word(self, tag: MergeTag) -> str:
        if tag not in self.tags:
            self.tags.append(tag)
        return f"merge-{self.key}-{tag.name.replace('_', '-').replace('.', '-')}-{self.tags.index(tag)}z"

    def travels(self, text: str) -> bool:
        """Say whether a text holds a stand-in whose line may have to go: one for which there is no fallback."""
        return any(not tag.fallback for tag in _tags_in(text, self.key, self.tags))

    def measure(self, text: str) -> int:
        """Return the columns a text takes once its words are in; a name counts as its fallback, or 8."""
        def words(found: re.Match[str]) -> str:
            return found[0] if found["address"] else self.tags[int(found["number"])].fallback or "x" * 8

        return display_width(_pattern(self.key).sub(words, text))

    def without(self, text: str) -> str:
        """Return a text with each word's fallback in place of its stand-in, for titles that nobody fills in."""
        if not count(text, self.key):
            return text
        return _tidy(_pattern(self.key).sub(lambda found: self.tags[int(found["number"])].fallback, text))


def count(text: str, key: str) -> int:
    """Return how many stand-ins a text holds."""
    return sum(1 for _ in _pattern(key).finditer(text))


def written(text: str, key: str, tags: Sequence[MergeTag]) -> str:
    """Return a text with its stand-ins as editors write them: ``{first_name|friend}``, ``merge:unsubscribe``."""
    def spelled(found: re.Match[str]) -> str:
        if found["address"]:
            return f"merge:{found['address']}"
        tag = tags[int(found["number"])]
        return f"{{{tag.name}|{tag.fallback}}}" if tag.fallback else f"{{{tag.name}}}"

    return _pattern(key).sub(spelled, text)


def _pattern(key: str) -> re.Pattern[str]:
    return re.compile(
        rf"https://merge\.invalid/{key}/(?P<address>{'|'.join(ADDRESSES)})|merge-{key}-[A-Za-z0-9-]+?-(?P<number>\d+)z")


def _tags_in(text: str, key: str, tags: list[MergeTag] | tuple[MergeTag, ...]) -> Iterator[MergeTag]:
    for found in _pattern(key).finditer(text):
        yield MergeTag(name=found["address"]) if found["address"] else tags[int(found["number"])]


# ── last: stamping ───────────────────────────────────────────────────────────────────────────────────────────


def stamp(letter: Letter, service: Service, publication: Publication, reader: Reader | None = None) -> Edition:
    """Return the letter with a service's words in it; for a service of our own, with the reader's.

    A line whose tag the service lacks, or for which the publication has no address, goes from both voices and is
    named in `Edition.dropped`.

    Raises:
        InputError: a fallback holds characters that would break the service's dialect.
    """
    reader = reader or Reader()
    in_html = {tag: _spelled(tag, service, publication, reader, service.tags, escape) for tag in letter.tags}
    in_text = {tag: _spelled(tag, service, publication, reader, {**service.tags, **service.text_tags}, str)
               for tag in letter.tags}
    dropped = [tag.name for tag, spelled in in_html.items() if spelled is None]
    unsubscribe = "" if service.adds_list_unsubscribe else _own_address("unsubscribe", publication, reader) or ""
    as_text = _guarding_text(service)
    html, marks = marks_taken_out(_stamped_html(marks_put_in(letter.html, letter.marks), letter, service, in_html))
    return Edition(
        letter=letter,
        service=service.id,
        subject=_stamped_line(as_text(letter.subject), letter, in_text),
        preheader=_stamped_line(as_text(letter.preheader), letter, in_text),
        html=html,
        marks=marks,
        mjml=POSITION_COMMENT.sub("", _stamped_html(letter.mjml, letter, service, in_html)),
        text=_stamped_text(letter, as_text, in_text),
        dropped=tuple(dict.fromkeys(dropped)),
        unsubscribe=unsubscribe,
        one_click=unsubscribe.startswith("https://")
        and re.search(r"\{(email|token)\}", publication.addresses.get("unsubscribe", "")) is not None,
    )


def why_dropped(name: str, publication: Publication, service: Service) -> str:
    """Return why the lines with a merge tag were left out (`Edition.dropped`), and what brings them back."""
    address = publication.addresses.get(name, "")
    if name not in ADDRESSES:
        return f"{name}: the line with it was left out — give words for readers without: {{{name}|friend}}"
    if "{" in address:
        return f"{name}: the line with it was left out — {address} needs to know the reader: --to one address"
    return (f"{name}: the line with it was left out, {service.id} has no word for it"
            f" — set {name} under [addresses] in newsletter.toml")


_Spelling = Mapping[MergeTag, str | None]


def _spelled(
    tag: MergeTag,
    service: Service,
    publication: Publication,
    reader: Reader,
    tags: Mapping[str, str],
    written: Callable[[str], str],
) -> str | None:
    """Return how a tag is written for the service, or what it says to the reader; None where it cannot be said.

    Args:
        tags: the service's spellings in this voice.
        written: how this voice writes words of ours.
    """
    if tag.name in ADDRESSES:
        return tags.get(tag.name) or written(_own_address(tag.name, publication, reader) or "") or None
    if service.merged_here:
        return written(_reader_word(tag.name, reader) or tag.fallback) or None
    kind, _, name = tag.name.partition(".")
    spelling = service.fallbacks.get(kind) if tag.fallback else None
    if spelling and any(character in tag.fallback for character in service.fallback_forbids):
        raise InputError(
            f"“{tag.fallback}” cannot stand in for {tag.name} in {service.name}",
            todo=f"leave out any of these: {' '.join(service.fallback_forbids)}",
        )
    spelling = spelling or tags.get(kind)
    if spelling is None:
        return written(tag.fallback) or None
    return spelling.replace("{name}", name).replace("{NAME}", name.upper()).replace("{fallback}", tag.fallback)


def _reader_word(name: str, reader: Reader) -> str:
    kind, _, field_name = name.partition(".")
    return reader.fields.get(field_name, "") if kind == "field" else getattr(reader, kind)


def _own_address(name: str, publication: Publication, reader: Reader) -> str | None:
    """Return the publication's own address for a tag with the reader's words in it; None where one is missing."""
    address = publication.addresses.get(name, "")
    for word in re.findall(r"\{(email|token)\}", address):
        said = getattr(reader, word)
        if not said:
            return None
        address = address.replace(f"{{{word}}}", quote(said, safe=""))
    return address or None


def _put_in(text: str, letter: Letter, spelling: _Spelling) -> str:
    """Return a text with each stand-in replaced by its spelling; what cannot be said is left empty."""
    def said(found: re.Match[str]) -> str:
        tag = MergeTag(name=found["address"]) if found["address"] else letter.tags[int(found["number"])]
        return spelling[tag] or ""
    return _pattern(letter.key).sub(said, text)


def _stamped_line(text: str, letter: Letter, spelling: _Spelling) -> str:
    said = _put_in(text, letter, spelling)
    return _tidy(said) if _unsayable(text, letter, spelling) else said


def _stamped_html(html: str, letter: Letter, service: Service, spelling: _Spelling) -> str:
    html = _guarded_html(html, service.guards)
    if service.prints_preheader:
        html = _PREHEADER.sub("", html)
    elif _unsayable(letter.preheader, letter, spelling):
        html = _PREHEADER.sub(lambda hidden: _PREHEADER_WORDS.sub(
            lambda words: _tidy(_put_in(words[0], letter, spelling)), hidden[0]), html)
    return _put_in(_kept_lines(html, letter, spelling), letter, spelling)


_SHEET = re.compile(r"(<style\b.*?</style>)", re.DOTALL)


def _guarded_html(html: str, guards: Iterable[str]) -> str:
    """Return the html so that the service's engine takes none of our words for a tag of its own.

    An entity is the same character to every mail program, and nothing to a template engine; in a style sheet, where
    there are no entities, a blank keeps the two apart.
    """
    pieces = _SHEET.split(html)
    for guard in guards:
        # Only its first character, so that the second of {{{ is guarded as well.
        begins = re.compile(f"{re.escape(guard[0])}(?={re.escape(guard[1:])})")
        pieces[::2] = [begins.sub(f"&#{ord(guard[0])};", piece) for piece in pieces[::2]]
        pieces[1::2] = [begins.sub(f"{guard[0]} ", piece) for piece in pieces[1::2]]
    return "".join(pieces)


PREHEADER_MARKS = LineMarks("<!--@preheader-->", "<!--@text-->")
_PREHEADER = re.compile(f"{PREHEADER_MARKS.start}.*?{PREHEADER_MARKS.end}", re.DOTALL)
# Figure spaces (U+2007) follow, which keep the letter's first words out of the inbox.
_PREHEADER_WORDS = re.compile(r"(?<=>)[^<>\u2007]+")
_GONE = "\x00"
_HTML_LINE = re.compile(f"{HTML_MARKS.start}(.*?){HTML_MARKS.end}", re.DOTALL)
_LINE_BREAK = re.compile(r"\s*<br ?/?>\s*")
_HOLLOW = re.compile(rf"<(p|li|ul|ol|blockquote|h[1-6])\b[^>]*>(?:\s*{_GONE})+\s*</\1>")
_GAP = re.compile(rf"{_GONE}\s*<br ?/?>\s*|{_GONE}")


def _kept_lines(html: str, letter: Letter, spelling: _Spelling) -> str:
    """Return the html without the lines, or segments of lines, that hold what cannot be said, and without marks."""
    def kept(found: re.Match[str]) -> str:
        line_break = _LINE_BREAK.match(found[1])
        before = line_break[0] if line_break else ""
        parts = found[1].removeprefix(before).split(HTML_MARKS.between)
        said = [part for part in parts[::2] if not _unsayable(part, letter, spelling)]
        if not any(part.strip() for part in said):
            return "" if before else _GONE
        between = parts[1] if len(parts) > 1 else ""
        return before + between.join(said)
    html = _without_hollow(_HTML_LINE.sub(kept, html))
    return html.replace(PREHEADER_MARKS.start, "").replace(PREHEADER_MARKS.end, "")


def _without_hollow(html: str) -> str:
    """Return the html without what is empty now that lines of it are gone: paragraphs, items, lists, quotes."""
    while (fuller := html) != (html := _HOLLOW.sub(_GONE, fuller)):
        pass
    return _GAP.sub("", html)


def _unsayable(text: str, letter: Letter, spelling: _Spelling) -> bool:
    return any(spelling[tag] is None for tag in _tags_in(text, letter.key, letter.tags))


_TEXT_LINE = re.compile(f"{TEXT_MARKS.start}([^{TEXT_MARKS.end}]*){TEXT_MARKS.end}")
# Between what is left, the widest of the gaps round what is gone.
_TEXT_GAP = re.compile(rf"\n*(?:{_GONE}\n*)+")
_FAR_ADDRESS = re.compile(
    r"^(?P<margin>(?:> | )*)(?P<sign>(?:[-*] |\d+\. )?)(?P<words>\S.*:) (?P<address>https?://\S+)$", re.MULTILINE)


def _stamped_text(letter: Letter, as_text: Callable[[str], str], spelling: _Spelling) -> str:
    kept = _TEXT_LINE.sub(
        lambda found: _GONE if _unsayable(found[1], letter, spelling) else found[1], as_text(letter.text))
    whole = _TEXT_GAP.sub(lambda found: max(found[0].split(_GONE), key=len), kept)
    return _FAR_ADDRESS.sub(_brought_down, _put_in(whole, letter, spelling)).strip("\n") + "\n"


def _brought_down(found: re.Match[str]) -> str:
    """Return a line with its address on a line of its own, where it has become too wide."""
    if display_width(found[0]) <= TEXT_WIDTH:
        return found[0]
    margin = found["margin"] + " " * len(found["sign"])
    return f"{found[0].removesuffix(found['address']).rstrip()}\n{margin}{found['address']}"


def _guarding_text(service: Service) -> Callable[[str], str]:
    """Return what writes our words so that the service's engine leaves them the words they are."""
    if not service.text_guards:
        return str
    guards = re.compile("|".join(map(re.escape, service.text_guards)))
    return lambda text: guards.sub(lambda found: service.text_guards[found[0]], text)


def _tidy(text: str) -> str:
    """Return a line without the gaps that an empty word leaves: double blanks, a blank before a comma."""
    return re.sub(r" +(?=[,.!?:;])", "", re.sub(r" {2,}", " ", text)).strip(" ,")
