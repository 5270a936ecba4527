"""Filled bands → the issue: stories in the words of their articles, subject, preheader, and where each piece stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any, Literal, NamedTuple

from newsletter.model import Article, Block, Issue, Story, folded, replace
from newsletter.pick.bands import Band
from newsletter.pick.reasons import Filled
from newsletter.pick.same import Candidate, title
from newsletter.pick.settings import Settings
from newsletter.pick.terms import with_kicker
from newsletter.prose import excerpt

RUNNERS_UP = 3  # under each block; more would bury the issue in its own file
_SUBJECT = 150  # characters; an editor cuts it further
_PREHEADER = 110  # characters that inboxes show beside a subject at the very most
# {first_name} in a headline is words, in a subject it would be a merge tag of ours; of others' tags the words stay as they are.
_OUR_TAG = re.compile(r"(?<![{\\])\{((?:first_name|email|postal_address|field\.[A-Za-z]\w*)(?:\|[^{}\n]*)?)\}(?!\})")


class Placed(NamedTuple):
    """What became of a piece that a band could take, why, and where it stands."""

    candidate: Candidate
    outcome: Literal["in", "runner-up", "out"]
    reason: str
    position: str = ""


def lay_out(
    standing: Issue, filled: Sequence[Filled], settings: Settings, picked: Mapping[str, Any]
) -> tuple[Issue, list[Placed]]:
    """Return the issue, and what became of each piece that a band could take: in the order of the issue, then the rest.

    Bands for which there was nothing are left out; ``nothing_for`` in ``[picked]`` keeps their names.
    """
    bands = {one.band.index: one for one in filled}
    known = frozenset().union(*(one.band.terms.kickers for one in filled if one.band.terms))
    blocks: list[Block] = []
    placed: list[Placed] = []
    nothing_for: list[str] = []
    for index, block in enumerate(standing.blocks):
        if block.pick is None:
            blocks.append(block)
        elif one := bands.get(index):
            stand = _standing_in(one, f"b{len(blocks) + 1}", len(block.stories))
            stories = (*block.stories, *(_story(each, one.band, known, settings) for each in stand if each.position))
            if stories:
                blocks.append(replace(block, stories=stories, pick=None))
            else:
                nothing_for.append(one.band.name)
            placed += stand
    leads = {candidate for one in filled if one.band.leads for candidate, _ in one.chosen}
    table = {**picked, "nothing_for": nothing_for} if nothing_for else picked
    return _issue(standing, blocks, settings, table, _headlines(placed, leads)), placed


def _standing_in(filled: Filled, block: str, before: int) -> list[Placed]:
    """Return the pieces of a band with their positions, which follow `before` stories of the standing matter."""
    stand = [Placed(candidate, "in", reason) for candidate, reason in filled.chosen]
    stand += [Placed(candidate, "runner-up", reason) for candidate, reason in filled.beaten[:RUNNERS_UP]]
    numbered = [each._replace(position=f"{block}.s{number}") for number, each in enumerate(stand, start=before + 1)]
    return [*numbered, *(Placed(candidate, "out", reason) for candidate, reason in filled.beaten[RUNNERS_UP:])]


def _issue(
    standing: Issue, blocks: Iterable[Block], settings: Settings, picked: Mapping[str, Any], headlines: list[str]
) -> Issue:
    subject, *others = headlines or [""]
    return Issue(
        folder=standing.folder,
        number=settings.number if settings.number is not None else standing.number,
        date=settings.date or standing.date,
        subject=settings.subject or standing.subject or excerpt(subject, _SUBJECT),
        preheader=settings.preheader or standing.preheader or _joined(others),
        subjects=standing.subjects,
        blocks=tuple(blocks),
        picked=picked,
    )


# ── stories ──────────────────────────────────────────────────────────────────────────────────────────────────


def _story(placed: Placed, band: Band, known: frozenset[str], settings: Settings) -> Story:
    return story(placed.candidate, leads=band.leads, heading=band.heading, known=known, language=settings.language,
                 use=placed.outcome == "in")


def story(
    candidate: Candidate, *, leads: bool, heading: str, known: Set[str], language: str, use: bool = True
) -> Story:
    """Return a piece as a story, in the words of its article.

    Args:
        leads, heading: of the block it stands in: whether it holds the lead, and what is printed above, folded.
        known: folded words that a headline may begin with as its kicker.
        language: the publication's.
    """
    article = candidate.article
    kicker, headline = _kicker(candidate, leads, heading, known)
    return Story(
        title=headline,
        use=use,
        url=article.url,
        kicker=kicker,
        teaser=article.teaser,
        image=article.image,
        alt=article.alt,
        credit=article.credit,
        byline=article.byline,
        duration=article.duration,
        lang=article.language if _foreign(article.language, language) else "",
    )


def _kicker(candidate: Candidate, leads: bool, heading: str, known: Set[str]) -> tuple[str, str]:
    """Return kicker and headline: the leading word that a section knows, else for a lead its section.

    Where the heading above says the same word, there is no kicker.
    """
    article = candidate.article
    kicker, headline = with_kicker(title(article), known | set(map(folded, (article.section, *article.tags))))
    if not kicker and leads:
        kicker = article.section
    return "" if folded(kicker) == heading else kicker, headline


def _foreign(language: str, own: str) -> bool:
    """Return whether a language is another than the publication's; a region alone makes no other."""
    return bool(language and own) and language.casefold().split("-")[0] != own.casefold().split("-")[0]


# ── the inbox line ───────────────────────────────────────────────────────────────────────────────────────────


def _headlines(placed: Iterable[Placed], leads: set[Candidate]) -> list[str]:
    """Return the headlines in use as their sources have them, the lead's first, without what a merge tag is made of."""
    used = [each.candidate for each in placed if each.outcome == "in"]
    used.sort(key=lambda candidate: candidate not in leads)
    return _without_tags(candidate.article for candidate in used)


def inbox_words(article: Article) -> tuple[str, ...]:
    """Return each form in which the headline of an article may come into subject or preheader: whole, and cut."""
    (whole,) = _without_tags([article])
    return whole, excerpt(whole, _SUBJECT), excerpt(whole, _PREHEADER)


def _without_tags(articles: Iterable[Article]) -> list[str]:
    return [_OUR_TAG.sub(r"(\1)", title(article)) for article in articles]


def _joined(headlines: Sequence[str]) -> str:
    """Return up to three headlines in one line, cut between two of them."""
    line = excerpt(headlines[0], _PREHEADER) if headlines else ""
    for headline in headlines[1:3]:
        if len(line) + 3 + len(headline) > _PREHEADER:
            break
        line += f" · {headline}"
    return line
