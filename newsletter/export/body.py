"""The letter's HTML → what stands in its body, for services that put a document of their own round it."""

from __future__ import annotations

import re

_HEAD = re.compile(r"<head\b[^>]*>(.*?)</head>", re.DOTALL | re.IGNORECASE)
_BODY = re.compile(r"<body\b([^>]*)>(.*)</body>", re.DOTALL | re.IGNORECASE)
_HTML = re.compile(r"<html\b([^>]*)>", re.IGNORECASE)
# A sheet that Outlook alone reads stays in its comment.
_SHEETS = re.compile(r"<!--\[if [^\]]*\]>(?:(?!<!\[endif\]).)*<style\b.*?<!\[endif\]-->|<style\b.*?</style>", re.DOTALL | re.IGNORECASE)
_KEPT = re.compile(r'\b(?:lang|dir|style|class|aria-[a-z]+|role)="[^"]*"', re.IGNORECASE)


def body_alone(html: str) -> str:
    """Return a fragment: the letter's style sheets, then its body as a ``div`` with what html and body say of all of it.

    Mail programs that take no sheet from within the body still have what is written at each element; what phones and dark
    screens need beyond that is lost there.
    """
    head, body = _HEAD.search(html), _BODY.search(html)
    if not body:
        return html
    outer = _HTML.search(html)
    # html and body both may name their language; the first of each name counts.
    said: dict[str, str] = {}
    for attributes in (body[1], outer[1] if outer else ""):
        for attribute in _KEPT.findall(attributes):
            said.setdefault(attribute.partition("=")[0].lower(), attribute)
    sheets = _SHEETS.findall(head[1]) if head else []
    opening = " ".join(("<div", *said.values())) + ">"
    return "\n".join((*sheets, opening + body[2].strip() + "</div>")) + "\n"
