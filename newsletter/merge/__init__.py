"""Merge tags: what editors write → stand-ins that travel → a service's words, or one reader's, put in last.

    standing_in  what editors write → ASCII stand-ins
    stamping     Letter + Service → Edition: the one page that shows the order of what follows
    tracking     addresses → the same with what the site's statistics ask for
    readers      parts for some readers → a service's own condition
    guarding     words that look like a service's tags → words
    spelling     a merge tag → a service's spelling, or what it says to a reader
    dropping     lines that cannot be said → gone from both voices
    reading      a service → what a reader gets from it
    looking      what a service looks for in a letter → what of it is not there
"""

from __future__ import annotations

from newsletter.merge.dropping import PREHEADER_MARKS
from newsletter.merge.looking import missing
from newsletter.merge.readers import ends, enclosed, starts
from newsletter.merge.reading import EVERY_PART, as_received
from newsletter.merge.spelling import what_it_takes, why_dropped
from newsletter.merge.stamping import SAMPLE, sample_reader, stamp, stamped_mjml, without_comment_form
from newsletter.merge.standing_in import ADDRESSES, StandIns, count, written

__all__ = [
    "ADDRESSES", "EVERY_PART", "PREHEADER_MARKS", "SAMPLE", "StandIns", "as_received", "count", "enclosed", "ends", "missing", "sample_reader", "stamp", "stamped_mjml",
    "starts", "what_it_takes", "why_dropped", "without_comment_form", "written",
]
