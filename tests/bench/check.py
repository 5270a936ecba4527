"""Figures of the check: a letter of 100 kB warm, a whole process, and hostile pages of 2 MB.

    python tests/bench/check.py
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import checks_help
import gallery_help as galleries

from newsletter import checks
from newsletter.model import replace

MB = 2_000_000
# The shapes that cost a parser, a walk or an expression the most.
HOSTILE = {
    "open tables": "<table><tr><td>", "signs <": "<", "rules of style": "a{b:c}", "links": "<a href='http://x.example/1'>here</a>",
    "styled words": "<p style='color:red;background:url(x)'>x</p>", "entities": "&amp;", "conditional comments": "<!--[if mso]>",
    "braces": "{{ x ", "open attributes": "<a href=\"", "imports": "@media{",
}


def main() -> None:
    warm()
    whole_process()
    hostile()


def warm(runs: int = 20) -> None:
    """The good letter, and one of 100 kB of its sections, judged again and again as the preview does."""
    good = checks_help.good()
    body = good.html[good.html.index("<body") : good.html.index("</body>")]
    section = f"<div>{body[body.index('>') + 1 :]}</div>"
    long = good.html.replace("</body>", section * ((100_000 - len(good.html)) // len(section) + 1) + "</body>")
    for name, html in (("letter", good.html), ("long letter", long)):
        edition = replace(good.edition, html=html)
        milliseconds = []
        for _ in range(runs + 1):
            start = time.perf_counter()
            checks.check(edition, publication=good.publication, issue=good.issue, service=good.service, today=checks_help.TODAY)
            milliseconds.append((time.perf_counter() - start) * 1000)
        del milliseconds[0]
        print(f"check of a {name}, {len(html.encode()):,} B: median {statistics.median(milliseconds):.0f} ms, "
              f"fastest {min(milliseconds):.0f}, slowest {max(milliseconds):.0f} ({runs} runs); bar 150 ms for 100,000 B")


def whole_process(runs: int = 7) -> None:
    """`newsletter check` of the sample's first number, from start to end, with compiled modules, as an installed one has them.

    The first run of all finds nothing kept: neither modules, nor templates, nor pictures. CPU time is what a busy machine
    tells the truth about.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = galleries.sample(Path(folder))
        kept = {name: str(Path(folder, name)) for name in ("XDG_CACHE_HOME", "PYTHONPYCACHEPREFIX")}
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | kept
        environment["PYTHONPATH"] = str(Path(checks.__file__).parents[2])
        took = [_took([sys.executable, "-m", "newsletter", "check", str(path)], path.parent, environment) for _ in range(runs + 1)]
    print(f"newsletter check, whole process, 16 stories: first run {took[0][0]:.0f} ms (CPU {took[0][1]:.0f}), then {runs} runs:")
    for name, values in zip(("from start to end", "CPU time"), zip(*took[1:], strict=True), strict=True):
        print(f"  {name}: median {statistics.median(values):.0f} ms, fastest {min(values):.0f}, slowest {max(values):.0f}; bar 800 ms")


def _took(command: list[str], folder: Path, environment: dict[str, str]) -> tuple[float, float]:
    """Return the milliseconds that a command took, on the clock and of the processor."""
    start, before = time.perf_counter(), os.times()
    subprocess.run(command, cwd=folder, check=True, capture_output=True, env=environment)
    after = os.times()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return (time.perf_counter() - start) * 1000, processor * 1000


def hostile() -> None:
    """Pages of 2 MB of one thing over and over."""
    publication = checks_help.good().publication
    for name, piece in HOSTILE.items():
        style = name in ("rules of style", "imports")
        page = f"<p>words</p>{'<style>' if style else ''}{piece * (MB // len(piece))}".encode()
        start = time.perf_counter()
        checks.judged(checks.foreign(page, "letter.html", publication))
        print(f"hostile page of {len(page):,} B, {name}: {time.perf_counter() - start:.2f} s; bar 3 s")


if __name__ == "__main__":
    main()
