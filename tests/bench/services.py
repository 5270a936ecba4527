"""Measures one letter of twelve stories for every mailing service beside the same letter for one.

    python tests/bench/services.py

Prints medians of processor time and their ratio; judges nothing. The letter is composed, compiled and inlined once, and stamped for each.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from newsletter import build, merge, publication
from newsletter.model import Edition

ISSUE = Path(__file__).parent / "twelve.toml"


def main(runs: int = 40) -> None:
    who = publication.find(ISSUE.parent)
    services = [publication.service(who, name) for name in publication.services(who)]
    one, every = [], []
    for turn in range(runs + 1):
        start = time.process_time()
        letter = build.build(ISSUE, publication=who)
        first = merge.stamp(letter, services[turn % len(services)], who)
        between = time.process_time()
        letter = build.build(ISSUE, publication=who)
        editions: list[Edition] = [merge.stamp(letter, service, who) for service in services]
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
