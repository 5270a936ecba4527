"""Ways to break subject and preheader."""

from __future__ import annotations

from checks_help import Way

_SUBJECT = "subject   = 'Who pays for the night train?'"

WAYS = [
    Way("SUBJ-EMPTY", "no subject", issue={_SUBJECT: ""}),
    Way("SUBJ-EMPTY", "a subject of one sign", issue={_SUBJECT: "subject = '?'"}, found=False),
    Way("SUBJ-CAPS", "all in capitals", issue={_SUBJECT: "subject = 'WHO PAYS FOR THE TRAIN?'"}, line="WHO PAYS"),
    Way("SUBJ-CAPS", "two names in capitals", issue={_SUBJECT: "subject = 'NATO and the EU on the night train'"}, found=False),
]
