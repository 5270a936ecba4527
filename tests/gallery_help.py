"""Every block of every theme as one letter, from left to right and from right to left, and what measures it.

The letter from left to right is made of the specimens; the one from right to left stands in ``data/gallery``. Their
pictures are drawn here: nothing is fetched.
"""

from __future__ import annotations

import contextlib
import fcntl
import io
import json
import os
import re
import shutil
import subprocess
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

from msgspec.structs import replace
from PIL import Image, ImageDraw, ImageOps

from newsletter import build, files, merge
from newsletter import issue as issues
from newsletter import publication as publications
from newsletter.colour import forced_dark
from newsletter.model import Block, Issue, Letter, Publication, Reader, place_pictures

from conftest import TESTS  # isort: skip

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIDES = ("ltr", "rtl")
READER = Reader(email="reader@example.org")
TEMPLATES = files.PACKAGED / "templates"
# `make gallery` and CI measure all themes, `make test` the first.
THEMES = sorted(path.stem for path in (TEMPLATES / "themes").glob("*.toml"))
THEMES.sort(key=lambda name: name != Publication().theme)
MEASURED = THEMES if os.environ.get("GALLERY") or os.environ.get("CI") else THEMES[:1]
LETTERS = TESTS / "data" / "gallery"
SHEETS = TESTS.parent / ".gallery"
BENCH = TESTS.parent / ".bench"


# ── the letters ──────────────────────────────────────────────────────────────────────────────────────────────

# Bands in the order in which a letter has them; a block that is new stands before the correction.
_FIRST = ("masthead", "note", "contents", "lead", "section", "quote", "sponsor", "figure", "events", "video", "cover")
_LAST = ("divider", "correction", "button", "imprint")
_WEB = "https://pictures.example/"


def publication(folder: Path, side: str = "ltr", **changes: Any) -> Publication:
    """Return a publication in a folder, in English or in Arabic."""
    said = {
        "name": "The Halyard", "tagline": "A weekly letter on harbours and courts", "language": "en",
    } if side == "ltr" else {
        "name": "المرساة", "tagline": "رسالة أسبوعية عن الموانئ والمحاكم", "language": "ar",
    }  # fmt: skip
    return Publication(**{
        "root": folder, "shelves": (TEMPLATES,), "url": "https://halyard.example/",
        "postal_address": "1 Rope Walk, Port Example",
        "addresses": {
            name: f"https://halyard.example/{name}?who={{email}}"
            for name in ("unsubscribe", "web_version", "preferences")
        },
        "social": ({"name": "Mastodon", "url": "https://social.example/@halyard"},),
        **said, **changes,
    })  # fmt: skip


def issue(who: Publication) -> Issue:
    """Return the issue with every block in it, and draw its pictures into the publication's folder."""
    kinds = publications.blocks(who)
    if who.language == "ar":
        found = issues.read(LETTERS / "ar.toml", kinds)
    else:
        order = [*_FIRST, *sorted(kinds.keys() - {*_FIRST, *_LAST}), *_LAST]
        read = {kind: issues.read(TESTS / "specimens" / f"{kind}.toml", kinds) for kind in order}
        blocks = [block for kind in order for block in read[kind].blocks if block.kind == kind]
        found = replace(read["note"], blocks=tuple(map(_with_local_pictures, blocks)))
    return _drawn(found, who)


def _drawn(found: Issue, who: Publication) -> Issue:
    """Return an issue, its pictures drawn into the publication's folder."""
    assert who.root
    for name in {name for block in found.blocks for name in pictures_of(block)}:
        _draw(who.root / name)
    return found


def _with_local_pictures(block: Block) -> Block:
    fields = {**block.fields}
    if "image" in fields:
        fields["image"] = fields["image"].replace(_WEB, "images/")
    stories = (replace(story, image=story.image.replace(_WEB, "images/")) for story in block.stories)
    return replace(block, fields=fields, stories=tuple(stories))


def pictures_of(block: Block) -> list[str]:
    """Return the pictures that a block and its stories name."""
    return [name for name in (block.fields.get("image"), *(story.image for story in block.stories)) if name]


def _draw(path: Path) -> None:
    """Draw a picture that its name decides: a sky, a sun and a sea."""
    path.parent.mkdir(parents=True, exist_ok=True)
    chance = crc32(path.name.encode())
    sky, sea = (f"hsl({(chance >> shift) % 360}, 45%, {light}%)" for shift, light in ((0, 78), (9, 32)))
    picture = ImageOps.colorize(Image.linear_gradient("L").resize((1280, 900)), "#f4efe5", sky)
    pen = ImageDraw.Draw(picture)
    x, y = 200 + chance % 800, 180 + chance % 240
    pen.ellipse((x, y, x + 190, y + 190), fill="#fdf6d8")
    pen.rectangle((0, 560, 1280, 900), fill=sea)
    picture.save(path, quality=80)


class Gallery(NamedTuple):
    """A letter of every block: its HTML with comments where blocks begin, its pictures, its folder."""

    html: str
    letter: Letter
    folder: Path


def gallery(folder: Path, theme: str, side: str, name: str = "", **changes: Any) -> Gallery:
    """Press a gallery letter into a folder, as ``<theme>-<side>.html`` with its pictures beside it."""
    who = publication(folder, side, **changes)
    letter = build.press(issue(who), who, publications.theme(who, theme))
    return _laid(folder, name or f"{theme}-{side}", letter, who)


def hard_case(folder: Path, theme: str, name: str, side: str) -> Gallery:
    """Press one of the letters in ``data/gallery`` into a folder, as ``<name>-<theme>.html``."""
    who = publication(folder, side)
    found = _drawn(issues.read(LETTERS / f"{name}.toml", publications.blocks(who)), who)
    return _laid(folder, f"{name}-{theme}", build.press(found, who, publications.theme(who, theme)), who)


def _laid(folder: Path, name: str, letter: Letter, who: Publication) -> Gallery:
    edition = merge.stamp(letter, publications.service(who, "plain"), who, READER)
    commented = edition.html
    for mark in reversed(edition.marks):
        commented = f"{commented[: mark.offset]}<!--@{mark.position}-->{commented[mark.offset :]}"
    html = place_pictures(commented, letter.pictures, lambda picture: f"pictures/{picture.name}")
    (folder / "pictures").mkdir(exist_ok=True)
    for picture in letter.pictures:
        (folder / "pictures" / picture.name).write_bytes(picture.data)
    (folder / f"{name}.html").write_text(html, encoding="utf-8")
    return Gallery(html, letter, folder)


def sample(folder: Path) -> Path:
    """Return the first number of the sample publication, as `newsletter new --sample` and `next` make it."""
    from newsletter.cli.new import new
    from newsletter.cli.next import next_number

    new(folder / "halyard", sample=True)
    with contextlib.chdir(folder / "halyard"):
        next_number()
    return folder / "halyard" / "issues" / "001.toml"


def sample_letter(path: Path, theme: str) -> Gallery:
    """Press the sample's first number in a theme, as ``sample-<theme>.html``."""
    who = publications.find(path)
    return _laid(path.parent, f"sample-{theme}", build.build(path, theme=theme), who)


# ── dark, in the ways of others ──────────────────────────────────────────────────────────────────────────────


def without_own_dark(html: str) -> str:
    """Return a letter as a mail program reads it that knows no dark but its own."""
    return re.sub(r"color-scheme", "x-color-scheme", html)


# What Outlook does to a letter by night: it turns the colours in the elements and keeps the old ones in attributes.
# They are overruled by the letter's own rules for elements below such an attribute.
INLINE_COLOURS = """() => [...document.body.querySelectorAll('[style]'), document.body].flatMap(element =>
  [element.style.color, element.style.backgroundColor].filter(Boolean))"""
OUTLOOK_BY_NIGHT = """turned => {
  for (const element of [document.body, ...document.body.querySelectorAll('[style]')]) {
    const {color, backgroundColor} = element.style
    if (color) {
      element.dataset.ogsc = color
      element.style.color = turned[color][0]
    }
    if (backgroundColor) {
      element.dataset.ogsb = backgroundColor
      element.style.backgroundColor = turned[backgroundColor][1]
    }
  }
}"""


def turn_as_outlook(page: Page) -> None:
    """Turn a page's inline colours dark as Outlook does, with its attributes."""
    colours = {colour: hexadecimal(colour) for colour in page.evaluate(INLINE_COLOURS) if colour != "transparent"}
    page.evaluate(OUTLOOK_BY_NIGHT, {
        name: [forced_dark(colour, "ink"), forced_dark(colour, "ground")] for name, colour in colours.items()
    } | {"transparent": ["transparent", "transparent"]})  # fmt: skip


def hexadecimal(colour: str) -> str:
    """Return a computed colour as #rrggbb; one that lets something shine through is no colour to judge."""
    channels = colour[colour.index("(") + 1 : -1].split(",")
    assert len(channels) == 3 or float(channels[3]) == 1, colour
    return "#" + "".join(f"{int(channel):02x}" for channel in channels[:3])


# ── measures, in the page ────────────────────────────────────────────────────────────────────────────────────

# Each line of words as it is painted: its words, the box of its ink, its colour, the ground behind it; and what of it
# is cut off, sticks out of its cell or touches other ink. Ink is measured: the box of a line is higher than its letters.
MEASURE = """() => {
  const pen = document.createElement('canvas').getContext('2d')
  const ground = element => {
    for (; element; element = element.parentElement) {
      const colour = getComputedStyle(element).backgroundColor
      if (colour !== 'rgba(0, 0, 0, 0)' && colour !== 'transparent') return colour
    }
    return 'rgb(255, 255, 255)'
  }
  const written = (words, how) => how === 'uppercase' ? words.toUpperCase() : words
  const lines = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const node = walker.currentNode, element = node.parentElement, style = getComputedStyle(element)
    const words = node.textContent.replace(/[\\s\\u00a0]+/g, ' ').trim()
    if (!words || element.closest('style,title,[style*="display:none"]')) continue
    pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
    pen.direction = style.direction
    const ink = pen.measureText(written(words, style.textTransform))
    const range = document.createRange()
    range.selectNodeContents(node)
    for (const box of range.getClientRects()) {
      if (box.width < 1) continue
      const base = box.top + box.height * ink.fontBoundingBoxAscent
        / (ink.fontBoundingBoxAscent + ink.fontBoundingBoxDescent)
      lines.push({
        words: words.slice(0, 60), element, node, colour: style.color, ground: ground(element),
        size: parseFloat(style.fontSize), left: box.left, right: box.right,
        top: base - ink.actualBoundingBoxAscent, bottom: base + ink.actualBoundingBoxDescent,
      })
    }
  }
  const faults = []
  for (const line of lines) {
    if (line.left < -0.5 || line.right > innerWidth + 0.5) faults.push(`beyond the window: ${line.words}`)
    for (let box = line.element; box && box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box), edge = box.getBoundingClientRect()
      const cuts = style.overflow !== 'visible', holds = ['block', 'table-cell', 'inline-block'].includes(style.display)
      if ((cuts || holds) && (line.left < edge.left - 1 || line.right > edge.right + 1))
        faults.push(`sticks out of ${box.tagName}: ${line.words}`)
      if (cuts && (line.top < edge.top - 1 || line.bottom > edge.bottom + 1))
        faults.push(`cut by ${box.tagName}: ${line.words}`)
    }
  }
  // Lines of one text may touch: the measure takes the highest and the deepest letter of all its lines.
  lines.forEach((one, at) => lines.slice(at + 1).forEach(other => {
    const across = Math.min(one.right, other.right) - Math.max(one.left, other.left)
    const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)
    if (across > 1 && down > (one.node === other.node ? 0.2 * one.size : 1))
      faults.push(`overlap by ${down.toFixed(1)} px: ${one.words} | ${other.words}`)
  }))
  if (document.compatMode !== 'CSS1Compat') faults.push('quirks mode')
  if (document.documentElement.scrollWidth > innerWidth) faults.push('scrolls sideways')
  for (const picture of document.images) {
    if (!picture.naturalWidth) faults.push(`no picture: ${picture.src}`)
    const box = picture.getBoundingClientRect()
    if (box.left < -0.5 || box.right > innerWidth + 0.5) faults.push(`beyond the window: ${picture.alt}`)
  }
  const paint = lines.map(({words, colour, ground, size}) => ({words, colour, ground, size}))
  return {faults: [...new Set(faults)], paint}
}"""

# Each shape that is no words, as it is painted: its ground and its frame, and the ground around it.
SHAPES = """() => {
  const painted = colour => colour !== 'rgba(0, 0, 0, 0)' && colour !== 'transparent'
  const around = element => {
    for (element = element.parentElement; element; element = element.parentElement) {
      const colour = getComputedStyle(element).backgroundColor
      if (painted(colour)) return colour
    }
  }
  const shapes = [...document.querySelectorAll('.go, td.flag, .plate, .signal')]
  return shapes.map(shape => {
    const {backgroundColor, borderBottomColor, borderBottomWidth} = getComputedStyle(shape)
    const {borderCollapse} = getComputedStyle(shape.closest('table'))
    return {
      name: shape.className, around: around(shape),
      ground: painted(backgroundColor) ? backgroundColor : '',
      // Collapsed frames belong to the table: a forced dark judges them by its ground, and leaves them dark.
      frame: borderBottomWidth === '0px' || borderCollapse === 'collapse' ? '' : borderBottomColor,
    }
  })
}"""

# Where each piece of words begins and ends, from the left: its first letter and its last.
ENDS = """pieces => {
  const found = {}
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const place = (node, at) => {
    const range = document.createRange()
    range.setStart(node, at)
    range.setEnd(node, at + 1)
    return range.getBoundingClientRect().left
  }
  while (walker.nextNode()) for (const piece of pieces) {
    const node = walker.currentNode, at = node.data.indexOf(piece)
    if (at >= 0 && !(piece in found) && !node.parentElement.closest('style,title')) found[piece] = [place(node, at), place(node, at + piece.length - 1)]
  }
  return found
}"""

# The box of each block's bands: those from its comment to the next one's.
BLOCKS = """() => {
  const boxes = []
  for (const band of document.querySelectorAll('.band')) {
    const walker = document.createTreeWalker(band, NodeFilter.SHOW_COMMENT)
    let mark = ''
    while (!mark && walker.nextNode()) mark = (walker.currentNode.data.match(/^@(b\\d+)/) || [])[1] || ''
    const {top, bottom} = band.getBoundingClientRect(), last = boxes.at(-1)
    if (last && (!mark || last.mark === mark)) last.bottom = bottom + scrollY
    else boxes.push({mark, top: top + scrollY, bottom: bottom + scrollY})
  }
  return boxes
}"""


# ── tools that are not Python's ──────────────────────────────────────────────────────────────────────────────

FIREFOX = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)
SPAMASSASSIN = shutil.which("spamassassin")
_AXE = "axe-core@4.14.1"


@cache
def axe() -> str:
    """Return axe-core's script, installed beside the checkout where npm is to be had; empty where it is not."""
    script = BENCH / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists() and shutil.which("npm"):
        BENCH.mkdir(exist_ok=True)
        with (BENCH / "axe.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # tests run side by side
            if not script.exists():
                _install(_AXE)
    return script.read_text("utf-8") if script.exists() else ""


def _install(package: str) -> None:
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock", "--fetch-retries=0"]
    with contextlib.suppress(subprocess.TimeoutExpired):
        subprocess.run([*command, "--prefix", str(BENCH), package], check=False, timeout=60)


def spam_score(message: bytes, folder: Path) -> tuple[float, str]:
    """Return what SpamAssassin's local rules give a message, and the rules that it broke."""
    assert SPAMASSASSIN
    command = [SPAMASSASSIN, "-L", "-t", "-x", "-p", os.devnull]
    environment = {**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, input=message, capture_output=True, check=True, env=environment, timeout=60)
    said = re.search(rb"^X-Spam-Status: .*?score=(-?[\d.]+).*?tests=(.*?)\s+autolearn", done.stdout, re.DOTALL | re.M)
    assert said, done.stdout[:2000] + done.stderr
    return float(said[1]), " ".join(said[2].decode().split())


# ── the contact sheet ────────────────────────────────────────────────────────────────────────────────────────


class Shot(NamedTuple):
    """A letter as it was painted, and where its blocks stand in it."""

    picture: bytes
    blocks: list[dict[str, Any]]


def contact_sheet(shots: list[Shot], path: Path) -> None:
    """Write a sheet of crops: a row for each block, a column for each shot."""
    pictures = [Image.open(io.BytesIO(shot.picture)).convert("RGB") for shot in shots]
    rows = []
    for number in range(len(shots[0].blocks)):
        boxes = [shot.blocks[number] for shot in shots]
        rows.append([
            picture.crop((0, int(box["top"]), picture.width, int(box["bottom"])))
            for picture, box in zip(pictures, boxes, strict=True)
        ])  # fmt: skip
    gap = 24
    width = sum(picture.width + gap for picture in pictures) + gap
    sheet = Image.new("RGB", (width, sum(max(crop.height for crop in row) + gap for row in rows) + gap), "#7b8794")
    y = gap
    for row in rows:
        x = gap
        for crop in row:
            sheet.paste(crop, (x, y))
            x += crop.width + gap
        y += max(crop.height for crop in row) + gap
    path.parent.mkdir(exist_ok=True)
    sheet.save(path)


_FRAMED = """<!doctype html><meta charset="utf-8"><title>Measures</title>%s<script>addEventListener('load', () => {
  const found = [...document.querySelectorAll('iframe')].map(frame => [frame.title, frame.contentWindow.eval(%s).faults])
  fetch('/found', {method: 'POST', body: JSON.stringify(found)})
})</script>"""


def framed(names: list[str], widths: tuple[int, ...]) -> str:
    """Return a page that measures letters in frames of several widths, and posts what it found."""
    frame = '<iframe title="{0} {1}" src="{0}" width="{1}" height="900" style="border:0" scrolling="no"></iframe>'
    frames = "".join(frame.format(escape(name), width) for name in names for width in widths)
    return _FRAMED % (frames, json.dumps(f"({MEASURE})()"))
