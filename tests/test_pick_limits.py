"""Limits of a block, a section, a source and the whole number; what was kept for it; what may come again."""

from __future__ import annotations

import pytest
from pick_help import LEAD, REST, article, band, chosen, days_ago, headlines, reason, waiting

from newsletter.errors import UsageError
from newsletter.model import Article, Issue, Reading
from newsletter.pick import Settings, pick

A, B, C = (f"https://courier.example/{letter}" for letter in "abc")
LARGE = {"image": "https://courier.example/l.jpg", "image_width": 900}
SMALL = {"image": "https://courier.example/s.jpg", "image_width": 300}


def several(count: int, name: str, days: float = 0, **fields):
    return [article(f"{name} {n}", days + n, **fields) for n in range(1, count + 1)]


# ── limits ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_limit_of_a_section_holds_across_the_number():
    """The lead counts; what is beaten waits where it would stand, and the next of another section comes up."""
    articles = [*several(5, "Lab", section="Science"), article("Essay", 9, section="Culture")]
    selection = chosen(articles, LEAD, band("More", most=3), per_section=2)
    assert (headlines(selection, 1), headlines(selection, 2)) == (["Lab 1"], ["Lab 2", "Essay"])
    assert waiting(selection, 2) == ["Lab 3", "Lab 4", "Lab 5"]
    assert reason(selection, "Lab 3") == "runner-up: beaten by the limit of Science (2)"
    assert reason(selection, "Essay") == "in: 5th newest of More"


def test_the_limit_of_a_source_holds_across_the_number():
    """It is named in short; one that does not say its source is of none."""
    feed = "https://www.halyard.example/feed"
    articles = [*several(4, "H", source=feed), *several(2, "C", 8, source="The Courier")]
    selection = chosen(articles, LEAD, REST, per_source=2)
    assert (headlines(selection, 1), headlines(selection, 2)) == (["H 1"], ["H 2", "C 1", "C 2"])
    assert reason(selection, "H 3") == "runner-up: beaten by the limit of 2 from halyard.example"


def test_what_has_no_section_is_over_no_limit_of_one():
    """Nothing is not a section that they share; accents and case make no other section."""
    articles = [*several(3, "None"), *several(2, "A", 4, section="Ciência"), article("B", 3, section="CIENCIA")]
    selection = chosen(articles, REST, per_section=1)
    assert headlines(selection, 1) == ["None 1", "None 2", "None 3", "B"]
    assert reason(selection, "A 1") == "runner-up: beaten by the limit of Ciência (1)"


def test_what_says_no_source_is_over_no_limit_of_one():
    """They may come from anywhere."""
    readings = [Reading(name="", kind="listing", articles=(Article(title="A"), Article(title="B", place=1)))]
    selection = pick(readings, Issue(blocks=(REST,)), settings=Settings(per_source=1))
    assert headlines(selection, 1) == ["A", "B"]


def test_a_block_is_filled_before_what_is_beyond_it_flows_on():
    """In rounds, too: the next block that knows the same waits, and counts what is left."""
    selection = chosen(several(5, "N"), band("First", most=2), band("Then", most=2))
    assert (headlines(selection, 1), headlines(selection, 2)) == (["N 1", "N 2"], ["N 3", "N 4"])
    assert reason(selection, "N 3") == "in: newest of Then"
    assert reason(selection, "N 5") == "runner-up: beaten by the limit of Then (2)"


def test_bands_share_a_limit_in_rounds():
    """The first of each band before the second of any: an early band does not eat what a source may bring."""
    articles = [article(f"{name}{n}", n + i / 10, section=name, source="wire")
                for i, name in enumerate("ABC") for n in range(3)]
    selection = chosen(articles, *(band(name, match=[f"section:{name}"]) for name in "ABC"), per_source=4)
    assert [headlines(selection, n) for n in (1, 2, 3)] == [["A0", "A1"], ["B0"], ["C0"]]


def test_a_pin_is_counted_and_stays_over_every_limit():
    """The others get the room that is left."""
    science = {"section": "Science", "source": "wire"}
    articles = [*several(3, "Lab", **science), article("Old", 90, **science)]
    selection = chosen(articles, band("More", most=3), pins=("Old",), per_section=1, since=days_ago(30))
    assert headlines(selection, 1) == ["Old"]
    assert reason(selection, "Lab 1") == "runner-up: beaten by the limit of Science (1)"
    both = chosen(articles, band("More", most=3), pins=("Old", "Lab 3"), per_section=1, per_source=1, most=1)
    assert headlines(both, 1) == ["Lab 3", "Old"]


def test_a_limit_in_all_leaves_no_gap_where_a_section_has_had_enough():
    """What a section's limit beats takes no room from the others."""
    articles = [*several(5, "Lab", section="Science"), *several(3, "Essay", 6, section="Culture")]
    selection = chosen(articles, REST, per_section=2, most=4)
    assert headlines(selection, 1) == ["Lab 1", "Lab 2", "Essay 1", "Essay 2"]
    assert reason(selection, "Essay 3") == "out: beaten by the limit of 4 stories in all"


@pytest.mark.parametrize(("setting", "says"), [
    ({"per_section": 0}, "per_section = 0 lets nothing in"), ({"per_source": -2}, "per_source = -2 lets nothing in"),
    ({"balance": 1}, "balance = 1 is no number"), ({"balance": -1}, "balance = -1 is no number"),
])
def test_a_limit_that_lets_nothing_through_is_refused(setting, says):
    """With what to write instead."""
    with pytest.raises(UsageError, match=f"{says}.* — write "):
        Settings(**setting)


# ── kept ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_kept_article_comes_in_whatever_the_window_before_newer_ones():
    """It stands in its place by date, and says why it is there."""
    articles = [*several(3, "New", 1), article("Old", 200, kept=True), article("Embargo", -2, kept=True)]
    selection = chosen(articles, band("More", most=3), since=days_ago(7), until=days_ago(0))
    assert headlines(selection, 1) == ["Embargo", "New 1", "Old"]
    assert reason(selection, "Old") == "in: kept for this number"
    assert reason(selection, "New 2") == "runner-up: beaten by the limit of More (3)"


def test_a_kept_article_is_over_no_limit_and_waits_first():
    """A pin is over limits, a keep is not; where kept ones are beaten they wait before newer ones."""
    articles = [*several(4, "New"), *several(3, "Kept", 50, kept=True, section="Science")]
    selection = chosen(articles, band("More", most=1))
    assert (headlines(selection, 1), waiting(selection, 1)) == (["Kept 1"], ["Kept 2", "Kept 3", "New 1"])
    limited = chosen(articles, REST, per_section=1)
    assert reason(limited, "Kept 2") == "runner-up: beaten by the limit of Science (1)"


def test_a_kept_article_leads_before_a_newer_one_with_as_good_a_picture():
    """The picture is the lead's first rule; among those alike the kept one goes first."""
    alike = [article("New", 1, **LARGE), article("Kept", 9, kept=True, **LARGE)]
    assert headlines(chosen(alike), 1) == ["Kept"]
    assert reason(chosen(alike), "Kept") == "in: kept for this number"
    smaller = [article("New", 1, **LARGE), article("Kept", 9, kept=True, **SMALL)]
    assert (headlines(chosen(smaller), 1), headlines(chosen(smaller), 2)) == (["New"], ["Kept"])


def test_a_kept_article_stays_out_where_it_was_carried_or_skipped_or_is_of_another_section():
    """A mark is a wish for a number, not against what the editor says of this one."""
    kept = article("Kept", 1, kept=True, url=A, section="Culture")
    others = [article("Else", 2, section="Brazil")]
    for settings, why in (
        ({"carried": {"courier.example/a": "No. 41 on 3 May 2026"}}, "carried in No. 41 on 3 May 2026"),
        ({"skips": ("Kept",)}, "skipped by hand"), ({"never": ("Kept",)}, "skipped by hand"),
        ({"sections": ("Brazil",)}, "not in the sections asked for"),
    ):
        assert reason(chosen([kept, *others], **settings), "Kept") == f"out: {why}"


# ── what may come again ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("pattern", "fields"), [
    ("https://courier.example/events/*", {"url": "https://www.courier.example/events/2026/may?utm_source=x"}),
    ("http://www.courier.example/events/", {"url": "https://courier.example/events"}),
    ("courier.example/events/*", {"url": "https://courier.example/events/1"}),
    ("https://courier.example/?show=*", {"url": "https://courier.example/?show=8"}),
    ("https://*.courier.example/*", {"url": "https://events.courier.example/1"}),
    ("Agenda", {"title": "AGENDA!"}),
    ("agenda: *", {"title": "Agenda: what is on in May"}),
    ("* da semana", {"title": "Letras da Semana"}),
    ("24/7 news", {"title": "24/7 News"}),
])
def test_what_is_like_a_pattern_may_come_again(pattern, fields):
    """By address or by headline; without the pattern it was carried."""
    events = article(**{"title": "Events", "days": 1, "url": A, **fields})
    carried = {"carried": {key: "No. 46 on 13 November 2026" for key in (events.id, "events", "agenda")}}
    assert reason(chosen([events], REST, repeat=("Other", pattern), **carried), events.title) == "in: newest of More"
    again = chosen([events, article("B", 2)], REST, repeat=("Other",), **carried)
    assert reason(again, events.title) == "out: carried in No. 46 on 13 November 2026"


@pytest.mark.parametrize("pattern", [
    "Agenda", "https://courier.example/event", "https://courier.example/events/?", "", "  ", "[", "https://[",
    "https://[::*/", "https://other.example/*", "(.*)", ".*",
])
def test_what_is_not_like_a_pattern_may_not(pattern):
    """A pattern is no part of a word and no regular expression, and a broken one harms nothing."""
    events = article("Agenda of May", 1, url="https://courier.example/events/may")
    selection = chosen([events, article("B", 2)], REST, repeat=(pattern,), carried={events.id: "No. 46"})
    assert reason(selection, "Agenda of May") == "out: carried in No. 46"


def test_what_may_come_again_is_still_judged_by_the_window():
    """A pattern lifts the history, and nothing else."""
    selection = chosen([article("Agenda", 9), article("B", 1)], REST, repeat=("Agenda",), carried={"agenda": "No. 46"},
                       since=days_ago(7))
    assert reason(selection, "Agenda") == "out: older than the window by 2 days"
