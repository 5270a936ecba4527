"""What comes later goes into an issue where it belongs, what changed upstream is shown, and no word of the editor's is lost."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from pathlib import Path

import pytest
from PIL import Image

from newsletter import amend
from newsletter import archive as archives
from newsletter.amend import Change, Desk
from newsletter.archive import Archive
from newsletter.errors import InputError, OutsideError, Refused, UsageError
from newsletter.issue import parse
from newsletter.model import Article, Issue, replace

from issue_help import BLOCKS  # isort: skip
from servers import Site, answer, pour, reset, resolver, serve  # isort: skip # noqa: F401
from cli_help import Run, run  # isort: skip # noqa: F401
from test_cli_week import NEXT_THURSDAY, Clock, Feed, clock, feed  # isort: skip # noqa: F401

Serve = Callable[..., Site]

STANDING = """\
[[block]]
kind = 'note'
text = 'Dear all'

[[block]]
kind = 'lead'
pick = {}

[[block]]
kind  = 'section'
title = 'Rivers'
pick  = { match = ['Rivers', 'Water'], most = 2 }

[[block]]
kind  = 'section'
title = 'Courts'
pick  = { match = ['Courts'] }

[[block]]
kind  = 'section'
title = 'More'
pick  = {}
"""

TEXT = """\
number  = 47
date    = 2026-11-20
subject = 'A court for two rivers'

[[block]]
kind = 'note'
text = 'Dear all'

[[block]]
kind = 'lead'

  [[block.story]]                      # picked: newest
  url   = 'https://halyard.example/court'
  title = 'A court for two rivers'

  [[block.story]]                      # runner-up: beaten by the limit
  use   = false
  url   = 'https://halyard.example/ferry'
  title = 'The ferry stays in port'

[[block]]
kind  = 'section'
title = 'Rivers'

  # mine
  [[block.story]]                      # picked: newest of Rivers
  url    = 'https://halyard.example/dyke'
  title  = 'The dyke'
  teaser = 'One more metre.'

  [[block.story]]                      # runner-up: beaten by the limit
  use    = false
  url    = 'https://halyard.example/lock'
  title  = 'The lock'

[[block]]
kind  = 'section'
title = 'More'

  [[block.story]]
  url   = 'TK'
  title = 'What the census forgot'

[picked]
when = 2026-11-19T09:00:00+00:00
"""

PICKED = datetime(2026, 11, 19, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)

RIVER = Article(title="Rivers: the bridge", url="https://halyard.example/bridge", section="Rivers", teaser="It opens.",
                image="images/bridge.jpg", alt="Lorries", alt_is_draft=True, language="es")
DESK = Desk(
    name="issues/047.toml", folder=Path("issues"), blocks=BLOCKS, language="en",
    standing=parse(STANDING, name="standing.toml", folder=Path(), blocks=BLOCKS, standing=True),
)


def article(title: str, section: str = "", **more: str) -> Article:
    return Article(title=title, url=f"https://halyard.example/{title.lower().replace(' ', '-')}", section=section, **more)


def titles(text: str) -> list[list[str]]:
    """Return the headlines of each block, those not in use in brackets."""
    return [[story.title if story.use else f"({story.title})" for story in block.stories] for block in DESK.read(text).blocks]


def came(before: str, after: str) -> list[str]:
    """Return the lines that are new; all others stand as they stood."""
    rest = iter(after.split("\n"))
    new: list[str] = []
    for line in before.split("\n"):
        for other in rest:
            if other == line:
                break
            new.append(other)
        else:
            pytest.fail(f"this line is gone: {line}")
    return new + list(rest)


# ── add ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_article_stands_behind_the_stories_in_use_of_its_section() -> None:
    """Before the runners-up, in the words picking would have taken: kicker split off where it says the heading again."""
    added = amend.add(TEXT, [RIVER], DESK)
    assert came(TEXT, added.text) == [
        "  [[block.story]]                      # added",
        "  url    = 'https://halyard.example/bridge'",
        "  title  = 'The bridge'",
        "  teaser = 'It opens.'",
        "  image  = 'images/bridge.jpg'",
        "  alt    = 'Lorries'  # draft: the source's words; say what the picture shows",
        "  lang   = 'es'",
        "",
    ]
    assert titles(added.text)[2] == ["The dyke", "The bridge", "(The lock)"]
    assert added.told == ("issues/047.toml:31: 'Rivers: the bridge' is in Rivers",)
    assert added.new == (RIVER,)


def test_what_matches_nothing_goes_where_the_rest_goes() -> None:
    """The block without a match takes it; not the lead, which has its story."""
    assert titles(amend.add(TEXT, [article("A play", "Culture")], DESK).text)[3] == ["What the census forgot", "A play"]


def test_a_section_that_had_nothing_is_made() -> None:
    """It comes from the standing matter, behind what stands before it there."""
    added = amend.add(TEXT, [article("A judge", "Courts")], DESK)
    assert titles(added.text)[2:] == [["The dyke", "(The lock)"], ["A judge"], ["What the census forgot"]]
    assert came(TEXT, added.text)[:3] == ["[[block]]                              # added", "kind  = 'section'", "title = 'Courts'"]


def test_a_section_that_is_made_is_for_whom_it_is() -> None:
    """A band that standing matter keeps for some readers comes with that."""
    standing = STANDING.replace("title = 'Courts'\n", "title = 'Courts'\nreaders = 'members'\n")
    desk = replace(DESK, standing=parse(standing, name="standing.toml", folder=Path(), blocks=BLOCKS, standing=True))
    assert "readers = 'members'" in came(TEXT, amend.add(TEXT, [article("A judge", "Courts")], desk).text)


def test_several_articles_keep_their_order() -> None:
    """Each goes behind the one before it."""
    added = amend.add(TEXT, [article("One", "Rivers"), article("Two", "Rivers"), article("Three", "Courts")], DESK)
    assert titles(added.text)[2:4] == [["The dyke", "One", "Two", "(The lock)"], ["Three"]]


@pytest.mark.parametrize(("section", "number"), [("rivers", 2), ("MORE", 3), ("Courts", 3)])
def test_the_editor_may_say_which_section(section: str, number: int) -> None:
    """By its heading, whatever its case, also one that is not there yet; that it does not belong there is told."""
    added = amend.add(TEXT, [article("A play", "Culture")], DESK, section=section)
    assert "A play" in titles(added.text)[number]
    assert len(added.told) == 1 + (section != "MORE")
    assert section == "MORE" or "'A play' stands under" in added.told[1]


@pytest.mark.parametrize(("section", "message"), [
    ("Rivrs", "there is no section 'Rivrs' in this issue — did you mean 'Rivers'?"),
    ("Sports", "there is no section 'Sports' in this issue — there are lead, Rivers, More, Courts"),
    ("section", "'section' names 2 sections — give the heading of one: Rivers, More"),
    ("lead", "'lead' has no room for another story"),
    ("note", "there is no section 'note'"),
])
def test_a_section_that_cannot_be_meant_is_told(section: str, message: str) -> None:
    """With what there is, or what was probably meant."""
    with pytest.raises(UsageError, match=message):
        amend.add(TEXT, [RIVER], DESK, section=section)


def test_where_no_section_is_for_it_all_are_listed() -> None:
    """Without a block for the rest, an article of no section needs a word from the editor."""
    desk = replace(DESK, standing=replace(DESK.standing, blocks=DESK.standing.blocks[:4]))
    with pytest.raises(UsageError, match="no section of this issue is for 'A play' — say which: --section 'lead', 'Rivers', 'More'"):
        amend.add(TEXT, [article("A play", "Culture")], desk)


def test_a_runner_up_is_switched_on() -> None:
    """Its line ``use = false`` goes, its reason becomes "added", and nothing else changes."""
    added = amend.add(TEXT, [replace(RIVER, url="https://www.halyard.example/lock/?utm_source=x")], DESK)
    assert added.text == TEXT.replace(
        "  [[block.story]]                      # runner-up: beaten by the limit\n  use    = false\n",
        "  [[block.story]]                      # added\n")
    assert not added.new


def test_a_runner_up_of_a_full_lead_goes_to_its_section() -> None:
    """The lead has room for one story; another section may be asked for, too."""
    ferry = replace(article("Ferry", "Rivers"), title="The ferry stays in port")
    text = amend.add(TEXT, [ferry], DESK).text
    assert titles(text)[1:3] == [["A court for two rivers"], ["The dyke", "The ferry stays in port", "(The lock)"]]
    assert "# runner-up: beaten by the limit\n  url   = 'https://halyard.example/ferry'" not in text
    made = amend.add(TEXT, [ferry], DESK, section="Courts").text
    assert titles(made)[3] == ["The ferry stays in port"]
    assert titles(amend.add(TEXT, [replace(RIVER, url="https://halyard.example/lock")], DESK, section="More").text)[3][-1] == "The lock"


def test_a_runner_up_moves_though_a_block_is_made_above_it() -> None:
    """The block that it goes into is new, and stands before the one it comes from."""
    text = TEXT.replace("  url   = 'TK'\n", "  use   = false\n  url   = 'https://halyard.example/judge'\n")
    after = amend.add(text, [article("Judge", "Courts")], DESK, section="Courts").text
    assert titles(after)[3:] == [["What the census forgot"], []]


def test_what_is_in_use_is_not_added_again() -> None:
    """The message names the line."""
    with pytest.raises(Refused, match="issues/047.toml:26: 'The dyke' is in use already"):
        amend.add(TEXT, [replace(RIVER, url="http://halyard.example/dyke/")], DESK)


def test_a_sent_issue_is_left_as_it_went_out() -> None:
    """Nothing is added to it, nothing applied."""
    sent = f"sent = 2026-11-20\n{TEXT}"
    with pytest.raises(Refused, match="issues/047.toml:1: this was sent on 2026-11-20"):
        amend.add(sent, [RIVER], DESK)
    with pytest.raises(Refused, match="issues/047.toml:1: this was sent on 2026-11-20"):
        amend.apply(sent, [], DESK, day=date(2026, 11, 20))


def test_a_planned_story_gets_its_address() -> None:
    """An article with the headline of a planned story is that story."""
    census = article("What the census forgot", teaser="Three towns.", image="images/census.jpg")
    added = amend.add(TEXT, [census], DESK)
    assert came(TEXT.replace("'TK'", f"'{census.url}'"), added.text) == [
        "  teaser = 'Three towns.'", "  image  = 'images/census.jpg'"]


# ── which article ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with archives.open(tmp_path / archives.FILE) as archive:
        yield archive


PAGE = b"""<html lang="en"><head><title>The bridge</title><meta property="og:type" content="article">
<meta property="og:title" content="The bridge at Ruse"><meta property="og:description" content="It opens, for a second time.">
</head><body><article><h1>The bridge at Ruse</h1><p>It opens, for a second time, and the queue is as it was.</p></article></body></html>"""


def test_an_article_is_taken_from_the_archive(archive: Archive) -> None:
    """By its address in any spelling, or by words of its headline; nobody is asked."""
    archive.put("feed", [RIVER, article("A judge")], PICKED)
    for name in ("http://www.halyard.example/bridge/?utm_source=x", "rivers the bridge"):
        assert amend.article_of(name, archive, at=NOW).title == RIVER.title


def test_an_unknown_address_is_read_and_kept(archive: Archive, serve: Serve) -> None:
    """The page is asked once; from then on the archive has it."""
    site = serve(answer(PAGE, "200 OK", "Content-Type: text/html"))
    url = f"{site.url}ruse"
    first = amend.article_of(url, archive, at=NOW, allow_private=True)
    assert (first.title, first.teaser) == ("The bridge at Ruse", "It opens, for a second time.")
    assert amend.article_of(url, archive, at=NOW, allow_private=True) == first
    assert len(site.requests) == 1
    assert amend.article_of(url, None, at=NOW, allow_private=True).title == first.title


def test_an_article_without_a_picture_gets_that_of_its_page_and_is_asked_once(archive: Archive, serve: Serve) -> None:
    """However old it is: as `fetch` does it for what is new."""
    head = b'<html><head><meta property="og:image" content="/quay.jpg"></head></html>'
    site, bare = (serve(answer(page, "200 OK", "Content-Type: text/html")) for page in (head, b"<html></html>"))
    old = Article(title="The quay", url=f"{site.url}quay"), Article(title="The pier", url=f"{bare.url}pier")
    archive.put("Elsewhere", old, at(-9_000))
    for _ in range(2):
        found = amend.article_of("The quay", archive, at=at(0), allow_private=True)
        assert found.image == f"{site.url}quay.jpg"
        assert amend.article_of(f"{bare.url}pier", archive, at=at(0), allow_private=True).image == ""
    assert (len(site.requests), len(bare.requests)) == (1, 1)


def test_what_cannot_be_found_is_told(archive: Archive, serve: Serve) -> None:
    """No headline like it, several, no page, an address in one's own network."""
    archive.put("feed", [article("The old dyke"), article("The new dyke")], PICKED)
    with pytest.raises(UsageError, match="'tea' is not in the archive — look it up with newsletter articles, or give its address"):
        amend.article_of("tea", archive, at=NOW)
    with pytest.raises(UsageError, match="'dyke' may be one of several — name one by its address:\n  The"):
        amend.article_of("dyke", archive, at=NOW)
    site = serve(answer(b"", "404 Not Found"))
    with pytest.raises(OutsideError, match="404"):
        amend.article_of(site.url, archive, at=NOW, allow_private=True)
    with pytest.raises(InputError):
        amend.article_of(site.url, archive, at=NOW)


# ── refresh ──────────────────────────────────────────────────────────────────────────────────────────────────

DYKE = Article(title="The dyke", url="https://halyard.example/dyke", teaser="One more metre.", section="Rivers")
COURT = Article(title="A court for two rivers", url="https://halyard.example/court")


def at(hours: float) -> datetime:
    return PICKED + timedelta(hours=hours)


def changed(archive: Archive, text: str = TEXT) -> list[Change]:
    return amend.changes(DESK.read(text), archive, DESK, at=NOW)


def applied(archive: Archive, text: str = TEXT) -> str:
    return amend.apply(text, changed(archive, text), DESK, day=NOW.date())


def test_what_changed_before_picking_is_no_change(archive: Archive) -> None:
    """Only what is different from what picking saw is told."""
    archive.put("feed", [replace(DYKE, title="A draft")], at(-5))
    archive.put("feed", [DYKE, COURT], at(-1))
    assert changed(archive) == []
    archive.put("feed", [replace(DYKE, title="The dyke holds"), COURT], at(1))
    assert changed(archive) == [Change(position="b3.s1", key="title", was="The dyke", now="The dyke holds")]


def test_words_left_alone_are_replaced(archive: Archive) -> None:
    """Headline and teaser follow upstream; all other bytes stay, and then there is nothing more to tell."""
    archive.put("feed", [DYKE], at(-1))
    archive.put("feed", [replace(DYKE, title="The dyke holds", teaser="Two more metres.")], at(1))
    after = applied(archive)
    assert after == TEXT.replace("'The dyke'", "'The dyke holds'").replace("One more", "Two more").replace("metre.", "metres.")
    assert changed(archive, after) == []


def test_subject_and_preheader_follow_the_headline_that_stands_in_them(archive: Archive) -> None:
    """As it was picked, whole words alone; a change of its own for each line, and the second time there is none."""
    archive.put("feed", [DYKE, COURT], at(-1))
    archive.put("feed", [replace(DYKE, title="The dyke holds"), replace(COURT, title="A court for {three} rivers, {email}")], at(1))
    text = TEXT.replace("[[block]]", """preheader = 'The dykes, and The dyke · ours'
subjects  = ['The dyke, again', 'Ours']

[[block]]""", 1)
    of_the_issue = [change for change in changed(archive, text) if not change.position]
    assert of_the_issue == [
        Change(position="", key="subject", was="A court for two rivers", now="A court for {three} rivers, (email)"),
        Change(position="", key="preheader", was="The dykes, and The dyke · ours", now="The dykes, and The dyke holds · ours"),
        Change(position="", key="subjects", was="The dyke, again", now="The dyke holds, again"),
    ]
    assert "3: a headline in the subject changed" in amend.told(of_the_issue, DESK.read(text))[0]
    after = applied(archive, text)
    issue = DESK.read(after)
    assert (issue.subject, issue.subjects) == ("A court for {three} rivers, (email)", ("The dyke holds, again", "Ours"))
    assert changed(archive, after) == []


def test_a_headline_of_the_editors_own_is_kept_as_a_remark(archive: Archive) -> None:
    """Upstream corrects, the editor had other words: both are in the file; a remark that was there stays."""
    archive.put("feed", [DYKE], at(-1))
    archive.put("feed", [replace(DYKE, title="The dyke holds")], at(1))
    own = TEXT.replace("'The dyke'", "'Our dyke'")
    assert applied(archive, own) == TEXT.replace("'The dyke'", "'The dyke holds'  # was: 'Our dyke'")
    remarked = TEXT.replace("'The dyke'", "'Our dyke' # short")
    assert applied(archive, remarked) == TEXT.replace("'The dyke'", "'The dyke holds' # short; was: 'Our dyke'")
    assert changed(archive, own)[0].yours == "Our dyke"


def test_a_teaser_of_the_editors_own_stays(archive: Archive) -> None:
    """It is told and left alone; one that the editor took out is not told."""
    archive.put("feed", [DYKE], at(-1))
    archive.put("feed", [replace(DYKE, teaser="Two more metres.")], at(1))
    own = TEXT.replace("One more metre.", "Higher.")
    assert changed(archive, own) == [
        Change(position="b3.s1", key="teaser", was="One more metre.", now="Two more metres.", yours="Higher.")]
    assert applied(archive, own) == own
    assert changed(archive, TEXT.replace("  teaser = 'One more metre.'\n", "")) == []


def test_what_the_editor_has_corrected_already_is_no_change(archive: Archive) -> None:
    """The file says what upstream says now."""
    archive.put("feed", [DYKE], at(-1))
    archive.put("feed", [replace(DYKE, title="The dyke holds")], at(1))
    assert changed(archive, TEXT.replace("'The dyke'", "'The dyke holds'")) == []


def test_a_kicker_in_the_headline_is_no_change_of_words(archive: Archive) -> None:
    """Picking wrote the leading word as kicker, or left it to the heading: compared is what it would write."""
    archive.put("feed", [replace(DYKE, title="Rivers: The dyke")], at(-1))
    archive.put("feed", [replace(DYKE, title="Water: The dyke")], at(1))
    assert changed(archive) == [Change(position="b3.s1", key="kicker", was="", now="Water")]
    archive.put("feed", [replace(DYKE, title="Water: The dyke holds")], at(2))
    assert [change.key for change in changed(archive)] == ["kicker", "title"]
    assert "  kicker = 'Water'\n  title  = 'The dyke holds'\n" in applied(archive)


def test_an_issue_not_picked_is_compared_with_its_day_else_with_the_first_words(archive: Archive) -> None:
    """The words at midnight of its date; where that lies ahead, or the archive saw them later, the first it knows."""
    hand_made = TEXT.partition("[picked]")[0]
    assert amend.reference(DESK.read(hand_made), NOW) == datetime(2026, 11, 20, tzinfo=UTC)
    assert amend.reference(DESK.read(hand_made), PICKED) is None
    assert amend.reference(DESK.read(TEXT), NOW) == PICKED
    archive.put("feed", [DYKE], at(20))
    archive.put("feed", [replace(DYKE, title="The dyke holds")], at(22))
    assert [change.now for change in changed(archive, hand_made)] == ["The dyke holds"]


@pytest.mark.parametrize(("headline", "is_it"), [
    ("What the Census Forgot!", True),
    ("What the census of 2026 forgot: three towns", True),
    ("The census begins", False),
    ("What the weather forgot", False),
])
def test_a_planned_story_is_found_when_it_is_there(archive: Archive, headline: str, is_it: bool) -> None:
    """By its headline, or most of its words."""
    census = Article(title=headline, url="https://halyard.example/census", published=at(2), teaser="Three towns.")
    archive.put("feed", [census, DYKE], at(3))
    found = [change for change in changed(archive) if change.key == "url"]
    assert [change.now for change in found] == [census.url] * is_it
    if is_it:
        after = applied(archive)
        assert came(TEXT.replace("'TK'", f"'{census.url}'"), after) == ["  teaser = 'Three towns.'"]
        assert changed(archive, after) == []


def test_an_old_article_is_no_planned_story(archive: Archive) -> None:
    """The census of two years ago had the same headline."""
    old = Article(title="What the census forgot", url="https://halyard.example/1", published=at(-17_000))
    archive.put("feed", [DYKE], at(-9_000))
    archive.put("feed", [old], at(-600))
    assert changed(archive) == []
    archive.put("feed", [replace(old, url="https://halyard.example/2", published=at(1))], at(2))
    assert [change.now for change in changed(archive)] == ["https://halyard.example/2"]


def test_of_two_that_fit_none_is_taken(archive: Archive) -> None:
    """Who cannot tell does not guess."""
    both = [Article(title="What the census forgot", url=f"https://halyard.example/{n}", published=at(1)) for n in (1, 2)]
    archive.put("feed", both, at(2))
    assert changed(archive) == []


# ── gone ─────────────────────────────────────────────────────────────────────────────────────────────────────


def leading_to(*urls: str, off: str = "") -> Issue:
    stories = "".join(f"\n[[block.story]]\nurl = '{url}'\ntitle = 'T'\n" + "use = false\n" * (url == off) for url in urls)
    return DESK.read(f"[[block]]\nkind = 'section'\n{stories}")


def test_only_pages_that_are_not_found_or_gone_are_gone(serve: Serve) -> None:
    """404 and 410; no trouble of the network or the site is; what is not in use is not asked for."""
    sites = [serve(answer(b"", status)) for status in ("404 Not Found", "410 Gone", "200 OK", "500 Oops", "403 Forbidden")]
    sites += [serve(reset), serve(pour), serve(answer(b"", "404 Not Found"))]
    with socket.create_server(("127.0.0.1", 0)) as closed:
        urls = [site.url for site in sites] + [f"http://127.0.0.1:{closed.getsockname()[1]}/"]
    asked = amend.gone(leading_to(*urls, off=sites[7].url), allow_private=True)
    assert asked.changes == (
        Change(position="b1.s1", key="use", was=urls[0], now="404 Not Found"),
        Change(position="b1.s2", key="use", was=urls[1], now="410 Gone"),
    )
    assert asked.unknown == 3
    assert not sites[7].requests


def test_a_page_that_moved_is_asked_where_it_went(serve: Serve) -> None:
    """A redirect is followed: to a page that is there, or to one that is not."""
    there, lost = serve(answer(b"hello")), serve(answer(b"", "404 Not Found"))
    moved = [serve(answer(b"", "301 Moved Permanently", f"Location: {site.url}")) for site in (there, lost)]
    asked = amend.gone(leading_to(*(site.url for site in moved)), allow_private=True)
    assert [change.position for change in asked.changes] == ["b1.s2"]


def test_a_site_is_asked_twice_at_a_time_and_not_for_ever(serve: Serve) -> None:
    """Politely, and with an end: a site that never answers costs no more than the time given."""
    at_once: list[int] = []
    open_now = [0]

    def slow(connection: socket.socket, _: bytes) -> None:
        open_now[0] += 1
        at_once.append(open_now[0])
        time.sleep(0.15)
        open_now[0] -= 1
        connection.sendall(answer())

    site = serve(slow)
    assert amend.gone(leading_to(*(f"{site.url}{n}" for n in range(6))), allow_private=True).unknown == 0
    assert len(at_once) == 6 and max(at_once) == 2
    hanging = serve(lambda connection, _: time.sleep(10))
    start = time.monotonic()
    assert amend.gone(leading_to(*(f"{hanging.url}{n}" for n in range(6))), allow_private=True, seconds=0.5).unknown == 6
    assert time.monotonic() - start < 3


def test_what_is_gone_is_switched_off_and_says_why() -> None:
    """One line comes in; the reason of picking stays."""
    gone = Change(position="b3.s1", key="use", was="https://halyard.example/dyke", now="404 Not Found")
    after = amend.apply(TEXT, [gone], DESK, day=NOW.date())
    assert came(TEXT, after) == ["  use    = false  # gone: 404 Not Found on 2026-11-20"]


# ── told ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_difference_can_be_read_by_an_editor() -> None:
    """In the order of the file, with file and line, what was, what is, what is yours; no control character."""
    found = [
        Change(position="b4.s1", key="url", was="TK", now="https://halyard.example/c", article=article("The census\x1b[2J")),
        Change(position="b3.s1", key="title", was="The dyke", now="The dyke\x07 holds", yours="Our dyke"),
        Change(position="b3.s1", key="teaser", was="One more metre.", now="", yours="Higher."),
        Change(position="b2.s1", key="use", was="https://halyard.example/court", now="410 Gone"),
    ]
    lines = amend.told(found, DESK.read(TEXT))
    assert lines == [
        "issues/047.toml:12: gone: https://halyard.example/court answers 410 Gone",
        "issues/047.toml:28: headline changed",
        "    was: The dyke",
        "    now: The dyke holds",
        "    yours: Our dyke",
        "issues/047.toml:29: teaser changed",
        "    was: One more metre.",
        "    now: (none)",
        "    yours: Higher. (stays)",
        "issues/047.toml:41: this planned story is there now",
        "    now: The census[2J — https://halyard.example/c",
    ]


# ── the commands ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(autouse=True)
def nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names lead into one's own network, where nobody is asked."""
    resolver(monkeypatch, ["127.0.0.1"])


def number_one(run: Run) -> Path:
    assert run("next").status == 0
    return Path("issues/001.toml")


def test_add_puts_an_older_article_in(run: Run, feed: Feed) -> None:
    """The newest issue where none is named; refused the second time; the archive need not be named."""
    path = number_one(run)
    assert run("add", "https://halyard.example/an-old-court").status == 0
    assert "title  = 'An old court'" in path.read_text()
    again = run("add", "1", "an old court")
    assert (again.status, "is in use already" in again.err) == (7, True)


def test_add_lays_the_picture_down(run: Run, feed: Feed, serve: Serve, tmp_path: Path) -> None:
    """As `next` does; where the file cannot be changed, no picture stays behind."""
    path = number_one(run)
    Image.new("RGB", (900, 600), "teal").save(tmp_path / "quay.jpg")
    site = serve(answer((tmp_path / "quay.jpg").read_bytes()))
    feed.add("A quay", "2026-11-12", more=f"<enclosure url='{site.url}quay.jpg' type='image/jpeg' length='1'/>")
    assert run("fetch", "--allow-private").status == 0
    added = run("add", "1", "https://halyard.example/a-quay", "--allow-private")
    assert added.status == 0, added.err
    assert "image  = 'images/001/a-quay.jpg'" in path.read_text()
    assert Path("images/001/a-quay.jpg").is_file()


def test_add_reads_a_page_that_no_source_had(run: Run, feed: Feed, serve: Serve) -> None:
    """Its own words, into the section that takes the rest."""
    path = number_one(run)
    site = serve(answer(PAGE, "200 OK", "Content-Type: text/html"))
    assert run("add", "1", f"{site.url}ruse", "--allow-private").status == 0
    assert "title  = 'The bridge at Ruse'" in path.read_text()


@pytest.mark.parametrize(("words", "status"), [
    (["1"], 2), (["-", "https://halyard.example/x"], 2), (["9", "https://halyard.example/x"], 3), (["1", "no such thing"], 2),
])
def test_add_tells_what_is_missing(run: Run, feed: Feed, words: list[str], status: int) -> None:
    """No article, no file, no such issue, no such headline: one line, and nothing is written."""
    before = number_one(run).read_bytes()
    said = run("add", *words)
    assert said.status == status and said.err.strip().count("\n") <= 1
    assert Path("issues/001.toml").read_bytes() == before


def test_refresh_shows_and_applies(run: Run, feed: Feed, clock: Clock) -> None:
    """The difference is the product, on standard output; --apply writes it, and the next time there is none."""
    path = number_one(run)
    before = path.read_text()
    feed.items = [item.replace("The first dyke", "The first dyke holds") for item in feed.items]
    feed.write()
    clock(NEXT_THURSDAY)
    shown = run("refresh")
    assert shown.status == 0
    assert b"headline changed\n    was: The first dyke\n    now: The first dyke holds\n" in shown.out
    assert path.read_text() == before
    assert run("refresh", "1", "--no-fetch", "--apply").status == 0
    lines = {"title  = 'The first dyke'", "teaser = 'The first dyke, told at length.'", "preheader = 'The first dyke'"}
    assert all(line in before for line in lines)
    assert path.read_text() == reduce(
        lambda text, line: text.replace(line, line.replace("first dyke", "first dyke holds")), lines, before)
    again = run("refresh", "--no-fetch")
    assert (again.status, again.out, "nothing has changed upstream" in again.err) == (0, b"", True)


def test_refresh_writes_nothing_over_an_edit_made_meanwhile(
    run: Run, feed: Feed, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the sites are asked the editor moves stories about: what was found may stand elsewhere, so it is refused."""
    path = number_one(run)
    feed.items = [item.replace("The first dyke", "The first dyke holds") for item in feed.items]
    feed.write()
    clock(NEXT_THURSDAY)
    edited = path.read_text().replace("[[block]]\n", "[[block]]\nkind = 'note'\ntext = 'Hello'\n\n[[block]]\n", 1)
    asked = amend.gone

    def edit(*issue: Issue, **more: bool) -> object:
        path.write_text(edited)
        return asked(*issue, **more)

    monkeypatch.setattr(amend, "gone", edit)
    said = run("refresh", "--apply")
    assert (said.status, "somebody else changed this file meanwhile" in said.err) == (7, True)
    assert path.read_text() == edited


def test_refresh_without_an_archive_says_what_to_do(run: Run, tmp_path: Path, feed: Feed) -> None:
    """None yet; or no publication at all."""
    path = number_one(run)
    Path("articles.db").unlink()
    said = run("refresh", "--no-fetch")
    assert (said.status, "there is no archive yet" in said.err) == (3, True)
    new = run("refresh")
    assert "articles.db is new: how the articles read before nobody knows" in new.err
    alone = tmp_path / "alone.toml"
    alone.write_bytes(path.read_bytes())
    assert "belongs to no publication" in run("refresh", str(alone)).err
