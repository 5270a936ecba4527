"""The caption of a picture → whose picture it is, as far as the caption says so.

Shared by the kinds of sources; no kind itself.
"""

from __future__ import annotations

import re

from newsletter.sources import _words as words

_CREDITED = re.compile(
    r"(?:^|[.;|(]\s*)((?:photo|photograph|picture|image|foto|bild|fotografie|crédito?|credit|imagen)\b[^|()]{2,100}|"
    r"©[^|()]{2,100})",
    re.IGNORECASE)
_END = re.compile(r"(?<=\w{3})\.(?:\s|$)")  # of a sentence, not of an initial
_BY = re.compile(
    r"(?:photo|photograph|picture|image|foto|bild|imagen)s?\s+(?:by|von|de|di|por|door)\s+(\S.{1,80})", re.IGNORECASE)


def credit(caption: str) -> str:
    """Return the name behind “Photo:”, “Foto von” or “©”; empty where a caption names none."""
    found = _CREDITED.search(caption[:2000])
    said = _END.split(found[1])[0].strip(" )") if found else ""
    label, value = words.labelled(said)
    by = _BY.match(said)
    return value if label == "credit" else words.credit(said) or (by[1] if by else "")
