"""Articles as they came → each piece once, with the best of what its sources say.

Two articles are the same one

* if they have the same canonical address; or
* if they have the same folded headline (a leading ``[Video]`` aside), unless their dates speak against it: where
  both have an address and a date, only on the same day (UTC); where a dated one has no address, only within one
  day (a pasted date knows neither hour nor time zone). "Letters" of 3 May and "Letters" of 10 May are two. An
  undated one with several of its headline to join joins the newest.

What is the same as a third is the same: chains by address and headline are followed to their end.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from newsletter.model import Article, Struct, canonical, folded

_VIDEO_MARK = re.compile(r"\A\s*\[video\]\s*+:?\s*+(?=\S)", re.IGNORECASE)
_CUT = ("…", "...", "[…]", "[...]")
_DAY = 86_400

# What makes the order of two in one place a matter of what they say, beside what `_order` names.
_REST = attrgetter(*sorted({*Article.__struct_fields__} - {"source", "seen", "place", "url", "title", "published"}))


class Candidate(Struct, frozen=True, eq=False, gc=False):
    """One piece, however many sources carried it.

    Attributes:
        article: the best of each.
        members: as they came, in the order of sources and places; the others went into the first.
        addresses, headlines: canonical and folded; all that it is known under.
    """

    article: Article
    members: tuple[Article, ...]
    addresses: tuple[str, ...]
    headlines: tuple[str, ...]


def one_of_each(articles: Iterable[Article]) -> list[Candidate]:
    """Return each piece once, in the order of sources by name, of what each showed last, and of places in it."""
    ordered = sorted(articles, key=_order)
    addresses = [canonical(article.url) for article in ordered]
    headlines = [headline(article) for article in ordered]
    return [_candidate(group, ordered, addresses, headlines) for group in _groups(ordered, addresses, headlines)]


def _candidate(group: list[int], ordered: list[Article], addresses: list[str], headlines: list[str]) -> Candidate:
    if len(group) == 1:  # as nearly all are
        (i,) = group
        return Candidate(ordered[i], (ordered[i],), (addresses[i],) if addresses[i] else (), (headlines[i],))
    members, pages = tuple(ordered[i] for i in group), [addresses[i] for i in group]
    known = tuple(dict.fromkeys(filter(None, pages)))
    return Candidate(_best(members, pages), members, known, tuple({headlines[i]: None for i in group}))


def headline(article: Article) -> str:
    """Return the folded headline, without a leading ``[Video]``."""
    return folded(_VIDEO_MARK.sub("", article.title) if "[" in article.title else article.title)


def title(article: Article) -> str:
    """Return the headline to print: a video's without its leading ``[Video]``."""
    return _VIDEO_MARK.sub("", article.title) if article.kind == "video" else article.title


def _order(article: Article) -> tuple[Any, ...]:
    seen = -article.seen.timestamp() if article.seen else 0.0
    return article.source, seen, article.place, article.url, article.title, _moment(article), _REST(article)


def _moment(article: Article) -> float:
    return article.published.timestamp() if article.published else float("-inf")


# ── which are the same ───────────────────────────────────────────────────────────────────────────────────────


def _groups(articles: Sequence[Article], addresses: list[str], headlines: list[str]) -> Iterable[list[int]]:
    """Return the indices of the articles that are the same, each group in order, groups by their first."""
    first: dict[str, int] = {}
    clusters = [first.setdefault(address, i) if address else i for i, address in enumerate(addresses)]
    having: dict[str, int] = {}
    shared: defaultdict[str, set[int]] = defaultdict(set)
    for cluster, words in zip(clusters, headlines, strict=True):
        if (other := having.setdefault(words, cluster)) != cluster:
            shared[words] |= {other, cluster}
    days = _days(articles, clusters, set().union(*shared.values()))
    links = clusters[:]
    for ids in shared.values():
        for one, other in _same_by_headline(sorted(ids), addresses, days):
            _join(links, one, other)
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for i, cluster in enumerate(clusters):
        groups[_root(links, cluster)].append(i)
    return groups.values()


def _days(articles: Sequence[Article], clusters: list[int], wanted: set[int]) -> dict[int, int]:
    """Return the earliest day of each of the wanted clusters that is dated, as days since 1970 in UTC."""
    days: dict[int, int] = {}
    for cluster, article in zip(clusters, articles, strict=True):
        if cluster in wanted and article.published:
            day = int(article.published.timestamp() // _DAY)
            days[cluster] = min(day, days.get(cluster, day))
    return days


def _same_by_headline(ids: list[int], addresses: list[str], days: dict[int, int]) -> Iterator[tuple[int, int]]:
    """Yield the pairs to join among clusters of one headline; the module says by which rule."""
    of_day: dict[int, int] = {}
    for one in ids:
        if one in days and addresses[one]:
            yield one, of_day.setdefault(days[one], one)
    for one in sorted((one for one in ids if one in days and not addresses[one]), key=days.__getitem__):
        day = days[one]
        yield one, of_day.setdefault(next((d for d in (day, day + 1, day - 1) if d in of_day), day), one)
    newest = of_day[max(of_day)] if of_day else ids[0]
    for one in ids:
        if one not in days:
            yield one, newest


def _root(links: list[int], one: int) -> int:
    while links[one] != one:
        links[one] = links[links[one]]
        one = links[one]
    return one


def _join(links: list[int], one: int, other: int) -> None:
    roots = sorted((_root(links, one), _root(links, other)))
    links[roots[1]] = roots[0]


# ── the best of each ─────────────────────────────────────────────────────────────────────────────────────────


def _best(members: Sequence[Article], pages: Sequence[str]) -> Article:
    """Return one article with the best of each: the newest headline, the widest picture, the longest whole teaser.

    Source and place are the first one's; first seen is the earliest, and one mark is enough. An alt text found beside
    another picture becomes a draft: it may describe something else. A credit found beside another picture is left out.

    Args:
        pages: their canonical addresses.
    """
    picture = max(members, key=lambda member: (bool(member.image), member.image_width))
    alt, alt_is_draft = _alt(picture, members)
    section = _first(members, "section")
    seen, backlog = _seen(members)
    return Article(
        title=max(members, key=_moment).title,
        url=_url(members, pages),
        teaser=max((member.teaser for member in members), key=_wholeness),
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
    )


def _first(members: Iterable[Article], key: str) -> str:
    return next((value for member in members if (value := getattr(member, key))), "")


def _wholeness(teaser: str) -> tuple[bool, bool, int]:
    return bool(teaser), not teaser.endswith(_CUT), len(teaser)


def _url(members: Sequence[Article], pages: Sequence[str]) -> str:
    """Return the address of the first that has one, in its barest spelling."""
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
