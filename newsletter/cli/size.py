"""``newsletter size``: what each block costs in the letter as it is sent, against what Gmail shows of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from newsletter.cli.manners import ServiceName, ThemeName, WhichIssue, in_json, issue_file, put, read_issue, say
from newsletter.prose import excerpt

if TYPE_CHECKING:
    from newsletter.model import Issue, Letter, Publication

# Gmail hides what comes behind, the way out of the list with it (hteumeuleu/email-bugs #41), and drops style sheets
# that hold more together (hteumeuleu/email-bugs #90).
CLIPPED = 102_400
STYLED = 16_384

_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style>", re.DOTALL)
_PARTS = re.compile(r"<!--part:(\w+)-->")


class Size(NamedTuple):
    """Bytes of the finished HTML: of each block, by its position, of what is before them, and of style sheets."""

    blocks: dict[str, int]
    head: int
    style: int

    @property
    def total(self) -> int:
        return sum(self.blocks.values()) + self.head


def size(
    which: WhichIssue = "",
    service: ServiceName = "",
    theme: ThemeName = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Say how many bytes each block of ISSUE costs, and what to shorten where Gmail would cut the letter."""
    from newsletter.build import build

    path, publication = issue_file(which)
    issue = read_issue(path, publication)
    measured = _measured(build(path, publication=publication, theme=theme), publication, service)
    if as_json:
        said = {"total": measured.total, "clipped": CLIPPED, "style": measured.style, "style_limit": STYLED,
                "head": measured.head, "blocks": measured.blocks}
        put(in_json(said), "-")
        return
    put("".join(f"{line}\n" for line in _table(measured, issue)), "-")
    for line in _advice(measured, issue):
        say(line)


def _measured(letter: Letter, publication: Publication, service: str) -> Size:
    """Return the sizes of a letter with the service's words in it, and its pictures where they will be."""
    from newsletter import merge, publication as publications
    from newsletter.model import place_pictures, replace

    profile = publications.service(publication, service)
    edition = merge.stamp(replace(letter, html=_parted(letter)), profile, publication)
    base = publication.image_base_url.rstrip("/") or "https://pictures.example/letters"
    html = place_pictures(edition.html, letter.pictures, lambda picture: f"{base}/{picture.name}")
    head, *parts = _PARTS.split(html)
    blocks = {position: len(part.encode()) for position, part in zip(parts[::2], parts[1::2], strict=True)}
    return Size(blocks, len(head.encode()), sum(len(style.encode()) for style in _STYLE.findall(html)))


# How mrml begins a section; where its mark stands, tables are open already.
_SECTION = re.compile(r"<div\b[^>]*\bmargin:0px auto;max-width:")


def _parted(letter: Letter) -> str:
    """Return the letter's HTML with a comment where each block begins."""
    starts = {mark.position: mark.offset for mark in reversed(letter.marks) if "." not in mark.position}
    html, after, pieces = letter.html, 0, []
    for position, mark in sorted(starts.items(), key=lambda item: item[1]):
        sections = [found.start() for found in _SECTION.finditer(html, after, mark)]
        start = sections[-1] if sections else mark
        pieces.append(f"{html[after:start]}<!--part:{position}-->")
        after = start
    return "".join(pieces) + html[after:]


def _table(size: Size, issue: Issue) -> list[str]:
    rows = [(f"{number:>9,} B", name) for number, name in (
        (size.head, "head of the document"), *((count, _name(position, issue)) for position, count in size.blocks.items()),
    )]
    whole = f"{size.total:>9,} B   all, of {CLIPPED:,} B that Gmail shows ({size.total / CLIPPED:.0%})"
    style = f"{size.style:>9,} B   of it style sheets, of {STYLED:,} B that Gmail reads ({size.style / STYLED:.0%})"
    return [*(f"{number}   {name}" for number, name in rows), whole, style]


def _name(position: str, issue: Issue) -> str:
    if not position.startswith("b"):
        return position
    block = issue.blocks[int(position[1:]) - 1]
    used = sum(story.use for story in block.stories)
    stories = f", {used} {'story' if used == 1 else 'stories'}" if used else ""
    return f"{position[1:]}. {excerpt(str(block.fields.get('title') or block.kind), 40)}{stories}"


def _advice(size: Size, issue: Issue) -> list[str]:
    """Return what to do about a letter that Gmail would cut; nothing where it is short enough."""
    lines = []
    if size.style > STYLED:
        lines.append(f"the style sheets are {size.style - STYLED:,} B too long — Gmail drops them; shorten letter.mjml")
    over = size.total - CLIPPED
    if over > 0:
        position, most = max(size.blocks.items(), key=lambda item: item[1])
        where = f"{issue.where(position)}: "
        lines.append(f"{where}Gmail cuts the letter {over:,} B before its end — shorten '{_name(position, issue)}' "
                     f"({most:,} B), or leave stories to the site")
    return lines
