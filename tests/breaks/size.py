"""Ways to make the letter too long, too deep, or too clever for Gmail."""

from __future__ import annotations

from checks_help import Way

HERE = "26 November 2026.</p>"
"""The first words of the letter; what is to stand in it is put behind them."""


def within(html: str) -> dict[str, str]:
    """Return what puts HTML into the letter."""
    return {HERE: HERE + html}


def head(html: str) -> dict[str, str]:
    """Return what puts HTML into the head of the page."""
    return {"</head>": f"{html}</head>"}


def style(css: str) -> dict[str, str]:
    """Return what puts a style sheet into the head of the page."""
    return head(f"<style>{css}</style>")


WAYS = [
    Way("GMAIL-CLIP", "103,000 B", html=within("<!--" + "x" * 71_000 + "-->")),
    Way("GMAIL-CLIP", "95,000 B", html=within("<!--" + "x" * 63_000 + "-->")),
    Way("GMAIL-CLIP", "80,000 B", html=within("<!--" + "x" * 47_000 + "-->"), found=False),
    Way("GMAIL-CLIP-CHAR", "an apostrophe of old", html={"The vote": "The\x92 vote"}),
    Way("GMAIL-CLIP-CHAR", "a mark of order in the middle", html={"The vote": "The\ufeff vote"}),
    Way("GMAIL-CLIP-CHAR", "a mark of order at the start", html={"<!DOCTYPE": "\ufeff<!DOCTYPE"}, found=False),
    Way("GMAIL-STYLE-16K", "17,000 B of rules", html=style(".a{color:red}" * 1000)),
    Way("GMAIL-STYLE-16K", "3,900 B more", html=style(".a{color:red}" * 300), found=False),
    Way("GMAIL-STYLE-NEST", "an at-rule in an at-rule", html=style("@media screen{@supports (color:red){p{color:red}}}")),
    Way("GMAIL-STYLE-NEST", "one that imports", html=style("@import url(https://a.example/a.css);")),
    Way("GMAIL-STYLE-NEST", "a picture in it", html=style("p{background:url(data:image/png;base64,AA)}")),
    Way("GMAIL-STYLE-NEST", "one that is broken", html=style("p{color:red} } q")),
    Way("GMAIL-STYLE-NEST", "two at-rules beside each other", html=style("@media screen{p{margin:0}} @media print{p{margin:0}}"), found=False),
    Way("GMAIL-STYLE-BODY", "one in the body", html=within("<style>p{margin:0}</style>")),
    Way("GMAIL-STYLE-BODY", "one in a comment for Outlook", html=within("<!--[if mso]><style>p{margin:0}</style><![endif]-->"), found=False),
    Way("GMAIL-SPLIT", "night and phones in one", html=style(
        "@media (max-width:480px){p{margin:0!important}} @media (prefers-color-scheme:dark){p{color:#fff!important}}")),
    Way("GMAIL-SPLIT", "an attribute and phones in one", html=style("@media (max-width:480px){p{margin:0!important}} [data-ogsc] p{color:#fff}")),
    Way("GMAIL-SPLIT", "night by itself", html=style("@media (prefers-color-scheme:dark){u.x{color:#fff!important}}"), found=False),
    Way("DOC-DOCTYPE", "none", html={"<!DOCTYPE html>": ""}),
    Way("DOC-DOCTYPE", "of old", html={"<!DOCTYPE html>": "<!DOCTYPE foo>"}),
    Way("DOC-DOCTYPE", "in small letters", html={"<!DOCTYPE html>": "<!doctype html>"}, found=False),
    Way("DOC-IMPORTANT", "lost on a size", html={"p.lead { font-size: 18px !important; }": "p.lead { font-size: 18px; }"}
        | within('<p class="lead" style="font-size:20px">Lead</p>')),
    Way("DOC-IMPORTANT", "not needed", html=style("@media (max-width:480px){p.x{font-size:18px}}") | within('<p class="x">Words</p>'), found=False),
    Way("DOC-DEPTH", "120 boxes", html=within("<div>" * 120 + "x" + "</div>" * 120)),
    Way("DOC-DEPTH", "260 boxes", html=within("<div>" * 260 + "x" + "</div>" * 260)),
    Way("DOC-DEPTH", "120 boxes beside each other", html=within("<div>x</div>" * 120), found=False),
]
