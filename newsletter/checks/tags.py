"""Merge tags and templates: what is filled in for each reader, and what nobody filled in.

Left out, with the reason: that a template escapes what it prints, and that line ends of Windows do not break MJML, is seen
to where letters are made (`newsletter.compose`, `newsletter.markup`), so that no letter can show it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from newsletter import publication as publications
from newsletter.checks._rules import Fault, rule
from newsletter.checks._sheet import Sheet
from newsletter.checks._spellings import BROKEN, SPELLING, neutral
from newsletter.checks._written import is_of_a_headline
from newsletter.checks.bulk import without_way_out
from newsletter.errors import NewsletterError
from newsletter.merge import ADDRESSES, why_dropped
from newsletter.model import Publication, Service
from newsletter.prose import excerpt

# ── which of ours is meant ───────────────────────────────────────────────────────────────────────────────────

# What services call the same, where no profile of ours has it in just this spelling.
_MEANT = (
    (re.compile(r"unsub|opt_?out|abmeld|leave", re.IGNORECASE), "unsubscribe"),
    (re.compile(r"archive|web_?(?:version|link|page)|view_?(?:online|in_?browser)|absolute_url|messageurl|permalink", re.IGNORECASE),
     "web_version"),
    (re.compile(r"update_?profile|preference|manage", re.IGNORECASE), "preferences"),
    (re.compile(r"f_?name|first_?name|vorname|prenom|nombre", re.IGNORECASE), "first_name"),
    (re.compile(r"e?mail", re.IGNORECASE), "email"),
)


def ours(spelling: str, known: Mapping[str, str]) -> str:
    """Return what to write in the place of a service's tag: ours, ready to be copied; empty where none is meant.

    Args:
        known: the spellings of the services' profiles, blanks apart → our name.
    """
    return neutral(known.get(_bare(spelling)) or next((ours for meant, ours in _MEANT if meant.search(spelling)), ""))


def _bare(spelling: str) -> str:
    return re.sub(r"\s+", "", spelling).casefold()


def _known(publication: Publication) -> Mapping[str, str]:
    """Return the services' spellings → our names. Reads all their files, so it is asked only where a tag was found."""
    return _spellings(publication.root, tuple(publications.services(publication).values()))


@cache
def _spellings(root: Path | None, files: tuple[Path, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in files:
        try:
            service: Service = publications.service(Publication(root=root), path.stem)
        except NewsletterError:
            continue
        for table in (service.tags, service.text_tags):
            found |= {_bare(spelling): name for name, spelling in table.items() if "{name}" not in spelling.lower()}
    return found


# ── typed by hand ────────────────────────────────────────────────────────────────────────────────────────────


@rule("TPL-OTHERS-TAG", "error", "A service's own tag is typed by hand.", foreign=False,
      why="It would be printed as the words it is: ours is filled in for every service, and for the preview.",
      mend="write {first_name|friend}, {email}, {field.city|your town}, or a link to merge:unsubscribe")
def tag_of_others(sheet: Sheet) -> Iterator[Fault]:
    typed = [(written, tag) for written in sheet.written for tag in dict.fromkeys(SPELLING.findall(written.text))
             if not (written.position in ("subject", "preheader") and is_of_a_headline(tag, sheet.carried))]
    known = _known(sheet.publication) if typed else {}
    for written, found in typed:
        mine = ours(found, known)
        if re.match(r"b\d+\.s\d", written.position) is None:
            yield Fault(f"“{excerpt(found, 40)}” is a mailing service's tag, and would be read as it stands",
                        written.at(found), f"write {mine}" if mine else "")
        elif mine:
            yield Fault(f"“{excerpt(found, 40)}” looks like a mailing service's tag: it is read as the words it is, by all", written.at(found),
                        "leave it where that is meant, else take it out: a story's words are the same for all", level="info")


_ALMOST = re.compile(r"(?P<where>.*?): (?P<tag>.+) is no merge tag and stays as it is — (?P<todo>.*)", re.DOTALL)
# What is advised where it is plain that one of ours was meant.
_OURS = re.compile(r"did you mean '(?!field')|the } is missing|write (?:it\b|\[|\{\S+ for )")


def is_almost_a_tag(note: str) -> bool:
    """Say whether a note of the letter tells of words that only look like a merge tag."""
    return _ALMOST.fullmatch(note) is not None


@rule("TPL-ALMOST", "error", "Words look like a merge tag, and are none.", foreign=False,
      why="A slip in {first_name|friend} is printed with its braces; a warning, where nobody can tell what was meant.",
      mend="write {first_name|friend}")
def almost_a_tag(sheet: Sheet) -> Iterator[Fault]:
    for note in sheet.edition.letter.notes:
        if found := _ALMOST.fullmatch(note):
            yield Fault(f"{found['tag']} is no merge tag, and would be read as it stands", hint=found["todo"], where=found["where"],
                        level=None if _OURS.match(found["todo"]) else "warning")


_LOST = re.compile(r"(?:(?P<where>\S.*?:\d+): )?(?P<what>.*) — (?P<todo>.*)", re.DOTALL)


@rule("TPL-DROPPED", "info", "A line goes out of the letter, for the service has no word for what it says.", foreign=False,
      why="A merge tag that a service lacks, and that newsletter.toml has no address for, cannot be filled in.",
      mend="set the address under [addresses] in newsletter.toml, or give words for readers without: {first_name|friend}")
def line_dropped(sheet: Sheet) -> Iterator[Fault]:
    for name in sheet.edition.dropped:
        if name == "unsubscribe" and without_way_out(sheet):
            continue  # BULK-BODY-UNSUB tells it
        why = why_dropped(name, sheet.edition.letter, sheet.publication, sheet.service)
        told = _LOST.fullmatch(why)
        if told and name not in (*ADDRESSES, "postal_address"):
            yield Fault(told["what"], hint=told["todo"], where=told["where"] or "", level="warning")
        else:
            yield Fault(f"the line with {name} is left out for {sheet.service.name}", hint=why.partition(" — ")[2])


# ── left in the letter ───────────────────────────────────────────────────────────────────────────────────────


@rule("TPL-STAND-IN", "error", "A stand-in of ours was not filled in.", owner="template", foreign=False,
      why="merge.invalid and picture.invalid are ours alone, and lead nowhere (RFC 6761 §6.4).",
      mend="this is a bug in newsletter: please report it")
def stand_in_left(sheet: Sheet) -> Iterator[Fault]:
    for text in (sheet.html, sheet.text, sheet.subject, sheet.preheader):
        if found := re.search(rf"https://merge\.invalid/{sheet.edition.letter.key or '-'}/\w*|merge-{sheet.edition.letter.key or '-'}-[\w-]+", text):
            yield Fault(f"{found[0]} is left in the letter")
    if found := re.search(r"https://picture\.invalid/", sheet.sent_html):
        yield Fault("a picture of the letter has no file")


@rule("TPL-UNRENDERED", "error", "A template's tag was not filled in.",
      why="Every reader sees it; SpamAssassin's UNRESOLVED_TEMPLATE knows only some of its forms.",
      mend="fill it in, or write the tag of the service that sends it")
def tag_left(sheet: Sheet) -> Iterator[Fault]:
    if sheet.issue:
        return  # TPL-OTHERS-TAG finds them where they were typed, and the service's own are there on purpose
    left = dict.fromkeys(SPELLING.findall(f"{sheet.subject} {sheet.words} {' '.join(link.href for link in sheet.links)}"))
    known = _known(sheet.publication) if left else {}
    for found in left:
        if sheet.source:  # it was sent: whoever filled it in has done so
            yield Fault(f"“{excerpt(found, 40)}” was not filled in", max(sheet.html.find(found), -1))
        elif _bare(found) not in known:
            yield Fault(f"“{excerpt(found, 40)}” is no tag of a service that we know", max(sheet.html.find(found), -1), level="warning")


@rule("TPL-MERGE-BROKEN", "error", "A merge tag in an address was changed on the way.", owner="template",
      why="Inliners encode what they take for an address: {{ x }} becomes {{%20x%20}} (peterbe/premailer #72, #130, #248).",
      mend="put merge tags in after inlining")
def tag_broken(sheet: Sheet) -> Iterator[Fault]:
    for link in sheet.links:
        if found := BROKEN.search(link.href):
            yield Fault(f"“{found[0]}” in {excerpt(link.href, 60)} was a merge tag", link.node)


# ── MJML ─────────────────────────────────────────────────────────────────────────────────────────────────────

# The components of MJML 4 (documentation.mjml.io), which mrml takes; an unknown one is dropped or passed on in silence.
_COMPONENTS = frozenset((
    "mjml mj-head mj-body mj-attributes mj-all mj-class mj-breakpoint mj-font mj-html-attributes mj-selector mj-html-attribute "
    "mj-preview mj-style mj-title mj-include mj-accordion mj-accordion-element mj-accordion-title mj-accordion-text mj-button "
    "mj-carousel mj-carousel-image mj-column mj-divider mj-group mj-hero mj-image mj-navbar mj-navbar-link mj-raw mj-section "
    "mj-social mj-social-element mj-spacer mj-table mj-text mj-wrapper").split())


@rule("TPL-MJML", "warning", "The template uses an MJML tag that there is not.", owner="template", foreign=False,
      why="mrml says nothing of an unknown tag and lets its words through bare (measured with mjml-python 1.4.2).",
      mend="look the tag up: documentation.mjml.io")
def mjml_unknown(sheet: Sheet) -> Iterator[Fault]:
    for tag in dict.fromkeys(re.findall(r"<(mj[\w-]*)(?=[\s/>])", sheet.edition.letter.mjml)):
        if tag not in _COMPONENTS:
            yield Fault(f"there is no <{tag}> in MJML")
