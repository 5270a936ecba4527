"""Where articles are at home in the standing matter: what is in by hand, what is added, and what stands elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from newsletter.errors import UsageError
from newsletter.model import Article, Block, BlockType, Issue, canonical, folded
from newsletter.pick.bands import Band, bands_of, claims
from newsletter.pick.hand import ByHand, quoted
from newsletter.pick.same import Candidate, one_of_each
from newsletter.pick.terms import look


def homes(article: Article, standing: Issue, blocks: Mapping[str, BlockType]) -> tuple[Block, ...]:
    """Return the blocks of the standing matter that an article may join: the best first, leads last.

    Raises InputError as `newsletter.pick.pick` does for standing matter that cannot be filled.
    """
    return homing(standing, blocks)(article)


def homing(standing: Issue, blocks: Mapping[str, BlockType]) -> Callable[[Article], tuple[Block, ...]]:
    """Return what gives the `homes` of one article after the other; most of the time goes into reading the bands."""
    bands = bands_of(standing, blocks)

    def of(article: Article) -> tuple[Block, ...]:
        (candidate,) = one_of_each([article])
        joins = claims(candidate, look(candidate), bands)
        return tuple(standing.blocks[band.index] for band in sorted(joins, key=lambda band: band.leads))

    return of


def misplaced(
    issue: Issue, standing: Issue, blocks: Mapping[str, BlockType], known: Mapping[str, Article]
) -> list[tuple[str, str]]:
    """Return position and sentence for each story in use that stands in a block it was not picked for.

    A block is that of the standing matter with its kind and heading, or any of several; one that is not there has
    nothing to say.

    Args:
        known: `Article.id` → the article that a story was made of.
    """
    bands = bands_of(standing, blocks)
    found = []
    for number, block in enumerate(issue.blocks, 1):
        name = (block.kind, folded(str(block.fields.get("title", ""))))
        alike = [band for band in bands if (band.block, band.heading) == name]
        for place, story in enumerate(block.stories if alike and block.use else (), 1):
            article = known.get(canonical(story.url) or folded(story.title)) if story.use else None
            if article and all(sentences := [_astray(article, band, bands) for band in alike]):
                found.append((f"b{number}.s{place}", sentences[0]))
    return found


def _astray(article: Article, band: Band, bands: tuple[Band, ...]) -> str:
    (candidate,) = one_of_each([article])
    why = strays(candidate, band, claims(candidate, look(candidate), bands))
    return f"{quoted(candidate)} stands under {band.name}, {why}" if why else ""


def strays(candidate: Candidate, band: Band, joins: Sequence[Band]) -> str:
    """Return how a piece is none of a band's (``and is of Peru``); empty where it is.

    A band without terms is for what no other band's terms know. A lead is for any: its stories stand there for their
    weight.

    Args:
        joins: the bands that it may join.
    """
    seen = look(candidate)
    own = next((one for one in joins if one.terms and not one.leads), None)
    if band.leads or (band.heading and seen.known_as(band.heading)):
        return ""
    if band.terms.claim(seen) is not None if band.terms else own is None:
        return ""
    if own and own.terms and seen.section not in own.terms.section_names | {own.heading}:
        return f"and belongs under {own.name}"
    return f"and is of {candidate.article.section}" if seen.section else "and no match knows it"


# ── by hand ──────────────────────────────────────────────────────────────────────────────────────────────────


def at_hand(
    bands: Sequence[Band], claims: Mapping[Candidate, tuple[Band, ...]], hand: ByHand
) -> dict[Candidate, Band]:
    """Return where the lead by hand and the pins stand. Raises UsageError where no block has room for one."""
    placed: dict[Candidate, Band] = {}
    if hand.lead in claims:
        placed[hand.lead] = _free(hand.lead, [band for band in bands if band.leads], placed)
    for pin in hand.pins:
        if pin in claims:
            placed[pin] = _free(pin, _for_pin(claims[pin], bands), placed)
    return placed


def _for_pin(claimed: Iterable[Band], bands: Sequence[Band]) -> list[Band]:
    """Return the bands a pin may stand in, the best first: what it matches, the rest, any section, a lead."""
    rest = [band for band in bands if band.takes_rest]
    sections = sorted((band for band in bands if not band.single), key=lambda band: band.index)
    leads = [band for band in bands if band.leads]
    return [*(band for band in claimed if not band.leads), *rest, *sections, *leads]


def _free(candidate: Candidate, bands: Iterable[Band], placed: Mapping[Candidate, Band]) -> Band:
    for band in bands:
        if not (band.single and band in placed.values()):
            return band
    raise UsageError(
        f"no block of the standing matter has room for {quoted(candidate)}",
        todo="add a block with pick = {} to it: a 'lead' for the lead, a 'section' for the rest",
    )
