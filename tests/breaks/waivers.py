"""Ways to break a waiver."""

from __future__ import annotations

from checks_help import Way


def _waive(words: str) -> dict[str, str]:
    return {"": f"\n[[waive]]\nrule = 'SUBJ-CAPS'\nreason = 'the name is long'\n{words}\n"}


WAYS = [
    Way("WAIVE-OVER", "until yesterday", issue=_waive("until = 2026-11-18"), line="until = 2026-11-18"),
    Way("WAIVE-OVER", "until today", issue=_waive("until = 2026-11-19"), found=False),
    Way("WAIVE-RULE", "a slip in the name", issue={"": "\n[[waive]]\nrule = 'SUBJ-CASP'\nreason = 'x'\n"}, line="SUBJ-CASP"),
    Way("WAIVE-RULE", "a rule that there is", issue=_waive(""), found=False),
    Way("WAIVE-STORY", "a headline nobody wrote", issue=_waive("story = 'Low water'"), line="story = 'Low water'"),
    Way("WAIVE-STORY", "a headline in other case", issue=_waive("story = 'who pays for the NIGHT train'"), found=False),
    Way("WAIVE-STORY", "an address", issue=_waive("story = 'https://www.courier.example/europe/lodz-trams/'"), found=False),
]
