"""Ways to look like spam."""

from __future__ import annotations

from breaks.headers import FROM
from breaks.message import put
from breaks.size import within
from checks_help import Way

SUBJECT = "subject   = 'Who pays for the night train?'"
HIDDEN = '<div style="display:none">{}</div>'

WAYS = [
    Way("SPAM-FROM-NUMBERS", "digits", message=put(FROM, "From: A <123letter@courier.example>")),
    Way("SPAM-FROM-NUMBERS", "a digit", message=put(FROM, "From: A <1letter@courier.example>"), found=False),
    Way("SPAM-READER-NAME", "in the subject", issue={SUBJECT: "subject = 'For {email}'"}, line="For {email}"),
    Way("SPAM-READER-NAME", "a name in the subject", issue={SUBJECT: "subject = 'For {first_name|you}'"}, found=False),
    Way("SPAM-TAGS", "two bodies", html={"<body": "<body><body"}),
    Way("SPAM-TAGS", "a body never closed", html={"</body>": ""}),
    Way("SPAM-TAGS", "a body in a comment", html=within("<!-- <body> -->"), found=False),
    Way("SPAM-HIDDEN", "500 words", html=within(HIDDEN.format("cheap words " * 100))),
    Way("SPAM-HIDDEN", "a preheader", html=within(HIDDEN.format("words of a preheader " * 5 + "\u034f\u00a0" * 300)), found=False),
    Way("SPAM-COMMENT", "in a word", html=within("<p>via<!-- x -->gra</p>")),
    Way("SPAM-COMMENT", "between words", html=within("<p>via <!-- x --> gra</p>"), found=False),
    Way("SPAM-FONT-HUGE", "80 px", html=within('<p style="font-size:80px">Now</p>')),
    Way("SPAM-FONT-HUGE", "40 px", html=within('<p style="font-size:40px">Now</p>'), found=False),
    Way("SPAM-PHRASES", "act now", html=within("<p>Act now, and it is 100% free.</p>")),
    Way("SPAM-PHRASES", "to act", html=within("<p>The council must act now that it is free.</p>".replace("act now", "act")), found=False),
    Way("SPAM-SHOUTING", "a passage", html=within("<p>ALL TRAINS WILL BE SOLD AND ALL SLEEPERS GO TO THE SCRAP YARD</p>")),
    Way("SPAM-SHOUTING", "a name", html=within("<p>NATO AND UNESCO</p>"), found=False),
]
