"""Balance: what the last numbers carried lets others go first, where there are others."""

from __future__ import annotations

import pytest
from pick_help import LEAD, REST, article, band, choice, chosen, headlines, reason, waiting

from newsletter.model import Article, Earlier
from newsletter.pick import summary

LARGE = {"image": "https://courier.example/l.jpg", "image_width": 900}
SMALL = {"image": "https://courier.example/s.jpg", "image_width": 300}


def led(*sections: str, **fields) -> tuple[Earlier, ...]:
    """Return earlier numbers, newest first, with leads of these sections (empty for none)."""
    return tuple(
        Earlier(name=f"No. {46 - n}", lead=Article(title="T", section=section, **fields) if section else None)
        for n, section in enumerate(sections)
    )


def carried(heading: str, *numbers: Article | tuple[Article, ...]) -> tuple[Earlier, ...]:
    """Return earlier numbers, newest first, whose block of this heading carried these."""
    return tuple(Earlier(name="", bands={heading: one if isinstance(one, tuple) else (one,)}) for one in numbers)


def by(byline: str = "", **fields) -> Article:
    return Article(title="T", byline=byline, **fields)


BRAZIL_TWICE = led("Brazil", "BRAZIL")

# ── the lead ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_third_lead_in_a_row_from_a_section_stands_behind_another():
    """Winner and beaten say it; what does not lead stands in its own block."""
    articles = [article("Dyke", 1, section="Brazil", **LARGE), article("Opera", 2, section="Culture", **LARGE)]
    why = "2nd newest with a large picture; the newest would be the third lead from Brazil in a row"
    selection = chosen(articles, recent=BRAZIL_TWICE)
    assert (headlines(selection, 1), headlines(selection, 2)) == (["Opera"], ["Dyke"])
    assert reason(selection, "Opera") == f"in: {why}"
    alone = chosen(articles, LEAD, recent=BRAZIL_TWICE)
    assert (headlines(alone, 1), waiting(alone, 1)) == (["Opera"], ["Dyke"])
    assert reason(alone, "Dyke") == "runner-up: beaten by balance: it would be the third lead from Brazil in a row"


@pytest.mark.parametrize(("last", "fields", "run"), [
    (led("x", "x", source="https://halyard.example/feed"), {"source": "https://www.halyard.example/feed"},
     "third lead from halyard.example in a row"),
    (led("x", "y", byline="A. Writer"), {"byline": "a. writer"}, "third lead by a. writer in a row"),
    (led("Brazil", "Brazil", "Brazil", "Mexico", "Brazil"), {"section": "Brazil"}, "fourth lead from Brazil in a row"),
    (led(*["Brazil"] * 12), {"section": "Brazil"}, "13th lead from Brazil in a row"),
])
def test_source_author_and_length_of_the_run_are_told(last, fields, run):
    """Case and accents do not matter; as far as the numbers that are known go."""
    selection = chosen([article("Dyke", 1, **fields), article("Opera", 2, section="Culture")], LEAD, recent=last)
    assert reason(selection, "Opera") == f"in: 2nd newest; the newest would be the {run}"
    assert reason(selection, "Dyke") == f"runner-up: beaten by balance: it would be the {run}"


@pytest.mark.parametrize("settings", [
    {"recent": led("Brazil")}, {"recent": led("Brazil", "Mexico")}, {"recent": led("Brazil", "", "Brazil")},
    {"recent": BRAZIL_TWICE, "balance": 4}, {"recent": BRAZIL_TWICE, "balance": 0}, {"recent": ()},
    {"recent": led("Culture", "Culture")},
])
def test_what_is_no_run_changes_nothing(settings):
    """Too few numbers, another lead between them or none, a longer run allowed, or balance switched off."""
    articles = [article("Dyke", 1, section="Brazil"), article("Opera", 2, section="Culture")]
    selection = chosen(articles, **settings)
    assert reason(selection, "Dyke") == "in: newest"


def test_balance_of_two_avoids_the_second():
    """The number of `balance` is the one that is avoided."""
    articles = [article("Dyke", 1, section="Brazil"), article("Opera", 2, section="Culture")]
    selection = chosen(articles, recent=led("Brazil"), balance=2)
    assert reason(selection, "Opera") == "in: 2nd newest; the newest would be the second lead from Brazil in a row"


def test_where_all_would_nothing_changes():
    """The letter is never without a lead."""
    articles = [article("Dyke", 1, section="Brazil"), article("Dam", 2, section="Brazil")]
    assert reason(chosen(articles, recent=BRAZIL_TWICE), "Dyke") == "in: newest"
    mixed = [article("Dyke", 1, section="Brazil"), article("Opera", 2, byline="A. Writer")]
    both = led("Brazil", "Brazil", byline="A. Writer")
    assert reason(chosen(mixed, recent=both), "Dyke") == "in: newest"


def test_what_all_have_in_common_tells_none_apart():
    """A publication with one source has it in each lead; its sections count all the same."""
    own = {"source": "own"}
    articles = [article("Dyke", 1, section="Brazil", **own), article("Opera", 2, section="Culture", **own)]
    selection = chosen(articles, LEAD, recent=led("Brazil", "Brazil", source="own"))
    assert headlines(selection, 1) == ["Opera"]


def test_fit_to_lead_is_what_has_a_picture_unless_none_has():
    """A small picture will do for balance, a bare headline will not."""
    small = [article("Dyke", 1, section="Brazil", **LARGE), article("Opera", 2, section="Culture", **SMALL)]
    why = "newest with a picture; the newest with a large picture would be the third lead from Brazil in a row"
    assert reason(chosen(small, recent=BRAZIL_TWICE), "Opera") == f"in: {why}"
    bare = [article("Dyke", 1, section="Brazil", **LARGE), article("Opera", 2, section="Culture")]
    assert reason(chosen(bare, recent=BRAZIL_TWICE), "Dyke") == "in: newest with a large picture"


def test_what_all_that_are_fit_have_in_common_tells_none_apart():
    """A piece without a picture, from another source, does not make the source of all others count."""
    articles = [article("Dyke", 1, section="Brazil", source="own", **LARGE),
                article("Opera", 2, section="Culture", source="own", **LARGE), article("Bare", 3, source="partner")]
    assert headlines(chosen(articles, LEAD, recent=led("Brazil", "Brazil", source="own")), 1) == ["Opera"]


def test_a_picture_goes_before_balance():
    """Where a limit beats the only other one with a picture, the third from Brazil leads, and no bare headline."""
    articles = [
        article("Dyke", 1, section="Brazil", source="a", **LARGE), article("Bare", 3, section="Culture", source="c"),
        article("Opera", 2, section="Culture", source="b", **LARGE), article("Pin", 9, source="b"),
    ]
    selection = chosen(articles, recent=BRAZIL_TWICE, per_source=1, pins=("Pin",))
    assert headlines(selection, 1) == ["Dyke"]


def test_a_kept_one_is_no_reason_to_pass_over_all_others():
    """Each of the others would make a run of its own; the largest picture leads as ever."""
    articles = [article("Dyke", 1, section="Brazil", **LARGE), article("Opera", 2, byline="A. Writer", **LARGE),
                article("Kept", 3, kept=True, **SMALL)]
    both = led("Brazil", "Brazil", byline="A. Writer")
    assert reason(chosen(articles, recent=both), "Dyke") == "in: newest with a large picture"


def test_nothing_is_not_what_numbers_have_in_common():
    """That earlier leads had no byline is no run."""
    articles = [article("Dyke", 1, section="Brazil"), article("Opera", 2, section="Culture", byline="B. Other")]
    assert reason(chosen(articles, recent=led("x", "y")), "Dyke") == "in: newest"


def test_a_lead_that_takes_one_word_is_balanced_by_section_all_the_same():
    """`match = ['Front']` is a tag there, and says nothing of the sections it brings."""
    front = {"tags": ("Front",)}
    articles = [article("Dyke", 1, section="Brazil", **front), article("Opera", 2, section="Culture", **front)]
    assert headlines(chosen(articles, band(kind="lead", match=["Front"]), recent=BRAZIL_TWICE), 1) == ["Opera"]


def test_several_that_stand_behind_are_counted():
    """Each says why for itself."""
    articles = [*(article(f"Dyke {n}", n, section="Brazil") for n in (1, 2)), article("Opera", 3, section="Culture")]
    selection = chosen(articles, LEAD, recent=BRAZIL_TWICE)
    assert reason(selection, "Opera") == "in: 3rd newest; 2 others stand behind for balance"
    why = "runner-up: beaten by balance: it would be the third lead from Brazil in a row"
    assert {reason(selection, title) for title in ("Dyke 1", "Dyke 2")} == {why}
    assert summary(selection)[-1] == "2 runners-up wait in the file."


def test_an_undated_one_that_stands_behind_is_called_by_its_place():
    """It is not the newest of anything."""
    articles = [article("Dyke", section="Brazil"), article("Opera", section="Culture")]
    selection = chosen(articles, recent=BRAZIL_TWICE)
    assert reason(selection, "Opera") == (
        "in: 2nd in feed.xml; number 1 in feed.xml would be the third lead from Brazil in a row"
    )


def test_pins_leads_by_hand_and_keeps_are_above_balance():
    """What the editor says goes; a kept one is not put behind."""
    articles = [article("Dyke", 1, section="Brazil", kept=True), article("Opera", 2, section="Culture")]
    assert reason(chosen(articles, recent=BRAZIL_TWICE), "Dyke") == "in: kept for this number"
    unkept = [article("Dyke", 1, section="Brazil"), article("Opera", 2, section="Culture")]
    assert reason(chosen(unkept, recent=BRAZIL_TWICE, lead="Dyke"), "Dyke") == "in: lead by hand"
    assert reason(chosen(unkept, LEAD, recent=BRAZIL_TWICE, pins=("Dyke",)), "Dyke") == "in: pinned"


# ── a band with a limit ──────────────────────────────────────────────────────────────────────────────────────


def test_an_author_whom_a_block_carried_each_time_stands_behind_others():
    """Only where there are others, and only what does not find room is beaten."""
    articles = [*(article(f"A {n}", n, byline="A. Writer") for n in (1, 2)), article("B", 3, byline="B. Other")]
    last = carried("culture", (by("B. Other"), by("A. Writer")), by("A. Writer"))
    selection = chosen(articles, band("Culture", most=2), recent=last)
    assert headlines(selection, 1) == ["A 1", "B"]
    assert reason(selection, "B") == (
        "in: 3rd newest of Culture; the 2nd newest would be the third number in a row with A. Writer"
    )
    assert reason(selection, "A 2") == (
        "runner-up: beaten by balance: it would be the third number in a row with A. Writer"
    )
    assert headlines(chosen(articles, band("Culture", most=3), recent=last), 1) == ["A 1", "A 2", "B"]


def test_a_section_counts_in_a_block_that_takes_several():
    """In one for Brazil alone, Brazil each week is what it is for."""
    articles = [article("Dyke", 1, section="Brazil"), article("Volcano", 2, section="Mexico"),
                article("Samba", 3, tags=("Brazil",), section="Culture")]
    last = carried("latin america", by(section="Brazil"), by(section="Brazil"))
    several = chosen(articles, band("Latin America", match=["Brazil", "Mexico"], most=1), recent=last)
    assert headlines(several, 1) == ["Volcano"]
    assert reason(several, "Volcano").endswith("the newest would be the third number in a row with Brazil")
    one = chosen(articles, band("Latin America", match=["Brazil"], most=1), recent=last)
    assert headlines(one, 1) == ["Dyke"]


def test_a_source_counts_and_a_block_without_heading_is_known_by_its_kind():
    """As `Earlier` calls it."""
    articles = [article("H", 1, source="halyard"), article("C", 2, source="courier")]
    last = carried("section", by(source="halyard"), by(source="halyard"))
    assert headlines(chosen(articles, band(most=1), recent=last), 1) == ["C"]
    assert headlines(chosen(articles, band("More", most=1), recent=last), 1) == ["H"]


def test_a_block_without_a_limit_takes_all_and_asks_for_no_balance():
    """There is nothing to choose."""
    articles = [article("A", 1, byline="A. Writer"), article("B", 2)]
    last = carried("more", by("A. Writer"), by("A. Writer"))
    assert reason(chosen(articles, REST, recent=last), "A") == "in: newest of More"
    assert headlines(chosen(articles, REST, recent=last, most=1), 1) == ["A"]


def test_balance_gives_way_to_limits_and_says_which_of_them_it_was():
    """What a limit of the number beats is beaten by that; what is older than all that were taken, by the block's."""
    articles = [article("A 1", 1, byline="A. Writer"), article("B", 2), article("A 3", 3, byline="A. Writer")]
    last = carried("more", by("A. Writer"), by("A. Writer"))
    selection = chosen(articles, band("More", most=1), recent=last)
    assert choice(selection, "A 1").reason.startswith("beaten by balance")
    assert choice(selection, "A 3").reason == "beaten by the limit of More (1)"
