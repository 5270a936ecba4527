"""How mailing services spell what they fill in for each reader, and what is left of that once something has escaped it."""

from __future__ import annotations

import re

SPELLING = re.compile(
    r"\*\|[^|*\n]{1,60}\|\*|\{\{\{?[^{}\n]{1,80}\}\}\}?|\{%[^%\n]{1,80}%\}|<%[^%\n]{1,80}%>|%%[A-Za-z_]{2,40}%%|"
    r"(?<![\w%])%[A-Z][A-Z_]{2,40}%(?!\w)|%recipient\.\w{1,40}%|\[\[[^\[\]\n]{1,60}\]\]|\[(?:UNSUBSCRIBE|unsubscribe|FNAME|firstname|Weblink|Unsubscribe_Preferences)\](?!\()|"
    r"\{\$\w{2,40}\}|-%\w{2,40}%-|\$\{[\w.]{2,60}\}|<\$\w{2,40}\$?>")
"""A whole tag, in any of their dialects, wherever it stands in words."""

BEGINNING = re.compile(r"\*\||\{\{|\{%|\[\[|<%|%%[A-Za-z_]{3}|\$\{")
"""What such a tag begins with, though the rest of it be lost."""

BROKEN = re.compile(r"%7B%7B|\{\{%20|%20\}\}|%7B%25|\*%7C|%7C\*|&lt;%|%3C%25", re.IGNORECASE)
"""What is left of a tag that something took for an address, or for words."""

# In an address there are no words that could look like these.
_IN_ADDRESS = re.compile(r"\{\w+\}|%[A-Za-z_]{3,}%|\[[a-z_-]+\]|-\w+-$|merge\.invalid")

_NEUTRAL = {
    "unsubscribe": "[Unsubscribe](merge:unsubscribe)", "web_version": "[View in browser](merge:web_version)",
    "preferences": "[Change what you receive](merge:preferences)", "first_name": "{first_name|friend}", "email": "{email}",
    "postal_address": "{postal_address}",
}


def neutral(name: str) -> str:
    """Return what an editor writes for one of our words, ready to be copied; empty where that is not one thing."""
    return _NEUTRAL.get(name, "")


def holds_tag(address: str, tags: tuple[str, ...] = ()) -> bool:
    """Say whether an address is filled in by a service, so that nobody knows yet where it leads.

    Args:
        tags: the service's own spellings.
    """
    return any(tag in address for tag in tags if tag) or any(
        pattern.search(address) is not None for pattern in (SPELLING, BEGINNING, _IN_ADDRESS))
