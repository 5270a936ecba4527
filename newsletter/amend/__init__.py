"""An issue that is there already, and what came later → the same file with that in it, all else kept to the byte.

    finding     what an editor names → articles, from the archive or from their own page
    adding      articles → stories where they belong (`placing`)
    changes     what is different upstream from what was picked: words, planned stories that are there now
    inbox       changed headlines → the subject and preheader they stand in
    gone        addresses → those that are there no more
    straying    stories → those that stand in a section that is not theirs
    applying    the same → written into the file
    picturing   pictures on the web → files of the number
    telling     the same → lines for the editor

Texts go in and come out; only `finding`, `gone` and `picturing` ask the web.
"""

from __future__ import annotations

from newsletter.amend.adding import Added, add
from newsletter.amend.applying import apply
from newsletter.amend.change import Change
from newsletter.amend.changes import changes, reference
from newsletter.amend.desk import Desk, is_of, stories
from newsletter.amend.finding import article_of, called
from newsletter.amend.gone import gone
from newsletter.amend.straying import astray
from newsletter.amend.telling import told

__all__ = [
    "Added", "Change", "Desk", "add", "apply", "article_of", "astray", "called", "changes", "gone", "is_of", "reference",
    "stories", "told",
]
