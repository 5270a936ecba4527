"""Measures `newsletter fetch`: 50 sources on this machine that each take 200 ms to answer, twice.

The first run brings everything; the second asks each source only whether something has changed, and writes nothing.
Then one feed of 50,000 items, at the edge of the size that is taken. Prints figures; judges nothing.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from servers import Site, answer  # noqa: E402

SOURCES, ARTICLES, LATENCY = 50, 20, 0.2
ITEMS = 50_000


def feed(number: int) -> bytes:
    """Return a feed of pieces, each with a picture, so that no page is asked for one."""
    today = datetime.now(UTC).replace(microsecond=0)
    items = "".join(
        f"<item><title>Harbour {number}: dispatch {place}</title><link>https://harbour-{number}.example/{place}</link>"
        f"<description>What the tide of day {place} left on quay {number}, and who came to look at it.</description>"
        f"<pubDate>{format_datetime(today - timedelta(hours=place))}</pubDate>"
        f'<enclosure url="https://harbour-{number}.example/{place}.jpg" type="image/jpeg" length="1"/></item>'
        for place in range(ARTICLES))
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{number}</title>{items}</channel></rss>'.encode()


def site(number: int) -> Site:
    """Return a server that takes its time, and knows an entity tag when it sees it again."""
    body = feed(number)
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    whole = answer(body, "200 OK", "Content-Type: application/rss+xml", f"ETag: {tag}")
    same = answer(b"", "304 Not Modified", f"ETag: {tag}")

    def script(connection, request: bytes) -> None:  # noqa: ANN001
        time.sleep(LATENCY)
        connection.sendall(same if f"If-None-Match: {tag}".encode() in request else whole)

    return Site(script)


def large() -> Site:
    """Return a server with one very long feed."""
    today = datetime.now(UTC).replace(microsecond=0)
    items = "".join(
        f"<item><title>Piece {n}</title><link>https://c.example/{n}</link>"
        f"<pubDate>{format_datetime(today - timedelta(minutes=n))}</pubDate></item>" for n in range(ITEMS))
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>L</title>{items}</channel></rss>'.encode()
    whole = answer(body, "200 OK", "Content-Type: application/rss+xml")
    return Site(lambda connection, request: connection.sendall(whole))


def measure_large() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "newsletter.toml").write_text(f"name = 'Bench'\n[[source]]\nname = 'L'\naddress = '{large().url}'\n")
        seconds, worked, memory = fetched(root)
        print(f"fetch, one feed of {ITEMS:,} items: {seconds:.2f} s ({worked:.2f} s of the processor), peak memory "
              f"{memory / 1024:.0f} MB")


def main() -> None:
    measure_many()
    measure_large()


def measure_many() -> None:
    sites = [site(number) for number in range(SOURCES)]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        sources = "".join(f"[[source]]\nname = 'Harbour {n}'\naddress = '{one.url}'\n" for n, one in enumerate(sites))
        (root / "newsletter.toml").write_text(f"name = 'Bench'\n{sources}", encoding="utf-8")
        for run in ("first", "second"):
            before = state(root)
            for one in sites:
                one.requests.clear()
            seconds, worked, memory = fetched(root)
            requests = [request for one in sites for request in one.requests]
            conditional = sum(b"If-None-Match" in request for request in requests)
            print(f"fetch, {run} run: {seconds:.2f} s ({worked:.2f} s of the processor), peak memory "
                  f"{memory / 1024:.0f} MB, {len(requests)} requests, "
                  f"{conditional / len(requests):.0%} conditional; the archive is "
                  f"{'as it was, to the byte' if state(root) == before else 'written'}")


def fetched(root: Path) -> tuple[float, float, int]:
    """Return seconds, those of them the processor worked, and peak memory (kB) of a whole ``newsletter fetch``."""
    command = [sys.executable, "-m", "newsletter", "fetch", "--allow-private"]
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=root, env=os.environ | {"PYTHONPATH": str(ROOT)})
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"newsletter fetch ended with status {status}")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def state(root: Path) -> list[tuple[str, int, bytes]]:
    """Return name, time of change and content of the archive's files; an empty log of writes is none."""
    return [(path.name, path.stat().st_mtime_ns, path.read_bytes()) for path in sorted(root.glob("articles.db*"))
            if path.stat().st_size and not path.name.endswith("-shm")]


if __name__ == "__main__":
    main()
