"""The issue that picking writes, and what it tells the editor."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest
from pick_help import LEAD, NOON, REST, TYPES, article, band, chosen, days_ago, reading, reason, stories

from newsletter.model import Block, Earlier, Issue, Story
from newsletter.pick import Settings, comments, pick, remembered, summary, why

A = "https://courier.example/a"

# ── stories ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_story_carries_what_its_article_says_and_no_date():
    """Every field that the letter prints; the language only where it is not the publication's."""
    said = {"title": "T", "url": A, "teaser": "t", "image": "i.jpg", "alt": "a", "credit": "c", "byline": "b",
            "duration": "4:05"}
    full = article(**said, days=1, language="es-AR")
    assert stories(chosen([full], REST, language="en"), 1) == (Story(**said, lang="es-AR"),)
    assert stories(chosen([full], REST, language="es"), 1)[0].lang == ""


@pytest.mark.parametrize(("headline", "title"), [
    ("[Video] Samba", "Samba"), (" [VIDEO]: Samba", "Samba"), ("[video]", "[video]"),
    ("The [Video] Age", "The [Video] Age"),
])
def test_a_videos_mark_leaves_its_headline(headline, title):
    """Only where it leads, and where something follows."""
    selection = chosen([article(headline, 1, kind="video"), article(f"{headline} ", 1)], REST)
    assert stories(selection, 1)[0].title == title


def test_blanks_without_end_take_no_time():
    """A hostile headline of 100,000 no-break spaces is read as fast as any; minutes would be a hang."""
    blanks, begun = "\u00a0" * 100_000, time.process_time()
    chosen([article(f"A{blanks}: b", 1), article(f"[Video]{blanks}", 2, kind="video"), article(f"A:{blanks}", 3)], REST)
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(("headline", "kicker", "title"), [
    ("Brazil: Why the dyke failed", "Brazil", "Why the dyke failed"),
    ("BRASÍLIA: why the dyke failed", "BRASÍLIA", "Why the dyke failed"),
    ("Culture: iPhone on stage", "Culture", "iPhone on stage"),
    ("Long read: 5 dykes", "Long read", "5 dykes"),
    ("巴西：堤坝", "巴西", "堤坝"),
    ("Bolivia: Why the dyke failed", "", "Bolivia: Why the dyke failed"),
    ("Brazil:", "", "Brazil:"),
    ("At 10:30 in Brazil", "", "At 10:30 in Brazil"),
])
def test_a_leading_word_that_a_section_knows_becomes_the_kicker(headline, kicker, title):
    """It leaves the headline, which begins with a capital then; a word that none knows stays."""
    known = article(headline, 1, section="Culture", tags=("Long Read",))
    selection = chosen([known], band("The world", match=["Brazil", "brasilia", "title:巴西", "Culture"]))
    (story,) = stories(selection, 1)
    assert (story.kicker, story.title) == (kicker, title)


def test_a_lead_has_its_section_for_a_kicker_and_no_section_repeats_its_heading():
    """The lead stands alone and says where it comes from; below a heading the same word is noise."""
    articles = [article("Chess", 1, section="Sport"), article("Brazil: a dyke", 2, section="Brazil")]
    selection = chosen(articles, LEAD, band("BRAZIL", match=["Brazil"]))
    assert (stories(selection, 1)[0].kicker, stories(selection, 1)[0].title) == ("Sport", "Chess")
    assert (stories(selection, 2)[0].kicker, stories(selection, 2)[0].title) == ("", "A dyke")


def test_a_leading_word_that_another_section_knows_is_the_leads_kicker():
    """The lead was taken from that section."""
    selection = chosen([article("Brazil: A dyke", 1)], LEAD, band("Latin America", match=["Brazil"]))
    assert (stories(selection, 1)[0].kicker, stories(selection, 1)[0].title) == ("Brazil", "A dyke")


# ── subject, preheader, [picked] ─────────────────────────────────────────────────────────────────────────────


def test_subject_is_the_leads_headline_and_preheader_the_next_ones():
    """As the sources have them, wherever the lead stands; cut between two headlines."""
    articles = [article("Brazil: A dyke", 1), *(article(f"Headline {n} " + "x" * 30, n) for n in (2, 3, 4))]
    selection = chosen(articles, band("All", match=["title:headline"]), LEAD, band("B", match=["Brazil"]))
    assert selection.issue.subject == "Brazil: A dyke"
    assert selection.issue.preheader == f"Headline 2 {'x' * 30} · Headline 3 {'x' * 30}"


def test_long_headlines_are_cut_at_a_word():
    """A headline of 5,000 characters makes no subject of 5,000."""
    selection = chosen([article("word " * 1000, 1), article("more " * 1000, 2)], REST)
    assert len(selection.issue.subject) <= 150 and selection.issue.subject.endswith("word…")
    assert len(selection.issue.preheader) <= 110 and selection.issue.preheader.endswith("more…")
    assert stories(selection, 1)[0].title == "word " * 1000


def test_a_sources_braces_are_no_merge_tag():
    """Subject and preheader are read for merge tags, headlines are not; what is no tag of ours comes as it is."""
    selection = chosen([article("Dear {first_name|you}", 1), article("{email}, {{x}} and {x}", 2)], REST)
    assert selection.issue.subject == "Dear (first_name|you)"
    assert selection.issue.preheader == "(email), {{x}} and {x}"
    assert stories(selection, 1)[0].title == "Dear {first_name|you}"


def test_standing_matter_may_fix_subject_number_and_date():
    """What settings do not say, the standing matter does."""
    standing = Issue(subject="The Courier, {first_name|friend}", preheader="p", number=1, date=date(2026, 1, 1),
                     subjects=("s",), blocks=(REST,))
    issue = pick([reading(article("A", 1))], standing, settings=Settings(number=0, subject=""), blocks=TYPES).issue
    assert (issue.subject, issue.preheader, issue.number, issue.date, issue.subjects) == (
        "The Courier, {first_name|friend}", "p", 0, date(2026, 1, 1), ("s",)
    )


def test_what_was_asked_for_is_kept_and_remembered():
    """`[picked]` holds nothing empty, as TOML knows no nothing; the settings come back from it."""
    asked = {"when": NOON, "since": days_ago(7), "until": NOON, "most": 3, "per_section": 4, "per_source": 5,
             "balance": 0, "sections": ("More",), "lead": "A", "pins": ("B",), "skips": ("C",), "never": ("D",)}
    articles = [article(title, n + 1) for n, title in enumerate("ABCD")]
    issue = chosen(articles, number=47, date=NOON.date(), **asked).issue
    assert issue.picked == {**asked, "sections": ["More"], "pins": ["B"], "skips": ["C"], "never": ["D"],
                            "sources": ["feed.xml"]}
    assert remembered(issue) == Settings(number=47, date=NOON.date(), allow_empty=True, missing_ok=True, **asked)
    assert chosen([article("A", 1)]).issue.picked == {"sources": ["feed.xml"], "nothing_for": ["More"]}


@pytest.mark.parametrize("typed", [
    {"per_section": 0}, {"per_source": -1}, {"per_source": "2"}, {"balance": 1}, {"balance": -3}, {"balance": "three"},
    {"balance": 2.5}, {"most": []},
])
def test_a_limit_typed_into_picked_that_is_none_says_nothing(typed):
    """An editor may write into it; `why` answers by the usual."""
    assert remembered(Issue(picked=typed)) == remembered(Issue(picked={}))


def test_a_moment_typed_without_a_time_zone_is_taken_as_utc():
    """An editor may write into `[picked]`; a bare moment must not stop `why`."""
    assert remembered(Issue(picked={"since": datetime(2026, 11, 13)})).since == datetime(2026, 11, 13, tzinfo=UTC)


# ── sentences ────────────────────────────────────────────────────────────────────────────────────────────────


def week():
    articles = [
        article("Who pays?", 1, image="i.jpg", image_width=900, url=A),
        *(article(f"Brazil {n}", n, section="Brazil") for n in (2, 3, 4, 5, 6, 7)),
        article("A film", 3, kind="video"),
        article("Old", 12), article("Older", 30),
        article("Who pays?", source="paste.txt", alt="A train", alt_is_draft=True),
    ]
    blocks = (Block(kind="note"), LEAD, band("Latin America", match=["Brazil"], most=2), band("Asia", match=["Asia"]),
              band(kind="video"))
    return chosen(articles, *blocks, since=days_ago(10))


def test_the_summary_says_what_is_in_what_waits_what_is_missing_and_what_was_left_out():
    """In sentences, for somebody who has not opened the file yet."""
    assert summary(week()) == [
        "4 stories: lead 'Who pays?', Latin America 2, video 1.",
        "3 runners-up wait in the file.",
        "Nothing for Asia.",
        "Left out: 2 articles are older than the window, 1 is beyond the limits, 1 is the same as another.",
    ]
    assert summary(chosen([article("A", 1)], REST)) == ["1 story: More 1."]
    assert summary(chosen([], REST, allow_empty=True)) == ["No story.", "Nothing for More."]


def test_the_summary_names_blocks_that_the_limit_in_all_left_without_a_story():
    """They stay in the file with their runners-up."""
    articles = [article("A", 1, section="a"), article("B", 2, section="b")]
    selection = chosen(articles, band("a", match=["a"]), band("b", match=["b"]), most=1)
    assert summary(selection) == ["1 story: a 1.", "1 runner-up waits in the file.", "No room for b."]


def test_comments_say_why_a_story_stands_there_and_which_alt_is_a_draft():
    """One for each story, by position; one line each."""
    said = comments(week())
    assert said["b2.s1"] == "picked: newest with a large picture"
    assert said["b2.s1.alt"].startswith("draft: ")
    assert said["b3.s2"] == "picked: 2nd newest of Latin America"
    assert said["b3.s5"] == "runner-up: beaten by the limit of Latin America (2)"
    assert said["b4.s1"] == "picked: newest of the videos"
    assert len(said) == 8
    torn = comments(chosen([article("A", source="a\nuse = true")], REST))
    assert torn == {"b1.s1": "picked: first in a use = true"}


def test_an_alt_text_that_a_source_vouches_for_is_no_draft():
    """The same picture with a description of its own."""
    selection = chosen([article("A", 1, image="i.jpg", alt="A train")], REST)
    assert "b1.s1.alt" not in comments(selection)


@pytest.mark.parametrize(("wanted", "answer"), [
    (f"{A}/?utm_source=x", "'Who pays?' is in block 2 (lead), story 1: newest with a large picture."),
    ("who pays", "'Who pays?' is in block 2 (lead), story 1: newest with a large picture."),
    ("brazil 4", "'Brazil 4' waits in block 3 (Latin America), story 3, as a runner-up: beaten by the limit of Latin "
                 "America (2)."),
    ("Brazil 7", "'Brazil 7' was left out: beaten by the limit of Latin America (2)."),
    ("OLD", "'Old' was left out: older than the window by 2 days."),
    ("Chess", "'Chess' was in none of the sources."),
    ("Brasil", "'Brasil' was in none of the sources — did you mean 'Brazil 2' or 'Brazil 3' or 'Brazil 4'?"),
    ("\udce9?x=\udce9", "'�?x=�' was in none of the sources."),
    ("", "'' was in none of the sources."),
])
def test_why_answers_for_any_article(wanted, answer):
    """By address, headline or a part of it; for what was not there, what is near."""
    assert why(week(), wanted) == answer


def test_why_says_of_what_was_not_there_what_its_caller_knows():
    """What no archive has was never fetched."""
    assert why(week(), "Chess", absent="was never fetched") == "'Chess' was never fetched."
    near = why(week(), "Brasil 2", absent="was never fetched")
    assert near.startswith("'Brasil 2' was never fetched — did you mean ")


def test_what_balance_beat_is_counted_for_itself():
    """It is over no limit."""
    earlier = tuple(Earlier(name="", lead=article("T", section="Brazil")) for _ in range(2))
    dykes = [article(f"Dyke {n}", n, section="Brazil") for n in range(1, 6)]
    articles = [*dykes, article("Opera", 6, section="Culture")]
    assert summary(chosen(articles, LEAD, recent=earlier))[-1] == "Left out: 2 articles stand back for balance."


def test_why_answers_for_several_in_a_line_each():
    """Five lines, and how many more there are."""
    lines = why(week(), "brazil").split("\n")
    assert len(lines) == 6 and lines[-1] == "… and 1 more with these words."


def test_reasons_are_one_for_each_article():
    """Doubles point to the one they went into."""
    selection = week()
    assert len(selection.choices) == 11
    assert reason(selection, "Older") == "out: older than the window by 20 days"
    (double,) = [one for one in selection.choices if one.article.source == "paste.txt"]
    assert double.reason == "the same article as 'Who pays?' (merged)"
