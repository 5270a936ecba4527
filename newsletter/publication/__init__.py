"""A folder → the Publication it is, and its shelves of blocks, themes and services.

A shelf is a folder of files; the publication's own ``templates/`` and ``services/`` stand before the packaged ones. A file
of the same name there shadows ours; that of a service corrects it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from newsletter.errors import InputError, at
from newsletter.files import PACKAGED, Toml, did_you_mean, mended_toml, mistakes, read_text, read_toml, shown, together
from newsletter.model import Block, BlockType, Publication, Service, Theme, replace
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
_MOST_NAMED = 12  # names of a shelf that a message lists

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
    plain = Publication(root=folder, shelves=(folder / "templates", PACKAGED / "templates"))
    if wrong := [*mistakes(toml, toml.data, FIELDS), *_wrong_names(toml, plain)]:
        raise together(wrong)
    said: dict[str, Any] = dict(toml.data)
    for plural, key in (("sources", "source"), ("social", "social")):
        said[plural] = tuple(said.pop(key, ()))
    return replace(plain, **said)


def _wrong_names(toml: Toml, publication: Publication) -> Iterator[InputError]:
    """Yield what is wrong with the names that newsletter.toml takes from elsewhere: of places, languages and shelves."""
    judges: Mapping[str, Callable[[str], object]] = {
        "timezone": _zone, "language": _language, "theme": partial(_theme_file, publication),
        "service": partial(_service_file, publication),
    }
    for key, judge in judges.items():
        name = toml.data.get(key)
        try:
            if isinstance(name, str):
                judge(name)
        except InputError as error:
            yield InputError(error.what, todo=error.todo, where=at(toml.name, toml.line(key)))


def _zone(name: str) -> None:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise InputError(f"there is no time zone '{one_line(name)}'", todo="write it as timezone = 'Europe/Lisbon', or 'UTC'") from None


def _language(name: str) -> None:
    if not language_tag(name):
        raise InputError(f"'{one_line(name)}' is no language", todo="write its short form: language = 'en', 'es', 'pt-BR'")


# ── shelves ──────────────────────────────────────────────────────────────────────────────────────────────────


def _shelf(folders: Iterable[Path], ending: str) -> dict[str, Path]:
    """Return name → file for all files with an ending; the first folder that has a name wins."""
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob(f"*{ending}")) if folder.is_dir() else ():
            found.setdefault(path.name.removesuffix(ending), path)
    return dict(sorted(found.items()))


def _on_shelf(shelf: Mapping[str, Path], name: str, noun: str, meant: str = "") -> Path:
    """Return the file of a name. Raises InputError where there is none; `meant`: the name that it means, where that is known."""
    if name in shelf:
        return shelf[name]
    guess = f"did you mean '{meant}'?" if meant else did_you_mean(name, shelf)
    there = f"there are {', '.join(shelf)}" if len(shelf) <= _MOST_NAMED else f"newsletter list {noun}s names all {len(shelf)}"
    raise InputError(f"there is no {noun} '{one_line(name)}'", todo=f"{guess + ' — ' if guess else ''}{there}")


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
    return looks.read(_theme_file(publication, name or publication.theme))


def _theme_file(publication: Publication, name: str) -> Path:
    """Return the file of a theme. Raises InputError where there is none."""
    return _on_shelf(themes(publication), name, "theme")


_SERVICES = PACKAGED / "data" / "services"


def services(publication: Publication) -> dict[str, Path]:
    """Return the services there are: id → file; the publication's own are in its folder ``services/``."""
    own = (publication.root / "services",) if publication.root else ()
    return _shelf((*own, _SERVICES), ".toml")


def service(publication: Publication, id: str = "") -> Service:
    """Return a service's profile, else that of the publication's own service; its own file of it corrects the packaged one.

    Raises InputError where there is none, `Mistakes` in its file.
    """
    path = _service_file(publication, id or publication.service)
    packaged = _SERVICES / path.name
    profile = profiles.read(path, packaged if packaged.is_file() and packaged != path else None)
    return profiles.in_language(profile, publication.language)


def _service_file(publication: Publication, id: str) -> Path:
    """Return the file of a service. Raises InputError where there is none."""
    shelf = services(publication)
    return _on_shelf(shelf, id, "service", "" if id in shelf else _of_name(id, shelf))


def _of_name(name: str, shelf: Mapping[str, Path]) -> str:
    """Return the id of the service that has this name, as in ``Amazon SES``; empty where none has."""
    return next((id for id, path in shelf.items() if _name(path).lower() == name.lower()), "")


def _name(path: Path) -> str:
    """Return what a service's file calls it, as far as that can be read."""
    toml, _ = mended_toml(read_text(path), shown(path))
    return str(toml.data.get("name", "")) if toml else ""


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
