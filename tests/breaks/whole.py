"""A letter beyond all measure, and one that is merely long."""

from __future__ import annotations

from checks_help import Way

WAYS = [
    Way("LETTER-LONG", "600,000 characters", foreign=f"<p>Words</p><!--{'x' * 600_000}-->"),
    Way("LETTER-LONG", "400,000 characters", foreign=f"<p>Words</p><!--{'x' * 400_000}-->", found=False),
    Way("LETTER-NOTE", "a picture without the credit that the publication asks for", settings={"[addresses]": "require_credit = true\n\n[addresses]"},
        issue={"  alt    = 'A red tram in a snowy street of old houses'\n  credit = 'Drawing: M. Okafor'\n":
               "  alt    = 'A red tram in a snowy street of old houses'\n"}, line="image  = 'images/tram.jpg'"),
    Way("LETTER-NOTE", "a credit that nobody asks for", issue={"  credit = 'Drawing: M. Okafor'\n": ""}, found=False),
    Way("LETTER-NOTE", "what another rule tells", issue={"{first_name|friend}": "{first_nam|friend}"}, found=False),
]
