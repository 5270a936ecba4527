"""For those who do not see the letter, see it badly, or cannot hold a pointer still.

After the reports of the Email Markup Consortium (emailmarkup.org/en/reports/accessibility/2026: 99.88 % of 376,348
letters have serious faults), WCAG 2.2, and what axe-core judges in a browser.
"""

from __future__ import annotations

from newsletter.checks.accessibility import colours, links, pictures, structure, words

__all__ = ["colours", "links", "pictures", "structure", "words"]
