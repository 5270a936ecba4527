"""What is behind a link, where the web may be asked."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checks._rules import Fault, rule
from newsletter.checks._sheet import Sheet
from newsletter.checks.links import addresses
from newsletter.checks.links.addresses import address
from newsletter.checks.links.aimed import Aimed, is_the_lists, to_pages
from newsletter.checks.links.asking import Answer
from newsletter.prose import one_line
from newsletter.web.address import registrable


@rule("LINK-DEAD", "error", "There is no page behind a link.",
      why="A reader who taps it has lost the way (RFC 9110, 15.5.5); sites that let no programs in are only told of.",
      mend="look whether it has moved, and mend its address", online=True)
def dead(sheet: Sheet) -> Iterator[Fault]:
    for one, answer in _asked(sheet):
        if answer.state == "gone":
            yield one.fault(f"{one.shown}: {answer.words}")
        elif answer.state == "shut":
            yield one.fault(f"{one.shown} lets no programs in ({answer.words})", "look yourself whether it opens", "info")
        elif answer.state == "unsure":
            yield one.fault(f"{one.shown}: {answer.words}", "look yourself, or check again later", "info")


@rule("LINK-REDIR", "info", "A link leads on to another address.",
      why="Each step takes a reader's time, and the old address may end one day (RFC 9110, 15.4).",
      mend="write the address that it ends at", online=True)
def led_on(sheet: Sheet) -> Iterator[Fault]:
    for one, answer in _asked(sheet):
        if answer.state != "there" or not answer.hops or not one.address.parts:
            continue
        end = address(answer.hops[-1])
        if end.parts and end.parts.path in ("", "/") and len(one.address.parts.path) > 1 and not end.parts.query:
            yield one.fault(f"{one.shown} leads to the front page of {end.host}: its own page may be gone",
                            "look whether it has moved", "warning")
        elif len(answer.hops) > 1 or registrable(end.host) != registrable(one.address.host):
            steps = f" in {len(answer.hops)} steps" if len(answer.hops) > 1 else ""
            yield one.fault(f"{one.shown} leads on{steps} to {one_line(answer.hops[-1])[:120]}")


def _asked(sheet: Sheet) -> Iterator[tuple[Aimed, Answer]]:
    """Yield the links that may be asked, with what is behind them, as far as that is known.

    The list's own are never asked: that could do something.
    """
    pages = [one for one in to_pages(sheet) if not is_the_lists(one, sheet)
             and (sheet.online.allow_private or not addresses.is_local(one.address.host))]
    answers = sheet.online.ask(one.address.href for one in pages)
    return ((one, answers[one.address.href]) for one in pages if one.address.href in answers)
