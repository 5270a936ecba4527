"""Standing matter → its bands to fill, in the order of filling; and which of them an article may join."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from newsletter.errors import InputError
from newsletter.model import Block, BlockType, Issue, folded
from newsletter.pick.same import Candidate
from newsletter.pick.terms import Look, Terms, terms

KIND_ONLY = 4  # how well a block without terms knows an article: worse than any term (`terms.HEADLINE`)


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """A block of the standing matter that is filled.

    Attributes:
        index: of the block, from 0.
        name: as reasons call it; `heading` is what the letter prints, folded.
        block: the kind of the block.
        kind: ``article``, ``video``, or empty for both.
        most: stories, None for no limit.
        picture: takes only articles with a picture.
        leads: holds the lead: one story, never a video.
        single: a block that has room for one story only.
        apart: videos have bands of their own, and this is none of them.
    """

    index: int
    name: str
    heading: str
    block: str
    terms: Terms | None
    kind: str
    most: int | None
    picture: bool
    leads: bool
    single: bool
    apart: bool

    @property
    def takes_rest(self) -> bool:
        """Whether it takes what no other band is for."""
        return not (self.leads or self.terms or self.kind)

    @property
    def known_as(self) -> str:
        """What `model.Earlier` calls it."""
        return self.heading or self.block

    @property
    def of_one_section(self) -> bool:
        """Whether its terms name one section alone."""
        return self.terms is not None and len(self.terms.section_names) == 1

    def claim(self, candidate: Candidate, seen: Look) -> int | None:
        """Return how well the band knows an article, 0 for best; None where it is not for it."""
        article = candidate.article
        if (self.kind and article.kind != self.kind) or (self.picture and not article.image):
            return None
        if article.kind == "video" and (self.apart or self.leads):
            return None
        return KIND_ONLY if self.terms is None else self.terms.claim(seen)


def bands_of(standing: Issue, types: Mapping[str, BlockType]) -> tuple[Band, ...]:
    """Return the bands in the order of filling: leads, then those with ``match`` or ``kind``, then the rest.

    Raises InputError for a mistyped term, and for a block that carries no stories.
    """
    filled = [(i, block) for i, block in enumerate(standing.blocks) if block.pick is not None and block.use]
    videos_apart = any(_takes(block) == "video" for _, block in filled)
    bands = [
        _band(i, block, types.get(block.kind), videos_apart, standing.where(f"b{i + 1}.pick")) for i, block in filled
    ]
    return tuple(sorted(bands, key=lambda band: (not band.leads, band.takes_rest, band.index)))


def _band(index: int, block: Block, type_: BlockType | None, videos_apart: bool, where: str) -> Band:
    if type_ is not None and type_.stories == "none":
        raise InputError(f"a '{block.kind}' carries no stories", todo="take its pick = { … } away", where=where)
    pick, kind = block.pick or {}, _takes(block)
    single = block.kind == "lead" or (type_ is not None and type_.stories == "one")
    leads = single and kind != "video"
    heading = str(block.fields.get("title", ""))
    match = terms(pick.get("match", ()), where)
    unnamed = "the lead" if leads else "the videos" if kind == "video" else block.kind if match else "the rest"
    return Band(
        index=index,
        name=heading or unnamed,
        heading=folded(heading),
        block=block.kind,
        terms=match,
        kind=kind,
        most=1 if single else pick.get("most"),
        picture=bool(pick.get("picture")),
        leads=leads,
        single=single,
        apart=videos_apart and kind != "video",
    )


def _takes(block: Block) -> str:
    """Return the kind of article a block takes, empty for all; a ``video`` block takes videos unless it says else."""
    return (block.pick or {}).get("kind") or ("video" if block.kind == "video" else "")


def claims(candidate: Candidate, seen: Look, bands: tuple[Band, ...]) -> tuple[Band, ...]:
    """Return the bands a piece may join, in the order of filling: leads, and those that know it best.

    A piece whose section is Culture goes to the band for Culture, though its headline begins with the word of an
    earlier band. Among bands that know it equally well the first takes it, and what is beyond its limit flows on
    to the next.
    """
    known = [(band, claim) for band in bands if (claim := band.claim(candidate, seen)) is not None]
    best = min([claim for band, claim in known if not band.leads], default=None)
    return tuple([band for band, claim in known if band.leads or claim == best])
