"""Articles as they came → each piece once, with the best of what its sources say.

Two articles are the same one

* if they have the same canonical address; or
* if they have the same folded headline (a leading ``[Video]`` aside), unless their dates speak against it: where
  both have an address and a date, only on the same day (UTC); where a dated one has no address, only within one
  day (a pasted date knows neither hour nor time zone). "Letters" of 3 May and "Letters" of 10 May are two. An
  undated one with several of its headline to join joins the newest; or
* if they have the same folded headline and the same folded teaser (not an empty one), an address and a date each, at
  most 7 days lie between them, and no source gave both: a site's feed and its WordPress name one piece by two
  addresses and two dates. What one source gives twice, such as a daily column under standing words, is two.

What is the same as a third is the same: chains by address and headline are followed to their end.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any

from newsletter.model import Article, Struct, best_of, canonical, folded, moment, revised

_VIDEO_MARK = re.compile(r"\A\s*\[video\]\s*+:?\s*+(?=\S)", re.IGNORECASE)
_DAY = 86_400
_FEW_DAYS = 7

# What makes the order of two in one place a matter of what they say, beside what `_order` names.
_NAMED = {"source", "seen", "revised", "place", "url", "title", "published"}
_REST = attrgetter(*sorted({*Article.__struct_fields__} - _NAMED))


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
    return Candidate(best_of(members), members, known, tuple({headlines[i]: None for i in group}))


def headline(article: Article) -> str:
    """Return the folded headline, without a leading ``[Video]``."""
    return folded(_VIDEO_MARK.sub("", article.title) if "[" in article.title else article.title)


def title(article: Article) -> str:
    """Return the headline to print: a video's without its leading ``[Video]``."""
    return _VIDEO_MARK.sub("", article.title) if article.kind == "video" else article.title


def _order(article: Article) -> tuple[Any, ...]:
    seen = -article.seen.timestamp() if article.seen else 0.0
    dates = revised(article), moment(article)
    return article.source, seen, article.place, article.url, article.title, dates, _REST(article)


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
    wanted = set().union(*shared.values())
    days = _days(articles, clusters, wanted)
    links = clusters[:]
    for ids in shared.values():
        for one, other in _same_by_headline(sorted(ids), addresses, days):
            _join(links, one, other)
    known = [i for i, cluster in enumerate(clusters) if cluster in wanted]
    _join_by_teaser(links, [(clusters[i], articles[i], headlines[i]) for i in known])
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


def _join_by_teaser(links: list[int], shared: Iterable[tuple[int, Article, str]]) -> None:
    """Join what has headline and teaser in common; the module says by which rule.

    Args:
        shared: cluster, article and folded headline of all that share a headline.
    """
    sources: defaultdict[int, set[str]] = defaultdict(set)
    alike: defaultdict[tuple[str, str], set[tuple[int, int]]] = defaultdict(set)  # → days, and what came then
    for cluster, article, words in shared:
        one = _root(links, cluster)
        sources[one].add(article.source)
        if article.url and article.published and (teaser := folded(article.teaser)):
            alike[words, teaser].add((int(article.published.timestamp() // _DAY), one))
    for came in alike.values():
        lately: deque[tuple[int, int]] = deque()
        for day, one in sorted(came):
            while lately and day - lately[0][0] > _FEW_DAYS:
                lately.popleft()
            for _, other in reversed(lately):
                first, second = _root(links, one), _root(links, other)
                if sources[first].isdisjoint(sources[second]):
                    both = sources[first] | sources[second]
                    _join(links, first, second)
                    sources[_root(links, first)] = both
            lately.append((day, one))


def _root(links: list[int], one: int) -> int:
    while links[one] != one:
        links[one] = links[links[one]]
        one = links[one]
    return one


def _join(links: list[int], one: int, other: int) -> None:
    roots = sorted((_root(links, one), _root(links, other)))
    links[roots[1]] = roots[0]
