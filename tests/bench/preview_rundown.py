"""Measures the rundown: from the drop of a dragged story to the letter painted with the story in its new place.

The letter of twelve stories, in Debian's Chromium; the clock is the browser's own, from its ``pointerup`` to the frame
after the one in which the letter was put in place. Prints medians and the slowest in twenty; judges nothing.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parent)]

from preview_help import running  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Page

RUNS = 40

_DROPS = """() => {
  addEventListener("pointerup", () => { window.dropped = performance.timeOrigin + performance.now(); }, { capture: true });
}"""
_PAINTED = """(before) => document.documentElement.dataset.painted !== before
  && Number(document.documentElement.dataset.paintedAt) > window.dropped"""
_TOOK = "() => Number(document.documentElement.dataset.paintedAt) - window.dropped"


def main() -> None:
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        print("a dragged story: not measured, no Chromium is found")
        return
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        issue = Path(folder) / "twelve.toml"
        issue.write_bytes((HERE / "twelve.toml").read_bytes())
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        with running(issue) as live:
            page = browser.new_page(viewport={"width": 1500, "height": 1400})
            page.goto(f"{live.url}?rundown=1&panel=none")
            page.locator('[data-at="b4.s1"]').wait_for()
            page.locator(".desktop iframe[data-ready]").wait_for(state="attached")
            page.evaluate(_DROPS)
            milliseconds = [took for _ in range(RUNS // 2) for took in (dragged(page, "b3.s2", "b4.s1"),
                                                                       dragged(page, "b4.s1", "b3.s2"))]
        browser.close()
    slow = sorted(milliseconds)[round(len(milliseconds) * 0.95) - 1]
    print(f"a dragged story, from the drop to the letter painted: median {statistics.median(milliseconds):.0f} ms, "
          f"95 % within {slow:.0f}, slowest {max(milliseconds):.0f} ({len(milliseconds)} drops)")


def dragged(page: Page, at: str, before: str) -> float:
    """Drag a story to the upper edge of another; return the milliseconds from drop to paint."""
    painted = page.evaluate("() => document.documentElement.dataset.painted")
    start = page.locator(f'[data-at="{at}"] > .rd-line > .rd-grip').bounding_box()
    target = page.locator(f'[data-at="{before}"] > .rd-line').bounding_box()
    assert start and target
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(target["x"] + 60, target["y"] + 20, steps=4)
    page.mouse.move(target["x"] + 60, target["y"] + 2)
    page.mouse.up()
    page.wait_for_function(_PAINTED, arg=painted)
    took = float(page.evaluate(_TOOK))
    page.wait_for_timeout(400)  # an editor's next thought: findings follow, then it is quiet
    return took


if __name__ == "__main__":
    main()
