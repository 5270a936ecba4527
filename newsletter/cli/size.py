"""``newsletter size``: what each block costs in the letter as it is sent, against what Gmail shows of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.manners import ServiceName, ThemeName, WhichIssue, in_json, issue_file, put, read_issue, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsletter.model import Issue
    from newsletter.size import Size


def size(
    which: WhichIssue = "",
    service: ServiceName = "",
    theme: ThemeName = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Say how many bytes each block of ISSUE costs, and what to shorten where Gmail would cut the letter."""
    from newsletter import publication as publications
    from newsletter.build import build
    from newsletter.size import CLIPPED, STYLED, block_name, measured

    path, publication = issue_file(which)
    issue = read_issue(path, publication)
    letter = build(path, publication=publication, theme=theme)
    profile = publications.service(publication, service)
    sizes = measured(letter, publication, profile)
    if as_json:
        said = {"total": sizes.total, "clipped": CLIPPED, "style": sizes.style, "style_limit": STYLED,
                "head": sizes.head, "added": sizes.added, "blocks": sizes.blocks}
        put(in_json(said), "-")
        return
    names = {position: block_name(position, issue, publications.blocks(publication)) for position in sizes.blocks}
    put("".join(f"{line}\n" for line in _table(sizes, names, profile.name)), "-")
    for line in _advice(sizes, issue, names):
        say(line)


def _table(size: Size, names: Mapping[str, str], service: str) -> list[str]:
    from newsletter.size import CLIPPED, STYLED

    rows = [(f"{number:>9,} B", name) for number, name in (
        (size.head, "Unseen head, with its styles"), *((count, names[position]) for position, count in size.blocks.items()),
        *([(size.added, f"Added by {service}")] if size.added else []),
    )]
    whole = f"{size.total:>9,} B   all, of {CLIPPED:,} B that Gmail shows ({size.total / CLIPPED:.0%})"
    style = f"{size.style:>9,} B   of it style sheets, of {STYLED:,} B that Gmail reads ({size.style / STYLED:.0%})"
    return [*(f"{number}   {name}" for number, name in rows), whole, style]


def _advice(size: Size, issue: Issue, names: Mapping[str, str]) -> list[str]:
    """Return what to do about a letter that Gmail would cut; nothing where it is short enough."""
    from newsletter.size import CLIPPED, STYLED

    lines = []
    if size.style > STYLED:
        lines.append(f"the style sheets are {size.style - STYLED:,} B too long — Gmail drops them; shorten letter.mjml")
    over = size.total - CLIPPED
    if over > 0:
        position, most = max(size.blocks.items(), key=lambda item: item[1])
        where = f"{issue.where(position)}: "
        lines.append(f"{where}Gmail cuts the letter {over:,} B before its end — shorten '{names[position]}' "
                     f"({most:,} B), or leave stories to the site")
    return lines
