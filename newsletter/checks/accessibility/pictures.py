"""Pictures for those who do not see them, and for those whom moving ones harm."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.checks._look import few, look, pixels, quoted
from newsletter.checks._rules import Fault, rule
from newsletter.checks._sheet import Sheet
from newsletter.dom import Node
from newsletter.model import folded
from newsletter.pictures import judged


@rule("A11Y-ALT", "error", "A picture says nothing to those who do not see it.",
      why="47.88 % of letters fail (EMC 2026, critical); many programs show no pictures until they are asked (WCAG 1.1.1).",
      mend='give it alt="…": what is to be seen, in a few words; alt="" where it only adorns', owner="template")
def missing_alt(sheet: Sheet) -> Iterator[Fault]:
    page = look(sheet)
    yield from few(Fault(f"a picture has no alt ({quoted(node.get('src').rpartition('/')[2] or node.tag, 40)})", node)
                   for node in page.all("img", "area") if "alt" not in node.attributes)
    for one in page.conditionals:
        for shape in re.findall(r"<v:(?:image|rect|roundrect|oval)\b[^<>]*>", one.inner, re.IGNORECASE):
            if re.search(r"\bsrc\s*=", shape) and not re.search(r"\balt\s*=", shape):
                yield Fault("a picture for Outlook has no alt", one.at)


# What an editor wrote for a story's picture is judged where it is written (ALT-FILE, ALT-LONG).
_OF_STORY = re.compile(r"b\d+\.s\d")
_FILE = re.compile(r"[\w%() .-]*\.(jpe?g|png|gif|webp|avif|svg|bmp|tiff?|heic)|(img|dsc|image|screenshot)[ _-]?\d[\w-]*", re.IGNORECASE)
_EMPTY_WORDS = frozenset((
    "image", "picture", "photo", "photograph", "logo", "icon", "graphic", "banner", "header", "img", "pic", "thumbnail",
    "bild", "foto", "imagen", "imagem", "image description", "alt", "alt text", "untitled"))
_LONGEST = 125


@rule("A11Y-ALT-TEXT", "warning", "The words for a picture do not say what is to be seen.",
      why="A file name, “image” or the headline over again tells nothing; screen readers cut after 125 characters or so.",
      mend="write alt = '…': what is to be seen, in a few words")
def poor_alt(sheet: Sheet) -> Iterator[Fault]:
    page = look(sheet)
    headlines = {folded(node.text(300)): node for node in page.all("h1", "h2", "h3", "h4", "figcaption")} if not page.is_too_large else {}
    yield from few((Fault(what, node) for node in page.all("img")
                    if not _OF_STORY.match(sheet.position_of(node)) and (what := _poor(node, headlines))), most=10)


def _poor(node: Node, headlines: dict[str, Node]) -> str:
    alt = node.get("alt").strip()
    if not alt:
        return ""
    if _FILE.fullmatch(alt):
        return f"the alt of a picture is a file name: {quoted(alt)}"
    if folded(alt) in _EMPTY_WORDS:
        return f"the alt of a picture is only {quoted(alt)}"
    if len(alt) > _LONGEST:
        return f"the alt of a picture has {len(alt)} characters: {quoted(alt)}"
    if len(alt) > 15 and folded(alt) in headlines and node not in list(headlines[folded(alt)].walk()):
        return f"the alt of a picture repeats a headline: {quoted(alt)}"
    return ""


@rule("A11Y-MOTION", "info", "A picture moves longer than five seconds.",
      why="What moves for more than five seconds must be able to be stopped (WCAG 2.2.2), and in a letter nothing can.",
      mend="let it stand still after five seconds, or shorten it")
def motion(sheet: Sheet) -> Iterator[Fault]:
    for node in look(sheet).all("img"):
        picture = sheet.picture(node.get("src"))
        if picture and picture.media_type == "image/gif" and (seconds := judged(picture.data).seconds) > 5:
            told = "never stops" if seconds == float("inf") else f"moves for {seconds:.0f} seconds"
            yield Fault(f"a picture {told} ({quoted(node.get('alt'), 40)})", node)
    node = next(iter(look(sheet).all("marquee", "blink")), None)
    if node is not None:
        yield Fault("these words move and cannot be stopped", node, level="warning", owner="template")


@rule("A11Y-TARGET", "info", "Something to tap is smaller than a fingertip.",
      why="WCAG 2.5.8 asks for 24 by 24 px; links within a sentence are let off.",
      mend="make the picture, or the space round it, at least 24 px high and wide", owner="template")
def small_targets(sheet: Sheet) -> Iterator[Fault]:
    yield from few((Fault(f"a linked picture is {width} × {height} px ({quoted(node.get('alt'), 30)})", node)
                    for node, width, height in _linked_pictures(sheet) if 1 < min(width, height) < 24), most=5)


def _linked_pictures(sheet: Sheet) -> Iterator[tuple[Node, int, int]]:
    for link in sheet.links:
        padded = "padding" in link.node.get("style") or link.node.text(100).strip()
        for node in link.node.all("img") if not padded else ():
            width, height = pixels(node.get("width")), pixels(node.get("height"))
            if width and height:
                yield node, width, height
