"""Measures the archive at 50,000 and at 1,000,000 articles of twenty years: import, one week, search, and memory.

    python tests/bench/archive.py [ARTICLES …]

Prints figures; judges nothing. Each line is a process of its own, that has done nothing before. The articles are made
up, the same each time; what making them up takes is taken off the import.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from newsletter import archive
from newsletter.model import Article, Reading, Selection

SIZES = (50_000, 1_000_000)
END = datetime(2026, 11, 20, 12, tzinfo=UTC)
WEEK = timedelta(days=7)
SPAN = 20 * 365 * timedelta(days=1)
SOURCES = ("The Courier", "Harbour Post", "La Gaceta", "Tagblatt", "Film desk")
SECTIONS = ("World", "Brazil", "Culture", "Science", "Sport", "Opinion", "Economy")
RARE = "heron"  # one article in a hundred holds it


# ── made-up articles ─────────────────────────────────────────────────────────────────────────────────────────


def phrases(chance: random.Random) -> list[str]:
    """Return 60,000 phrases of five words, some words frequent and most rare, as in any language; some with accents."""
    starts, middles = "b c d f g l m n p r s t v br st tr".split(), "a e i o u an er ín ou ã".split()
    parts = [start + middle for start in starts for middle in middles]
    words = ["".join(chance.choices(parts, k=chance.choice((1, 2, 2, 3, 3)))) for _ in range(40_000)]
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
    said = chance.choices(words, cum_weights=weights, k=300_000)
    return [" ".join(said[i : i + 5]) for i in range(0, len(said), 5)]


def articles(count: int, source: int) -> Iterator[Article]:
    """Yield so many articles of one source, in the order of their dates."""
    chance = random.Random(source)
    said = phrases(chance)
    plain = str.maketrans("íã ", "ia-")
    name, host = SOURCES[source], f"www.paper-{source}.example"
    for number in range(count):
        dice = chance.getrandbits(64)
        one, two, three, four = (said[(dice >> shift) % len(said)] for shift in (0, 16, 32, 48))
        published = END - SPAN * (1 - number / count)
        yield Article(
            title=f"{one.capitalize()} {two[:20]}",
            url=f"https://{host}/{published.year}/{published.month:02}/{one.translate(plain)}-{number}",
            teaser=f"{two} {RARE if dice % 100 == 0 else ''} {three}, {four} {one}.",
            image=f"https://{host}/pictures/{number}.jpg",
            image_width=1200,
            alt=three,
            published=published,
            byline=four[:16].title(),
            section=SECTIONS[dice % len(SECTIONS)],
            tags=(two[:8], four[:8]),
            source=name,
            place=number,
        )


# ── what is measured ─────────────────────────────────────────────────────────────────────────────────────────


def fill(path: Path, count: int) -> str:
    each = count // len(SOURCES)
    clocks = time.perf_counter, time.process_time
    start = [clock() for clock in clocks]
    made = sum(1 for source in range(len(SOURCES)) for _ in articles(each, source))
    between = [clock() for clock in clocks]
    with archive.open(path) as store:
        for source, name in enumerate(SOURCES):
            store.put(name, articles(each, source), END - timedelta(hours=1))
    took = [clock() - 2 * half + begin for clock, half, begin in zip(clocks, between, start, strict=True)]
    rates = [f"{made / seconds:,.0f}" for seconds in took]
    return f"{rates[0]} articles/s ({rates[1]} in a second of the processor), {path.stat().st_size / made:,.0f} B each"


def asked(question: Callable[[archive.Archive], object]) -> Callable[[Path, int], str]:
    def ask(path: Path, count: int) -> str:
        with archive.open(path, make=False) as store:
            start = time.perf_counter()
            answer = question(store)
            return f"{(time.perf_counter() - start) * 1000:,.1f} ms → {answer}"

    return ask


def week(store: archive.Archive) -> list[Article]:
    return store.within(END - WEEK, END)


def picked(path: Path, count: int) -> str:
    """From the closed archive to the chosen issue."""
    choose = chooser(path)
    start = time.perf_counter()
    with archive.open(path, make=False) as store:
        chosen = choose(week(store))
    return f"{(time.perf_counter() - start) * 1000:,.1f} ms → {len(chosen.choices)} articles judged"


def why(path: Path, count: int) -> str:
    """From the closed archive to the answer why an article of ten years ago is not in this week's issue."""
    from newsletter import pick

    choose, wanted = chooser(path), middle(count).title
    start = time.perf_counter()
    with archive.open(path, make=False) as store:
        (meant,) = store.named(wanted)
        chosen = choose(store.within(END - WEEK, END, also=[meant.id]))
    answer = pick.why(chosen, meant.url)
    return f"{(time.perf_counter() - start) * 1000:,.1f} ms → …{answer[-40:]}"


def chooser(path: Path) -> Callable[[list[Article]], Selection]:
    """Return how an issue is picked by the packaged standing matter, which is read before."""
    from newsletter import issue, pick, publication

    who = publication.find(path.parent)
    blocks = publication.blocks(who)
    standing = issue.read(publication.standing(who), blocks, standing=True)
    settings = pick.Settings(since=END - WEEK, until=END, when=END)

    def choose(these: list[Article]) -> Selection:
        reading = Reading(name=archive.FILE, kind="archive", articles=tuple(these))
        return pick.pick([reading], standing, settings=settings, blocks=blocks)

    return choose


def middle(count: int) -> Article:
    """Return an article from the middle of the first source's."""
    each = count // len(SOURCES)
    return next(one for one in articles(each, 0) if one.place == each // 2)


def named(spelled: Callable[[Article], str]) -> Callable[[Path, int], str]:
    def ask(path: Path, count: int) -> str:
        wanted = spelled(middle(count))
        return asked(lambda store: len(store.named(wanted)))(path, count)

    return ask


MEASURES: dict[str, Callable[[Path, int], str]] = {
    "import": fill,
    "one week": asked(lambda store: len(week(store))),
    "pick for a week": picked,
    "why": why,
    f"search '{RARE}'": asked(lambda store: store.search(RARE).total),
    "search of two words": asked(lambda store: store.search(f"{RARE} ba").total),
    "newest": asked(lambda store: store.search().total),
    "by address": named(lambda article: article.url),
    "by headline": named(lambda article: article.title),
    "by words of one": named(lambda article: " ".join(article.title.split()[1:4])),
}


def main() -> None:
    if len(sys.argv) == 4 and sys.argv[1] in MEASURES:
        name, path, count = sys.argv[1:]
        answer = MEASURES[name](Path(path), int(count))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{name + ':':22}{answer}; peak memory {peak:.0f} MB", flush=True)
        return
    for count in map(int, sys.argv[1:] or SIZES):
        with tempfile.TemporaryDirectory() as folder:
            print(f"archive of {count:,} articles over 20 years", flush=True)
            for name in MEASURES:
                path = Path(folder) / archive.FILE
                subprocess.run([sys.executable, __file__, name, str(path), str(count)], check=True)


if __name__ == "__main__":
    main()
