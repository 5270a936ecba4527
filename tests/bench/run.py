"""Measures the letter of twelve stories: warm build, whole process beside the official mjml command, memory; and the
letter of every block in each theme.

Prints medians and ratios; judges nothing. The peer comes from npm where npm is (``.bench/``, made once); the two
run in turn, so that a machine that slows down slows both.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NEWSLETTER = Path(sys.executable).with_name("newsletter")
PEERS = ROOT / ".bench"
ISSUE = HERE / "twelve.toml"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        # First, while this process is small: what it holds would count as its children's peak memory.
        whole_process(Path(folder))
        warm_build()
        every_block(Path(folder))


def warm_build(runs: int = 40) -> None:
    """The same process builds and stamps the letter again and again, as the preview does."""
    from newsletter import build, merge, publication

    who = publication.find(HERE)
    service = publication.service(who)
    milliseconds = timed(lambda: merge.stamp(build.build(ISSUE), service, who), runs)
    edition = merge.stamp(build.build(ISSUE), service, who)
    print(f"warm build of 12 stories: median {statistics.median(milliseconds):.1f} ms, "
          f"fastest {min(milliseconds):.1f}, slowest {max(milliseconds):.1f} ({runs} runs)")
    print(f"its HTML: {len(edition.html.encode()):,} B, of it style {style_bytes(edition.html):,} B")


def every_block(folder: Path, runs: int = 20) -> None:
    """The gallery's letters, with every block in each of its layouts, and with each once; their pictures are made before."""
    sys.path.insert(0, str(HERE.parent))
    import gallery_help as galleries

    from newsletter import build, merge, publication
    from newsletter.model import replace

    for side in galleries.SIDES:
        who = galleries.publication(folder, side)
        issue, service = galleries.issue(who), publication.service(who, "plain")
        once = {block.kind: block for block in reversed(issue.blocks)}
        for what, bands in (("every block once", tuple(reversed(once.values()))), ("every layout", issue.blocks)):
            letter = replace(issue, blocks=bands)
            for name in galleries.THEMES:
                theme = publication.theme(who, name)
                milliseconds = timed(lambda: merge.stamp(build.press(letter, who, theme), service, who), runs)  # noqa: B023
                print(f"{what} ({len(bands)} bands, {side}) in {name}: median {statistics.median(milliseconds):.1f} ms, "
                      f"fastest {min(milliseconds):.1f}, slowest {max(milliseconds):.1f} ({runs} runs)")


def timed(work: Callable[[], object], runs: int) -> list[float]:
    work()
    took = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        took.append((time.perf_counter() - start) * 1000)
    return took


def style_bytes(html: str) -> int:
    return sum(len(part.partition("</style>")[0].partition(">")[2].encode()) for part in html.split("<style")[1:])


def whole_process(folder: Path, runs: int = 15) -> None:
    """``newsletter render`` beside ``mjml`` on the very MJML that the letter is composed as."""
    mjml = folder / "letter.mjml"
    ours = [str(NEWSLETTER), "render", str(ISSUE)]
    mjml.write_bytes(subprocess.run([*ours, "--as", "mjml"], check=True, capture_output=True).stdout)
    peer = official_mjml()
    theirs = [str(peer), str(mjml), "-s"] if peer else None
    pairs = []
    for turn in range(runs + 1):
        pair = measured(ours), measured(theirs) if theirs else None
        if turn:  # the first turn only fills the disk's cache
            pairs.append(pair)
    seconds, memory = zip(*(our for our, _ in pairs), strict=True)
    print(f"newsletter render: median {statistics.median(seconds) * 1000:.0f} ms, peak memory {max(memory) / 1024:.0f} MB")
    if theirs:
        peers, peak = zip(*(their for _, their in pairs), strict=True)
        ratio = statistics.median(our[0] / their[0] for our, their in pairs)
        print(f"mjml (npm):        median {statistics.median(peers) * 1000:.0f} ms, peak memory {max(peak) / 1024:.0f} MB")
        print(f"ratio, pair by pair: median {ratio:.2f}")
    else:
        print("mjml (npm): not measured, there is no npm")


def measured(command: list[str]) -> tuple[float, int]:
    """Return seconds and peak memory (kB) of one whole process, which finds itself compiled as an installed one does."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} ended with status {status}")
    return time.perf_counter() - start, usage.ru_maxrss


def official_mjml() -> Path | None:
    """Return the official mjml command, installed beside the checkout where npm is to be had."""
    command = PEERS / "node_modules" / ".bin" / "mjml"
    if not command.exists() and shutil.which("npm"):
        PEERS.mkdir(exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock",
                        "--prefix", str(PEERS), "mjml@4.18.0"], check=True)
    return command if command.exists() else None


if __name__ == "__main__":
    main()
