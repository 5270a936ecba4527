"""The same article once, with the best of what its sources say."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from pick_help import NOON, article, band, chosen, days_ago, headlines, reading, stories

from newsletter.model import Article, Issue
from newsletter.pick import Settings, comments, pick, why

A, B, C = (f"https://courier.example/{letter}" for letter in "abc")


def from_(source: str, title: str, days: float | None = None, **fields) -> Article:
    return article(title, days, source=source, **fields)


def picked(*articles: Article, **settings):
    return chosen(articles, band("All"), **settings)


def one_story(*articles: Article):
    """Return the one story that the articles make, asserting that there is one."""
    (story,) = stories(picked(*articles), 1)
    return story


@pytest.mark.parametrize("pair", [
    (from_("a", "One", 1, url=A), from_("b", "Another", 2, url="http://www.courier.example/a/?utm_source=x#top")),
    (from_("a", "Who pays?", 1, url=A), from_("b", "WHO  PAYS", 1, url=B)),
    (from_("a", "Who pays?", 1, url=A), from_("b", "Who pays?", url=B)),
    (from_("a", "Who pays?", url=A), from_("a", "Who pays?", url=B, place=1)),
    (from_("a", "Café", 1, url=A), from_("b", "Cafe")),
    (from_("a", "[Video] Samba", kind="video"), from_("b", "Samba", 1, url=A)),
    (from_("a", "Who pays?", 1, url=A), from_("b", "Who pays?", 1.9)),
    (from_("a", "Who pays?", 1, url=A, teaser="Four ministries."),
     from_("b", "WHO PAYS", 8, url=B, teaser="Four ministries")),
])
def test_two_are_the_same_one(pair):
    """By canonical address; by folded headline on one day, or undated, or within a day of a date without address.

    Or by headline and teaser within a week, where two sources gave one each.
    """
    for articles in (pair, pair[::-1]):
        selection = picked(*articles)
        assert len(stories(selection, 1)) == 1
        assert sorted(one.outcome for one in selection.choices) == ["in", "out"]
        assert selection.choices[1].reason.startswith("the same article as '")


@pytest.mark.parametrize("pair", [
    (from_("a", "Letters", 1, url=A), from_("a", "Letters", 8, url=B, place=1)),
    (from_("a", "Letters", 1, url=A), from_("b", "Letters", 2, url=B)),
    (from_("a", "Letters", 1, url=A), from_("b", "Letters", 4)),
    (from_("a", "Letters", 1, url=A), from_("a", "Letter", 1, url=B, place=1)),
    (from_("a", "Letters", 1, url=A, teaser="Of dykes."), from_("b", "Letters", 3, url=B, teaser="Of trains.")),
    (from_("a", "Letters", 1, url=A, teaser="Yours."), from_("b", "Letters", 10, url=B, teaser="Yours.")),
    (from_("a", "Letters", 1, url=A, teaser="Yours."), from_("a", "Letters", 3, url=B, teaser="Yours.", place=1)),
])
def test_two_are_not_the_same_one(pair):
    """A standing headline of another day is another article."""
    assert len(headlines(picked(*pair), 1)) == 2


def test_a_daily_column_under_standing_words_in_two_sources_is_one_for_each_day():
    """Feed and WordPress give each day's piece once: what one of them gives twice is two."""
    days = [from_(source, "Briefing", day, url=f"https://{source}.example/{day}", teaser="What you need to know.",
                  place=day)
            for source in ("feed", "wordpress") for day in (1, 2, 3)]
    assert len(stories(picked(*days), 1)) == 3
    ever = [from_("feed", "Briefing", day, url=f"{A}{day}", teaser="What you need to know.", place=day)
            for day in range(30)]
    assert len(stories(picked(*ever), 1)) == 30


def test_the_day_is_that_of_utc():
    """The same moment is the same day, in whatever time zone it is written."""
    late = datetime(2026, 11, 20, 1, tzinfo=timezone(timedelta(hours=5)))
    one = Article(title="Letters", url=A, published=late, source="a")
    other = Article(title="Letters", url=B, published=late.astimezone(timezone.utc), source="b")
    assert len(headlines(picked(one, other), 1)) == 1


def test_an_undated_one_joins_the_newest_of_its_headline():
    """A pasted "Letters" between two dated ones is the newest of them; the two stay two."""
    selection = picked(from_("feed", "Letters", 1, url=A), from_("feed", "Letters", 8, url=B, place=1),
                       from_("paste", "Letters", teaser="Of the week."))
    assert [(story.url, story.teaser) for story in stories(selection, 1)] == [(A, "Of the week."), (B, "")]


def test_an_undated_page_of_the_same_address_does_not_tie_two_days_together():
    """What an address has already made one is dated by it, and is no bridge to another day."""
    selection = picked(from_("feed", "Letters", 8, url=A), from_("page", "Letters", url=A),
                       from_("feed", "Letters", 1, url=B, place=1))
    assert [story.url for story in stories(selection, 1)] == [B, A]


def test_chains_are_followed_to_their_end():
    """The same by address as the second, the second by headline as the third: all three are one."""
    story = one_story(
        from_("a", "First headline", 2, url=A),
        from_("b", "Second headline", 1, url=A, image=f"{A}.jpg", image_width=800),
        from_("c", "Second headline", teaser="Four ministries, one fund."),
    )
    assert (story.title, story.url, story.image, story.teaser) == (
        "Second headline", A, f"{A}.jpg", "Four ministries, one fund."
    )


def test_a_pasted_article_takes_address_date_and_picture_from_the_feed():
    """Its picture line stays as a draft; the headline without its mark; the date orders it."""
    pasted = from_("paste.txt", "[Video] Samba", kind="video", alt="A street", alt_is_draft=True, teaser="Not so brief")
    feed = from_("feed.xml", "Samba", 1, url=A, image=f"{A}.jpg", image_width=800, teaser="Short.", credit="M. Okafor")
    selection = picked(pasted, feed, from_("feed.xml", "Older", 2, place=1))
    story = stories(selection, 1)[0]
    assert (story.title, story.url, story.image, story.alt, story.credit, story.teaser) == (
        "Samba", A, f"{A}.jpg", "A street", "M. Okafor", "Not so brief"
    )
    assert [one.reason for one in selection.choices] == [
        "newest of All", "2nd newest of All", "the same article as 'Samba' (merged)"
    ]


def test_the_best_of_each_is_taken():
    """The widest picture with its own alt text and credit; a whole teaser before a longer cut one; tags of all."""
    story = one_story(
        from_("a", "T", 1, url="http://courier.example/a?utm_source=x", image=f"{A}-small.jpg", image_width=100,
              alt="Small", credit="S. Mall", teaser="A much longer teaser that was cut…", byline="A. Writer"),
        from_("b", "T", 1, url=A, image=f"{A}-large.jpg", image_width=900, alt="Large", credit="L. Arge",
              teaser="A whole one."),
        from_("c", "T", teaser="", language="es"),
    )
    assert (story.image, story.alt, story.credit) == (f"{A}-large.jpg", "Large", "L. Arge")
    assert (story.url, story.teaser, story.byline) == (A, "A whole one.", "A. Writer")


def test_the_words_changed_last_win_over_those_that_nobody_mends():
    """A source renamed there and back leaves rows under its other name; their words are old for good."""
    old = from_("agency", "Ten dead", 1, url=A, teaser="It was first told at length.", revised=days_ago(0.5))
    new = from_("post", "Nine dead", 1.2, url=A, teaser="Told again.", revised=days_ago(0.1))
    for articles in ((old, new), (new, old)):
        assert (one_story(*articles).title, one_story(*articles).teaser) == ("Nine dead", "Told again.")


def test_a_cut_teaser_is_better_than_none():
    """An empty teaser is whole, and worth nothing."""
    assert one_story(from_("a", "T", teaser=""), from_("b", "T", teaser="Four minis…")).teaser == "Four minis…"


def test_a_credit_of_another_picture_is_left_out_and_its_alt_is_a_draft():
    """Who made the small picture did not make the large one; what it shows may be something else."""
    selection = picked(
        from_("a", "T", 1, url=A, image=f"{A}-small.jpg", image_width=100, alt="Small", credit="S. Mall"),
        from_("b", "T", 1, url=A, image=f"{A}-large.jpg", image_width=900),
    )
    assert (stories(selection, 1)[0].alt, stories(selection, 1)[0].credit) == ("Small", "")
    assert comments(selection)["b1.s1.alt"].startswith("draft: ")


def test_the_earliest_date_counts_and_one_with_an_address_goes_first():
    """A piece dated anew is no new piece; a pasted day at midnight is less exact than a feed's moment."""
    again = [from_("a", "T", 20, url=A), from_("b", "T, updated", 1, url=A)]
    selection = picked(*again, since=days_ago(7), allow_empty=True)
    assert [one.reason for one in selection.choices] == [
        "older than the window by 13 days", "the same article as 'T, updated' (merged)"
    ]
    moments = [from_("feed", "T", 1, url=A), from_("paste", "T", 1.4)]
    assert picked(*moments, since=days_ago(1.2)).choices[0].outcome == "in"


def test_when_it_was_first_seen_is_the_earliest_and_one_mark_is_enough():
    """What a source long known showed on Monday is no backlog, though a new source brought it on Thursday."""
    known = from_("known", "T", 20, url=A, seen=days_ago(3))
    new = from_("new", "T", 20, url=A, seen=days_ago(1), backlog=True, kept=True)
    one = picked(known, new, since=days_ago(7), until=NOON)
    assert one.choices[0].reason == "kept for this number"
    late = picked(known, from_("new", "T", 20, url=A, seen=days_ago(1), backlog=True), since=days_ago(7), until=NOON)
    assert late.choices[0].reason.startswith("newest of All (dated ")
    backlog = [from_("known", "T", 20, url=A, seen=days_ago(1)),
               from_("new", "T", 20, url=A, seen=days_ago(3), backlog=True)]
    assert picked(*backlog, since=days_ago(7), allow_empty=True).choices[0].reason == "older than the window by 13 days"


def test_where_two_sources_showed_it_at_once_and_one_was_long_known_it_is_no_backlog():
    """It came out between two fetches; the other source was new that day."""
    same = {"url": A, "seen": days_ago(1)}
    both = from_("a", "T", 20, backlog=True, **same), from_("b", "T", 20, **same)
    selection = picked(*both, since=days_ago(7), until=NOON)
    assert selection.choices[0].outcome == "in"


def test_articles_of_the_archive_and_of_a_pasted_listing_come_together():
    """Some have been seen and some have not; they are ordered all the same."""
    dated = [from_("a", "T", 1, url=A, seen=NOON), from_("a", "T", 1, url=A)]
    both = [*dated, from_("a", "T"), from_("a", "T", seen=NOON)]
    assert one_story(*both).url == A
    assert picked(*both) == picked(*both[::-1])


def test_sections_of_other_sources_become_tags():
    """A block that matches either of two sections of one article gets it."""
    one, other = from_("a", "T", 1, url=A, section="World"), from_("b", "T", 1, url=A, section="Brazil")
    selection = chosen([one, other], band("Here", match=["tag:brazil"]))
    assert headlines(selection, 1) == ["T"]


def test_the_barest_secure_address_is_taken():
    """https goes before brevity, brevity before tracking words; the first source's page before another's."""
    addresses = ("http://courier.example/a", f"{A}?utm_source=x", "https://www.courier.example/a", "https://b.example/")
    story = one_story(*(from_(source, "T", 1, url=url) for source, url in zip("abcd", addresses, strict=True)))
    assert story.url == "https://www.courier.example/a"


def test_two_that_differ_in_their_date_only_come_in_any_order():
    """Permuting the input changes nothing, the list of choices included."""
    one, other = from_("a", "T", 1, url=A), from_("a", "T", 2, url=A)
    assert picked(one, other) == picked(other, one)


def test_every_article_of_the_input_has_its_choice_even_where_two_are_alike_to_the_letter():
    """The same reading twice makes the same issue, and twice as many choices."""
    once = reading(article("A", 1, url=A), article("B", 2))
    twice = pick([once, once], Issue(blocks=(band("All"),)), settings=Settings())
    assert twice.issue == pick([once], Issue(blocks=(band("All"),)), settings=Settings()).issue
    assert sorted(one.outcome for one in twice.choices) == ["in", "in", "out", "out"]
    assert why(twice, "B") == "'B' is in block 1 (All), story 2: 2nd newest of All."


def test_dates_at_the_edge_of_the_calendar_do_no_harm():
    """A feed may say the year 1 or 9999, in any time zone."""
    east, west = timezone(timedelta(hours=9)), timezone(timedelta(hours=-9))
    odd = {A: datetime(1, 1, 1, tzinfo=east), B: datetime(9999, 12, 31, 23, tzinfo=west)}
    articles = [Article(title="T", url=url, published=moment, source="a") for url, moment in odd.items()]
    assert [story.url for story in stories(picked(*articles), 1)] == [B, A]
    assert picked(*articles, since=NOON).choices[0].outcome == "in"
