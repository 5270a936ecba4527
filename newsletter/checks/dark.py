"""The letter by night: its own dark, and the dark that mail programs force on it.

What is forced is Chromium's Auto Dark (`newsletter.colour`), which Android's mail programs paint with; Outlook and Gmail
do nearly the same, by algorithms that nobody has published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from newsletter.checks._css import View
from newsletter.checks._look import Look, few, look, quoted
from newsletter.checks._paint import Words
from newsletter.checks._rules import Fault, rule
from newsletter.checks._sheet import Sheet
from newsletter.colour import contrast, forced_dark
from newsletter.pictures import judged

LARGE, SMALL = 3.0, 4.5


@rule("DARK-META", "warning", "The page does not say that it knows the dark.",
      why="Without color-scheme, Apple Mail and others turn the letter's colours by themselves.",
      mend='put <meta name="color-scheme" content="light dark"> and :root { color-scheme: light dark } into <head>',
      owner="template")
def says_dark(sheet: Sheet) -> Iterator[Fault]:
    if not look(sheet).says_dark and look(sheet).first("body") is not None and sheet.html.strip():
        yield Fault("nothing in <head> says color-scheme: light dark", 0)


@rule("DARK-PAIR", "warning", "Words have a colour, and nothing says what is behind them; or the reverse.",
      why="Mail programs turn grounds and words each by itself: one that is not said is turned, one that is, stays.",
      mend="say color and background-color together", owner="template")
def pairs(sheet: Sheet) -> Iterator[Fault]:
    for words in look(sheet).words():
        style = words.style
        if style.ink_said and not style.ground_said and words.ink != "#000000":
            yield Fault(f"the words {quoted(words.text, 30)} have a colour ({words.ink}) and no ground", words.node)
            return
        if style.ground_said and not style.ink_said and words.node.tag != "a" and words.ground != "#ffffff":
            yield Fault(f"the words {quoted(words.text, 30)} have a ground ({words.ground}) and no colour", words.node)
            return


@rule("DARK-CONTRAST", "warning", "Words can hardly be read by night.",
      why="WCAG 2.2, 1.4.3 asks for 4.5 : 1 (3 : 1 for large words), and four in ten read in the dark.",
      mend="choose another colour for the words or for what is behind them", owner="template")
def dark_contrast(sheet: Sheet) -> Iterator[Fault]:
    yield from few((Fault(f"{said}, the words {quoted(words.text, 30)} have a contrast of {ratio:.1f} ({ink} on {ground})",
                          words.node) for words, ink, ground, ratio, said in in_the_dark(look(sheet))), most=8)


def in_the_dark(page: Look) -> Iterator[tuple[Words, str, str, float, str]]:
    """Yield what is faint by night, each pair of colours once, and by which night."""
    if page.has_dark:
        for words, ratio in faint(page.words(View(dark=True))):
            yield words, words.ink, words.ground, ratio, "by night"
    turned = (words._replace(ink=forced_dark(words.ink, "ink"), ground=forced_dark(words.ground, "ground"))
              for words in page.words())
    for words, ratio in faint(turned, readable_before=page.words()):
        yield words, words.ink, words.ground, ratio, "turned dark by a mail program"


def faint(found: Iterable[Words], readable_before: Iterable[Words] = ()) -> Iterator[tuple[Words, float]]:
    """Yield words that stand out too little, each pair of colours once, and their contrast.

    Args:
        readable_before: the same words by day; those that are faint by then are told of by day.
    """
    seen: set[tuple[str, str, bool]] = set()
    days = iter(readable_before)
    for words in found:
        day = next(days, None)
        pair = (words.ink, words.ground, words.is_large)
        if pair in seen or words.style.picture or words.style.opacity < 0.05:
            continue
        least = LARGE if words.is_large else SMALL
        ratio = contrast(words.ink, words.ground)
        if ratio < least and not (day and contrast(day.ink, day.ground) < least):
            seen.add(pair)
            yield words, ratio


@rule("DARK-PNG", "warning", "A dark picture shines through, and is lost on dark paper.",
      why="No mail program turns pictures: a dark logo on nothing stands on black by night.",
      mend="give the picture a ground, or a light line round what it shows")
def dark_pictures(sheet: Sheet) -> Iterator[Fault]:
    for node in look(sheet).all("img"):
        picture = sheet.picture(node.get("src"))
        if picture and picture.media_type == "image/png" and judged(picture.data).lost_by_night:
            yield Fault(f"this picture is dark and shines through: by night it is lost ({quoted(node.get('alt'), 40)})", node)


@rule("DARK-PUREBW", "info", "The brand colour is pure black or white.",
      why="Mail programs that turn colours turn these into each other: the letter's one colour is its opposite by night.",
      mend="take a dark grey such as #1a1a1a", foreign=False)
def pure_brand(sheet: Sheet) -> Iterator[Fault]:
    if sheet.publication.colour.lower() in ("#000", "#000000", "#fff", "#ffffff"):
        yield Fault(f"the brand colour is {sheet.publication.colour}", where="newsletter.toml")


@rule("DARK-BGTEXT", "warning", "Words stand on a picture.",
      why="Mail programs turn words by night and leave the picture behind them as it is.",
      mend="put the words under the picture, or on a plain ground over it", owner="template")
def words_on_pictures(sheet: Sheet) -> Iterator[Fault]:
    for words in look(sheet).words():
        if words.style.picture:
            yield Fault(f"the words {quoted(words.text, 30)} stand on a picture, which stays as it is by night", words.node)
            return
