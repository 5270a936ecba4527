"""What was approved is kept to the byte, and what is different since is said in an editor's words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from cli_help import Run, run  # noqa: F401
from conftest import HARD_WORDS, issue_of, note, section
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from preview_help import lantern, png

from newsletter import approval, build, publication as publications
from newsletter.approval.matching import _in_order
from newsletter.approval.wording import count, pieces
from newsletter.errors import InputError, NewsletterError, OutsideError, Refused, UsageError
from newsletter.model import Block, Letter, Publication, Service, Story, Theme, replace

FERRY = Story(title="The last ferry", url="https://lantern.example/ferry", teaser="It leaves at nine, and nobody is aboard.")
DYKE = Story(title="The dyke is built again", url="https://lantern.example/dyke", teaser="The city argues about height.")
BUSES = Story(title="Lima’s buses, after the strike", teaser="The fares stay what they were.")
TRAMS = Story(title="Trams before the ring road", url="https://lantern.example/trams")

Press = Callable[..., Letter]


@pytest.fixture
def press(publication: Publication, theme: Theme) -> Press:
    """Presses blocks into a letter."""
    def pressed(*blocks: Block, **changes: object) -> Letter:
        return build.press(issue_of(*blocks, **changes), publication, theme)

    return pressed


def letter_of(press: Press, *stories: Story, text: str = "Dear {first_name|friend}, the boats are in.", **changes: object) -> Letter:
    return press(note(text), section(*stories, title="Europe"), section(TRAMS, title="Asia"), **changes)


NOBODY = Publication()
PLAIN, MAILCHIMP = (publications.service(NOBODY, name) for name in ("plain", "mailchimp"))


def told(before: Letter, after: Letter, service: Service = PLAIN) -> list[str]:
    return [str(change) for change in approval.changes(approval.seen(before, PLAIN, NOBODY), after, service, NOBODY)]


def told_for_mailchimp(before: Letter, after: Letter) -> list[str]:
    return [str(change) for change in approval.changes(approval.seen(before, MAILCHIMP, NOBODY), after, MAILCHIMP, NOBODY)]


# ── what changed ─────────────────────────────────────────────────────────────────────────────────────────────


class TestChanges:
    """Each thing an editor can change is said once, with what and where."""

    def test_nothing_where_nothing_is(self, press: Press) -> None:
        """The same letter has no changes."""
        assert told(letter_of(press, FERRY, DYKE), letter_of(press, FERRY, DYKE)) == []

    def test_a_comment_in_the_file_changes_nothing(self, press: Press) -> None:
        """The key in the stand-ins is a hash of the file, and no reader sees it."""
        assert told(letter_of(press, FERRY), letter_of(press, FERRY, key="fedcba9876543210")) == []

    def test_a_word_of_a_story(self, press: Press) -> None:
        """One word, in 2.1."""
        after = letter_of(press, replace(FERRY, teaser=FERRY.teaser.replace("nine", "ten")), DYKE)
        assert told(letter_of(press, FERRY, DYKE), after) == ["1 word, in 2.1"]

    def test_words_of_a_note(self, press: Press) -> None:
        """A block is called by its number; words added count."""
        after = letter_of(press, FERRY, text="Dear {first_name|friend}, the boats are all in now.")
        assert told(letter_of(press, FERRY), after) == ["3 words, in 1"]

    def test_another_fallback(self, press: Press) -> None:
        """What stands for readers without a name is a word of the letter."""
        after = letter_of(press, FERRY, text="Dear {first_name|reader}, the boats are in.")
        assert told(letter_of(press, FERRY), after) == ["1 word, in 1"]

    def test_lines_of_the_inbox(self, press: Press) -> None:
        """Subject and preheader by their names, as they are and as they were, and nothing else with them."""
        before = letter_of(press, FERRY)
        assert told(before, letter_of(press, FERRY, subject="Who paid for the night train?"))[0] == (
            "1 word, in the subject: “Who paid for the night train?” instead of “Who pays for the night train?”")
        assert told(before, letter_of(press, FERRY, preheader="Berlin counts"))[0] == (
            "5 words, in the preheader: “Berlin counts” instead of “Strasbourg votes · Berlin counts its summers”")
        assert told(before, letter_of(press, FERRY, subject=""))[0] == (
            "6 words, in the subject: none instead of “Who pays for the night train?”")

    def test_another_day(self, press: Press) -> None:
        """The date stands in the head, which has no number that leads to it: as it is, and as it was."""
        before, after = (letter_of(press, FERRY, number=47, date=date(2026, 11, day)) for day in (20, 27))
        assert told(before, after)[0].startswith("1 word, in the head: “")
        assert "27 November 2026" in told(before, after)[0] and "” instead of “" in told(before, after)[0]

    @pytest.mark.parametrize(("before", "after", "said"), [
        ("members", "", "1 is now for all readers (was: members)"),
        ("members", "patrons", "1 is now for patrons (was: members)"),
        ("members", "not members", "1 is now for all but members (was: members)"),
        ("", "not members", "1 is now for all but members (was: all readers)"),
    ])
    def test_another_audience_of_a_block(self, press: Press, before: str, after: str, said: str) -> None:
        """It is what is told, and neither the looks of its neighbours nor those of parts that travel under another number."""
        def letter(readers: str) -> Letter:
            return press(replace(note("Thank you for your dues."), readers=readers), section(FERRY, replace(DYKE, readers="patrons")))

        assert told_for_mailchimp(letter(before), letter(after)) == [said]

    def test_another_audience_of_a_story(self, press: Press) -> None:
        """By its number; one that came says whom it is for."""
        letters = [letter_of(press, FERRY, replace(DYKE, readers=readers)) for readers in ("members", "")]
        assert told_for_mailchimp(*letters) == ["2.2 is now for all readers (was: members)"]
        assert told_for_mailchimp(letter_of(press, FERRY), letters[0]) == ["added: 2.2 “The dyke is built again”, for members"]

    def test_another_subject_to_choose_from(self, press: Press) -> None:
        """They are handed over with the letter, and so are part of what was approved; none are as if there never were any."""
        one, other = (letter_of(press, FERRY, subjects=("Boats", words)) for words in ("{first_name|you} and the sea", "Sails"))
        assert told(one, other) == ["the other subject lines: “Boats · Sails” instead of “Boats · {first_name|you} and the sea”"]
        assert told(letter_of(press, FERRY), one)[0].startswith("the other subject lines")
        assert told(one, letter_of(press, FERRY, key="fedcba9876543210", subjects=("Boats", "{first_name|you} and the sea"))) == []

    def test_a_blank_in_the_subject(self, press: Press) -> None:
        """What is no word is told as well."""
        after = letter_of(press, FERRY, subject="Who pays for the night\u00a0train?")
        assert told(letter_of(press, FERRY), after)[0] == "a blank, in the subject"

    def test_another_address(self, press: Press) -> None:
        """Where a headline leads is told though no word is different."""
        after = letter_of(press, replace(FERRY, url="https://lantern.example/other"), DYKE)
        assert told(letter_of(press, FERRY, DYKE), after) == ["the link of 2.1"]

    def test_another_picture_and_its_description(self, press: Press, publication: Publication) -> None:
        """The file is another one, under the same name; the description is told by itself."""
        assert publication.root
        path = publication.root / "images" / "boat.png"
        story = replace(FERRY, image="images/boat.png", alt="A ferry")
        path.write_bytes(png("navy"))
        before = letter_of(press, DYKE, story)
        path.write_bytes(png("teal"))
        assert told(before, letter_of(press, DYKE, story)) == ["the picture of 2.2"]
        path.write_bytes(png("navy"))
        described = letter_of(press, DYKE, replace(story, alt="A ferry at night"))
        assert told(before, described) == ["the description of the picture of 2.2"]

    def test_a_picture_more(self, press: Press, publication: Publication) -> None:
        """Told as such."""
        assert publication.root
        (publication.root / "images" / "boat.png").write_bytes(png("navy"))
        after = letter_of(press, DYKE, replace(FERRY, image="images/boat.png", alt="A ferry"))
        assert told(letter_of(press, DYKE, FERRY), after)[0] == "a picture more, in 2.2"

    def test_a_story_more_and_a_story_less(self, press: Press) -> None:
        """With its number in the letter it is in, and its headline; those behind it did not change."""
        with_buses, without = letter_of(press, FERRY, BUSES, DYKE), letter_of(press, FERRY, DYKE)
        assert told(without, with_buses) == ["added: 2.2 “Lima’s buses, after the strike”"]
        assert told(with_buses, without) == ["taken out: 2.2 “Lima’s buses, after the strike”"]

    def test_a_story_in_another_place(self, press: Press) -> None:
        """One story that moved is one change, though all between changed their numbers."""
        before, after = letter_of(press, FERRY, DYKE, BUSES), letter_of(press, DYKE, BUSES, FERRY)
        assert told(before, after) == ["the order: 2.3 “The last ferry” was 2.1 before"]

    def test_a_story_in_another_section(self, press: Press) -> None:
        """Also where no two stories changed their order."""
        before = press(section(FERRY, DYKE, title="Europe"), section(TRAMS, title="Asia"))
        after = press(section(FERRY, title="Europe"), section(DYKE, TRAMS, title="Asia"))
        assert told(before, after) == ["the order: 2.1 “The dyke is built again” was 1.2 before"]

    def test_a_section_in_another_place(self, press: Press) -> None:
        """Its stories go with it and are not named."""
        before = press(section(FERRY, title="Europe"), section(TRAMS, title="Asia"), section(DYKE, BUSES, title="Africa"))
        after = press(section(DYKE, BUSES, title="Africa"), section(FERRY, title="Europe"), section(TRAMS, title="Asia"))
        assert told(before, after) == ["the order: 1 “Africa” was 3 before"]

    def test_a_section_under_another_heading(self, press: Press) -> None:
        """It is the one whose stories it has."""
        before = press(section(FERRY, DYKE, title="Europe"), note("Until Friday."))
        after = press(section(FERRY, DYKE, title="Harbours"), note("Until Friday."))
        assert told(before, after) == ["1 word, in 1"]

    def test_a_runner_up_in_the_file_moves_numbers_only(self, press: Press) -> None:
        """A story that is switched off is not in the letter: those behind it keep their words and get new numbers."""
        after = letter_of(press, replace(BUSES, use=False), FERRY)
        assert told(letter_of(press, FERRY), after) == []

    def test_another_service(self, press: Press) -> None:
        """The service was reviewed with the letter."""
        letter = letter_of(press, FERRY)
        assert told(letter, letter, MAILCHIMP) == ["the service: mailchimp instead of plain"]

    def test_another_look(self, press: Press, publication: Publication, theme: Theme) -> None:
        """Colours and sizes are told in one line, and no word with them."""
        issue = issue_of(note("The boats are in."), section(FERRY, title="Europe"))
        before = build.press(issue, publication, theme)
        after = build.press(issue, publication, replace(theme, tokens={**theme.tokens, "ink": "#222222"}))
        assert told(before, after) == ["the look of the letter (theme, colours or templates)"]
        after = build.press(issue, publication, replace(theme, tokens={**theme.tokens, "title_size": 31}))
        assert told(before, after) == ["the look of 2.1"]

    def test_only_the_plain_text(self, press: Press) -> None:
        """Where both voices have the same words, and one is set in another way."""
        before = letter_of(press, FERRY)
        after = replace(before, text=before.text.replace("It leaves", "It  leaves"))
        assert told(before, after) == ["the plain text: 1 line"]

    def test_what_nobody_sees(self, press: Press) -> None:
        """No other byte passes without a word."""
        before = letter_of(press, FERRY)
        assert told(before, replace(before, html=before.html + "<!-- -->")) != []
        assert told(before, replace(before, tags=(*before.tags, *before.tags))) == ["what the letter is made of"]

    def test_words_and_looks_at_once(self, press: Press) -> None:
        """The words of a place are told and its look is not; the order is that of the letter."""
        before = letter_of(press, FERRY, DYKE, BUSES)
        after = letter_of(press, DYKE, replace(BUSES, teaser="The fares fall."), replace(FERRY, title="The first ferry"))
        assert told(before, after) == [
            "4 words, in 2.2", "1 word, in 2.3", "the order: 2.3 “The first ferry” was 2.1 before"]

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
    @given(st.sampled_from(["html", "text", "subject", "preheader"]), st.floats(0, 0.999), st.sampled_from("aZ <>&\"'=\u00a0é-"))
    def test_no_byte_changes_in_silence(self, press: Press, what: str, where: float, letter: str) -> None:
        """Whatever single character of a letter is another one, something is told; one of a merge tag cannot go out at all."""
        before = letter_of(press, FERRY, DYKE, BUSES)
        said = getattr(before, what)
        at = int(where * len(said))
        after = replace(before, **{what: said[:at] + letter + said[at + 1 :]})
        try:
            differs = bool(told(before, after))
        except NewsletterError as refused:
            differs = "a merge tag was not put into" in str(refused)
        assert differs == (after != before)

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
    @given(st.lists(st.sampled_from(HARD_WORDS), min_size=1, max_size=3), st.sampled_from(HARD_WORDS))
    def test_hostile_words_are_words(self, press: Press, titles: list[str], more: str) -> None:
        """Whatever headlines say, a letter is like itself, and one with a teaser more is not."""
        stories = [Story(title=title) for title in titles]
        before = letter_of(press, *stories)
        assert told(before, letter_of(press, *stories)) == []
        assert told(before, letter_of(press, *stories[:-1], replace(stories[-1], teaser=f"And {more}")))


@given(st.permutations(range(8)))
def test_as_few_as_can_be_moved(order: list[int]) -> None:
    """What is kept ascends, and no longer ascending choice exists (compared with all choices)."""
    names = [str(place) for place in order]
    kept = [int(name) for name in names if name in _in_order(names, list(order))]
    assert kept == sorted(kept)
    longest = [1] * len(order)
    for end in range(len(order)):
        longest[end] += max((longest[start] for start in range(end) if order[start] < order[end]), default=0)
    assert len(kept) == max(longest)


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abc"), max_size=12))
def test_pieces_are_both_texts(one: list[str], other: list[str]) -> None:
    """What is the same and gone is the earlier text, what is the same and new the later; none where nothing differs."""
    before, after = " ".join(one), " ".join(other)
    found = pieces(before, after)
    assert " ".join(piece.words for piece in found if piece.kind != "new") == before
    assert " ".join(piece.words for piece in found if piece.kind != "gone") == after
    assert (count(before, after) == 0) == (before == after)


@pytest.mark.parametrize(("position", "number"), [
    ("b2.s3.title", "2.3"), ("b12.s1", "12.1"), ("b4.text", "4"), ("masthead", "the head"), ("imprint.text", "the imprint"),
    ("subject", "the subject"),
])
def test_places_can_be_said_on_the_telephone(position: str, number: str) -> None:
    """Block and story as the issue file counts them."""
    assert approval.spoken(position) == number


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────


class TestFile:
    """What is remembered comes back, or is said to be damaged."""

    def test_it_comes_back(self, press: Press, tmp_path: Path) -> None:
        """Beside the issue, equal to what went in, with its checksum, without the pictures' bytes."""
        letter = letter_of(press, FERRY, *(Story(title=words) for words in HARD_WORDS), subjects=HARD_WORDS)
        file = approval.remember(tmp_path / "047.toml", letter, PLAIN, NOBODY)
        assert file == tmp_path / "047.approved.json"
        assert approval.recall(tmp_path / "047.toml") == approval.seen(letter, PLAIN, NOBODY)
        assert json.loads(file.read_text("utf-8"))["format"] == 3

    def test_no_link_leads_it_out_of_the_publication(self, press: Press, tmp_path: Path) -> None:
        """A link in a publication that somebody else made overwrites no file elsewhere."""
        issues, victim = tmp_path / "weekly" / "issues", tmp_path / "victim"
        issues.mkdir(parents=True)
        victim.write_text("mine", "utf-8")
        (issues / "047.approved.json").symlink_to(victim)
        with pytest.raises(Refused, match="leads out of the publication by a link") as refused:
            approval.remember(issues / "047.toml", letter_of(press, FERRY), PLAIN, NOBODY)
        assert (refused.value.where.rpartition("/")[2], refused.value.todo) == ("047.approved.json", "take the link away")
        assert victim.read_text("utf-8") == "mine"

    def test_it_is_replaced(self, press: Press, tmp_path: Path) -> None:
        """The last approval counts."""
        for service in (PLAIN, MAILCHIMP):
            approval.remember(tmp_path / "047.toml", letter_of(press, FERRY), service, NOBODY)
        found = approval.recall(tmp_path / "047.toml")
        assert found and found.service == "mailchimp"

    def test_there_is_none(self, tmp_path: Path) -> None:
        """Nothing was approved of an issue without one, and never of standard input."""
        assert approval.recall(tmp_path / "047.toml") is None
        assert approval.recall("-") is None

    @pytest.mark.parametrize("spoil", [
        lambda text: text[:500], lambda text: "", lambda text: "[]", lambda text: "{}", lambda text: "null",
        lambda text: text.replace("The last ferry", "The first ferry"),
        lambda text: text.replace('"format": 3', '"format": "2"'),
        lambda text: text.replace('"format": 3', '"format": true'),
        lambda text: text.replace('"service": "plain"', '"service": "mailchimp"'),
        lambda text: text.replace('"marks": [', '"marks": [["b1"],'),
        lambda text: text.replace('"tags": [', '"tags": [{"name": 1, "fallback": ""},'),
        lambda text: "[" * 100_000,
    ])
    def test_a_damaged_file_is_named(self, press: Press, tmp_path: Path, spoil: Callable[[str], str]) -> None:
        """Cut off, empty, changed by hand: nobody takes it for what was approved."""
        file = approval.remember(tmp_path / "047.toml", letter_of(press, FERRY), PLAIN, NOBODY)
        whole = file.read_text("utf-8")
        assert spoil(whole) != whole
        file.write_text(spoil(whole), "utf-8")
        with pytest.raises(InputError, match=r"047\.approved\.json: this approval is damaged — .*approve it again"):
            approval.recall(tmp_path / "047.toml")

    def test_a_later_format_is_named(self, press: Press, tmp_path: Path) -> None:
        """It is not called damaged."""
        file = approval.remember(tmp_path / "047.toml", letter_of(press, FERRY), PLAIN, NOBODY)
        file.write_text(file.read_text("utf-8").replace('"format": 3', '"format": 4'), "utf-8")
        with pytest.raises(InputError, match="a later newsletter wrote this"):
            approval.recall(tmp_path / "047.toml")

    def test_an_earlier_format_is_named(self, run: Run, press: Press, tmp_path: Path) -> None:  # noqa: F811
        """It is not called damaged either: what it lacks is said, and how to have it; approving replaces it."""
        lantern(tmp_path)
        run("approve", "7")
        file = tmp_path / "issues" / "007.approved.json"
        kept = json.loads(file.read_text("utf-8"))
        file.write_text(json.dumps({name: kept[name] for name in kept if name not in ("outgoing", "profile")} | {"format": 1}), "utf-8")
        with (tmp_path / "newsletter.toml").open("r+", encoding="utf-8") as settings:
            text = settings.read()
            settings.seek(0)
            settings.write(f"require_approval = true\n{text}")
        refused = run("export", "7", "-o", "out")
        assert refused.status == 3
        assert refused.err == ("issues/007.approved.json: an earlier newsletter wrote this approval, and kept less of the letter than "
                               "is asked for now — look at the letter, and approve it again: newsletter approve issues/007.toml\n")
        assert "it is replaced, and what has changed since cannot be told" in run("approve", "7").err
        assert run("export", "7", "-o", "out", "--anyway").status == 0

    def test_what_cannot_be_written_is_told(self, press: Press, tmp_path: Path) -> None:
        """And standard input has nothing beside it."""
        (tmp_path / "047.approved.json").mkdir()
        with pytest.raises(OutsideError):
            approval.remember(tmp_path / "047.toml", letter_of(press, FERRY), PLAIN, NOBODY)
        with pytest.raises(UsageError, match="standard input"):
            approval.remember("-", letter_of(press, FERRY), PLAIN, NOBODY)


# ── the guard ────────────────────────────────────────────────────────────────────────────────────────────────


class TestRequire:
    """With require_approval nothing but what was approved goes out."""

    def test_only_where_it_is_asked_for(self, press: Press, publication: Publication, tmp_path: Path) -> None:
        """A publication that does not ask for it sends what it likes."""
        approval.require(tmp_path / "047.toml", publication, letter_of(press, FERRY), PLAIN)

    def test_what_was_approved_passes(self, press: Press, publication: Publication, tmp_path: Path) -> None:
        """The same letter for the same service, also after a comment was written into the file."""
        asks = replace(publication, require_approval=True)
        approval.remember(tmp_path / "047.toml", letter_of(press, FERRY), PLAIN, asks)
        approval.require(tmp_path / "047.toml", asks, letter_of(press, FERRY, key="fedcba9876543210"), PLAIN)

    def test_what_was_not_is_refused(self, press: Press, publication: Publication, tmp_path: Path) -> None:
        """Status 7; it says what to type."""
        asks = replace(publication, require_approval=True)
        for path in (tmp_path / "047.toml", "-"):
            with pytest.raises(Refused, match="this letter was not approved — look at it, then newsletter approve") as refused:
                approval.require(path, asks, letter_of(press, FERRY), PLAIN)
            assert refused.value.exit_code == 7

    def test_what_changed_is_said(self, press: Press, publication: Publication, tmp_path: Path) -> None:
        """What and where; another service has to be approved as that."""
        asks, path = replace(publication, require_approval=True), tmp_path / "047.toml"
        approval.remember(path, letter_of(press, FERRY, DYKE), PLAIN, asks)
        other = letter_of(press, replace(FERRY, teaser=FERRY.teaser.replace("nine", "ten")), DYKE)
        with pytest.raises(Refused, match=r"not what was approved: 1 word, in 2\.1 — if that is meant, newsletter approve \S+$"):
            approval.require(path, asks, other, PLAIN)
        with pytest.raises(Refused, match=r"mailchimp instead of plain; 1 word, in 2\.1 — .* --service mailchimp$"):
            approval.require(path, asks, other, MAILCHIMP)

    def test_what_the_publication_gives_was_approved_with_it(self, press: Press, publication: Publication, tmp_path: Path) -> None:
        """Another sender, another address behind a way out, another place of pictures: readers would get other bytes."""
        asks, path = replace(publication, require_approval=True), tmp_path / "047.toml"
        letter = letter_of(press, FERRY)
        approval.remember(path, letter, PLAIN, asks)
        approval.require(path, replace(asks, tagline="Another", theme="quiet"), letter, PLAIN)
        for other, said in (
            ({"sender": "Else <else@halyard.example>"}, "the sender: Else <else@halyard.example> instead of The Halyard <letter@"),
            ({"addresses": {**publication.addresses, "unsubscribe": "https://halyard.example/go"}},
             "the address to leave at: https://halyard.example/go instead of https://halyard.example/leave"),
        ):
            with pytest.raises(Refused) as refused:
                approval.require(path, replace(asks, **other), letter, PLAIN)
            assert f"not what was approved: {said}" in str(refused.value)

    def test_many_changes_are_counted(self, press: Press, publication: Publication, tmp_path: Path) -> None:
        """Five are named, the rest counted."""
        asks, path = replace(publication, require_approval=True), tmp_path / "047.toml"
        approval.remember(path, letter_of(press, *(Story(title=f"Harbour {number} is open") for number in range(9))), PLAIN, asks)
        other = letter_of(press, *(Story(title=f"Harbour {number} is shut") for number in range(9)))
        with pytest.raises(Refused, match=r"1 word, in 2\.5; and 4 more — "):
            approval.require(path, asks, other, PLAIN)


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────────


class TestCommand:
    """``newsletter approve``."""

    def test_it_says_what_it_approved(self, run: Run, tmp_path: Path) -> None:  # noqa: F811
        """Number, service, subject, stories, pictures and the file; nothing on standard output."""
        lantern(tmp_path)
        said = run("approve", "7")
        assert (said.status, said.out) == (0, b"")
        assert said.err.splitlines()[0] == ("approved No. 7 for plain, and no other service: “Harbour lights”, 1 story, 1 picture; "
                                            "kept in issues/007.approved.json")

    def test_it_says_how_many_pictures_stay_on_the_web(self, run: Run, tmp_path: Path) -> None:  # noqa: F811
        """They are approved by their address alone: whoever approves hears that what is there can be another tomorrow."""
        issue = lantern(tmp_path)
        issue.write_text(issue.read_text("utf-8") + "".join(
            f"\n[[block]]\nkind = 'lead'\n[[block.story]]\ntitle = 'Far {name}'\nimage = 'https://evil.example/{name}.png'\nalt = 'x'\n"
            for name in "ppq"), "utf-8")
        assert "4 stories, 1 picture, 2 pictures stay on the web and can change there; kept in" in run("approve", "7").err

    def test_it_says_what_the_check_holds_against_it(self, run: Run, tmp_path: Path) -> None:  # noqa: F811
        """What was approved with errors cannot go out: whoever approves hears of them at once, each with its line."""
        issue = lantern(tmp_path)
        issue.write_text(issue.read_text("utf-8").replace("Harbour lights", "TK", 1), "utf-8")
        said = run("approve", "7")
        assert said.status == 0
        assert re.search(r"^the check finds (an error|\d+ errors) in it, so that it cannot go out like this:$", said.err, re.MULTILINE)
        assert re.search(r"^  issues/007\.toml:\d+: “TK” stands where words are still to come — write the words", said.err, re.MULTILINE)

    def test_it_says_what_changed_since(self, run: Run, tmp_path: Path) -> None:  # noqa: F811
        """Nothing, and then a word and the service."""
        issue = lantern(tmp_path)
        run("approve", "7")
        assert "nothing has changed since it was approved before" in run("approve", "7").err
        issue.write_text(issue.read_text("utf-8").replace("at nine", "at ten"), "utf-8")
        said = run("approve", "7", "--service", "mailchimp")
        assert said.err.splitlines()[1:4] == [
            "changed since it was approved before:", "  the service: mailchimp instead of plain", "  1 word, in 2.1"]

    def test_a_mark_as_sent_changes_nothing(self, run: Run, tmp_path: Path) -> None:  # noqa: F811
        """The command `sent` writes into the issue file."""
        lantern(tmp_path)
        run("approve", "7")
        assert run("sent", "7").status == 0
        assert "nothing has changed" in run("approve", "7").err

    def test_a_damaged_approval_is_told_and_replaced(self, run: Run, tmp_path: Path) -> None:  # noqa: F811
        """Whoever approves now knows that nobody can tell what changed."""
        lantern(tmp_path)
        file = tmp_path / "issues" / "007.approved.json"
        file.write_text("{", "utf-8")
        said = run("approve", "7")
        assert said.status == 0
        assert said.err.startswith("issues/007.approved.json: this approval is damaged; it is replaced")
        assert "nothing has changed" in run("approve", "7").err

    def test_a_sender_that_is_none_is_told(self, run: Run, tmp_path: Path) -> None:  # noqa: F811
        """With --from nothing is approved; in newsletter.toml its errors name the file and say what is wrong, not at length."""
        lantern(tmp_path)
        said = run("approve", "7", "--from", "me")
        assert (said.status, "‘me’ is no e-mail address — write it as" in said.err) == (2, True)
        assert not list((tmp_path / "issues").glob("*.json"))
        run("approve", "7")
        settings = tmp_path / "newsletter.toml"
        settings.write_text(settings.read_text("utf-8").replace("letter@lantern.example", f"{'q' * 3000}@lantern.example"), "utf-8")
        said = run("approve", "7")
        assert re.search(r"  newsletter\.toml:\d+: no message can be made of this letter: ‘The Lantern <qqq", said.err)
        assert "  the sender: The Lantern <qqq" in said.err
        assert max(map(len, said.err.splitlines())) < 400

    def test_what_cannot_be_approved(self, run: Run, tmp_path: Path) -> None:  # noqa: F811
        """Standard input, a letter with mistakes, a service that does not exist: nothing is written."""
        issue = lantern(tmp_path)
        assert run("approve", "-", stdin=issue.read_bytes()).status == 2
        assert run("approve", "7", "--service", "nobody").status == 3
        issue.write_text("subject = \n", "utf-8")
        assert run("approve", "issues/007.toml").status == 3
        assert not list((tmp_path / "issues").glob("*.json"))


