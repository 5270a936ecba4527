"""The body of the finished message: its parts, in what order, and how they are encoded (MIME)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.checks._look import look, quoted
from newsletter.checks._rules import Fault, rule
from newsletter.checks._sheet import Sheet
from newsletter.checks.message import anatomy, leaves, written_at
from newsletter.message import RawPart

_OURS = "tell the makers of newsletter: it wrote this"


def _fault(sheet: Sheet, part: RawPart, what: str) -> Fault:
    return Fault(what, where=written_at(sheet, part.at))


@rule("MSG-MIME", "error", "The parts of the message are not plain text first, then HTML.",
      why="RFC 2046, 5.1.4: mail programs show the last part they know; SpamAssassin counts HTML alone (MIME_HTML_ONLY).",
      mend=_OURS, owner="template")
def structure(sheet: Sheet) -> Iterator[Fault]:
    if not sheet.message:
        return
    whole = anatomy(sheet.message)
    kinds = [part.kind for part in leaves(sheet)]
    if not whole.value("MIME-Version") and whole.value("Content-Type"):
        yield _fault(sheet, whole, "the message does not say MIME-Version")
    if "text/html" in kinds and "text/plain" not in kinds:
        yield _fault(sheet, whole, "the message has HTML and no plain text beside it")
    for part in whole.walk():
        if part.kind.startswith("multipart/") and not part.parts:
            yield _fault(sheet, part, f"a part says {part.kind} and holds no parts")
        inner = [one.kind for one in part.parts]
        if part.kind == "multipart/alternative" and "text/plain" in inner and inner.index("text/plain") > 0:
            yield _fault(sheet, part, "plain text comes after the HTML, so that mail programs show it in its place")
        if part.kind == "multipart/mixed" and {"text/plain", "text/html"} <= set(inner):
            yield _fault(sheet, part, "plain text and HTML are not said to be alternatives: both are shown")


@rule("MSG-CTE", "warning", "A part is encoded in a way that mail programs or filters mistrust.",
      why="RFC 2045, 6.7 and 6.8: lines of 76; SpamAssassin counts base64 of what is nearly ASCII (MIME_BASE64_TEXT, 1.7).",
      mend=_OURS, owner="template")
def encodings(sheet: Sheet) -> Iterator[Fault]:
    for part in leaves(sheet):
        lines = part.body.replace(b"\r\n", b"\n").split(b"\n")
        if part.encoding in ("quoted-printable", "base64") and any(len(line) > 76 for line in lines):
            yield _fault(sheet, part, f"a part in {part.encoding} has lines longer than 76 ({part.kind})")
        if part.encoding == "base64" and part.kind.startswith("text/"):
            data = part.data
            if data and sum(octet > 127 for octet in data[:20_000]) < len(data[:20_000]) / 6:
                yield _fault(sheet, part, f"a part that is nearly all ASCII is encoded in base64 ({part.kind})")
        if part.encoding not in ("7bit", "8bit", "binary", "base64", "quoted-printable"):
            yield _fault(sheet, part, f"a part is encoded in {quoted(part.encoding)}, which nobody can read")


@rule("MSG-BOUNDARY", "error", "The line that parts the message is too long, ends in a blank, or is missing.",
      why="RFC 2046, 5.1.1: 1 to 70 characters, not ending in a blank; the last one closes the parts.",
      mend=_OURS, owner="template")
def boundaries(sheet: Sheet) -> Iterator[Fault]:
    for part in anatomy(sheet.message).walk() if sheet.message else ():
        if not part.kind.startswith("multipart/"):
            continue
        boundary = part.parameter("boundary")
        if not 0 < len(boundary) <= 70 or boundary.endswith(" "):
            yield _fault(sheet, part, f"a boundary between parts is no proper one: {quoted(boundary)}")
        elif f"--{boundary}--".encode() not in part.body:
            yield _fault(sheet, part, "the last part of the message never ends: the message is cut off")


_UTF8 = frozenset(("utf-8", "us-ascii", "ascii", ""))


@rule("MSG-CHARSET", "error", "A part is in another charset than UTF-8, or says two.",
      why="SpamAssassin counts strange ones (HTML_CHARSET_FARAWAY), and a <meta> that contradicts garbles every accent.",
      mend="save and send the letter as UTF-8", owner="template")
def charsets(sheet: Sheet) -> Iterator[Fault]:
    for part in leaves(sheet):
        charset = part.parameter("charset").lower()
        if part.kind in ("text/plain", "text/html") and charset not in _UTF8:
            yield _fault(sheet, part, f"a part is in {quoted(charset)} and not in UTF-8 ({part.kind})")
    for node in look(sheet).all("meta"):
        said = node.get("charset") or next(iter(re.findall(r"charset=\s*([\w-]+)", node.get("content"), re.IGNORECASE)), "")
        if said and said.lower() != "utf-8":
            yield Fault(f"the page says that it is in {quoted(said)}, and it is sent in UTF-8", node)


@rule("MSG-2231", "error", "The name of an attached file is not written as the standard asks.",
      why="RFC 2231: letters beyond ASCII as name*=utf-8''…, or mail programs show =?utf-8?… or nothing.",
      mend="give the file a name in ASCII", owner="template")
def file_names(sheet: Sheet) -> Iterator[Fault]:
    for part in leaves(sheet):
        for field in part.all("Content-Disposition") + part.all("Content-Type"):
            for name in re.findall(rb"(?:file)?name\s*=\s*(\"[^\"]*\"|[^;\s]+)", field.raw):
                if not name.isascii() or b"=?" in name or len(name) > 200:
                    yield _fault(sheet, part, f"the name of an attached file is not encoded: {quoted(name.decode('utf-8', 'replace'))}")
                    break


@rule("MSG-CID", "error", "A picture that should travel in the message is not there, or one is there that nobody shows.",
      why="RFC 2392: cid: names a part by its Content-ID; without it the picture is a blank, and one too many an attachment.",
      mend=_OURS, owner="template")
def inline_pictures(sheet: Sheet) -> Iterator[Fault]:
    if not sheet.message:
        return
    html = "".join(part.data.decode("utf-8", "replace") for part in leaves(sheet) if part.kind == "text/html")
    used = set(re.findall(r"cid:([^\"'\s)>]+)", html))
    there = {part.value("Content-ID"): part for part in leaves(sheet) if part.value("Content-ID")}
    names = {name.strip("<>") for name in there}
    for name in sorted(used - names)[:5]:
        yield Fault(f"the letter shows a picture that is not in the message: {quoted(name)}")
    for name, part in there.items():
        if part.kind.startswith("image/") and name.strip("<>") not in used:
            yield _fault(sheet, part, f"the message holds a picture that the letter does not show: {quoted(name)}")
        if not re.fullmatch(r"<[^<>@\s]+@[^<>@\s]+>", name):
            yield _fault(sheet, part, f"a Content-ID is not <name@domain>: {quoted(name)}")
