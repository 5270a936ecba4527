"""Outlook on Windows, which lays letters out with Word: what it needs said in its own way.

Sources disagree when classic Outlook ends (October 2026, October 2027 or 2029); until then these stay. Left out, with
the reason: which ways to lay out, to colour and to show pictures Outlook knows, the family of features tells from
caniemail's data, with the share of readers who have it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from newsletter.checks._look import Conditional, few, look, pixels, quoted, style_of
from newsletter.checks._rules import Fault, rule
from newsletter.checks._sheet import Sheet
from newsletter.dom import Node

_TALLEST = 1728
_PAGE = 1800


@rule("OUT-IMG-WIDTH", "error", "A picture does not say its width as a whole number.",
      why="Outlook reads neither max-width nor a width in style: it shows the picture at the size of its file.",
      mend='write width="560" into the <img>', owner="template")
def picture_widths(sheet: Sheet) -> Iterator[Fault]:
    yield from few(Fault(f"Outlook does not know how wide a picture is: {_said(node)} ({_called(node)})", node)
                   for node in look(sheet).all("img")
                   if not re.fullmatch(r"\d{1,5}", node.get("width").strip()) and not _is_hidden(node))


def _said(node: Node) -> str:
    width = node.get("width").strip()
    return f"its width is {quoted(width)}" if width else "it has no width"


def _called(node: Node) -> str:
    return quoted(node.get("alt") or node.get("src").rpartition("/")[2], 40)


def _is_hidden(node: Node) -> bool:
    return any(style_of(one).get("display") == "none" or style_of(one).get("mso-hide") == "all"
               for one in (node, *node.ancestors()) if one.get("style"))


@rule("OUT-IMG-HEIGHT", "warning", "A picture, or pictures in one cell, are higher than a page of Word's.",
      why="Word cuts pictures at 1,728 px (18 inches), and puts a gap where a page of 1,800 px ends.",
      mend="cut the picture in two, in rows of their own")
def tall_pictures(sheet: Sheet) -> Iterator[Fault]:
    stacked: dict[int, tuple[Node, int, int]] = {}
    for node in look(sheet).all("img"):
        height = pixels(node.get("height")) or pixels(style_of(node).get("height", "")) or _height_of_file(sheet, node)
        if height > _TALLEST:
            yield Fault(f"a picture is {height:,} px high, and Outlook shows 1,728 of it ({_called(node)})", node)
        cell = next((one for one in node.ancestors() if one.tag == "td"), None)
        if cell is not None:
            _, count, total = stacked.get(id(cell), (cell, 0, 0))
            stacked[id(cell)] = (cell, count + 1, total + height)
    for cell, count, total in stacked.values():
        if count > 1 and total >= _PAGE:
            yield Fault(f"{count} pictures in one cell are {total:,} px high: Outlook puts a gap between", cell)


def _height_of_file(sheet: Sheet, node: Node) -> int:
    """Return the height that a picture of the letter is shown at, by its file."""
    picture, width = sheet.picture(node.get("src")), pixels(node.get("width"))
    return round(picture.height * width / picture.width) if picture and width and picture.width else 0


@rule("OUT-DPI", "warning", "The page does not tell Outlook how many pixels make an inch.",
      why="On screens with large letters Outlook else enlarges some widths and not others, and the layout breaks.",
      mend="put <o:PixelsPerInch>96</o:PixelsPerInch> into a comment for Outlook in <head>", owner="template")
def pixels_per_inch(sheet: Sheet) -> Iterator[Fault]:
    html = sheet.html
    if look(sheet).first("table") is None:
        return
    if not re.search(r"<o:PixelsPerInch>\s*96\s*</o:PixelsPerInch>", html, re.IGNORECASE):
        yield Fault("the page does not tell Outlook that 96 pixels make an inch", 0)
    elif "urn:schemas-microsoft-com:office:office" not in html[:5000]:
        yield Fault("<html> does not name xmlns:o, so that Outlook does not read PixelsPerInch", 0)


@rule("OUT-BG", "warning", "A picture stands behind words, and Outlook has none to show in its place.",
      why="Outlook on Windows shows no background-image (caniemail, css-background-image): the words may stand on white.",
      mend="give it a background-color as well, or a <v:rect> in a comment for Outlook", owner="template")
def backgrounds(sheet: Sheet) -> Iterator[Fault]:
    has_vml = any(re.search(r"<v:(rect|fill|image|background)\b", one.inner, re.IGNORECASE) for one in look(sheet).conditionals)
    for node in look(sheet).elements if not has_vml else ():
        style = style_of(node) if "background" in node.get("style") or node.get("background") else {}
        picture = "url(" in style.get("background", "") + style.get("background-image", "") or node.get("background")
        if picture and not (style.get("background-color") or node.get("bgcolor") or re.search(
                r"#[0-9a-f]{3,8}\b|\brgb", style.get("background", ""), re.IGNORECASE)):
            yield Fault("Outlook does not show the picture behind these words, and has no colour in its place", node)
            return


# ── comments for Outlook ─────────────────────────────────────────────────────────────────────────────────────

_OPENS = re.compile(r"<!--\[if [^\]>]{0,200}\]>(?:<!-->|-->)?|<!\[if [^\]>]{0,200}\]>", re.IGNORECASE)
_CLOSES = re.compile(r"<!\[endif\]-->|<!--<!\[endif\]-->|<!\[endif\]>", re.IGNORECASE)


@rule("OUT-COND", "error", "A comment for Outlook is never closed, or closes none.",
      why="All that follows is lost in every other mail program, or shown twice.",
      mend="write <![endif]--> where it ends", owner="template")
def conditional_comments(sheet: Sheet) -> Iterator[Fault]:
    marks = sorted([(found.start(), 1) for found in _OPENS.finditer(sheet.html)]
                   + [(found.start(), -1) for found in _CLOSES.finditer(sheet.html)])
    opened: list[int] = []
    for at, step in marks:
        if step > 0:
            opened.append(at)
        elif opened:
            opened.pop()
        else:
            yield Fault("a comment for Outlook is closed that was never opened", at)
            return
    if opened:
        yield Fault("a comment for Outlook is never closed", opened[-1])


@rule("OUT-GHOST", "warning", "A column is held by max-width, and Outlook has no table round it.",
      why="Outlook knows no max-width on <div> (caniemail, css-max-width): the letter runs across the whole window.",
      mend="put a table with a width round it, in a comment for Outlook", owner="template")
def ghost_tables(sheet: Sheet) -> Iterator[Fault]:
    page = look(sheet)
    ghosts = {one.end for one in page.conditionals if _is_ghost(one)}
    for node in page.all("div"):
        if "max-width" not in node.get("style"):
            continue
        width = pixels(style_of(node).get("max-width", ""))
        held = any(one.tag in ("table", "td") and pixels(one.get("width")) for one in node.ancestors())
        if width >= 300 and not held and not any(_follows(one, ghosts, sheet.html) for one in (node, *node.ancestors())):
            yield Fault(f"Outlook does not keep this column to {width} px", node)
            return


def _follows(node: Node, ends: set[int], html: str) -> bool:
    """Say whether an element stands right behind one of the places."""
    before = len(html[max(node.at - 40, 0) : max(node.at, 0)].rstrip()) + max(node.at - 40, 0)
    return before in ends


def _is_ghost(one: Conditional) -> bool:
    return bool(re.search(r"<t(able|d)\b[^<>]*width", one.inner, re.IGNORECASE)) and "mso" in one.condition.lower()


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────


@rule("OUT-LINEHEIGHT", "info", "Lines closer than the letters need are not made exact for Outlook.",
      why="Outlook takes line-height for the least; with mso-line-height-rule:exactly it keeps it.",
      mend="write mso-line-height-rule:exactly beside line-height", owner="template")
def exact_lines(sheet: Sheet) -> Iterator[Fault]:
    if "mso-line-height-rule" in sheet.html.lower():
        return
    for node in look(sheet).elements:
        height = style_of(node).get("line-height", "") if "line-height" in node.get("style") else ""
        if re.fullmatch(r"\d+px", height) and pixels(height) > 1:
            yield Fault("Outlook makes these lines higher than they are meant", node)
            return


@rule("OUT-BUTTON", "info", "A button's space is padding on the link alone.",
      why="Outlook pads no <a> (caniemail, css-padding, a): the button shrinks to its words.",
      mend="put the padding and the colour on the cell round the link", owner="template")
def buttons(sheet: Sheet) -> Iterator[Fault]:
    for node in look(sheet).all("a"):
        style = style_of(node) if "padding" in node.get("style") else {}
        if not any(re.search(r"[1-9]\d*px", style.get(name, "")) for name in ("padding", "padding-left", "padding-top")):
            continue
        if not (style.get("background") or style.get("background-color")):
            continue
        cell = node.parent
        shown = cell is not None and cell.tag == "td" and (cell.get("bgcolor") or "background" in cell.get("style"))
        if not shown and "mso-padding" not in node.get("style"):
            yield Fault(f"Outlook shrinks this button to its words ({quoted(node.text(200), 30)})", node)


@rule("OUT-CELLPAD", "warning", "A margin moves something that Outlook does not move.",
      why="Outlook knows no margin of <span>, no negative one, and paints a ground over margins (caniemail, css-margin).",
      mend="use padding on a <td>", owner="template")
def margins(sheet: Sheet) -> Iterator[Fault]:
    page = look(sheet)
    for node in page.elements if page.first("table") is not None else ():
        style = style_of(node) if "margin" in node.get("style") else {}
        if style and style.get("display") != "none" and (what := _lost_margin(node.tag, style)) and node.text(100).strip():
            yield Fault(f"Outlook {what} ({quoted(node.text(200), 30)})", node)
            return


_MARGINS = ("margin", "margin-top", "margin-right", "margin-bottom", "margin-left")
_WIDE = 8


def _lost_margin(tag: str, style: Mapping[str, str]) -> str:
    """Return what Outlook makes of an element's margin; empty where it keeps it."""
    said = [int(found) for name in _MARGINS for found in re.findall(r"(?<![\w.])(-?\d{1,4})(?:px|pt)", style.get(name, ""))]
    if min(said, default=0) < 0:
        return "knows no negative margin"
    if max(said, default=0) < _WIDE:
        return ""
    if tag == "span":
        return "keeps no margin of a <span>"
    ground = style.get("background-color") or style.get("background", "")
    return "paints the ground over the margin round these words" if ground and ground not in ("none", "transparent") else ""
