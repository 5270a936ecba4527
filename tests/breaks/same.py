"""Ways to leave in a letter what was last week's, and what only looks like it."""

from __future__ import annotations

from checks_help import Way

_NOTE = "text = 'Dear {first_name|reader}, the river is low and the pilots have time to talk. We listened.'"
_PREHEADER = "preheader = 'Strasbourg votes on a sleeper fund, and Porto Alegre builds its dyke again'"
_SPONSOR = "text   = 'A winter of letters from the harbours of the north, bound by hand.'"
_OLD_SPONSOR = "text   = 'The maps of rivers that pilots use, printed on cloth.'"
_FUND = "https://courier.example/europe/night-train-fund"

WAYS = [
    Way("SAME-NOTE", "the note of last week", line="text = 'Dear",
        issue={"kind = 'lead'": f"kind = 'note'\n{_NOTE}\n\n[[block]]\nkind = 'lead'"}),
    Way("SAME-NOTE", "its greeting alone", found=False,
        issue={"kind = 'lead'": "kind = 'note'\ntext = 'Dear {first_name|reader}, we listened.'\n\n[[block]]\nkind = 'lead'"}),
    Way("SAME-SPONSOR", "the words of last week", issue={_SPONSOR: _OLD_SPONSOR}, line="The maps of rivers"),
    Way("SAME-SPONSOR", "other words of the same sponsor", found=False),
    Way("SAME-PREHEADER", "the preheader of last week", line="preheader =",
        issue={_PREHEADER: "preheader = 'Pilots wait for rain at Giurgiu, and Ghent counts its bicycles once more.'"}),
    Way("SAME-PREHEADER", "one that begins like it", found=False,
        issue={_PREHEADER: "preheader = 'Pilots wait for rain at Giurgiu, and we wait with them once more'"}),
    Way("SAME-CAMPAIGN", "the tag of last week", issue={"utm_campaign=courier-47": "utm_campaign=courier-46"}, line="courier-46"),
    Way("SAME-CAMPAIGN", "the tag of last week on a story", line=_FUND, issue={_FUND: f"{_FUND}?utm_campaign=courier-46"}),
    Way("SAME-CAMPAIGN", "a tag that never changes", found=False, issue={"utm_campaign=courier-47": "utm_campaign=sponsors"},
        earlier={"utm_campaign=courier-46": "utm_campaign=sponsors"}),
]
