"""What filters for spam hold against a letter, as far as whoever composes it can help it.

The names in capitals are SpamAssassin's own rules (apache/spamassassin, rules/50_scores.cf, read at f7fe7b8); it takes
5 points for spam. Where it is installed it is asked itself, with ``--online``, for it takes a second or two. What other
families find is not said again: subject (SUBJ), dates and ids (MSG), pictures without words (IMG-RATIO), faint words.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from typing import NamedTuple

from newsletter.checks._look import few, is_hidden, look, quoted, without_comments
from newsletter.checks._rules import Fault, rule
from newsletter.checks._sheet import Sheet
from newsletter.checks.message import fields_of, written_at
from newsletter.message import raw_mailboxes

# ── SpamAssassin itself ──────────────────────────────────────────────────────────────────────────────────────

_PATIENCE = 60.0
_SPAM, _NEAR, _WORTH_A_WORD = 5.0, 2.0, 0.1
# They say what a letter is, not what is wrong with it.
_HARMLESS = re.compile(r"HTML_MESSAGE|NO_RE(LAYS|CEIVED)|HTML_IMAGE_RATIO_\d+|URIBL_BLOCKED|T_\w+|ALL_TRUSTED|MAILING_LIST_MULTI|__\w+")


class Score(NamedTuple):
    """What SpamAssassin gave a message: points, and the rules it broke, those that mean nothing excepted."""

    points: float
    rules: tuple[str, ...]


def spam_score(message: bytes) -> Score | None:
    """Return what SpamAssassin's local rules give a message: by spamc where a daemon answers, else by itself.

    None where it is not installed, or does not answer.
    """
    for command in (("spamc", "-x", "-t", "10"), ("spamassassin", "-L", "-t", "-x", "-p", os.devnull)):
        if (program := shutil.which(command[0])) and (score := _asked([program, *command[1:]], message)):
            return score
    return None


def _asked(command: list[str], message: bytes) -> Score | None:
    with tempfile.TemporaryDirectory(prefix="newsletter-spam-") as home:
        environment = {**os.environ, "HOME": home, "LC_ALL": "C.UTF-8"}
        try:
            done = subprocess.run(command, input=message, capture_output=True, env=environment, timeout=_PATIENCE, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return None
    said = re.search(rb"^X-Spam-Status: .*?score=(-?[\d.]+).*?tests=(.*?)(?:\s+autolearn|\r?\n\S|\Z)", done.stdout, re.DOTALL | re.M)
    if not said:
        return None
    names = re.findall(r"[A-Z][A-Z0-9_]+", said[2].decode("ascii", "replace"))
    return Score(float(said[1]), tuple(name for name in names if not _HARMLESS.fullmatch(name)))


@rule("SPAM-ASSASSIN", "warning", "SpamAssassin gives the letter points.",
      why="From 5 points on it is spam: 0.04 % of honest letters come so far by SpamAssassin's own count.",
      mend="newsletter check --only spam says what to change; the rules are told at spamassassin.apache.org", online=True)
def spamassassin(sheet: Sheet) -> Iterator[Fault]:
    score = spam_score(sheet.message) if sheet.message else None
    if score and (score.points >= _WORTH_A_WORD or score.rules):
        level = "error" if score.points >= _SPAM else "warning" if score.points >= _NEAR else "info"
        yield Fault(f"SpamAssassin gives the letter {score.points:g} of {_SPAM:g} points: "
                    f"{', '.join(score.rules) or 'no single rule'}", level=level)  # type: ignore[arg-type]


# ── what can be seen without it ──────────────────────────────────────────────────────────────────────────────


@rule("SPAM-FROM-NUMBERS", "warning", "The sender's address begins with digits.",
      why="SpamAssassin counts it: FROM_STARTS_WITH_NUMS, 0.6 to 2.8 of 5 points.",
      mend="send from an address with a name, such as letter@…")
def sender_in_numbers(sheet: Sheet) -> Iterator[Fault]:
    for field in fields_of(sheet):
        if field.key == "from":
            for _, address in raw_mailboxes(field.value):
                if re.match(r"\d\d", address):
                    yield Fault(f"the sender's address begins with digits: {quoted(address)}",
                                where=written_at(sheet, field.at) if sheet.is_foreign else "newsletter.toml")


@rule("SPAM-READER-NAME", "warning", "The subject holds what stands before the @ of the reader's address.",
      why="SpamAssassin counts it: LOCALPART_IN_SUBJECT, 1.1 of 5 points.",
      mend="take {email} out of the subject")
def reader_in_subject(sheet: Sheet) -> Iterator[Fault]:
    if not sheet.is_foreign and sheet.issue and "{email}" in sheet.issue.subject:
        yield Fault("the subject holds {email}", "subject")
        return
    for field in fields_of(sheet) if sheet.is_foreign else ():
        for _, address in raw_mailboxes(field.value) if field.key == "to" else ():
            local = address.partition("@")[0].lower()
            if len(local) > 4 and re.search(rf"\b{re.escape(local)}\b", sheet.subject.lower()):
                yield Fault(f"the subject holds the reader's {quoted(local)}", where=written_at(sheet, field.at))


@rule("SPAM-TAGS", "warning", "Tags of the page do not close each other.",
      why="SpamAssassin counts it: HTML_TAG_BALANCE_BODY and _HEAD, 0.1 to 0.8, HTML_EXTRA_CLOSE of 5 points.",
      mend="let each of html, head and body begin once and end once", owner="template")
def unbalanced(sheet: Sheet) -> Iterator[Fault]:
    bare = without_comments(sheet.html)
    for tag in ("html", "head", "body"):
        begun, ended = (len(re.findall(rf"<{slash}{tag}(?=[\s>])", bare, re.IGNORECASE)) for slash in ("", "/"))
        if begun > 1 or ended > 1 or (ended and not begun) or (begun and not ended):
            yield Fault(f"<{tag}> begins {_times(begun)} and ends {_times(ended)}", 0)


def _times(count: int) -> str:
    return ("never", "once", "twice")[count] if count < 3 else f"{count} times"


_MOST_HIDDEN = 400
_SPACERS = re.compile(r"[\s\u00a0\u00ad\u034f\u200b-\u200f\u2007\u2060-\u2064\ufeff]+")


@rule("SPAM-HIDDEN", "warning", "The letter holds many words that nobody sees.",
      why="Filters take hidden words for an attempt to pass them; a preheader needs no more than 140 characters.",
      mend="take the hidden words out", owner="template")
def hidden_words(sheet: Sheet) -> Iterator[Fault]:
    for node in look(sheet).elements:
        if node.tag in ("style", "script", "title", "head") or not node.get("style"):
            continue
        if is_hidden(node) and len(words := _SPACERS.sub(" ", node.text(4000))) > _MOST_HIDDEN:
            yield Fault(f"{len(words)} characters are hidden: {quoted(words, 40)}", node)
            return


@rule("SPAM-COMMENT", "warning", "A comment stands within a word.",
      why="Spam hides words from filters so (SpamAssassin: OBFUSCATING_COMMENT, 0.7 of 5 points).",
      mend="take the comment out", owner="template")
def comments_in_words(sheet: Sheet) -> Iterator[Fault]:
    found = re.search(r"[A-Za-z]{2}<!--(?!\[|<!|@)[^>]{0,200}-->[A-Za-z]{2}", sheet.html)
    if found:
        yield Fault(f"a comment stands within a word: {quoted(found[0], 40)}", found.start())


@rule("SPAM-FONT-HUGE", "info", "Words are very large.",
      why="SpamAssassin looks for it (HTML_FONT_SIZE_HUGE); so do readers.",
      mend="no more than 48 px", owner="template")
def huge_words(sheet: Sheet) -> Iterator[Fault]:
    yield from few((Fault(f"words are {words.style.size:.0f} px large: {quoted(words.text, 30)}", words.node)
                    for words in look(sheet).words() if words.style.size > 72), most=3)


_PHRASES = re.compile(
    r"\b(100 ?% (?:free|guaranteed|satisfaction)|act now|risk[ -]free|you (?:have |'ve |’ve )?won|congratulations,? you|"
    r"no obligation|double your (?:money|income)|work from home|extra income|million (?:us )?dollars|"
    r"(?:us)?\$ ?\d+(?:[.,]\d+)? ?million|this is not spam|once in a lifetime|order now|limited time offer)\b", re.IGNORECASE)


@rule("SPAM-PHRASES", "info", "Words of the letter are those of spam.",
      why="Filters that learn weigh them (SpamAssassin: LOTS_OF_MONEY, and its Bayes); one is nothing, several add up.",
      mend="say it in your own words")
def phrases(sheet: Sheet) -> Iterator[Fault]:
    yield from few((Fault(f"filters know this from spam: {quoted(found[0])}", words.node)
                    for words in look(sheet).words() if (found := _PHRASES.search(words.text[:5000]))), most=5)


@rule("SPAM-SHOUTING", "info", "A passage is all in capitals.",
      why="Filters and readers take it for shouting; screen readers may spell it letter by letter.",
      mend="write it as sentences")
def shouting(sheet: Sheet) -> Iterator[Fault]:
    yield from few((Fault(f"a passage is all in capitals: {quoted(words.text, 40)}", words.node)
                    for words in look(sheet).words() if _shouts(words.text[:2000])), most=3)


def _shouts(text: str) -> bool:
    letters = [letter for letter in text if letter.isupper() or letter.islower()]
    return len(letters) > 40 and sum(map(str.isupper, letters)) > 0.9 * len(letters)
