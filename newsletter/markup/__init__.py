"""MJML → HTML with the theme's own style inlined. The only room that knows mjml and premailer.

Both have habits that break letters in silence (each was seen, and has a test): what is done before and after them
is here, and what must have survived is asserted.
"""

from __future__ import annotations

from newsletter.markup.compiling import compiled, prepared
from newsletter.markup.inlining import inlined
from newsletter.markup.lines import lines_before_tags, lines_in_tags
from newsletter.markup.nesting import MarkupError, assert_nesting
from newsletter.markup.shrinking import minified

__all__ = ["MarkupError", "press"]


def press(mjml: str, style: str = "") -> str:
    """Return MJML as a whole HTML document.

    Args:
        style: CSS to put into the elements' own ``style``; what is in ``<mj-style>`` stays where it is.

    Raises:
        MarkupError: the MJML is broken.
        TemplateError: the style imports another one.
    """
    assert_nesting(mjml)
    return lines_before_tags(minified(lines_in_tags(inlined(compiled(prepared(mjml)), style))))
