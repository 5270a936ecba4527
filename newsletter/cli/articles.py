"""``newsletter articles``: what the archive holds, as a table to read or as JSON."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.choosing import Since, since as moment_of
from newsletter.cli.lately import marks_end_with
from newsletter.cli.manners import MOST, home, in_json, now, put, say
from newsletter.model import AHEAD, Article, canonical, folded, replace
from newsletter.prose import amount, display_width, one_line

if TYPE_CHECKING:
    from newsletter.archive import Archive, Found
    from newsletter.model import Publication
    from newsletter.pick import Candidate, Settings

_MOST = 50
_WIDE = 80  # columns, from which on an article stands on one line
_COLUMNS_WITHOUT_TERMINAL = 100
_INDENT = 14  # columns, of what stands below a headline
_KEPT = "★"
_MOST_MARKED = 10_000
_TO_COME = "to come"


def articles(
    query: Annotated[list[str] | None, typer.Argument(metavar="[QUERY]…", help="Words that must be in it: headline, teaser, byline, section, tags.")] = None,
    since: Since = "",
    section: Annotated[str, typer.Option(metavar="NAME", help="Only this section.")] = "",
    source: Annotated[str, typer.Option(metavar="NAME", help="Only from this source.")] = "",
    unused: Annotated[bool, typer.Option("--unused", help="Only what no number carried yet.")] = False,
    kept: Annotated[bool, typer.Option("--kept", help="Only what is marked with newsletter keep.")] = False,
    most: Annotated[int, typer.Option("-n", "--most", metavar="N", min=1, max=MOST, help="So many, the newest.")] = _MOST,
    urls: Annotated[bool, typer.Option("--urls", help="Show below each article its address.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,
) -> None:
    """Search the archive, the newest first. A ★ marks what is kept for the next number, No. 41 what that one carried."""
    from newsletter import archive as archives, publication as publications
    from newsletter.history import history

    publication, root = home()
    at = now(publication)
    begin = moment_of(publication, since, at) if since else None
    with archives.open(root / archives.FILE, make=False) as archive:
        earlier = history(publication, publications.blocks(publication))
        for note in earlier.notes:
            say(note)
        spent = _spent(archive, marks_end_with(publication, earlier))
        found = archive.search(
            " ".join(query or ()), since=begin, section=section, source=_source_meant(source, publication), kept=kept,
            most=most, ahead=at + AHEAD,
            skip=[*(_used(archive, earlier.carried) if unused else ()), *(spent if kept else ())],
        )
    rows = [(replace(one.article, kept=any(each.kept and each.id not in spent for each in one.members)),
             _carried_in(one.members, earlier.carried)) for one in _once(found.articles)]
    found = replace(found, total=found.total - len(found.articles) + len(rows), articles=tuple(article for article, _ in rows))
    if as_json:
        put(in_json([_as_json(*row) for row in rows]), "-")
    else:
        put("".join(f"{line}\n" for line in _table(rows, at, _columns(), urls=urls)), "-")
    say(_counted(found, publication, source))


def _used(archive: Archive, carried: Mapping[str, str]) -> set[str]:
    """Return the ids of what was carried; some of it is known by its headline alone."""
    headlines = (words for words in carried if words == folded(words))  # the others are addresses
    return {*carried, *(article.id for article in archive.by_titles(headlines).values())}


def _spent(archive: Archive, settings: Settings) -> set[str]:
    """Return the ids of what is marked and was carried since: its mark is for no number any more."""
    from newsletter import pick

    marked = pick.one_of_each(archive.search(kept=True, most=_MOST_MARKED).articles)
    return {member.id for one in marked if pick.carried(one, settings) for member in one.members}


def _source_meant(wanted: str, publication: Publication) -> str:
    """Return a source as the archive calls it, for its name or its host as the table shows it."""
    names = [str(own.get("name") or own["address"]) for own in publication.sources]
    called = [name for name in names if wanted and folded(wanted) in (folded(name), folded(_called(name)))]
    return called[0] if len(called) == 1 else wanted


def _called(source: str) -> str:
    """Return a source's name; of an address that stands for one its host, for it is none of the articles'."""
    return canonical(source).partition("/")[0] if "://" in source else source


def _once(articles: Sequence[Article]) -> list[Candidate]:
    """Return each piece once, as picking sees it, where the first of its articles stands."""
    from newsletter.pick import one_of_each

    piece = {id(member): one for one in one_of_each(articles) for member in one.members}
    return list(dict.fromkeys(piece[id(article)] for article in articles))


def _carried_in(articles: Iterable[Article], carried: Mapping[str, str]) -> str:
    """Return which number carried one of these articles; empty for none."""
    words = (word for article in articles for word in (article.id, folded(article.title)))
    return next((carried[word] for word in words if word in carried), "")


def _counted(found: Found, publication: Publication, source: str) -> str:
    """Return how many there are, and where none are, what may be the reason."""
    if found.total > len(found.articles):
        return f"{found.total:,} articles, of which the newest {len(found.articles):,}; -n {found.total} shows all"
    names = [_called(str(own.get("name") or own["address"])) for own in publication.sources]
    if not found.total and source and _called(_source_meant(source, publication)) not in names:
        return f"no article; the sources are called {', '.join(names)}" if names else "no article"
    return amount(found.total, "article") if found.total else "no article"


def _as_json(article: Article, carried: str) -> dict[str, object]:
    moments = {"published": article.published, "seen": article.seen}
    return {
        "title": article.title, "url": article.url, "teaser": article.teaser, "section": article.section,
        "tags": list(article.tags), "byline": article.byline, "kind": article.kind, "source": article.source,
        **{key: value.isoformat() if value else None for key, value in moments.items()},
        "kept": article.kept, "carried": carried or None,
    }


# ── the table ────────────────────────────────────────────────────────────────────────────────────────────────


def _columns() -> int:
    """Return how many columns there are; COLUMNS says otherwise."""
    return shutil.get_terminal_size((_COLUMNS_WITHOUT_TERMINAL, 24)).columns


def _table(rows: Sequence[tuple[Article, str]], at: datetime, columns: int, *, urls: bool) -> Iterator[str]:
    """Yield the lines of the table: one for each article, or two where there is little room; its address below, whole."""
    cells = [_cells(article, carried, at) for article, carried in rows]
    shown = _on_one_line(cells, columns) if columns >= _WIDE else _on_two_lines(cells, columns)
    for (article, _), lines in zip(rows, shown, strict=True):
        yield from lines
        if urls and article.url:
            yield f"{' ' * _INDENT}{one_line(article.url)}"


def _cells(article: Article, carried: str, at: datetime) -> tuple[str, str, str, str, str, str]:
    """Return mark, day, section, headline, source and number of an article; nothing in them can harm a terminal.

    One whose day is still to come has no number yet.
    """
    moment = article.published or (None if article.backlog else article.seen)
    day = f"{moment.astimezone(at.tzinfo):%Y-%m-%d}" if moment else ""
    is_to_come = article.published is not None and article.published > at + AHEAD
    number = carried.partition(" on ")[0].removeprefix("the letter of ") or (_TO_COME if is_to_come else "")
    section, title, source = map(one_line, (article.section, article.title, _called(article.source)))
    return _KEPT if article.kept else " ", day, section, title, source, one_line(number)


def _on_one_line(cells: Sequence[tuple[str, ...]], columns: int) -> list[list[str]]:
    widest = {2: columns // 6, 4: columns // 5, 5: 12}
    width = {place: min(most, max((display_width(row[place]) for row in cells), default=0))
             for place, most in widest.items()}
    width |= {0: 1, 1: 10}
    shown = [place for place in (0, 1, 2, 3, 4, 5) if width.get(place, 1)]
    width[3] = columns - sum(width[place] for place in shown if place != 3) - 2 * (len(shown) - 1) + 1
    return [["".join(_fitted(row[place], width[place]) + (" " if place == 0 else "  ") for place in shown).rstrip()]
            for row in cells]


def _on_two_lines(cells: Sequence[tuple[str, ...]], columns: int) -> list[list[str]]:
    found = []
    for mark, day, section, title, source, number in cells:
        lines = [f"{mark} {_fitted(day, 10)}  {_fitted(title, columns - _INDENT)}".rstrip()]
        beside = " · ".join(filter(None, (section, source, number)))
        lines += [f"{' ' * _INDENT}{_fitted(beside, columns - _INDENT)}".rstrip()] if beside else []
        found.append(lines)
    return found


def _fitted(text: str, width: int) -> str:
    """Return a text in exactly so many columns: cut with ``…``, or with blanks behind it."""
    kept = text if display_width(text) <= width else text[:width]
    while display_width(kept) + (kept != text) > width:
        kept = kept[:-1]
    kept += "…" if kept != text else ""
    return kept + " " * (width - display_width(kept))
