"""What several sources say of one piece → the piece, with the best of each. The one rule of picking and of the archive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from newsletter.model.article import Article, canonical, folded

_CUT = ("…", "...", "[…]", "[...]")


def moment(article: Article) -> float:
    """Return when a piece is dated, in seconds since 1970; before everything where it is not."""
    return article.published.timestamp() if article.published else float("-inf")


def revised(article: Article) -> float:
    """Return when the words of a piece were last changed, in seconds since 1970; before everything where none knows."""
    return article.revised.timestamp() if article.revised else float("-inf")


def best_of(members: Sequence[Article]) -> Article:
    """Return one article with the best of each: headline, widest picture, a whole teaser.

    Of headlines and whole teasers those revised last, as a source that is read no more keeps its old ones for good; of
    those revised at once the headline of the newest, and the longest teaser.

    Source and place are the first one's; first seen is the earliest, and one mark is enough. An alt text found beside
    another picture becomes a draft: it may describe something else. A credit found beside another picture is left out.

    Args:
        members: one at least, in the order in which their words count where none are better; one alone stays as it is.
    """
    if len(members) == 1:
        return members[0]
    picture = max(members, key=lambda member: (bool(member.image), member.image_width))
    alt, alt_is_draft = _alt(picture, members)
    section = _first(members, "section")
    seen, backlog = _seen(members)
    return Article(
        title=max(members, key=lambda member: (revised(member), moment(member))).title,
        url=_url(members),
        teaser=max(members, key=_wholeness).teaser,
        image=picture.image,
        image_width=picture.image_width,
        alt=alt,
        alt_is_draft=alt_is_draft,
        credit=_first([member for member in members if member.image in ("", picture.image)], "credit"),
        published=_published(members),
        byline=_first(members, "byline"),
        section=section,
        tags=_tags(members, section),
        kind="video" if any(member.kind == "video" for member in members) else members[0].kind,
        duration=_first(members, "duration"),
        language=_first(members, "language"),
        source=members[0].source,
        place=members[0].place,
        seen=seen,
        backlog=backlog,
        kept=any(member.kept for member in members),
        revised=max((member.revised for member in members if member.revised), default=None),
    )


def _first(members: Iterable[Article], key: str) -> str:
    return next((value for member in members if (value := getattr(member, key))), "")


def _wholeness(member: Article) -> tuple[bool, bool, float, int]:
    return bool(member.teaser), not member.teaser.endswith(_CUT), revised(member), len(member.teaser)


def _url(members: Sequence[Article]) -> str:
    """Return the address of the first that has one, in its barest spelling."""
    pages = [canonical(member.url) for member in members]
    page = next(filter(None, pages), "")
    spellings = [member.url for member, its in zip(members, pages, strict=True) if page and its == page]
    return min(spellings, key=lambda url: (not url.startswith("https:"), len(url), url), default="")


def _published(members: Sequence[Article]) -> datetime | None:
    """Return the earliest date: a piece dated anew is no new piece. Dates that come with an address go first."""
    dated = [member for member in members if member.published]
    addressed = [member for member in dated if member.url]
    return min((member.published for member in addressed or dated if member.published), default=None)


def _seen(members: Sequence[Article]) -> tuple[datetime | None, bool]:
    """Return when the first of them was seen, and whether it came with the first fetch of its source.

    Where two sources showed it at once, one of them long known, it is no backlog.
    """
    seen = [(member.seen, member.backlog) for member in members if member.seen]
    return min(seen, key=lambda one: (one[0].timestamp(), one[1]), default=(None, False))


def _alt(picture: Article, members: Sequence[Article]) -> tuple[str, bool]:
    described = sorted((member for member in members if member.alt), key=lambda member: member.alt_is_draft)
    own = [member for member in described if member.image == picture.image and not member.alt_is_draft]
    return (own[0].alt, False) if own else (described[0].alt, True) if described else ("", False)


def _tags(members: Sequence[Article], section: str) -> tuple[str, ...]:
    """Return all tags, and the sections that other sources give it, each once."""
    once: dict[str, str] = {}
    for member in members:
        for tag in (member.section, *member.tags):
            once.setdefault(folded(tag), tag)
    return tuple(tag for words, tag in once.items() if words not in ("", folded(section)))
