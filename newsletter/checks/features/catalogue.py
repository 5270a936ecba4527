"""caniemail's data → the features there are, what each is told by in a letter, and which programs show it.

The data (``data/caniemail.json``, MIT, © 2019 Rémi Parmentier, https://www.caniemail.com) says for each feature and
each version of each program ``y``, ``n``, ``a`` (partly, with a note) or ``u`` (unknown); the last version is the
newest, and the only one that counts here. How a feature is told is read from its title, and from
``data/features.toml`` where the title does not say it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from html import unescape
from typing import Any, Literal

from newsletter.files import PACKAGED, packaged, read_text
from newsletter.model import Struct

Answer = Literal["y", "n", "a", "u"]


class Support(Struct, frozen=True):
    """What the newest version of a program makes of a feature; `notes` say what is amiss where it is shown in part."""

    answer: Answer
    notes: tuple[str, ...] = ()


class Feature(Struct, frozen=True, kw_only=True):
    """One feature of HTML, CSS or pictures.

    Attributes:
        slug: caniemail's name of it, ``css-border-radius``.
        title: as people know it.
        tested: the day it was last tested, ``2023-08-01``.
        page: where caniemail tells all about it.
        told_by: the facts that tell it in a letter; none where it cannot be told.
        untold: why it cannot be told; empty where it can.
        loses: what a reader loses where it is missing; empty for ornament.
        stats: family → platform → version → answer, as the data has them.
        notes: what the numbers in the answers stand for.
    """

    slug: str
    title: str
    tested: str
    page: str
    told_by: tuple[str, ...]
    untold: str
    loses: str
    stats: Mapping[str, Mapping[str, Mapping[str, str]]]
    notes: Mapping[str, str]

    @property
    def is_structural(self) -> bool:
        """Whether a letter is worse without it, and not only plainer."""
        return bool(self.loses)

    def by(self, client: str) -> Support:
        """Return what a program's newest version makes of it; ``u`` where nobody has tried."""
        return _support(self.slug, client)


@cache
def _support(slug: str, client: str) -> Support:
    known = catalogue()
    feature, (family, platform) = known.features[slug], known.clients[client].place
    versions = feature.stats.get(family, {}).get(platform)
    if not versions:
        return Support("u")
    answer, *numbers = versions[next(reversed(versions))].split()
    said = (feature.notes.get(number.lstrip("#")) for number in numbers)
    return Support(answer, tuple(_plain(note) for note in said if note))  # type: ignore[arg-type]


class Client(Struct, frozen=True):
    """A program that shows mail: its name as people know it, and its place in the data, family and platform."""

    name: str
    place: tuple[str, str]


class Catalogue(Struct, frozen=True, kw_only=True):
    """All features.

    Attributes:
        date: the day of the data.
        features: by slug.
        told: fact → the features it tells.
        clients: the programs that the data knows, by our names of them: ``gmail-android``.
        families: the names of families, by the data's: ``gmail``.
        ornament: properties whose loss nobody misses.
        same: attribute → the properties that say the same.
        audience: whom a letter is read with, where nobody says: program or family → percent of readers.
    """

    date: str
    features: Mapping[str, Feature]
    told: Mapping[str, tuple[str, ...]]
    clients: Mapping[str, Client]
    families: Mapping[str, str]
    ornament: frozenset[str]
    same: Mapping[str, tuple[str, ...]]
    audience: Mapping[str, int]


@cache
def catalogue() -> Catalogue:
    """Return the catalogue; read once, in about 20 ms."""
    data = json.loads(read_text(PACKAGED / "data" / "caniemail.json"))
    ours = packaged("features")
    features = {said["slug"]: _feature(said, ours) for said in data["data"]}
    told: dict[str, list[str]] = {}
    for feature in features.values():
        for fact in feature.told_by:
            told.setdefault(fact, []).append(feature.slug)
    return Catalogue(
        date=data["last_update_date"][:10],
        features=features,
        told={fact: tuple(slugs) for fact, slugs in told.items()},
        clients=_clients(data),
        families=data["nicenames"]["family"],
        ornament=frozenset(ours["ornament"]["properties"]),
        same={name: tuple(properties) for name, properties in ours["same"].items()},
        audience=ours["audience"],
    )


def _feature(said: Mapping[str, Any], ours: Mapping[str, Any]) -> Feature:
    slug = said["slug"]
    untold = ours["untold"].get(slug, "")
    return Feature(
        slug=slug,
        title=said["title"].strip(),
        tested=said["last_test_date"],
        page=said["url"],
        told_by=() if untold else tuple(ours["told"].get(slug) or facts_in_title(said["title"], said["category"])),
        untold=untold,
        loses=ours["structural"].get(slug, ""),
        stats=said["stats"],
        notes=said["notes_by_num"] or {},
    )


_MARKUP = re.compile(r"\[([^\]]*)\]\([^)]*\)|</?(?:a|code|em|strong|br)\b[^>]*>")


def _plain(note: str) -> str:
    """Return a note without the Markdown and links in it; elements that it speaks of stay: “not on `<td>`”."""
    said = unescape(_MARKUP.sub(r"\1", note)).replace("`", "")
    return " ".join(re.sub(r"^(?:Partial(?: support)?|Buggy|Not supported)\. ", "", said).split())


# ── programs ─────────────────────────────────────────────────────────────────────────────────────────────────

# The data's names of platforms → ours, where they differ.
_PLATFORM = {"desktop-webmail": "web", "mobile-webmail": "mobile-web", "outlook-com": "web"}
_NAMES = {"outlook-windows": "Outlook on Windows", "outlook-web": "Outlook.com and the new Outlook",
          "outlook-windows-mail": "Windows Mail"}
_WHERE = {"web": "on the web", "mobile-web": "in a phone's browser", "ios": "on iOS", "android": "on Android",
          "windows": "on Windows", "macos": "on the Mac", "desktop-app": "on the desktop"}


def _clients(data: Mapping[str, Any]) -> dict[str, Client]:
    named = data["nicenames"]["family"]
    places = {(family, platform) for said in data["data"]
              for family, platforms in said["stats"].items() for platform in platforms}
    return dict(_client(place, named[place[0]]) for place in sorted(places))


def _client(place: tuple[str, str], family: str) -> tuple[str, Client]:
    platform = _PLATFORM.get(place[1], place[1])
    id = f"{place[0]}-{platform}"
    return id, Client(_NAMES.get(id) or f"{family} {_WHERE[platform]}", place)


# ── titles ───────────────────────────────────────────────────────────────────────────────────────────────────

_TAG = re.compile(r"<(\w+)(?: (\w+)=\"(\w+)\")?>")
_NAME = re.compile(r"-?[a-z][a-z0-9-]*")


def facts_in_title(title: str, category: str) -> Sequence[str]:
    """Return the facts that a title names: of “<b> element” ``element:b``; none where it names none.

    Args:
        category: the data's ``css``, ``html``, ``image`` or ``others``.
    """
    if category == "image":
        kind = re.fullmatch(r"(?:Animated )?([\w ]+?) image format", title)
        said = kind[1].lower().replace(" ", "") if kind else ""
        return [f"image:{'a' * title.startswith('Animated')}{said}"] if kind else []
    if category == "html":
        return list(_in_html_title(title))
    return list(_in_css_title(title))


def _in_html_title(title: str) -> Iterator[str]:
    for name, attribute, value in _TAG.findall(title):
        yield f"element:{name}[{attribute}={value}]" if attribute else f"element:{name}"
    if found := re.fullmatch(r"(.+) attributes?", title):
        yield from (f"attribute:{name}" for name in re.split(r", | and ", found[1]))


def _in_css_title(title: str) -> Iterator[str]:
    bare = re.sub(r"^CSS | CSS(?= property)| (?:property|properties|shorthand|unit|function|keyword)$", "", title).strip()
    for part in re.split(r", | & | and ", bare):
        if found := re.fullmatch(r"@media \((?:-webkit-)?([\w-]+)\)", part):
            yield f"media:{found[1]}"
        elif part.startswith("@"):
            yield f"at-rule:{part[1:]}"
        elif part.startswith(":"):
            colons = len(part) - len(part.lstrip(":"))
            yield f"pseudo-{'element' if colons > 1 else 'class'}:{part.strip(':()')}"
        elif part.endswith("()"):
            yield f"function:{part[:-2]}"
        elif title.endswith(" unit"):
            yield f"unit:{part}"
        elif found := re.fullmatch(r"([a-z-]+): ?([a-z-]+)", part):
            yield f"property:{found[1]}={found[2]}"
        elif _NAME.fullmatch(part):
            yield f"property:{part}"
