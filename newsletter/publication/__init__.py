"""A folder → the Publication it is, and its shelves of blocks, themes and services.

A shelf is a folder of files; the publication's own ``templates/`` and ``services/`` stand before the packaged ones,
so that a file of the same name there shadows ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from newsletter.errors import InputError, Mistakes
from newsletter.files import PACKAGED, did_you_mean, mistakes, read_text, read_toml, shown
from newsletter.model import Block, BlockType, Publication, Service, Theme
from newsletter.prose import language_tag, one_line
from newsletter.publication import looks, profiles
from newsletter.publication.headers import block_type
from newsletter.publication.looks import TOKENS
from newsletter.publication.profiles import PROFILE
from newsletter.publication.settings import FIELDS

__all__ = [
    "FIELDS", "FILE", "PROFILE", "TOKENS", "blocks", "called", "find", "read", "service", "services", "standing", "theme", "themes", "words",
]

FILE = "newsletter.toml"

# ── newsletter.toml ──────────────────────────────────────────────────────────────────────────────────────────


def find(start: Path) -> Publication:
    """Return the publication that a file or folder belongs to: the nearest folder upward with a newsletter.toml.

    Where there is none, neutral defaults. Raises `Mistakes` for what is wrong in the file.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return read(folder)
    return Publication(shelves=(PACKAGED / "templates",))


def read(folder: Path) -> Publication:
    """Return the publication in a folder. Raises InputError or `Mistakes` with file and line."""
    name = shown(folder / FILE)
    toml = read_toml(read_text(folder / FILE), name)
    if wrong := mistakes(toml, toml.data, FIELDS):
        raise Mistakes(wrong)
    said: dict[str, Any] = dict(toml.data)
    for plural, key in (("sources", "source"), ("social", "social")):
        said[plural] = tuple(said.pop(key, ()))
    publication = Publication(root=folder, shelves=(folder / "templates", PACKAGED / "templates"), **said)
    _check_place_and_time(publication, lambda key: f"{name}:{toml.line(key)}")
    return publication


def _check_place_and_time(publication: Publication, where: Any) -> None:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(publication.timezone)
    except (KeyError, ValueError, OSError):
        raise InputError(
            f"there is no time zone '{publication.timezone}'",
            todo="write it as timezone = 'Europe/Lisbon', or 'UTC'",
            where=where("timezone"),
        ) from None
    if not language_tag(publication.language):
        raise InputError(
            f"'{publication.language}' is no language",
            todo="write its short form: language = 'en', 'es', 'pt-BR'",
            where=where("language"),
        )


# ── shelves ──────────────────────────────────────────────────────────────────────────────────────────────────


def _shelf(folders: Iterable[Path], ending: str) -> dict[str, Path]:
    """Return name → file for all files with an ending; the first folder that has a name wins."""
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob(f"*{ending}")) if folder.is_dir() else ():
            found.setdefault(path.name.removesuffix(ending), path)
    return dict(sorted(found.items()))


def _on_shelf(shelf: Mapping[str, Path], name: str, noun: str) -> Path:
    if name in shelf:
        return shelf[name]
    guess = did_you_mean(name, shelf)
    raise InputError(
        f"there is no {noun} '{name}'",
        todo=f"{guess + ' — ' if guess else ''}there are {', '.join(shelf)}",
    )


def blocks(publication: Publication) -> dict[str, BlockType]:
    """Return the block types there are, by name. Raises TemplateError for a header that cannot be read."""
    shelf = _shelf((folder / "blocks" for folder in publication.shelves), ".mjml")
    return {name: block_type(path, path.stat().st_mtime_ns) for name, path in shelf.items()}


def called(block: Block, types: Mapping[str, BlockType]) -> str:
    """Return what an editor calls a block: by its heading, else by what its type is called."""
    return one_line(str(block.fields.get("title") or "")) or types[block.kind].called


def themes(publication: Publication) -> dict[str, Path]:
    """Return the themes there are: name → file."""
    return _shelf((folder / "themes" for folder in publication.shelves), ".toml")


def theme(publication: Publication, name: str = "") -> Theme:
    """Return a theme by name, else the publication's own. Raises InputError where there is none, `Mistakes` in it."""
    return looks.read(_on_shelf(themes(publication), name or publication.theme, "theme"))


def services(publication: Publication) -> dict[str, Path]:
    """Return the services there are: id → file; the publication's own are in its folder ``services/``."""
    own = (publication.root / "services",) if publication.root else ()
    return _shelf((*own, PACKAGED / "data" / "services"), ".toml")


def service(publication: Publication, id: str = "") -> Service:
    """Return a service's profile, else that of the publication's own service. Raises InputError where there is none."""
    return profiles.read(_on_shelf(services(publication), id or publication.service, "service"))


def standing(publication: Publication) -> Path:
    """Return the standing matter: the publication's ``standing.toml``, else the packaged one."""
    own = publication.root / "standing.toml" if publication.root else None
    return own if own and own.is_file() else PACKAGED / "data" / "standing.toml"


def words(publication: Publication) -> Mapping[str, str]:
    """Return the fixed words of a letter in the publication's language; English where there is no file for it."""
    shelf = _shelf((PACKAGED / "data" / "languages",), ".toml")
    language = publication.language.lower()
    path = shelf.get(language) or shelf.get(language.partition("-")[0]) or shelf["en"]
    return read_toml(read_text(path), shown(path)).data
