"""A folder → the Publication it is, and its shelves of blocks, themes and services.

A shelf is a folder of files; the publication's own ``templates/`` and ``services/`` stand before the packaged ones,
so that a file of the same name there shadows ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from newsletter.errors import InputError, Mistakes, TemplateError, at
from newsletter.files import PACKAGED, Toml, did_you_mean, mistakes, read_text, read_toml, shown
from newsletter.model import BlockType, Field, Publication, Service, Slot, Theme
from newsletter.prose import language_tag

FILE = "newsletter.toml"

# ── newsletter.toml ──────────────────────────────────────────────────────────────────────────────────────────

_ADDRESSES = {
    "unsubscribe": Field(kind="link", about="where a reader leaves; may hold {email} or {token}"),
    "web_version": Field(kind="link", about="where the letter stands on the web"),
    "preferences": Field(kind="link", about="where a reader changes what arrives"),
}
_SOURCE = {
    "address": Field(needs=True, about="a file in the publication, or an address on the web"),
    "kind": Field(about="what it is, where the guess is wrong: see `newsletter list sources`"),
    "name": Field(about="what it is called in messages and in match = ['source:…']"),
    "base": Field(kind="link", about="where relative addresses in it start; of a folder, where it stands on the web"),
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

FIELDS: Mapping[str, Field] = {
    "name": Field(needs=True, about="what the publication is called"),
    "tagline": Field(about="one line under the name"),
    "url": Field(kind="link", about="its site"),
    "language": Field(about="the language it is written in: en, es, pt-BR, ar …"),
    "timezone": Field(about="where its week begins and ends: Europe/Lisbon"),
    "day": Field(choices=_DAYS, about="the day it appears: friday"),
    "sender": Field(about="who the letter comes from: Name <address>"),
    "reply_to": Field(about="where answers go, if not to the sender"),
    "logo": Field(kind="picture", about="a picture of the name, for the head of the letter"),
    "logo_alt": Field(about="what the logo says, where pictures are off"),
    "colour": Field(kind="colour", about="the one brand colour, as #rrggbb"),
    "theme": Field(about="how the letter looks: see `newsletter list themes`"),
    "service": Field(about="who sends it: see `newsletter list services`"),
    "imprint": Field(kind="markdown", about="who is responsible, and the ways out of the list (Markdown)"),
    "postal_address": Field(about="a postal address; many countries ask for one"),
    "addresses": Field(kind="table", fields=_ADDRESSES, about="addresses behind merge:unsubscribe and its kin"),
    "list_id": Field(about="the list's own name for mail programs: letter.example.org"),
    "image_base_url": Field(kind="link", about="where the letter's pictures will stand on the web"),
    "social": Field(kind="tables", fields={
        "name": Field(needs=True, about="as readers know it"),
        "url": Field(kind="link", needs=True, about="the address there"),
    }, about="other places to find it"),
    "source": Field(kind="tables", fields=_SOURCE, about="where its articles come from"),
    "pick": Field(kind="table", fields={
        "most": Field(kind="number", about="stories in a number, at the most"),
        "window": Field(about="how far back to look where there was no number before: 7d"),
        "skip": Field(kind="list", about="headlines or addresses never to pick"),
        "per_section": Field(kind="number", about="stories of one section in a number, at the most"),
        "per_source": Field(kind="number", about="stories from one source in a number, at the most"),
        "balance": Field(kind="number", about="the number in a row with the same lead section, source or author that is "
                                              "avoided: 3, unless it says otherwise; 0 for none"),
        "repeat": Field(kind="list", about="headlines or addresses that may come again: https://courier.example/events/*"),
    }, about="how numbers are picked"),
}


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
    return {name: _block_type(path, path.stat().st_mtime_ns) for name, path in shelf.items()}


_HEADER = re.compile(r"\s*\{#\n(.*?)#\}", re.DOTALL)
_KINDS = ("text", "markdown", "link", "picture", "colour", "number", "flag", "date", "list")
_INNER = {
    "kind": Field(choices=_KINDS),
    "needs": Field(kind="flag"),
    "about": Field(needs=True),
    "choices": Field(kind="list"),
}
_FIELD = {**_INNER, "kind": Field(choices=(*_KINDS, "tables"))}
_SLOT = {"width": Field(kind="number", needs=True), "ratio": Field()}
_BLOCK = {"about": Field(needs=True), "stories": Field(choices=("none", "one", "many"))}
# What templates and issue files already know by these names.
_TAKEN = ("kind", "mark", "pick", "picture", "stories", "story", "use")


@cache
def _block_type(path: Path, _changed: int) -> BlockType:
    """Return what the header of a block says; read again when the file has changed."""
    name = shown(path)
    text = read_text(path)
    header = _HEADER.match(text)
    if not header:
        raise TemplateError(
            "this block has no header",
            todo="begin it with {# … #} that says about = '…'; copy the header of a packaged block",
            where=name,
        )
    try:
        # Behind as many lines as stand before it, so that mistakes name the file's own.
        data = _header(read_toml("\n" * text.count("\n", 0, header.start(1)) + header[1], name))
    except InputError as error:
        raise TemplateError(str(error)) from error
    return BlockType(
        name=path.stem,
        about=data["about"],
        stories=data.get("stories", "none"),
        fields={key: _field(table) for key, table in data.get("fields", {}).items()},
        slots=_slots(data.get("picture", {})),
        path=path,
    )


def _header(toml: Toml) -> Mapping[str, Any]:
    """Return what a header says. Raises `Mistakes`."""
    keys = _tables_in(toml.data.get("fields"))
    fields = {key: Field(kind="table", fields=_described(table)) for key, table in keys.items()}
    picture = _picture_fields(toml.data.get("picture"))
    wrong = mistakes(toml, toml.data, {**_BLOCK, "picture": picture, "fields": Field(kind="table", fields=fields)})
    wrong += [
        InputError(f"'{key}' means something else already", todo="take another name", where=_at(toml, "fields", key))
        for key in fields if key in _TAKEN
    ]
    if not wrong:
        wrong = [
            InputError("this is no ratio", todo="write ratio = '16:9'", where=_at(toml, "picture"))
            for slot in _slot_tables(toml.data.get("picture", {})).values()
            if not _RATIO.fullmatch(slot.get("ratio", "1:1"))
        ]
    if wrong:
        raise Mistakes(wrong)
    return toml.data


def _tables_in(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {}


def _described(table: Any) -> Mapping[str, Field]:
    """Return what may be said of one field; of ``tables`` also which keys each of them has."""
    inner = _tables_in(table).get("fields")
    if not isinstance(inner, Mapping):
        return _FIELD
    return {**_FIELD, "fields": Field(kind="table", fields={key: Field(kind="table", fields=_INNER) for key in inner})}


def _field(table: Mapping[str, Any]) -> Field:
    inner = {key: _field(each) for key, each in table.get("fields", {}).items()}
    return Field(**{**table, "choices": tuple(table.get("choices", ())), "fields": inner})


def _picture_fields(picture: Any) -> Field:
    """Return what may be said of a block's pictures: one slot, or one for each layout that shows them."""
    layouts = {key: table for key, table in _tables_in(picture).items() if isinstance(table, Mapping)}
    return Field(kind="table", fields={key: Field(kind="table", fields=_SLOT) for key in layouts} or _SLOT)


def _slot_tables(picture: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """Return layout → slot; a block whose pictures have one slot knows no layouts."""
    return {"": picture} if "width" in picture else picture


def _at(toml: Toml, *path: str) -> str:
    return at(toml.name, toml.line(*path))


_RATIO = re.compile(r"[1-9]\d{0,3}:[1-9]\d{0,3}", re.ASCII)


def _slots(picture: Mapping[str, Any]) -> dict[str, Slot]:
    return {layout: _slot(**table) for layout, table in _slot_tables(picture).items()}


def _slot(width: int, ratio: str = "") -> Slot:
    across, _, down = ratio.partition(":")
    return Slot(width=width, ratio=int(across) / int(down) if down else 0.0)


def themes(publication: Publication) -> dict[str, Path]:
    """Return the themes there are: name → file."""
    return _shelf((folder / "themes" for folder in publication.shelves), ".toml")


_COLOURS = ("canvas", "paper", "panel", "ink", "muted", "rule", "accent")
_COLOUR = re.compile(r"#([0-9a-fA-F]{3}){1,2}")


def theme(publication: Publication, name: str = "") -> Theme:
    """Return a theme by name, else the publication's own. Raises InputError where there is none."""
    path = _on_shelf(themes(publication), name or publication.theme, "theme")
    toml = read_toml(read_text(path), shown(path))
    colours = Field(kind="table", needs=True)
    fields = {"about": Field(needs=True), "tokens": colours, "dark": colours}
    wrong = mistakes(toml, toml.data, fields) or [
        InputError(f"the theme needs the colour {key}", todo=f"write {key} = '#1d1b18'", where=_at(toml, table))
        for table in ("tokens", "dark") for key in _COLOURS if not _COLOUR.fullmatch(str(toml.data[table].get(key, "")))
    ]
    if wrong:
        raise Mistakes(wrong)
    return Theme(name=path.stem, path=path, **toml.data)


def services(publication: Publication) -> dict[str, Path]:
    """Return the services there are: id → file; the publication's own are in its folder ``services/``."""
    own = (publication.root / "services",) if publication.root else ()
    return _shelf((*own, PACKAGED / "data" / "services"), ".toml")


_WORDS = Field(kind="table")
_SERVICE = {
    "name": Field(needs=True),
    "tags": _WORDS, "text_tags": _WORDS, "fallbacks": _WORDS, "fallback_forbids": Field(),
    "merged_here": Field(kind="flag"), "guards": Field(kind="list"), "text_guards": _WORDS,
    "adds_list_unsubscribe": Field(kind="flag"), "prints_preheader": Field(kind="flag"),
}


def service(publication: Publication, id: str = "") -> Service:
    """Return a service's profile, else that of the publication's own service. Raises InputError where there is none."""
    path = _on_shelf(services(publication), id or publication.service, "service")
    toml = read_toml(read_text(path), shown(path))
    if wrong := mistakes(toml, toml.data, _SERVICE):
        raise Mistakes(wrong)
    return Service(id=path.stem, path=path, **{**toml.data, "guards": tuple(toml.data.get("guards", ()))})


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
