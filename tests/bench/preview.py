"""Measures the preview: from the start of the command to the first letter, and from saving the file to the new letter
painted, in the browser, on the letter of twelve stories.

Prints medians and the 95th of 100; judges nothing. What is painted is told by the page: two frames after the new letter
was put in the old one's place the first of them has been painted.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent))

from conftest import CHROMIUM  # noqa: E402
from preview_help import running  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SAVES = 60
STARTS = 7


def main() -> None:
    if CHROMIUM is None:
        print("preview: not measured, there is no Chromium")
        return
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        issue = Path(folder) / "twelve.toml"
        shutil.copy(HERE / "twelve.toml", issue)
        for pictures in ("images", "pictures"):
            if (HERE / pictures).is_dir():
                shutil.copytree(HERE / pictures, Path(folder) / pictures)
        first_letter(issue)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        save_to_paint(browser, issue)
        many_reloads(browser, issue)
        browser.close()


def first_letter(issue: Path) -> None:
    """From the start of the process to the answer that holds the letter, as a browser that waits would get it."""
    took = []
    for _ in range(STARTS):
        start = time.perf_counter()
        with running(issue) as live:
            while not _letter(live.port):
                time.sleep(0.005)
            took.append((time.perf_counter() - start) * 1000)
    print(f"start to first letter: median {statistics.median(took):.0f} ms, slowest {max(took):.0f} ({STARTS} starts)")


def _letter(port: int) -> bool:
    import socket

    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(f"GET /letter HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
        return line.recv(64).startswith(b"HTTP/1.1 200")


def save_to_paint(browser: Browser, issue: Path) -> None:
    """Each save changes a headline; the next comes after a pause, as an editor's does."""
    text = issue.read_text("utf-8")
    with running(issue) as live:
        page = _opened(browser, live.url)
        took = []
        for number in range(SAVES):
            before = page.evaluate("document.documentElement.dataset.painted")
            issue.write_text(text.replace("subject", f"# save {number}\nsubject", 1).replace("the", f"the{number}", 3), "utf-8")
            saved = time.time() * 1000
            page.wait_for_function("before => document.documentElement.dataset.painted !== before", arg=before)
            took.append(float(page.evaluate("document.documentElement.dataset.paintedAt")) - saved)
            page.wait_for_timeout(400)
        issue.write_text(text, "utf-8")
        page.close()
    took.sort()
    print(f"save to painted: median {statistics.median(took):.0f} ms, 95 % within {took[int(len(took) * 0.95)]:.0f} ms, "
          f"slowest {took[-1]:.0f} ({SAVES} saves, two frames of the letter)")


def many_reloads(browser: Browser, issue: Path, reloads: int = 200) -> None:
    """What the page and the process grow by over many letters."""
    text = issue.read_text("utf-8")
    with running(issue) as live:
        page = _opened(browser, live.url)
        sizes = []
        for number in range(reloads):
            before = page.evaluate("document.documentElement.dataset.painted")
            issue.write_text(f"# {number}\n{text}", "utf-8")
            page.wait_for_function("before => document.documentElement.dataset.painted !== before", arg=before)
            if number in (20, reloads - 1):
                sizes.append((_heap(page), _resident(live.process)))
        issue.write_text(text, "utf-8")
        page.close()
    (page_before, before), (page_after, after) = sizes
    print(f"{reloads} new letters: the page {page_before / 1e6:.1f} → {page_after / 1e6:.1f} MB of script's memory, "
          f"the preview {before / 1e6:.0f} → {after / 1e6:.0f} MB")


def _opened(browser: Browser, url: str) -> Page:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(url)
    page.locator("html[data-painted]").wait_for(state="attached")
    page.wait_for_timeout(1000)
    return page


def _heap(page: Page) -> int:
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    return int(session.send("Runtime.getHeapUsage")["usedSize"])


def _resident(process: subprocess.Popen[str]) -> int:
    statm = Path(f"/proc/{process.pid}/statm")
    return int(statm.read_text().split()[1]) * 4096 if statm.exists() else 0


if __name__ == "__main__":
    main()
