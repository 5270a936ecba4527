"""Picking: which article stands where, and why; which stay out, and why."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from pick_help import (
    LEAD, NOON, REST, TYPES, article, band, choice, chosen, days_ago, headlines, reading, reason, stories, waiting,
)

from newsletter.errors import InputError, NothingNew, UsageError
from newsletter.model import Article, Block, Issue, Reading, Story, replace
from newsletter.pick import Settings, pick

BIG = {"image": "https://courier.example/a.jpg", "image_width": 1200}
SMALL = {"image": "https://courier.example/b.jpg", "image_width": 320}

# ── the lead ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("articles", "leads", "why"), [
    ([article("Old", 3, **BIG), article("New", 2, **BIG), article("Newest", 1, **SMALL)],
     "New", "newest with a large picture"),
    ([article("Old", 3, **SMALL), article("New", 2, **SMALL), article("Newest", 1)], "New", "newest with a picture"),
    ([article("Old", 3), article("Newest", 1)], "Newest", "newest"),
    ([article("One"), article("Two")], "One", "first in feed.xml"),
    ([article("One"), article("Two", **SMALL)], "Two", "2nd in feed.xml with a picture"),
    ([article("Film", 1, kind="video", **BIG), article("Words", 2)], "Words", "newest"),
])
def test_the_lead_is_chosen_by_picture_then_by_date_then_by_place(articles, leads, why):
    """A large picture goes before a small one, any before none, then the newest, then the first; never a video."""
    selection = chosen(articles)
    assert headlines(selection, 1) == [leads]
    assert reason(selection, leads) == f"in: {why}"


def test_a_lead_block_takes_only_what_its_terms_know():
    """`match` narrows the lead too."""
    articles = [article("Newest", 1), article("Dykes", 2, section="Brazil")]
    selection = chosen(articles, band(kind="lead", match=["brazil"]), REST)
    assert headlines(selection, 1) == ["Dykes"]


def test_the_lead_by_hand_leads_over_window_and_rule():
    """What the editor names leads, though it is older than the window, has no picture or is a video."""
    selection = chosen(
        [article("Grand", 1, **BIG), article("A film", 30, kind="video")], lead="a film", since=days_ago(7)
    )
    assert headlines(selection, 1) == ["A film"]
    assert reason(selection, "A film") == "in: lead by hand"
    assert headlines(selection, 2) == ["Grand"]


def test_a_band_for_some_readers_is_still_theirs_when_it_is_filled():
    """What standing matter keeps for members is not shown to everybody."""
    (block,) = chosen([article("A", 1)], replace(band("World"), readers="members")).issue.blocks
    assert (block.readers, block.pick) == ("members", None)


def test_every_block_type_of_one_story_leads():
    """The block type says that a block carries one story, whatever it is called."""
    types = {"opener": TYPES["lead"]}
    standing = Issue(blocks=(REST, band(kind="opener")))
    selection = pick([reading(article("A", 1), article("B", 2))], standing, settings=Settings(), blocks=types)
    assert headlines(selection, 2) == ["A"]


def test_a_lead_alone_keeps_runners_up():
    """Where no other block would take them, the beaten wait under the lead."""
    selection = chosen([article(f"No. {n}", n) for n in range(6)], LEAD)
    assert (headlines(selection, 1), waiting(selection, 1)) == (["No. 0"], ["No. 1", "No. 2", "No. 3"])
    assert reason(selection, "No. 1") == "runner-up: beaten by the limit of the lead (1)"
    assert reason(selection, "No. 4") == "out: beaten by the limit of the lead (1)"


@pytest.mark.parametrize(("source", "short"), [
    ("/home/ada/letter/paste.txt", "paste.txt"), ("https://www.courier.example/news/feed", "courier.example"),
    ("The Courier", "The Courier"), ("", "its source"),
])
def test_a_source_is_named_in_short(source, short):
    """A comment has no room for a path."""
    readings = [Reading(name=source, kind="listing", articles=(Article(title="A", source=source),))]
    selection = pick(readings, Issue(blocks=(LEAD,)), settings=Settings())
    assert reason(selection, "A") == f"in: first in {short}"


# ── sections ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_blocks_with_terms_fill_before_the_rest_whatever_their_order():
    """The rest is what no other block knows, though its block stands first."""
    selection = chosen(
        [article("Samba", 1, section="Brazil"), article("Chess", 2)], REST, band("Latin America", match=["Brazil"])
    )
    assert (headlines(selection, 1), headlines(selection, 2)) == (["Chess"], ["Samba"])


def test_stories_stand_newest_first_then_undated_ones_as_their_source_places_them():
    """Dates order a block; what has none follows in its own order."""
    selection = chosen([article("u0"), article("d2", 2), article("u1"), article("d1", 1)], REST)
    assert headlines(selection, 1) == ["d1", "d2", "u0", "u1"]
    assert reason(selection, "d1") == "in: newest of More"
    assert reason(selection, "d2") == "in: 2nd newest of More"
    assert reason(selection, "u1") == "in: 3rd in feed.xml"


def test_the_limit_of_a_block_leaves_three_runners_up_whole():
    """What a limit beats waits in the file, three at most, with all that a story needs."""
    articles = [article(f"No. {n}", n, url=f"https://courier.example/{n}", teaser="t") for n in range(6)]
    selection = chosen(articles, band("Asia", most=2))
    assert headlines(selection, 1) == ["No. 0", "No. 1"]
    assert waiting(selection, 1) == ["No. 2", "No. 3", "No. 4"]
    assert stories(selection, 1)[2] == Story(title="No. 2", use=False, url="https://courier.example/2", teaser="t")
    assert reason(selection, "No. 2") == "runner-up: beaten by the limit of Asia (2)"
    assert reason(selection, "No. 5") == "out: beaten by the limit of Asia (2)"
    assert choice(selection, "No. 2").position == "b1.s3"


def test_what_is_beyond_a_block_flows_on_to_the_next_that_knows_it_as_well():
    """Two blocks for the rest are one after the other; the last one keeps the runners-up."""
    selection = chosen([article(f"No. {n}", n) for n in range(4)], band("First", most=1), band("Then", most=2))
    assert (headlines(selection, 1), waiting(selection, 1)) == (["No. 0"], [])
    assert (headlines(selection, 2), waiting(selection, 2)) == (["No. 1", "No. 2"], ["No. 3"])


def test_a_block_for_articles_fills_before_the_rest():
    """`kind` alone is a wish too; what is beyond its limit flows into the rest."""
    selection = chosen([article(f"No. {n}", n) for n in range(3)], REST, band("Words", takes="article", most=1))
    assert (headlines(selection, 1), headlines(selection, 2)) == (["No. 1", "No. 2"], ["No. 0"])


def test_what_a_section_beats_does_not_flow_into_the_rest():
    """Four stories of Brazil at most means in the whole issue, not four above and all others below."""
    articles = [article(f"No. {n}", n, section="Brazil") for n in range(3)]
    selection = chosen(articles, band("Latin America", match=["Brazil"], most=1), REST)
    assert (headlines(selection, 1), waiting(selection, 1)) == (["No. 0"], ["No. 1", "No. 2"])
    assert len(selection.issue.blocks) == 1


def test_a_block_may_take_only_articles_with_a_picture():
    """`picture = true` refuses what has none, which then is of the rest."""
    selection = chosen([article("Bare", 1), article("Seen", 2, **SMALL)], band("In pictures", match=["seen", "bare"],
                                                                               picture=True), REST)
    assert (headlines(selection, 1), headlines(selection, 2)) == (["Seen"], ["Bare"])


@pytest.mark.parametrize("videos", [band(kind="video"), band(takes="video")])
def test_videos_go_to_their_own_block_and_nowhere_else(videos):
    """With a block for videos the others refuse them, and it refuses articles."""
    film = article("[Video] Samba", 1, kind="video", section="Brazil", duration="4:05")
    words = article("Words", 2, section="Brazil")
    selection = chosen([film, words], band("Brazil", match=["Brazil"]), videos, REST)
    assert (headlines(selection, 1), headlines(selection, 2)) == (["Words"], ["Samba"])
    assert stories(selection, 2)[0].duration == "4:05"
    assert reason(selection, "[Video] Samba") == "in: newest of the videos"


def test_a_video_that_its_block_does_not_match_fits_nowhere():
    """The rest is for articles where videos have a block of their own."""
    film = article("Samba", 1, kind="video", section="Brazil")
    selection = chosen([film, article("Chess", 2)], band("Films of Asia", kind="video", match=["Asia"]), REST)
    assert reason(selection, "Samba") == "out: fits no block"


def test_videos_without_a_block_of_theirs_go_like_any_article_but_never_lead():
    """No `kind = 'video'` anywhere: a video is an article."""
    selection = chosen([article("[Video] Samba", 1, kind="video"), article("Words", 2)])
    assert (headlines(selection, 1), headlines(selection, 2)) == (["Words"], ["Samba"])


def test_an_issue_of_videos_has_no_lead():
    """The lead block is left out where only videos came, and the summary's table says so."""
    selection = chosen([article("Samba", 1, kind="video")])
    assert [block.kind for block in selection.issue.blocks] == ["section"]
    assert selection.issue.picked["nothing_for"] == ["the lead"]


def test_blocks_that_are_not_picked_are_copied_and_empty_ones_left_out():
    """A note and a story of the standing matter stay as they are; a block that is switched off is not filled."""
    note = Block(kind="note", fields={"text": "Dear {first_name},"})
    typed = Block(kind="section", stories=(Story(title="Events"),), pick={"match": ["Chess"]})
    off = Block(kind="section", use=False, pick={})
    selection = chosen([article("Chess", 1), article("Go", 1)], note, band("Asia", match=["Asia"]), off, typed)
    assert reason(selection, "Go") == "out: fits no block"
    assert selection.issue.blocks[0] == note
    assert [story.title for story in stories(selection, 2)] == ["Events", "Chess"]
    assert choice(selection, "Chess").position == "b2.s2"
    assert len(selection.issue.blocks) == 2


def test_what_stands_in_the_standing_matter_is_not_picked_again():
    """A typed story and an article of the same address or headline are one."""
    typed = Block(kind="section", stories=(Story(title="Events", url="https://courier.example/events/"),))
    off = Block(kind="section", use=False, stories=(Story(title="B"),))
    articles = [article("All events", 1, url="https://www.courier.example/events"), article("B", 2)]
    selection = chosen(articles, typed, off, REST)
    assert reason(selection, "All events") == "out: in the standing matter already"
    assert reason(selection, "B") == "in: newest of More"


# ── terms ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("term", "fields"), [
    ("brazil", {"section": "BRAZIL"}),
    ("São Paulo", {"section": "Sao Paulo"}),
    ("latin america", {"tags": ("Latin-America",)}),
    ("Brazil", {"title": "Brazil: a dyke"}),
    ("night train", {"title": "Who pays for the Night Train?"}),
    ("tag:latin-america", {"tags": ("Latin America",)}),
    ("section:Brazil", {"section": "Brazil"}),
    ("source:courier", {"source": "The Courier"}),
    ("kind:video", {"kind": "video"}),
    ("title: night  train", {"title": "The night-train returns"}),
    ("Title:Zürich", {"title": "ZURICH"}),
])
def test_a_term_knows_an_article(term, fields):
    """Bare words look at section, tag, leading word and headline; a field before a colon narrows them."""
    known = article(**{"title": "Chess", "days": 1, "source": "wire", **fields})
    selection = chosen([known], band("Here", match=[term]), REST)
    assert selection.issue.blocks[0].fields["title"] == "Here"


@pytest.mark.parametrize(("term", "fields"), [
    ("rain", {"title": "The night train"}),
    ("tag:Brazil", {"section": "Brazil"}),
    ("section:Brazil", {"tags": ("Brazil",), "title": "Brazil: a dyke"}),
    ("title:Brazil", {"section": "Brazil"}),
    ("", {"section": ""}),
    ("Latin America", {"section": "America"}),
])
def test_a_term_does_not_know_an_article(term, fields):
    """Parts of words do not match, nor does another field than the one it is narrowed to, nor an empty term."""
    selection = chosen([article(**{"title": "Chess", "days": 1, **fields})], band("Here", match=[term, "x"]), REST)
    assert selection.issue.blocks[0].fields["title"] == "More"


def test_an_article_goes_where_it_is_known_best():
    """Section goes before tag, tag before leading word, leading word before a word of the headline."""
    blocks = [band(title, match=[term]) for title, term in
              [("By word", "cinema"), ("By leading word", "Rio"), ("By tag", "Film"), ("By section", "Culture")]]
    culture = article("Rio: new cinema", 1, section="Culture", tags=("Film",))
    tagged = article("Rio: more cinema", 1, tags=("Film",))
    led = article("Rio: old cinema", 1)
    selection = chosen([culture, tagged, led, article("Cinema now", 1)], *blocks)
    positions = {one.article.title: one.position for one in selection.choices}
    assert positions == {
        "Cinema now": "b1.s1", "Rio: old cinema": "b2.s1", "Rio: more cinema": "b3.s1", "Rio: new cinema": "b4.s1",
    }


def test_a_mistyped_term_is_told_with_its_place():
    """`tgas:x` would match nothing for ever; the editor is asked what was meant."""
    mistyped = band("A", match=["sections:Brazil"])
    standing = Issue(name="standing.toml", lines={"b1": 3, "b1.pick": 5}, blocks=(mistyped,))
    with pytest.raises(InputError, match=r"standing.toml:5: .*'sections:' — did you mean 'section'\?"):
        pick([reading(article("A", 1))], standing, settings=Settings())


def test_a_block_without_stories_cannot_be_picked_for():
    """A note with a pick is a mistake of the standing matter."""
    with pytest.raises(InputError, match="a 'note' carries no stories"):
        chosen([article("A", 1)], band(kind="note"))


# ── window, sections, limits ─────────────────────────────────────────────────────────────────────────────────


def test_the_window_is_half_open():
    """Its first moment is inside, its last is not, in whatever time zones they are written."""
    since, until = datetime(2026, 11, 13, tzinfo=timezone(timedelta(hours=1))), NOON
    at = {"before": datetime(2026, 11, 12, 22, 59, tzinfo=UTC), "first": datetime(2026, 11, 12, 23, tzinfo=UTC),
          "last": NOON - timedelta(seconds=1), "after": NOON, "old": since - timedelta(days=2, hours=5)}
    articles = [article(title, (NOON - moment) / timedelta(days=1)) for title, moment in at.items()]
    selection = chosen([*articles, article("undated")], REST, since=since, until=until)
    assert headlines(selection, 1) == ["last", "first", "undated"]
    assert reason(selection, "before") == "out: older than the window by 1 minute"
    assert reason(selection, "old") == "out: older than the window by 2 days"
    assert reason(selection, "after") == "out: dated after the window by less than a minute"


def test_a_window_that_ends_before_it_begins_is_refused():
    """Nothing could be in it."""
    with pytest.raises(UsageError, match="no article can be dated"):
        Settings(since=NOON, until=NOON)


def test_only_the_sections_asked_for():
    """A section is a block's heading, an article's section, its tag or its leading word."""
    articles = [article("A", 1, section="Brazil"), article("B", 2, section="Culture"),
                article("C", 3, tags=("film",)), article("Film: D", 4)]
    blocks = (band("Latin America", match=["Brazil"]), REST)
    by_heading = chosen(articles, *blocks, sections=("latin america",))
    assert [one.article.title for one in by_heading.choices if one.outcome == "in"] == ["A"]
    assert reason(by_heading, "B") == "out: not in the sections asked for"
    by_name = chosen(articles, *blocks, sections=("Culture", "Film"))
    assert {one.article.title for one in by_name.choices if one.outcome == "in"} == {"B", "C", "Film: D"}


def test_a_section_that_is_not_there_is_refused_with_the_near_one():
    """A mistyped section is no empty issue."""
    with pytest.raises(UsageError, match=r"--section 'Brasil' .* did you mean 'Brazil'\?"):
        chosen([article("A", 1, section="Brazil")], sections=("Brasil",))


def test_the_limit_in_all_is_dealt_out_in_rounds():
    """Lead first, then one story for each block, then the second: no block starves the next."""
    articles = [article(f"{name}{n}", n + i / 10, section=name) for i, name in enumerate("ABC") for n in range(3)]
    blocks = (LEAD, *(band(name, match=[f"section:{name}"]) for name in "ABC"))
    selection = chosen(articles, *blocks, most=5)
    assert [headlines(selection, n) for n in (1, 2, 3, 4)] == [["A0"], ["A1", "A2"], ["B0"], ["C0"]]
    assert waiting(selection, 3) == ["B1", "B2"]
    assert reason(selection, "B1") == "runner-up: beaten by the limit of 5 stories in all"


def test_an_issue_of_no_stories_is_refused():
    """`-n 0` asks for nothing."""
    with pytest.raises(UsageError, match="-n 8"):
        Settings(most=0)


# ── by hand ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_pins_are_in_over_limits_window_and_sections():
    """A pin stands in the block it matches, in its place by date; the others get the room that is left."""
    articles = [article(f"No. {n}", n, section="Asia") for n in range(4)] + [article("Old", 90, section="Asia")]
    selection = chosen([*articles, article("Else", 50)], band("Asia", match=["Asia"], most=2), REST,
                       pins=("Old", "else"), since=days_ago(30), sections=("Asia",), most=2)
    assert headlines(selection, 1) == ["Old"]
    assert headlines(selection, 2) == ["Else"]
    assert reason(selection, "Old") == "in: pinned"
    assert reason(selection, "No. 0") == "runner-up: beaten by the limit of 2 stories in all"


def test_an_undated_pin_keeps_its_place_among_the_undated():
    """Being in by hand moves nothing."""
    assert headlines(chosen([article(title) for title in "ABC"], REST, pins=("B",)), 1) == ["A", "B", "C"]


@pytest.mark.parametrize(("blocks", "stands"), [
    ((band("Asia", match=["Asia"]), REST), "More"),
    ((band(kind="lead"), band("Asia", match=["Asia"])), "Asia"),
])
def test_a_pin_that_no_block_matches_joins_the_rest_or_else_the_first_section(blocks, stands):
    """A pin is never without a place."""
    selection = chosen([article("Chess", 1), article("x", 2, section="Asia")], *blocks, pins=("Chess",))
    block = int(choice(selection, "Chess").position[1])
    assert selection.issue.blocks[block - 1].fields["title"] == stands


def test_a_pin_leads_where_there_is_only_a_lead_and_two_find_no_room():
    """A block of one story holds one pin."""
    articles = [article("A", 1), article("B", 2)]
    assert headlines(chosen(articles, LEAD, pins=("B",)), 1) == ["B"]
    with pytest.raises(UsageError, match="has room for 'B'"):
        chosen(articles, LEAD, pins=("A", "B"))
    with pytest.raises(UsageError, match="has room for 'B'"):
        chosen(articles, REST, lead="B")


def test_what_is_skipped_is_out_and_says_so():
    """By address, by headline, or by a part of one."""
    articles = [article("Who pays for the night train?", 1), article("B", 2, url="https://courier.example/b")]
    skips = ("night TRAIN", "http://www.courier.example/b/?utm_source=x")
    selection = chosen([*articles, article("C", 3)], skips=skips)
    assert reason(selection, "Who pays for the night train?") == "out: skipped by hand"
    assert reason(selection, "B") == "out: skipped by hand"


def test_a_whole_headline_goes_before_a_part_of_another():
    """`Letters` names the article of that name, though others have the word in theirs."""
    selection = chosen([article("Letters", 1), article("Letters to the East", 2)], skips=("letters",))
    assert reason(selection, "Letters to the East") == "in: newest"


def test_what_is_both_pinned_and_skipped_is_refused():
    """The editor says which of the two is meant, though one is by headline and one by address."""
    with pytest.raises(UsageError, match="'B' is both asked for and skipped"):
        chosen([article("B", 1, url="https://courier.example/b")], pins=("B",), skips=("https://courier.example/b",))


def test_what_is_never_picked_need_not_be_there_and_a_pin_overrules_it():
    """The publication's own list of skips is for every number; a pin is for this one."""
    articles = [article("Letters of the week", 1), article("Letters of the year", 2), article("C", 3)]
    selection = chosen(articles, never=("letters", "horoscope"), pins=("Letters of the year",))
    assert reason(selection, "Letters of the week") == "out: skipped by hand"
    assert reason(selection, "Letters of the year") == "in: pinned"


@pytest.mark.parametrize("option", ["lead", "pins", "skips"])
def test_a_name_that_is_no_articles_is_refused_with_near_headlines(option):
    """A misspelt headline and an address with a slip in its last part find what was meant."""
    articles = [article("Who pays for the night train?", 1), article("Berlin counts its summers", 2)]
    for wanted in ("who pays for the nihgt trian", "https://courier.example/2026/night-trian"):
        with pytest.raises(UsageError, match=r"did you mean 'Who pays for the night train\?'\?"):
            chosen(articles, **{option: wanted if option == "lead" else (wanted,)})


def test_a_part_that_names_several_is_refused():
    """Which one is meant is the editor's word."""
    with pytest.raises(UsageError, match="names 2 articles: 'Letters A' https://a.example/1, 'Letters B' — "):
        chosen([article("Letters A", 8, url="https://a.example/1"), article("Letters B", 1)], pins=("letters",))


def test_what_settings_name_may_be_missing_where_they_are_remembered():
    """Asked again later, what there was may be gone from the feed."""
    selection = chosen([article("A", 1)], pins=("gone",), sections=("gone", "more"), lead="gone", missing_ok=True)
    assert len(selection.choices) == 1


# ── nothing new ──────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_new_says_why_in_numbers():
    """What there was, and what kept it out."""
    articles = [article(f"No. {n}", 10 + n) for n in range(24)] + [article(f"Skip {n}", 1) for n in range(3)]
    with pytest.raises(NothingNew, match="new: 24 articles are older than the window, 3 were skipped by hand — "):
        chosen(articles, since=days_ago(7), skips=("Skip 0", "Skip 1", "Skip 2"))
    with pytest.raises(NothingNew, match="there was no article"):
        chosen([])
    with pytest.raises(NothingNew, match="1 article fits no block"):
        chosen([article("Chess", 1)], band("Asia", match=["Asia"]))


def test_an_empty_issue_is_made_where_it_is_allowed():
    """Standing matter alone, with number and date."""
    note = Block(kind="note")
    selection = chosen([], note, LEAD, allow_empty=True, number=47, date=date(2026, 11, 20))
    picked = {"sources": ["feed.xml"], "nothing_for": ["the lead"]}
    assert selection.issue == Issue(number=47, date=date(2026, 11, 20), blocks=(note,), picked=picked)
