"""Measures one letter of twelve stories for every mailing service beside one for a single service; no letter is met twice.

    python tests/bench/services.py

Prints medians of processor time and their ratio; judges nothing. A letter is composed, compiled and inlined once, and stamped for each.
"""

from __future__ import annotations

import statistics
import time
from itertools import count
from pathlib import Path

from newsletter import build, merge, publication
from newsletter.files import read_text
from newsletter.model import Edition, Letter, Publication

ISSUE = Path(__file__).parent / "twelve.toml"


def letter(who: Publication, number: int) -> Letter:
    """Return the letter with a word of its own in it, so that nothing remembered of another is of use."""
    look = publication.theme(who)
    text = read_text(ISSUE).replace("night", f"night{number}", 1)
    return build.press(build.read(text, name=ISSUE.name, folder=ISSUE.parent, publication=who, theme=look), who, look)


def main(runs: int = 100) -> None:
    who = publication.find(ISSUE.parent)
    services = [publication.service(who, name) for name in publication.services(who)]
    one, every, numbers = [], [], count()
    for turn in range(runs + 1):
        start = time.process_time()
        first = merge.stamp(letter(who, next(numbers)), services[turn % len(services)], who)
        between = time.process_time()
        pressed = letter(who, next(numbers))
        editions: list[Edition] = [merge.stamp(pressed, service, who) for service in services]
        end = time.process_time()
        assert first.html and all(edition.html for edition in editions)
        if turn:  # the first turn compiles templates and patterns
            one.append((between - start) * 1000)
            every.append((end - between) * 1000)
    ratio = statistics.median(several / single for several, single in zip(every, one, strict=True))
    print(f"a letter for one service: median {statistics.median(one):.1f} ms; for all {len(services)}: "
          f"median {statistics.median(every):.1f} ms; ratio, turn by turn: median {ratio:.2f} ({runs} runs)")


if __name__ == "__main__":
    main()
