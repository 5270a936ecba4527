"""``newsletter list``: what there is on a shelf, and all about one thing of it."""

from __future__ import annotations

import re
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.manners import here, in_json, put
from newsletter.errors import UsageError
from newsletter.files import did_you_mean, shown
from newsletter.prose import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from newsletter.checks import Rule
    from newsletter.model import BlockType, Field, Publication, Slot, Theme


class Shelf(StrEnum):
    """What can be listed."""

    blocks = "blocks"
    themes = "themes"
    services = "services"
    sources = "sources"
    checks = "checks"


def list_shelf(
    kind: Annotated[Shelf, typer.Argument(metavar="KIND", help=f"The shelf: {', '.join(Shelf)}.")],
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="One thing on it, to read all about it.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    as_table: Annotated[bool, typer.Option("--table", help="Services side by side, as a Markdown table.")] = False,
) -> None:
    """List the blocks, themes, services, source kinds or checks there are; with NAME, all about one."""
    publication = here()
    if as_table:
        put(_side_by_side(kind, name, publication), "-")
        return
    about = _about(kind, publication)
    if kind is Shelf.checks and name.upper() not in about and (some := _some(name)):
        listed = in_json({one.id: about[one.id] for one in some}) if as_json else "".join(
            f"{_clean(line)}\n" for line in _families(some, all_of_each=bool(name)))
        put(listed, "-")
        return
    name = name.upper() if kind is Shelf.checks else name
    if name and name not in about:
        raise UsageError(
            f"there is no {kind.removesuffix('s')} '{name}'",
            todo=did_you_mean(name, about) or (f"there are {', '.join(about)}" if len(about) < _MANY else
                                               f"see: newsletter list {kind}"),
        )
    if as_json:
        put(in_json({name: about[name]} if name else about), "-")
    elif name:
        put("\n".join(map(_clean, [f"{name}: {about[name]}", *_all_about(kind, name, publication)])) + "\n", "-")
    else:
        wide = max(map(len, about))
        put("".join(f"{_clean(f'{name:<{wide}}  {text}')}\n" for name, text in about.items()), "-")


def _about(kind: Shelf, publication: Publication) -> dict[str, str]:
    """Return all that is on a shelf, and what each is in a sentence."""
    from newsletter import publication as publications

    match kind:
        case Shelf.blocks:
            return {name: block.about for name, block in publications.blocks(publication).items()}
        case Shelf.themes:
            return {name: publications.theme(publication, name).about for name in publications.themes(publication)}
        case Shelf.services:
            return {name: publications.service(publication, name).name for name in publications.services(publication)}
        case Shelf.sources:
            from newsletter import sources

            return {name: sources.about(name) for name in sources.kinds()}
        case Shelf.checks:
            from newsletter import checks

            return {id: one.what for id, one in checks.rules().items()}


# More than these no message names one by one, and no list shows of one family among others.
_MANY = 60


def _some(name: str) -> list[Rule]:
    """Return the checks of a family, or whose ids begin with a word; all of them for no name."""
    from newsletter import checks

    return [one for one in checks.rules().values()
            if not name or name.lower() == one.family or one.id.startswith(f"{name.upper()}-")]


def _families(rules: list[Rule], *, all_of_each: bool) -> list[str]:
    """Return the lines of checks, family by family; a large family is one line unless all of each are wanted."""
    shelf: dict[str, list[Rule]] = {}
    for one in rules:
        shelf.setdefault(one.family, []).append(one)
    lines = []
    for family, ones in shelf.items():
        lines.append(f"{family}:")
        if len(ones) > _MANY and not all_of_each:
            lines.append(f"  {len(ones)} checks: newsletter list checks {family}")
            continue
        wide = max(len(one.id) for one in ones)
        lines += [f"  {one.id:<{wide}}  {one.what}" for one in ones]
    return lines


def _side_by_side(kind: Shelf, name: str, publication: Publication) -> str:
    from newsletter import publication as publications
    from newsletter.cli import profiles

    if kind is not Shelf.services or name:
        raise UsageError("--table shows all services side by side", todo="write newsletter list services --table")
    return profiles.table(publications.service(publication, id) for id in publications.services(publication))


def _clean(line: str) -> str:
    """Return a line without what a file of others could do to a terminal; its indent and its columns stay."""
    return "".join(piece if piece.isspace() else one_line(piece) for piece in re.split("(^ +| {2,})", line))


def _all_about(kind: Shelf, name: str, publication: Publication) -> Iterator[str]:
    from newsletter import publication as publications

    match kind:
        case Shelf.blocks:
            yield from _about_block(publications.blocks(publication)[name])
        case Shelf.themes:
            yield from _about_theme(publications.theme(publication, name), publications.TOKENS)
        case Shelf.services:
            from newsletter.cli import profiles

            yield from profiles.about(publications.service(publication, name), publications.PROFILE)
        case Shelf.checks:
            from newsletter import checks

            yield from _about_check(checks.rules()[name])


_STORIES = {"none": "carries no story", "one": "carries one story", "many": "carries stories"}


def _about_block(block: BlockType) -> Iterator[str]:
    yield f"  {_STORIES[block.stories]}"
    yield from (f"  picture{f' in layout {layout}' if layout else ''}: {_slot(slot)}" for layout, slot in block.slots.items())
    yield from _fields(block.fields)
    yield f"  file: {shown(block.path)}"


def _slot(slot: Slot) -> str:
    """Return a slot in words: ``560 px wide, 16:9``."""
    shape = Fraction(slot.ratio).limit_denominator(50)
    return f"{slot.width} px wide, " + (f"{shape.numerator}:{shape.denominator}" if slot.ratio else "in its own shape")


def _fields(fields: Mapping[str, Field], indent: str = "  ") -> Iterator[str]:
    for name, field in fields.items():
        kind = "one of " + ", ".join(field.choices) if field.choices else f"[[block.{name}]]" if field.fields else field.kind
        yield f"{indent}{name} ({kind}{', needed' if field.needs else ''}): {field.about}"
        yield from _fields(field.fields, f"{indent}  ")


def _about_theme(theme: Theme, known: Mapping[str, Field]) -> Iterator[str]:
    """Yield a theme's tokens, each with its colour of the night where it has one, and what it is for."""
    said = {key: str(value) + (f", by night {theme.dark[key]}" if key in theme.dark else "")
            for key, value in theme.tokens.items()}
    for key, value in said.items():
        field = known.get(key)
        choices = f" ({', '.join(field.choices)})" if field and field.choices else ""
        yield f"  {key} = {value}" + (f" — {field.about}{choices}" if field else "")
    yield f"  file: {shown(theme.path)}"


def _about_check(one: Rule) -> Iterator[str]:
    yield f"  why: {one.why}"
    yield f"  to mend it: {one.mend}"
    yield f"  level: {one.level}, unless newsletter.toml says otherwise under [checks]: {one.id} = 'off'"
    yield f"  for: the {one.owner}" + (", and only with --online" if one.online else "")
    yield f"  family: {one.family}"
