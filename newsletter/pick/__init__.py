"""Articles and standing matter → an issue, with one reason for every article that was there.

Pure: no clock, no file, no network, no chance. The same articles and settings make the same issue, in whatever order
sources and articles come; an article's source and its place there order those without a date.

    1 each piece once (`same`)          2 what is decided by hand (`hand`)       3 who may come in (`door`)
    4 who may join which band (`bands`) 5 the bands filled (`fill`, `balance`)   6 why it is so (`reasons`)
    7 the issue laid out (`layout`)

`tell` puts it into sentences; `homes` says where an article that comes later belongs, `story_of` what it
reads like there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from newsletter.errors import NothingNew
from newsletter.model import BlockType, Choice, Issue, Reading, Selection
from newsletter.pick.bands import Band, bands_of, claims
from newsletter.pick.door import asked_for, carried, kept_out, sections_of, standing_stories
from newsletter.pick.fill import fill
from newsletter.pick.hand import ByHand, by_hand, quoted
from newsletter.pick.homes import homes, homing, misplaced
from newsletter.pick.late import story_of
from newsletter.pick.layout import Placed, inbox_words, lay_out
from newsletter.pick.reasons import with_reasons
from newsletter.pick.same import Candidate, one_of_each
from newsletter.pick.settings import Settings, kept, remembered
from newsletter.pick.tell import DRAFT, SAME, comments, counted, more_with, summary, why
from newsletter.pick.terms import look

__all__ = [
    "Candidate", "DRAFT", "Settings", "carried", "comments", "homes", "homing", "inbox_words", "misplaced", "one_of_each", "pick",
    "remembered", "story_of", "summary", "why",
]


def pick(
    readings: Sequence[Reading], standing: Issue, *, settings: Settings, blocks: Mapping[str, BlockType] = {}
) -> Selection:
    """Return the issue that the standing matter makes of what was read, and why it is so.

    Args:
        standing: its blocks with a ``pick`` table are filled, the others copied. Keys of the table: ``match`` (terms,
            see `newsletter.pick.terms`), ``most`` (stories), ``kind`` (``article`` or ``video``), ``picture`` (only
            articles with one). Without ``match`` and ``kind`` a block takes the rest.
        blocks: the block types; one that carries one story, like ``lead``, gets the lead.

    Raises:
        UsageError: a pin, skip, lead or section that is not there, or speaks against another.
        NothingNew: no article came in, and the settings do not allow an empty issue.
    """
    candidates = one_of_each(article for reading in readings for article in reading.articles)
    bands = bands_of(standing, blocks)
    hand = by_hand(candidates, settings)
    joining, out = _at_the_door(candidates, bands, hand, standing, settings)
    filled = with_reasons(*fill(bands, joining, hand, settings))
    issue, placed = lay_out(standing, filled, settings, kept(settings, readings))
    placed += [Placed(candidate, "out", reason) for candidate, reason in out.items()]
    choices = _choices(placed, candidates)
    if not settings.allow_empty and not any(choice.outcome == "in" for choice in choices):
        raise NothingNew(
            f"nothing new: {counted(choice.reason for choice in choices) or 'there was no article'}",
            todo=f"{more_with(choice.reason for choice in choices)}ask for an issue without stories with --allow-empty",
        )
    return Selection(issue=issue, choices=choices)


def _at_the_door(
    candidates: Sequence[Candidate], bands: tuple[Band, ...], hand: ByHand, standing: Issue, settings: Settings
) -> tuple[dict[Candidate, tuple[Band, ...]], dict[Candidate, str]]:
    """Return the pieces that come in, with the bands they may join; and why the others stay out."""
    sections = sections_of(settings, candidates, bands)
    stands, window = standing_stories(standing), settings.window
    joining: dict[Candidate, tuple[Band, ...]] = {}
    out: dict[Candidate, str] = {}
    for candidate in candidates:
        if reason := kept_out(candidate, hand, stands, window, settings):
            out[candidate] = reason
            continue
        seen = look(candidate)
        joins = claims(candidate, seen, bands)
        if hand.wants(candidate) or (joins and (not sections or asked_for(seen, joins, sections))):
            joining[candidate] = joins
        else:
            out[candidate] = "not in the sections asked for" if joins else "fits no block"
    return joining, out


def _choices(placed: Iterable[Placed], candidates: Sequence[Candidate]) -> tuple[Choice, ...]:
    """Return one choice for each article of the input: in the order of the issue, then those left out as they came."""
    order = {candidate: number for number, candidate in enumerate(candidates)}
    stand = [one for one in placed if one.position]
    rest = sorted((one for one in placed if not one.position), key=lambda one: order[one.candidate])
    first = [_choice(one) for one in stand]
    doubles = [double for one in stand for double in _doubles(one.candidate)]
    left_out = [choice for one in rest for choice in (_choice(one), *_doubles(one.candidate))]
    return (*first, *doubles, *left_out)


def _choice(placed: Placed) -> Choice:
    article = placed.candidate.members[0]
    return Choice(article=article, outcome=placed.outcome, reason=placed.reason, position=placed.position)


def _doubles(candidate: Candidate) -> list[Choice]:
    """Return the choices of the articles that went into the first of their kind."""
    if len(candidate.members) == 1:
        return []
    reason = f"{SAME} {quoted(candidate)} (merged)"
    return [Choice(article=article, outcome="out", reason=reason) for article in candidate.members[1:]]
