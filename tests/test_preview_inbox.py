"""The rows of an inbox: what each client shows of sender, subject and preheader, and where it cuts."""

from __future__ import annotations

import pytest
from conftest import HARD_WORDS
from hypothesis import given
from hypothesis import strategies as st

from newsletter import inbox

PHRASE = "The quick brown fox jumps over the lazy dog "


def row(client: str, subject: str = "", preheader: str = "", sender: str = "The Halyard <letter@halyard.example>") -> inbox.Row:
    return next(one for one in inbox.rows(sender, subject, preheader) if one.client.id == client)


def test_there_is_a_row_for_each_client() -> None:
    """Gmail on a phone and in a browser, Apple Mail, Outlook; ids are unique."""
    ids = [one.client.id for one in inbox.rows("", "", "")]
    assert ids == ["gmail-phone", "apple-phone", "outlook-phone", "gmail-web", "apple-mac", "outlook"]


def test_what_fits_is_whole() -> None:
    """A short line loses nothing."""
    for one in inbox.rows("The Halyard <l@halyard.example>", "Low water", "Two ports, one night"):
        assert one[1:] == (("The Halyard", ""), ("Low water", ""), ("Two ports, one night", ""))


@pytest.mark.parametrize(("client", "subject", "preheader"), [("apple-phone", 48, 99), ("gmail-phone", 37, 40), ("outlook", 60, 55),
                                                            ("apple-mac", 70, 140), ("outlook-phone", 40, 55)])
def test_the_phrase_lines_were_measured_with_is_cut_where_it_was(client: str, subject: int, preheader: int) -> None:
    """The pangram comes out as long as the client was seen to show it, give or take the ellipsis and a wide letter."""
    one = row(client, PHRASE * 4, PHRASE * 4)
    assert subject - 4 <= len(one.subject.shown) <= subject + 2
    assert preheader - 4 <= len(one.preheader.shown) <= preheader + 2


def test_narrow_letters_leave_room_for_more() -> None:
    """Twice as many l's as M's, and more, stand on the same line."""
    assert len(row("outlook", "l" * 400).subject.shown) > 2 * len(row("outlook", "M" * 400).subject.shown)


def test_in_a_browser_gmail_gives_the_preheader_what_the_subject_leaves() -> None:
    """The longer the subject, the shorter the preheader beside it."""
    short, long = row("gmail-web", "Low water", PHRASE * 4), row("gmail-web", PHRASE * 4, PHRASE * 4)
    assert len(short.preheader.shown) > len(long.preheader.shown) + 30
    assert inbox.width(long.subject.shown) + inbox.width(long.preheader.shown) < 120


@pytest.mark.parametrize("words", ["👩🏽\u200d🚀", "👨\u200d👩\u200d👧", "🇺🇾", "e\u0301", "सु", "가", "火", "ﷺ"])
def test_no_letter_is_cut_in_two(words: str) -> None:
    """Joined emoji, flags, letters with marks stay whole, at whatever length they are cut."""
    for length in range(1, 40):
        shown = inbox.cut(words * 30, length).shown
        assert shown == words * (len(shown) // len(words))


@given(st.text() | st.sampled_from(HARD_WORDS), st.text(max_size=200), st.text(max_size=200))
def test_nothing_is_lost_whatever_stands_there(sender: str, subject: str, preheader: str) -> None:
    """What is shown and what is cut are the line together, blanks between them aside; no control character is in it."""
    from newsletter.prose import one_line

    for one in inbox.rows(sender, subject, preheader):
        assert one.subject.shown + one.subject.cut == one_line(subject)
        assert one.preheader.shown + one.preheader.cut == one_line(preheader)
        assert "\n" not in one.sender.shown + one.sender.cut


@pytest.mark.parametrize(("sender", "name"), [
    ("The Halyard <letter@halyard.example>", "The Halyard"), ("letter@halyard.example", "letter@halyard.example"),
    ('"Halyard, The" <letter@halyard.example>', "Halyard, The"), ("The Halyard", "The Halyard"), ("", ""),
])
def test_a_sender_is_called_by_the_name(sender: str, name: str) -> None:
    """The name where there is one, else the address; what is no mailbox as it stands."""
    assert inbox.sender_name(sender) == name


def test_a_long_line_is_cut_at_once() -> None:
    """A subject of a million letters is no work."""
    assert len(row("outlook", "M" * 1_000_000).subject.shown) < 60
