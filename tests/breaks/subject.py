"""Ways to break subject and preheader, and what only looks like it."""

from __future__ import annotations

import re

from checks_help import Way

from newsletter.model import Edition, replace

_SUBJECT = "subject   = 'Who pays for the night train?'"
_PREHEADER = "preheader = 'Strasbourg votes on a sleeper fund, and Porto Alegre builds its dyke again'"


def _subject(text: str) -> dict[str, str]:
    return {_SUBJECT: f'subject = "{text}"'}


def _preheader(text: str) -> dict[str, str]:
    return {_PREHEADER: f"preheader = '{text}'"}


def _hidden_once(edition: Edition) -> Edition:
    return replace(edition, html=re.sub(r'style="display:none;[^"]*"', 'style="display:none"', edition.html, count=1))


WAYS = [
    Way("SUBJ-EMPTY", "no subject", issue={_SUBJECT: ""}),
    Way("SUBJ-EMPTY", "a blank", issue=_subject(" "), line="subject ="),
    Way("SUBJ-EMPTY", "a subject of one sign", issue=_subject("?"), found=False),
    Way("SUBJ-LEN", "71 letters", issue=_subject("a" * 71), line="subject ="),
    Way("SUBJ-LEN", "more than a phone shows", issue=_subject("Who pays for the night train from Trieste to Łódź now?")),
    Way("SUBJ-LEN", "50 letters", issue=_subject("The sleeper to Trieste is running out of carriages"), found=False),
    Way("SUBJ-LEN", "a short one with a name that takes room", found=False,
        issue=_subject("{first_name|friend}, who pays for the night train?")),
    Way("SUBJ-CAPS", "all in capitals", issue=_subject("WHO PAYS FOR THE TRAIN?"), line="WHO PAYS"),
    Way("SUBJ-CAPS", "two names in capitals", issue=_subject("NATO and the EU on the night train"), found=False),
    Way("SUBJ-CAPS", "one word", issue=_subject("UNESCO"), found=False),
    Way("SUBJ-PUNCT", "two exclamation marks", issue=_subject("The night train!!")),
    Way("SUBJ-PUNCT", "both marks", issue=_subject("The night train? Yes!")),
    Way("SUBJ-PUNCT", "an amount first", issue=_subject("$100 for a berth")),
    Way("SUBJ-PUNCT", "gaps", issue=_subject("N I G H T train")),
    Way("SUBJ-PUNCT", "an amount in the middle", issue=_subject("A berth for $100"), found=False),
    Way("SUBJ-FAKE-RE", "an answer", issue=_subject("Re: the night train"), line="Re:"),
    Way("SUBJ-FAKE-RE", "a German answer", issue=_subject("AW: Nachtzug")),
    Way("SUBJ-FAKE-RE", "a word that begins so", issue=_subject("Recession: the night train"), found=False),
    Way("SUBJ-TEMPLATE", "the beginning of a tag", issue=_subject("{{ first_name, the train")),
    Way("SUBJ-TEMPLATE", "a tag of others, which is told as one", issue=_subject("{{ first_name }}, the train"), found=False),
    Way("SUBJ-TEMPLATE", "a tag that a headline begins, cut off", found=False,
        issue={**_subject("What {{ 7*7…"), "title  = 'Porto Alegre builds its dyke again'": "title = 'What {{ 7*7 }} does'"}),
    Way("SUBJ-TEMPLATE", "an entity", issue=_subject("Trains &amp; rivers"), line="&amp;"),
    Way("SUBJ-TEMPLATE", "None", issue=_subject("None")),
    Way("SUBJ-TEMPLATE", "our own tag, and an ampersand", issue=_subject("{first_name|friend}: trains & rivers"), found=False),
    Way("SUBJ-TEMPLATE", "a word that programs use", issue=_subject("None of the trains is late"), found=False),
    Way("SUBJ-CTRL", "words turned round", issue=_subject("Trains \\u202e by night")),
    Way("SUBJ-CTRL", "a lost letter", issue=_subject("Z\ufffdrich by night")),
    Way("SUBJ-CTRL", "a joined emoji", issue=_subject("👩🏽\u200d🚀 by night"), found=False),
    Way("SUBJ-EMOJI", "three emoji", issue=_subject("🚆🌙🚆 by night")),
    Way("SUBJ-EMOJI", "a family and a flag", issue=_subject("👨\u200d👩\u200d👧 on the train 🇺🇾"), found=False),
    Way("SUBJ-TITLE", "no title", html={"<title>Who pays for the night train?</title>": "<title></title>"}),
    Way("SUBJ-TITLE", "a long title", html={"<title>": f"<title>{'Who pays for the night train? ' * 4}"}),
    Way("SUBJ-TITLE", "other words", html={"<title>Who pays for the night train?</title>": "<title>Template 3 (copy)</title>"}),
    Way("SUBJ-TITLE", "half of its words", html={"<title>Who pays for the night train?</title>": "<title>The night train</title>"}, found=False),
    Way("SUBJ-TITLE", "a title with the number", html={"<title>": "<title>No. 47: "}, found=False),
    Way("SUBJ-SAME", "as last week", issue=_subject("Low water on the Danube!"), line="Low water"),
    Way("SUBJ-SAME", "nearly as last week", issue=_subject("Low water on the Danube, again"), found=False),
    Way("PRE-MISSING", "no preheader", issue={_PREHEADER: ""}),
    Way("PRE-MISSING", "a short one", issue=_preheader("Trains"), found=False),
    Way("PRE-LEN", "short", issue=_preheader("Strasbourg votes"), line="Strasbourg votes"),
    Way("PRE-LEN", "long", issue=_preheader("Strasbourg votes " * 9)),
    Way("PRE-LEN", "40 letters", issue=_preheader("x" * 40), found=False),
    Way("PRE-REPEATS", "the subject again", line="preheader =",
        issue=_preheader("Who pays for the night train? And who for the rails?")),
    Way("PRE-REPEATS", "a word of the subject", issue=_preheader("The night train again, and who else wants a berth"), found=False),
    Way("PRE-HIDDEN", "display:none alone", change=_hidden_once),
    Way("PRE-HIDDEN", "as it is hidden", found=False),
]
