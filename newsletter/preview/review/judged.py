"""Findings → the section of a review that lists them: what an editor mends first, what templates cost last. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from newsletter.approval import spoken
from newsletter.model import Finding
from newsletter.preview.review.words import anchor

_LEVELS = {"error": "Must be mended", "warning": "Should be mended", "info": "Worth knowing"}


def urgent(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that ask for something."""
    return [finding for finding in findings if finding.level != "info"]


def page(findings: Sequence[Finding]) -> str:
    """Return the section's HTML."""
    told = [finding for finding in findings if finding.level != "info" or finding.owner == "editor"]
    rest = [finding for finding in findings if finding not in told]
    parts = [] if urgent(findings) else ['<p class="good">Nothing has to be mended.</p>']
    for level, heading in _LEVELS.items():
        if of_level := [finding for finding in told if finding.level == level]:
            parts.append(f'<h3>{heading}</h3><ul class="findings {level}">{"".join(map(_item, of_level))}</ul>')
    if rest:
        parts.append(f"<details><summary>For whoever keeps the templates ({len(rest)})</summary>"
                     f'<ul class="findings info">{"".join(map(_item, rest))}</ul></details>')
    return "".join(parts)


def _item(finding: Finding) -> str:
    hint = f'<p class="hint">{escape(finding.hint)}</p>' if finding.hint else ""
    return (f'<li><p class="place">{place(finding.position)}</p><div><p>{escape(finding.message)}</p>{hint}'
            f'<p class="source"><code>{escape(finding.rule)}</code> <code>{escape(finding.where)}</code></p></div></li>')


def place(position: str) -> str:
    """Return a position as it is called on the telephone, leading to its words where it has some."""
    if not position:
        return "the letter"
    unit = ".".join(position.split(".")[:2]) if ".s" in position else position.partition(".")[0]
    if not unit.startswith("b"):
        return escape(spoken(position))
    return f'<a href="#{anchor(unit)}">{escape(spoken(position))}</a>'
