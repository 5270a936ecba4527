"""Which line of a template wrote what: between tags where comments can stand, within the tags where they cannot."""

from __future__ import annotations

import re

# What says which line of a template wrote what is behind it; a whole comment for Outlook; a tag.
_LINE = re.compile(r"<!--@(?P<line>[^>:]+\.mjml:\d+)-->|<!--\[if.*?<!\[endif\]-->|<(?P<tag>[a-zA-Z][\w:-]*)", re.DOTALL)
_LINE_WITHIN = re.compile(r"<([a-zA-Z][\w:-]*) data-template-line=\"([^\"]*)\"")


def lines_in_tags(html: str) -> str:
    """Return a document in which the next tag bears what a comment says of its line: between tags it would count as words."""
    if ".mjml:" not in html:
        return html
    line = ""

    def moved(found: re.Match[str]) -> str:
        nonlocal line
        if found["line"]:
            line = found["line"]
            return ""
        if not found["tag"] or not line:
            return found[0]
        said, line = f'{found[0]} data-template-line="{line}"', ""
        return said

    return _LINE.sub(moved, html)


def lines_before_tags(html: str) -> str:
    """Return a document with the comments before the tags that `lines_in_tags` moved them into."""
    return _LINE_WITHIN.sub(r"<!--@\2--><\1", html) if "data-template-line" in html else html
