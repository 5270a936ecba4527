"""Subject and preheader: the row of the inbox by which a reader chooses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from newsletter.checks._rules import Fault, rule
from newsletter.checks._sheet import Sheet
from newsletter.checks._spellings import BEGINNING, SPELLING
from newsletter.checks._written import is_of_a_headline
from newsletter.inbox import client
from newsletter.model import folded
from newsletter.prose import amount, excerpt

PHONE = client("apple-phone").subject
"""Letters of a subject that a phone shows."""
LONG = client("gmail-web").subject
"""Letters of a subject that Gmail shows in a browser: no program shows more."""
SHORT_PREHEADER, LONG_PREHEADER = 40, 140
"""Letters of a preheader: below, clients fill the row with the letter's first words; above, none shows the end."""

_INBOX = f"Measured: an iPhone shows {PHONE} letters, Gmail on the web about {LONG} (emailtooltester.com; lettercounter.org)."
_TAG = re.compile(r"\{[A-Za-z][\w.]*(?:\|([^{}]*))?\}")


def _subject(sheet: Sheet) -> str:
    """Return the subject as the editor wrote it, each reader's words as their fallback; as it came of a foreign letter."""
    return _TAG.sub(lambda tag: tag[1] or "", sheet.issue.subject) if sheet.issue else sheet.subject


def _preheader(sheet: Sheet) -> str:
    return _TAG.sub(lambda tag: tag[1] or "", sheet.issue.preheader) if sheet.issue else ""


def _has_header(sheet: Sheet) -> bool:
    """Say whether the letter has a place for a subject: a page alone has none."""
    return sheet.issue is not None or bool(sheet.source)


# ── the subject ──────────────────────────────────────────────────────────────────────────────────────────────


@rule("SUBJ-EMPTY", "error", "The letter has no subject.",
      why="Mail programs show “(no subject)”, and SpamAssassin counts it (MISSING_SUBJECT, 1.3 to 1.8 of 5 points).",
      mend="write subject = '…' at the top of the issue")
def subject_empty(sheet: Sheet) -> Iterator[Fault]:
    if _has_header(sheet) and not _subject(sheet).strip():
        yield Fault("the letter has no subject", "subject")


@rule("SUBJ-LEN", "warning", "The subject is longer than inboxes show.", why=_INBOX,
      mend="say what matters in its first words, or shorten it")
def subject_long(sheet: Sheet) -> Iterator[Fault]:
    subject = _subject(sheet).strip()
    if len(subject) > LONG:
        yield Fault(f"the subject has {len(subject)} letters; of more than {LONG} no inbox shows the end", "subject")
    elif len(subject) > PHONE + 2:
        shown = excerpt(subject, PHONE)
        yield Fault(f"the subject has {len(subject)} letters; a phone shows “{shown}”", "subject", level="info")


@rule("SUBJ-CAPS", "warning", "The subject is all in capitals.",
      why="Readers take it for shouting, and SpamAssassin counts it (SUBJ_ALL_CAPS, 0.5 of 5 points).",
      mend="write it as a sentence")
def subject_in_capitals(sheet: Sheet) -> Iterator[Fault]:
    words = re.findall(r"[^\W\d_]{2,}", _subject(sheet))
    if len(words) > 1 and all(word.isupper() for word in words):
        yield Fault("the subject is all in capitals", "subject")


_LOUD = (
    (re.compile(r"!.*\?|\?.*!"), "both an exclamation and a question mark"),
    (re.compile(r"!\s*!"), "more than one exclamation mark in a row"),
    (re.compile(r"^\s*(?:US)?[$€£]\s?\d"), "an amount of money at its beginning"),
    (re.compile(r"(?:(?<!\w)\w[ .*_-]){4,}\w(?!\w)"), "a word with gaps between its letters"),
)


@rule("SUBJ-PUNCT", "info", "The subject looks like those of spam.",
      why="SpamAssassin counts both marks together, amounts first and gappy words (PLING_QUERY, SUBJ_DOLLARS, GAPPY_SUBJECT).",
      mend="say it without")
def subject_loud(sheet: Sheet) -> Iterator[Fault]:
    for pattern, what in _LOUD:
        if pattern.search(_subject(sheet)):
            yield Fault(f"the subject has {what}", "subject")


@rule("SUBJ-FAKE-RE", "error", "The subject pretends to be an answer.",
      why="A newsletter that begins with “Re:” or “Fwd:” misleads, which CAN-SPAM forbids (15 U.S.C. § 7704 (a)(2)).",
      mend="leave out the Re: or Fwd:")
def subject_pretends(sheet: Sheet) -> Iterator[Fault]:
    if found := re.match(r"\s*(?:re|fwd?|aw|wg|rv|tr|enc|res)\s*(?:\[\d+\])?:", _subject(sheet), re.IGNORECASE):
        if not re.search(rb"^In-Reply-To:", sheet.source, re.IGNORECASE | re.MULTILINE):
            yield Fault(f"the subject begins with “{found[0].strip()}”, as an answer does", "subject")


_LEFT = re.compile(rf"{SPELLING.pattern}|{BEGINNING.pattern}|</?[a-zA-Z][^<>]*>|&(?:amp|nbsp|quot|lt|gt|#\d+);"
                   r"|^\s*(?:None|nan|NaN|null|undefined)\s*$")


@rule("SUBJ-TEMPLATE", "error", "The subject holds what a template or a program left in it.",
      why="Every reader sees it, and SpamAssassin's UNRESOLVED_TEMPLATE knows only some of its forms.",
      mend="write {first_name|friend} for a name, plain words for the rest")
def subject_unrendered(sheet: Sheet) -> Iterator[Fault]:
    # Of an issue TPL-OTHERS-TAG tells whole tags.
    subject = SPELLING.sub("", sheet.issue.subject) if sheet.issue else sheet.subject
    left = (found[0] for found in _LEFT.finditer(subject)
            if not (BEGINNING.match(found[0]) and is_of_a_headline(found[0], sheet.carried)))
    if _has_header(sheet) and (words := next(left, "")):
        yield Fault(f"the subject holds “{words}”", "subject")


_ODD = re.compile(r"[\u202a-\u202e\u2066-\u2069]|[\u200b\u2060\ufeff]{2,}|\ufffd|[\x00-\x1f\x7f-\x9f]")


@rule("SUBJ-CTRL", "error", "The subject holds characters that are not to be seen.",
      why="Line ends can add header fields, overrides turn words round, and U+FFFD stands where a letter was lost.",
      mend="write the subject anew, by hand")
def subject_with_controls(sheet: Sheet) -> Iterator[Fault]:
    if found := _ODD.search(sheet.issue.subject if sheet.issue else sheet.subject):
        name = unicodedata.name(found[0][0], "a control character")
        yield Fault(f"the subject holds {name.lower()} (U+{ord(found[0][0]):04X})", "subject")


_EMOJI = re.compile("[\U0001f1e6-\U0001f1ff]{2}|[\U0001f300-\U0001faff\u2600-\u27bf](?:\ufe0f|[\U0001f3fb-\U0001f3ff]|\u200d.)*")


@rule("SUBJ-EMOJI", "info", "The subject has more than two emoji.",
      why="Screen readers say the name of each, and inboxes cut joined ones in two.",
      mend="keep one, at the end")
def subject_with_emoji(sheet: Sheet) -> Iterator[Fault]:
    if (count := len(_EMOJI.findall(_subject(sheet)))) > 2:
        yield Fault(f"the subject has {count} emoji", "subject")


@rule("SUBJ-TITLE", "warning", "The page's <title> is missing, much longer than the subject, or has no word of it.", owner="template",
      why="Screen readers say it, browsers show it, and SpamAssassin compares the two (HTML_TITLE_SUBJ_DIFF, 1.1 to 2.2).",
      mend="put the subject into <title>")
def title_differs(sheet: Sheet) -> Iterator[Fault]:
    if not sheet.html or not _has_header(sheet) or not _subject(sheet).strip():
        return
    node, subject = sheet.page.first("title"), _subject(sheet)
    title = node.text() if node else ""
    if not title:
        yield Fault("the page has no title", node or 0)
    elif len(title) > 3.5 * len(subject):
        yield Fault("the page's title is much longer than the subject", node or 0)
    elif not (said := set(folded(title).split())) & set(folded(subject).split()) and said and folded(subject):
        # Services write the publication's name there, which harms nobody.
        yield Fault(f"the page's title has no word of the subject: “{excerpt(title, 40)}”", node or 0,
                    level="info" if sheet.is_foreign else None)


# ── the same as before ───────────────────────────────────────────────────────────────────────────────────────


@rule("SUBJ-SAME", "warning", "An earlier number had the same subject.", foreign=False,
      why="Readers take it for the letter they have, and mail programs put the two into one conversation.",
      mend="write another subject")
def subject_as_before(sheet: Sheet) -> Iterator[Fault]:
    subject = folded(_subject(sheet))
    same = next((one for one in sheet.earlier if subject and folded(one.subject) == subject), None)
    if same:
        yield Fault(f"{same.called} had the same subject", "subject")


# ── the preheader ────────────────────────────────────────────────────────────────────────────────────────────


@rule("PRE-MISSING", "warning", "The letter has no preheader.", foreign=False,
      why="Inboxes show the first words of the letter instead: “View in browser” (emailtooltester.com; campaign.name).",
      mend="write preheader = '…' at the top of the issue, 40 to 90 letters")
def preheader_missing(sheet: Sheet) -> Iterator[Fault]:
    if not _preheader(sheet).strip():
        yield Fault("the letter has no preheader", "preheader")


@rule("PRE-LEN", "info", "The preheader is shorter or longer than inboxes show.", foreign=False,
      why="An iPhone shows 99 letters, and fills a short row with the letter's first words (emailtooltester.com).",
      mend="write 40 to 90 letters, the best ones first")
def preheader_length(sheet: Sheet) -> Iterator[Fault]:
    count = len(_preheader(sheet).strip())
    if 0 < count < SHORT_PREHEADER:
        yield Fault(f"the preheader has only {amount(count, 'letter')}", "preheader")
    elif count > LONG_PREHEADER:
        yield Fault(f"the preheader has {count} letters, of which no inbox shows more than {LONG_PREHEADER}", "preheader")


@rule("PRE-REPEATS", "warning", "The preheader says what the subject says.", foreign=False,
      why="The two stand beside each other: what is said twice there is a line wasted.",
      mend="say in the preheader what the subject leaves out")
def preheader_repeats(sheet: Sheet) -> Iterator[Fault]:
    subject, preheader = folded(_subject(sheet)), folded(_preheader(sheet))
    if subject and preheader.startswith(subject):
        yield Fault("the preheader begins with the subject", "preheader")


_HIDING = ("display:none", "max-height:0", "opacity:0", "overflow:hidden", "mso-hide:all", "font-size:1px", "font-size:0")


@rule("PRE-HIDDEN", "warning", "The preheader is hidden in one way only.", owner="template",
      why="Some clients drop display:none, others max-height; what is hidden in one way is seen in one of them.",
      mend="hide it by display:none, max-height:0, overflow:hidden and mso-hide:all together")
def preheader_shown(sheet: Sheet) -> Iterator[Fault]:
    body = sheet.page.first("body")
    hidden = next((node for node in body.walk() if "display:none" in node.get("style").replace(" ", "").lower()), None
                  ) if body and sheet.html else None
    if hidden is None or len(hidden.text()) < 20:
        return
    style = hidden.get("style").replace(" ", "").lower()
    if sum(way in style for way in _HIDING) < 2:
        yield Fault("the preheader is hidden by display:none alone", hidden)
