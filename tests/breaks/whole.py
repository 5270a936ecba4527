"""A letter beyond all measure, and one that is merely long."""

from __future__ import annotations

from checks_help import Way

WAYS = [
    Way("LETTER-LONG", "600,000 characters", foreign=f"<p>Words</p><!--{'x' * 600_000}-->"),
    Way("LETTER-LONG", "400,000 characters", foreign=f"<p>Words</p><!--{'x' * 400_000}-->", found=False),
]
