"""Colours as the checks work them out, beside what Chromium computes and what axe-core finds faint."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import gallery_help as galleries
import pytest
from gallery_help import MEASURED, SIDES, hexadecimal

from newsletter.checks._css import View
from newsletter.checks._look import Look
from newsletter.checks._paint import Words
from newsletter.colour import contrast
from newsletter.dom import parse

from conftest import IN_A_BROWSER  # isort: skip

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = IN_A_BROWSER

# Each piece of words that is seen: what it says, its colour, what lies behind it, its size. A comment divides no words.
COMPUTED = """() => {
  const comments = document.createTreeWalker(document.body, NodeFilter.SHOW_COMMENT), parting = []
  while (comments.nextNode()) parting.push(comments.currentNode)
  parting.forEach(comment => comment.remove())
  document.body.normalize()
  const ground = element => {
    for (; element; element = element.parentElement) {
      const colour = getComputedStyle(element).backgroundColor
      if (colour !== 'rgba(0, 0, 0, 0)') return colour
    }
    return 'rgb(255, 255, 255)'
  }
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const node = walker.currentNode, element = node.parentElement, range = document.createRange()
    range.selectNodeContents(node)
    const words = node.textContent.replace(/[\\s\\u00a0]+/g, ' ').trim()
    if (!/[\\p{L}\\p{N}]/u.test(words) || element.closest('style,title') || !range.getClientRects().length) continue
    const {color, fontSize} = getComputedStyle(element)
    found.push([words, color, ground(element), parseFloat(fontSize)])
  }
  return found
}"""


def worked_out(html: str, *, dark: bool = False) -> list[Words]:
    """Return the words of a page as the checks take them to be painted."""
    found = Look(parse(html, placed=True), html).words(View(dark=dark))
    return [words for words in found if any(letter.isalnum() for letter in words.text)]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("theme", MEASURED)
def test_each_colour_is_the_one_that_chromium_computes(
    theme: str, side: str, dark: bool, tmp_path: Path, browser: Browser
) -> None:
    """Of every piece of words of every block: the same ink, the same ground, the same size, by day and by night."""
    found = galleries.gallery(tmp_path, theme, side)
    page = browser.new_page(color_scheme="dark" if dark else "light", viewport={"width": 640, "height": 900})
    page.goto((tmp_path / f"{theme}-{side}.html").as_uri())
    computed = [(" ".join(words.split()), hexadecimal(ink), hexadecimal(ground), round(size, 1))
                for words, ink, ground, size in page.evaluate(COMPUTED)]
    page.close()
    ours = [(words.text, words.ink, words.ground, round(words.style.size, 1)) for words in worked_out(found.html, dark=dark)]
    assert len(computed) > 100
    assert ours == computed


# Words as they come to be faint: by colours, opacities, sizes, sheets, attributes, links, boxes in boxes.
_STYLES = [
    *(f"color:{ink};background:{ground}" for ink in ("#767676", "#777777", "#959595", "#949494", "red", "#1d1b18")
      for ground in ("#ffffff", "#fffdf8", "#333333")),
    *(f"color:{ink};font-size:{size};font-weight:{weight}" for ink in ("#808080", "#949494", "#999999")
      for size in ("16px", "18pt", "24px", "19px", "1.5em") for weight in ("normal", "bold")),
    "opacity:.5", "opacity:.8;color:#444444", "color:rgba(0,0,0,.5)", "color:rgba(0,0,0,.6)", "color:hsl(0,0%,47%)",
    "background:rgba(0,0,0,.5);color:#ffffff", "background-color:#eeeeee;color:#777777", "color:inherit", "color:nonsense",
    "font:bold 20px/1.2 Arial;color:#8a8a8a", "font:20px/1.2 Arial;color:#8a8a8a",
]  # fmt: skip
_SHEET = """<style>.a{color:#999} p.b{color:#595959!important} .c > p{color:#aaa} .d p + p{color:#bbb} p[title^=x]{color:#ccc}
.e p:first-child{color:#999} .f :not(.g){color:#999} #h{color:#333} p#h{color:#999} @media print{.i{color:#999}}
@media (min-width:300px){.j{color:#999}}</style>"""
_MARKUP = """<div class=a><p>one</p></div><p class=b style="color:#999">two</p><div class=c><p>three</p><p>four</p></div>
<div class=d><p>five</p><p>six</p></div><p title=xyz>seven</p><div class=e><p>eight</p><p>nine</p></div>
<div class=f><p>ten</p><p class=g>eleven</p></div><p id=h>twelve</p><p class=i>thirteen</p><p class=j>fourteen</p>
<table bgcolor="#333333"><tr><td>fifteen</td></tr></table><font color="#aaaaaa">sixteen</font>
<p style="background:#333"><a href="https://a.example">seventeen</a></p><h1 style="color:#949494">eighteen</h1>"""


def test_what_axe_finds_faint_is_what_the_checks_find_faint(browser: Browser) -> None:
    """Of some eighty ways to colour words, axe-core and A11Y-CONTRAST call the same ones faint."""
    script = galleries.axe()
    if not script:
        pytest.skip("no axe-core, and no npm to install it")
    body = "".join(f"<p style='{style}'>words {number}</p>" for number, style in enumerate(_STYLES)) + _MARKUP
    html = f"<!DOCTYPE html><html lang=en><head><title>a</title>{_SHEET}</head><body>{body}</body></html>"
    page = browser.new_page(viewport={"width": 640, "height": 900})
    page.set_content(html)
    page.evaluate(script)
    result: dict[str, Any] = page.evaluate("axe.run(document, {runOnly: ['color-contrast'], elementRef: false})")
    page.close()
    theirs = {words(node["html"]) for fault in result["violations"] for node in fault["nodes"]}
    passed = {words(node["html"]) for rule in result["passes"] for node in rule["nodes"]}
    ours = {one.text for one in worked_out(html) if contrast(one.ink, one.ground) < (3 if one.is_large else 4.5)}
    assert len(theirs) > 25
    assert len(passed) > 25
    assert ours == theirs


def words(html: str) -> str:
    """Return the words of an element, as axe shows it."""
    return " ".join(parse(html).text().split())
