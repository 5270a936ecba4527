"""A folder of Markdown files with front matter, or one such file → its articles.

The journey: files (`folder`) → front matter and body, each (`front`) → what front matter lacks, from body and file
name (`body`, `address`) → articles (`newsletter.sources._record`), the newest first.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePath

from newsletter import files
from newsletter.errors import InputError, NothingNew
from newsletter.model import Article, Reading, replace
from newsletter.sources import _fields, _record
from newsletter.sources._get import Get
from newsletter.sources._told import Told
from newsletter.sources.markdown import address, body, folder as folders, front

ABOUT = "A folder of Markdown files with front matter, as site generators keep them, or one such file."

_BEGINNING = 16_384
_LONGEST_FILE = 5_000_000


def accepts(data: bytes, media_type: str) -> float:
    """Return how sure it is that bytes are a Markdown file: by its front matter. Without it, text is a listing."""
    text = data[:_BEGINNING].decode("utf-8-sig", "ignore").replace("\r\n", "\n")
    kind = media_type.partition(";")[0].strip().lower()
    return 0.9 if front.begins(text, is_markdown=kind == "text/markdown") else 0.0


def read(  # noqa: ARG001 - every kind is called the same way
    data: bytes, *, name: str, base: str = "", folder: Path | None = None, get: Get | None = None
) -> Reading:
    """Return the article of one Markdown file.

    Args:
        name: the file as messages name it.
        base: what relative addresses in it start from, and where its own address is made of its slug.
        folder: where it lies on the disk, for pictures beside it.
        get: as for every kind; there is never more of it.

    Raises:
        InputError: it is no text, or its front matter is broken.
        NothingNew: it is a draft, or nothing stands in it.
    """
    at = _record.Place(name, base, folder)
    # Where the editor gave the source a name of its own, the file's is not known.
    path = PurePath(name) if name.lower().endswith(folders.ENDINGS) else PurePath("")
    article = _article(files.decode(data, name), name, path, at)
    if isinstance(article, str):
        raise NothingNew(article, where=name)
    return Reading(name=name, kind="markdown", articles=(article,), advice=_advice([article]))


def read_folder(path: Path, *, name: str, base: str = "", beside: Path | None = None) -> Reading:
    """Return the articles of a folder and those below it, the newest first, those without a date last.

    A file that cannot be read is told in `Reading.unplaced`, and the others are read. Where files have front matter,
    one without is no piece of the site but a note that lies among them, and is left out.

    Args:
        base: the address at which the folder stands on the web; empty where files name their own.
        beside: the folder, if pictures in it, or in its publication, may be shown.

    Raises:
        InputError: the folder cannot be read.
        NothingNew: there is no Markdown file in it, or none that is an article.
    """
    told = Told()
    found, unseen = folders.markdown_files(path)
    fronted: list[Article] = []
    bare: dict[str, Article] = {}
    any_fronted = False
    for file in found:
        at = _record.Place(name, base, file.parent if beside else None, beside)
        article, is_fronted = _of_file(file, file.relative_to(path), at)
        any_fronted |= is_fronted
        if isinstance(article, str):
            told.add(article)
        elif is_fronted:
            fronted.append(article)
        else:
            bare[files.shown(file)] = article
    for called in bare if any_fronted else ():
        told.add(f"{called}: no front matter, as the other files have it")
    for what in unseen:
        told.add(f"{name}: {what}")
    articles = fronted if any_fronted else [*bare.values()]
    if not articles:
        raise _nothing(len(found), told, name)
    return Reading(name=name, kind="markdown", articles=_newest_first(articles),
                   unplaced=told.lines, advice=_advice(articles))


def _of_file(file: Path, inside: PurePath, at: _record.Place) -> tuple[Article | str, bool]:
    """Return a file of a folder as an article, or a line on why it is none; and whether it has front matter."""
    called, text = files.shown(file), ""
    try:
        text = files.decode(files.read_bytes(file, _LONGEST_FILE), called)
        article = _article(text, called, inside, at)
    except InputError as error:
        return str(error).partition("\n")[0], front.begins(text, is_markdown=True)
    said = f"{called}: {article}" if isinstance(article, str) else article
    return said, front.begins(text, is_markdown=True)


def _article(text: str, called: str, path: PurePath, at: _record.Place) -> Article | str:
    """Return a file as an article, or why it is none.

    Raises:
        InputError: its front matter is broken, with its line.
    """
    matter, rest = front.parted(text, called)
    values = _record.said(matter)
    if _record.is_draft(values) or address.is_draft(path):
        return "not published yet (draft)"
    named = address.of_name(path)
    values.pop("body", None)
    if not values.get("date") and named.day:
        values["date"] = [named.day]
    if not any(_record.texts(values, "teaser")):
        values["teaser"] = [body.teaser(rest)]
    title = _fields.words(next(_record.texts(values, "title"), "")) or body.heading(rest)
    if not title and not values["teaser"][0]:
        return "nothing stands in it"
    if not any(_record.texts(values, "language")):
        values["language"] = [named.language]
    url = address.of_file(values, named, at.base)
    _give_pictures(values, rest, at)
    # Relative pictures of a page start from the page.
    at = replace(at, base=url or at.base)
    found = _record.article(values, at, 0, title=title or named.title, url=url or address.NONE)
    assert found is not None, "there is a title"
    return found


def _give_pictures(values: dict[str, list[object]], rest: str, at: _record.Place) -> None:
    """Put the pictures of the body behind those of the front matter, each where the site keeps it."""
    offered = list(_record.texts(values, "image"))
    in_body = body.pictures(rest)
    if not offered and in_body and not values.get("alt"):
        values["alt"] = [in_body[0].alt]
    urls = [*offered, *(picture.src for picture in in_body)]
    values["image"] = [folders.in_site(url, at.folder) if at.folder else url for url in map(body.without_code, urls)]


def _newest_first(articles: Iterable[Article]) -> tuple[Article, ...]:
    """Return articles in the order of their dates, those without one last; of one day in the order of their names."""
    dated = sorted(articles, key=lambda article: -article.published.timestamp() if article.published else 1.0)
    return tuple(replace(article, place=place) for place, article in enumerate(dated))


def _nothing(files_there: int, told: Told, name: str) -> NothingNew:
    if not files_there:
        todo = f"name the folder that holds files ending in {folders.ENDINGS[0]}"
        return NothingNew("there is no Markdown file in this folder", todo=todo, where=name)
    first = next(iter(told.lines), "")
    return NothingNew(f"none of the {files_there:,} Markdown files in this folder is an article ({first})", where=name)


def _advice(articles: list[Article]) -> tuple[str, ...]:
    without = sum(not article.url for article in articles)
    if not without:
        return ()
    return (f"{without} of {len(articles)} articles without an address — say where the folder stands on the web: "
            "base = 'https://…/posts/' beside the address of the [[source]]",)
