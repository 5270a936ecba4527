"""``newsletter list``: what there is on a shelf, and all about one thing of it."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.manners import here, put
from newsletter.errors import UsageError
from newsletter.files import did_you_mean, shown
from newsletter.prose import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from newsletter.model import Field, Publication


class Shelf(StrEnum):
    """What can be listed."""

    blocks = "blocks"
    themes = "themes"
    services = "services"
    sources = "sources"


def list_shelf(
    kind: Annotated[Shelf, typer.Argument(help="The shelf.")],
    name: Annotated[str, typer.Argument(help="One thing on it, to read all about it.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """List the blocks, themes, services or source kinds there are; with NAME, all about one."""
    from newsletter import publication as publications, sources

    publication = here()
    about = {
        Shelf.blocks: lambda: {name: block.about for name, block in publications.blocks(publication).items()},
        Shelf.themes: lambda: {name: publications.theme(publication, name).about
                               for name in publications.themes(publication)},
        Shelf.services: lambda: {name: publications.service(publication, name).name
                                 for name in publications.services(publication)},
        Shelf.sources: lambda: {name: sources.about(name) for name in sources.kinds()},
    }[kind]()
    if name and name not in about:
        raise UsageError(
            f"there is no {kind.removesuffix('s')} '{name}'",
            todo=did_you_mean(name, about) or f"there are {', '.join(about)}",
        )
    if as_json:
        put(json.dumps({name: about[name]} if name else about, ensure_ascii=False, indent=2) + "\n", "-")
    elif name:
        put("\n".join(map(_clean, [f"{name}: {about[name]}", *_all_about(kind, name, publication)])) + "\n", "-")
    else:
        wide = max(map(len, about))
        put("".join(f"{_clean(f'{name:<{wide}}  {text}')}\n" for name, text in about.items()), "-")


def _clean(line: str) -> str:
    """Return a line without what a file of others could do to a terminal; its indent stays."""
    return line[: len(line) - len(line.lstrip(" "))] + "  ".join(map(one_line, line.strip(" ").split("  ")))


def _all_about(kind: Shelf, name: str, publication: Publication) -> Iterator[str]:
    from newsletter import publication as publications

    match kind:
        case Shelf.blocks:
            block = publications.blocks(publication)[name]
            yield {"none": "  carries no story", "one": "  carries one story", "many": "  carries stories"}[block.stories]
            yield from _fields(block.fields)
            yield f"  file: {shown(block.path)}"
        case Shelf.themes:
            theme = publications.theme(publication, name)
            yield from (f"  {token} = {value}" + (f"   (dark: {theme.dark[token]})" if token in theme.dark else "")
                        for token, value in theme.tokens.items())
            yield f"  file: {shown(theme.path)}"
        case Shelf.services:
            service = publications.service(publication, name)
            yield from (f"  {ours} → {theirs}" for ours, theirs in service.tags.items())
            yield f"  file: {shown(service.path)}"


def _fields(fields: Mapping[str, Field]) -> Iterator[str]:
    for name, field in fields.items():
        yield f"  {name} ({field.kind}{', needed' if field.needs else ''}): {field.about}"
