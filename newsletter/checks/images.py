"""The letter's pictures: where they come from, how much they weigh, and whether there are words beside them.

Left out, with the reason: whether a picture is there, the family of links asks the web; which formats mail programs show,
the family of features tells from caniemail's data; pictures that count readers, the family of safety finds.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checks._look import few, look, pixels, quoted, style_of
from newsletter.checks._rules import Fault, rule
from newsletter.checks._sheet import Sheet
from newsletter.checks._spellings import holds_tag
from newsletter.checks.links.addresses import Address, address, is_local
from newsletter.checks.message import leaves
from newsletter.dom import Node
from newsletter.model import PICTURE_STAND_IN
from newsletter.pictures import Judged, judged
from newsletter.publication import FILE


def _pictures(sheet: Sheet) -> Iterator[tuple[Node, Address]]:
    """Yield the pictures from elsewhere: not those that travel with the letter, nor those that a service fills in."""
    for node in look(sheet).all("img"):
        src = node.get("src")[:4000]
        if not PICTURE_STAND_IN.fullmatch(src) and not holds_tag(src):
            yield node, address(src)


def _called(node: Node) -> str:
    return quoted(node.get("alt").strip() or node.get("src").rpartition("/")[2], 40)


@rule("IMG-HTTP", "warning", "A picture is fetched without encryption.",
      why="Mail programs that show letters on https pages do not show it, or warn of it (mixed content).",
      mend="write https:// in its address")
def unencrypted(sheet: Sheet) -> Iterator[Fault]:
    yield from few(Fault(f"a picture is fetched by http:// ({_called(node)})", node)
                   for node, one in _pictures(sheet) if one.scheme == "http" and not is_local(one.host))


@rule("IMG-RELATIVE", "error", "A picture is where no reader can reach it.",
      why="In a letter there is no page that an address could be relative to, and nobody else's disk or office network.",
      mend="give it an address that begins with https://")
def unreachable(sheet: Sheet) -> Iterator[Fault]:
    yield from few((Fault(f"{what} ({_called(node)})", node)
                    for node, one in _pictures(sheet) if (what := _unreachable(one))), most=10)


def _unreachable(one: Address) -> str:
    if not one.href:
        return "a picture has no address"
    if one.scheme in ("cid", "data"):
        return ""
    if one.scheme not in ("http", "https"):
        return f"no reader can reach the picture at {quoted(one.href, 60)}"
    return f"only this machine or office can reach the picture at {quoted(one.href, 60)}" if is_local(one.host) else ""


@rule("IMG-B64", "error", "A picture is written into the page itself.",
      why="Gmail and Outlook show none of them (caniemail, image-base64), and Gmail cuts a letter that they make long.",
      mend="put the file on the web, or let it travel with the letter")
def in_the_page(sheet: Sheet) -> Iterator[Fault]:
    yield from few(Fault(f"a picture is written into the page (data:), and Gmail does not show it ({_called(node)})", node)
                   for node, one in _pictures(sheet) if one.scheme == "data")


@rule("IMG-OFFLINE", "warning", "The letter's pictures are not on the web, where its service wants them.", foreign=False,
      why="What is pasted, or handed over by a program, brings no files along: readers get empty frames.",
      mend="put them on the web, and write image_base_url = 'https://…' in newsletter.toml")
def offline(sheet: Sheet) -> Iterator[Fault]:
    count = len(sheet.edition.letter.pictures)
    if count and sheet.service.wants_pictures_online and not sheet.publication.image_base_url:
        yield Fault(f"{sheet.service.name} takes no picture files, and the letter has {count}",
                    where=FILE if sheet.publication.root else "")


# ── weight and size ──────────────────────────────────────────────────────────────────────────────────────────

_HEAVY, _TOO_HEAVY, _HEAVY_IN_ALL = 1 << 20, 5_000_000, 2_000_000
_TOO_LARGE_A_FILE = 20_000_000


def _files(sheet: Sheet) -> Iterator[tuple[str, bytes]]:
    """Yield the picture files that are here: those of the letter, or of a message, with what they are called."""
    for picture in sheet.edition.letter.pictures:
        yield picture.name, picture.data
    for part in leaves(sheet) if sheet.is_foreign else ():
        if part.kind.startswith("image/"):
            yield part.value("Content-ID").strip("<>") or part.kind, part.data


@rule("IMG-BIG", "warning", "A picture is heavy.",
      why="On a train one of 1 MB takes seconds; react-email warns from there, and data costs readers money.",
      mend="save it smaller: 1,200 pixels across are enough, as JPEG")
def heavy(sheet: Sheet) -> Iterator[Fault]:
    total = 0
    for name, data in _files(sheet):
        total += len(data)
        if len(data) > _HEAVY:
            yield Fault(f"a picture has {len(data) / 1e6:.1f} MB ({quoted(name, 40)})", _place(sheet, name),
                        level="error" if len(data) > _TOO_HEAVY else None)
    if total > _HEAVY_IN_ALL:
        yield Fault(f"the pictures have {total / 1e6:.1f} MB together")


def _place(sheet: Sheet, name: str) -> Node | str:
    return next((node for node in look(sheet).all("img") if node.get("src").endswith(name)), "")


@rule("IMG-BOMB", "error", "A picture is broken, or unpacks to more than a phone can hold.",
      why="25 million pixels take 100 MB of memory, and mail programs crash; Pillow itself warns at 89 million.",
      mend="save a smaller copy")
def bombs(sheet: Sheet) -> Iterator[Fault]:
    for name, data in _files(sheet):
        refused = "it has more than 20 MB" if len(data) > _TOO_LARGE_A_FILE else judged(data).refused
        if refused:
            yield Fault(f"a picture cannot be shown: {refused} ({quoted(name, 40)})", _place(sheet, name))


@rule("IMG-DIM", "warning", "A picture does not say its size, or is far larger than it is shown.",
      why="The letter jumps while pictures come, and more than three times the pixels are paid for and never seen.",
      mend='write width="…" and height="…" into the <img>; save the file no more than twice as wide as it is shown',
      owner="template")
def sizes(sheet: Sheet) -> Iterator[Fault]:
    yield from few((Fault(f"{what} ({_called(node)})", node) for node in look(sheet).all("img")
                    if (what := _misfit(sheet, node))), most=5)


def _misfit(sheet: Sheet, node: Node) -> str:
    style = style_of(node) if node.get("style") else {}
    width = pixels(node.get("width")) or pixels(style.get("width", ""))
    if not (width or node.get("width") or style.get("width")) and not (node.get("height") or style.get("height")):
        return "a picture says neither width nor height"
    file = _judged(sheet, node)
    if file and width and file.width > 3 * width and file.width > 600:
        return f"a picture of {file.width:,} pixels is shown {width} wide"
    return ""


def _judged(sheet: Sheet, node: Node) -> Judged | None:
    picture = sheet.picture(node.get("src"))
    return Judged(picture.width, picture.height) if picture else None


# ── pictures and words ───────────────────────────────────────────────────────────────────────────────────────

_FEW_WORDS = 400


@rule("IMG-RATIO", "warning", "The letter is a picture with hardly a word.",
      why="SpamAssassin counts it (HTML_IMAGE_ONLY_04 to _32, 0.3 to 2.8 of 5 points), and without pictures it says nothing.",
      mend="write what the picture says as words, too")
def only_pictures(sheet: Sheet) -> Iterator[Fault]:
    node = next((one for one in look(sheet).all("img") if pixels(one.get("width")) != 1), None)
    if node is not None and len(sheet.words.encode("utf-8", "replace")) < _FEW_WORDS:
        yield Fault("the letter is a picture with hardly a word", node)


@rule("IMG-HOTLINK", "info", "A picture is fetched from somebody else's house.",
      why="It can vanish or be exchanged after the letter is sent, and its owner sees who reads.",
      mend="keep a copy: newsletter add and next do so, and image = 'images/…' carries it")
def from_elsewhere(sheet: Sheet) -> Iterator[Fault]:
    own = {address(own).host for own in (sheet.publication.url, sheet.publication.image_base_url)} - {""}
    seen: set[str] = set()
    for node, one in _pictures(sheet) if own else ():
        if one.host and not any(_kin(one.host, host) for host in own) and one.host not in seen:
            seen.add(one.host)
            yield Fault(f"a picture is fetched from {one.host} ({_called(node)})", node)


def _kin(one: str, other: str) -> bool:
    """Say whether two hosts belong together: one is the other, or within its domain."""
    short, long = sorted((one.removeprefix("www."), other.removeprefix("www.")), key=len)
    return long == short or long.endswith(f".{short}")
