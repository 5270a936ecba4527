"""``newsletter render``: an issue as a letter, in one of its forms."""

from __future__ import annotations

import base64
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.manners import Force, Output, ServiceName, ThemeName, WhichIssue, in_json, issue_file, now, put, say
from newsletter.errors import InputError, UsageError
from newsletter.files import STDIN, shown, write
from newsletter.prose import amount

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from newsletter.model import Edition, Letter, Picture, Publication, Reader


class Form(StrEnum):
    """What a letter can be rendered as."""

    html = "html"
    text = "text"
    mjml = "mjml"
    eml = "eml"
    web = "web"
    json = "json"


_ENDINGS = {".html": Form.html, ".htm": Form.html, ".txt": Form.text, ".eml": Form.eml, ".mjml": Form.mjml,
            ".json": Form.json}


def render(
    issue: WhichIssue = "",
    form: Annotated[
        Form | None, typer.Option("--as", help="What to render it as; else what FILE ends in, else html.")
    ] = None,
    service: ServiceName = "",
    theme: ThemeName = "",
    to: Annotated[list[str] | None, typer.Option(metavar="ADDRESS", help="Who it goes to (eml); repeat for more.")] = None,
    sender: Annotated[str, typer.Option("--from", metavar="ADDRESS", help="Who it comes from (eml).")] = "",
    output: Output = "-",
    force: Force = False,
) -> None:
    """Render ISSUE as HTML, plain text, MJML, a whole message (eml), a page of the web or JSON, and print it.

    With -o the pictures are put into a folder beside the file; on standard output they are inside the letter.
    """
    from newsletter.build import build

    if output not in ("", STDIN) and (Path(output).is_dir() or output.endswith("/")):
        raise UsageError(f"{shown(output)} is a folder", todo="name a file in it")
    form = form or _meant_by(output)
    if form is not Form.eml and sender:
        raise UsageError("--from is for whole messages", todo="add --as eml")
    path, publication = issue_file(issue)
    letter = build(path, publication=publication, theme=theme)
    for line in letter.notes:
        say(line)
    if form is Form.web:
        _put_page(letter, publication, output, force=force)
        return
    edition = _stamped(letter, publication, service, to or [])
    match form:
        case Form.html:
            _put_html(edition, publication, output, force=force)
        case Form.text:
            put(edition.text, output, force=force)
            _say_lines(edition, output)
        case Form.mjml:
            put(_as_mjml(edition, publication, to or []), output, force=force)
        case Form.eml:
            put(_message(edition, publication, sender, to or []), output, force=force)
        case Form.json:
            put(_as_json(edition, publication), output, force=force)


def _meant_by(output: str) -> Form:
    """Return the form that a file's ending asks for. Raises UsageError for an ending that is none's."""
    ending = Path(output).suffix.lower()
    if ending and ending not in _ENDINGS:
        raise UsageError(f"a letter is no {ending} file", todo=f"let the file end in {', '.join(_ENDINGS)}; or say --as html")
    return _ENDINGS.get(ending, Form.html)


def _say_lines(edition: Edition, output: str) -> None:
    """Say subject and preheader, which a service asks for apart from the letter."""
    if output not in ("", STDIN):
        say(f"subject:   {edition.subject}")
        say(f"preheader: {edition.preheader}")


def _stamped(letter: Letter, publication: Publication, service: str, to: list[str]) -> Edition:
    """Return the letter with the service's words in it, or with those of the one reader it goes to."""
    from newsletter import merge, publication as publications

    reader = _reader(to[0]) if len(to) == 1 else None
    profile = publications.service(publication, service)
    edition = merge.stamp(letter, profile, publication, reader)
    for name in edition.dropped:
        say(merge.why_dropped(name, letter, publication, profile))
    for line in edition.notes:
        say(line)
    return edition


def _as_mjml(edition: Edition, publication: Publication, to: list[str]) -> str:
    from newsletter import merge, publication as publications

    reader = _reader(to[0]) if len(to) == 1 else None
    mjml = merge.stamped_mjml(edition.letter, publications.service(publication, edition.service), publication, reader)
    return _with_pictures(mjml, edition, publication)


def _reader(address: str) -> Reader:
    from newsletter.message import parse_address
    from newsletter.model import Reader

    return Reader(email=parse_address(address)[1])


def _message(edition: Edition, publication: Publication, sender: str, to: list[str]) -> bytes:
    from newsletter.message import build_for

    if not edition.subject:
        raise InputError("the letter has no subject", todo="write subject = '…' at the top of the issue")
    if edition.service != "plain":
        say(f"this message holds {edition.service}'s own words: only {edition.service} can fill them in")
    return build_for(edition, publication, sender=sender, to=to, date=now(publication))


# ── HTML and its pictures ────────────────────────────────────────────────────────────────────────────────────


def _put_html(edition: Edition, publication: Publication, output: str, *, force: bool) -> None:
    from newsletter.model import in_folder, within

    folder = _folder_beside(output)
    address = in_folder(folder.name) if folder else within
    put(_with_pictures(edition.html, edition, publication, address), output, force=force)
    _say_lines(edition, output)
    otherwise = ("found beside the letter; a service wants them on the web: set image_base_url" if folder else
                 "inside the letter; mail programs want them apart: use --as eml, or set image_base_url")
    _put_pictures(edition.letter.pictures, folder, publication.image_base_url.rstrip("/"), otherwise)


def _put_page(letter: Letter, publication: Publication, output: str, *, force: bool) -> None:
    from newsletter.model import in_folder, on_the_web, within
    from newsletter.webpage import left_out, webpage

    folder = _folder_beside(output)
    html = webpage(letter, publication, on_the_web(publication, in_folder(folder.name) if folder else within))
    for line in left_out(letter, publication):
        say(line)
    put(html, output, force=force)
    base = publication.image_base_url.rstrip("/")
    otherwise = "found beside the page" if folder else "inside the page; -o page.html puts them beside it"
    _put_pictures(letter.pictures, folder, base, otherwise)


def _folder_beside(output: str) -> Path | None:
    """Return the folder for the pictures of a file; None for standard output."""
    return None if output in ("", STDIN) else Path(output).with_name(f"{Path(output).stem}-pictures")


def _with_pictures(
    markup: str, edition: Edition, publication: Publication, otherwise: Callable[[Picture], str] | None = None
) -> str:
    """Return markup whose pictures are at their place on the web; where they have none, at what `otherwise` says, or beside it."""
    from newsletter.model import in_folder, on_the_web, place_pictures

    return place_pictures(markup, edition.letter.pictures, on_the_web(publication, otherwise or in_folder("")))


def _put_pictures(pictures: Sequence[Picture], folder: Path | None, base: str, otherwise: str) -> None:
    """Write the pictures beside the letter; their names are hashes of what is in them, so the same is the same.

    Args:
        base: where they will stand on the web; empty for nowhere.
        otherwise: what is to be said of them where that is nowhere.
    """
    if not pictures:
        return
    count = amount(len(pictures), "picture")
    if folder is None:
        say(f"{count} expected at {base}: -o letter.html gives the files" if base else f"{count} {otherwise}")
        return
    for picture in pictures:
        write(folder / picture.name, picture.data, force=True)
    say(f"wrote {shown(folder)}: {count}, {f'to be put at {base}' if base else otherwise}")


def _as_json(edition: Edition, publication: Publication) -> str:
    letter = edition.letter
    said = {
        "number": letter.number,
        "date": letter.date.isoformat() if letter.date else None,
        "language": letter.language,
        "service": edition.service,
        "subject": edition.subject,
        "preheader": edition.preheader,
        "html": _with_pictures(edition.html, edition, publication),
        "text": edition.text,
        "pictures": [
            {"name": p.name, "media_type": p.media_type, "width": p.width, "height": p.height,
             "data": base64.b64encode(p.data).decode()}
            for p in letter.pictures
        ],
    }
    return in_json(said)
