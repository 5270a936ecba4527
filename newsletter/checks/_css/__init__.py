"""Style sheets → rules that can be asked whether they are for an element, and which of their values win.

    media      which queries are true for a view
    selectors  a list of selectors → what each asks of an element
    reading    CSS → rules and declarations
    shelf      rules, kept by what they are for
    cascade    the rules for an element → the values that win

What letters are styled with is understood; what is not, is for no element.
"""

from __future__ import annotations

from newsletter.checks._css.cascade import cascaded
from newsletter.checks._css.media import View
from newsletter.checks._css.reading import StyleRule, declarations, rules, sound
from newsletter.checks._css.selectors import is_for
from newsletter.checks._css.shelf import Shelf

__all__ = ["Shelf", "StyleRule", "View", "cascaded", "declarations", "is_for", "rules", "sound"]
