"""Whether words can be read on what lies behind them, by day; `newsletter.checks.dark` asks by night."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checks._look import few, look, quoted
from newsletter.checks._rules import Fault, rule
from newsletter.checks._sheet import Sheet
from newsletter.checks.dark import LARGE, SMALL, faint


@rule("A11Y-CONTRAST", "error", "Words can hardly be read on what lies behind them.",
      why="WCAG 2.2, 1.4.3 asks for 4.5 : 1, for large words (24 px, or 18.66 px bold) 3 : 1; SpamAssassin counts it as well.",
      mend="choose another colour for the words or for what is behind them", owner="template")
def contrast(sheet: Sheet) -> Iterator[Fault]:
    yield from few((Fault(
        f"the words {quoted(words.text, 30)} have a contrast of {ratio:.1f} ({words.ink} on {words.ground}), and need "
        f"{LARGE if words.is_large else SMALL:g}", words.node) for words, ratio in faint(look(sheet).words())), most=8)


@rule("A11Y-LARGE", "info", "The page is too large for its colours to be judged.",
      why="No letter comes near 20,000 elements; so a hostile file cannot keep the check busy.",
      mend="judge its colours by eye", owner="template")
def too_large(sheet: Sheet) -> Iterator[Fault]:
    if look(sheet).is_too_large:
        yield Fault(f"the page has {len(look(sheet).elements):,} elements, and its colours are not judged")
