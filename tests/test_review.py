"""A review is one file that shows all of a letter: what is in it, and that nothing in it can act."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import lxml.html
import pytest
from cli_help import Run, run  # noqa: F401
from conftest import HARD_WORDS, issue_of, note, section
from preview_help import ISSUE, REMOTE_STORY, lantern

from newsletter import approval, build
from newsletter import publication as publications
from newsletter.model import Block, Finding, Publication, Story, Theme
from newsletter.preview.review import changed, judged, review
from newsletter.preview.review import frame as frames
from newsletter.preview.review.since import since
from newsletter.preview.review.words import page as words_page

SECTION = """
[[block]]
kind = 'section'
title = 'Elsewhere'

  [[block.story]]
  url   = 'https://lantern.example/dyke'
  title = 'The dyke is built again'

  [[block.story]]
  use   = false
  title = 'A runner-up'

  [[block.story]]
  title = 'Trams before the ring road'
"""


def reviewed(issue: Path, **more: str) -> str:
    return review(issue, publications.find(issue.parent), **more)


def page(html: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(html)


def words(html: str, path: str) -> str:
    found = page(html).xpath(path)
    assert found, path
    return " ".join(" ".join(text for one in found for text in one.itertext()).split())


@pytest.fixture
def issue(tmp_path: Path) -> Path:
    """An issue with a note, a lead with a picture, and a section with a runner-up in the middle."""
    path = lantern(tmp_path)
    path.write_text(ISSUE + SECTION, "utf-8")
    return path


# ── what is in it ────────────────────────────────────────────────────────────────────────────────────────────


def test_all_of_the_letter_is_in_it(issue: Path) -> None:
    """Number, day, subject, preheader, the letter in a frame, its text, its rows in four inboxes."""
    html = reviewed(issue)
    assert "No. 7" in words(html, "//header") and "Harbour lights" in words(html, "//h1")
    frame = page(html).xpath("//iframe/@srcdoc")[0]
    assert "The last ferry" in frame and "Dear Maria" in frame
    assert "It leaves at nine." in words(html, "//pre")
    assert len(page(html).xpath("//figure[contains(@class, 'inbox')]")) == 6
    assert "The Lantern" in words(html, "//figure[1]")


def test_it_loads_nothing_and_runs_nothing(issue: Path) -> None:
    """Its own policy forbids both; the frame is shut off; pictures are inside, and no stand-in is left."""
    html = reviewed(issue)
    policy = page(html).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert "default-src 'none'" in policy and "script-src" not in policy and "img-src data:;" in policy
    assert page(html).xpath("//iframe/@sandbox") == [""] * len(page(html).xpath("//iframe"))
    assert not page(html).xpath("//script | //link[@rel='stylesheet'] | //body//*[@src][not(starts-with(@src, 'data:image/'))]")
    assert "picture.invalid" not in html and "merge.invalid" not in html
    assert html.count("data:image/") >= 2


def test_every_story_is_numbered_as_the_file_counts(issue: Path) -> None:
    """A runner-up has a number of its own in the file, so that the story behind it is 3.3 everywhere."""
    html = reviewed(issue)
    numbers = re.findall(r"<nl-number[^>]*>([\d.]+)<", page(html).xpath("//iframe/@srcdoc")[0])
    assert numbers == ["1", "2.1", "3", "3.1", "3.3"]
    assert words(html, "//ol[@class='rundown']//span[@class='number']") == "1 2 2.1 3 3.1 3.3"
    assert words(html, "//article[@id='words-b3.s3']").startswith("3.3 headline Trams before the ring road")
    assert "A runner-up" not in html
    anchors = set(page(html).xpath("//@id"))
    assert all(link[1:] in anchors for link in page(html).xpath("//a/@href[starts-with(., '#')]"))


def test_a_part_for_some_readers_says_so(issue: Path) -> None:
    """In the letter, by number, and on the page of words."""
    config, text = issue.parents[1] / "newsletter.toml", issue.read_text("utf-8")
    config.write_text(f"service = 'mailchimp'\n{config.read_text('utf-8')}", "utf-8")
    text = text.replace("title = 'Elsewhere'", "title = 'Elsewhere'\nreaders = 'not members'")
    issue.write_text(text.replace("teaser = 'It leaves at nine.'", "teaser = 'It leaves at nine.'\n  readers = 'patrons'"), "utf-8")
    html = reviewed(issue)
    frame = page(html).xpath("//iframe/@srcdoc")[0]
    assert re.findall(r">([\d.]+)</nl-number><nl-readers>([^<]+)<", frame) == [("2.1", "for patrons"), ("3", "not for members")]
    by_number = page(html).xpath("//ol[@class='rundown']//a[span[@class='readers']]")
    assert [one.xpath("string(span[@class='number'])") for one in by_number] == ["2.1", "3"]
    assert words(html, "//ol[@class='rundown']//span[@class='readers']") == "for patrons not for members"
    assert words(html, "//article[@id='words-b3']").startswith("3 not for members heading Elsewhere")


def test_it_shows_the_letter_as_a_reader_gets_it(issue: Path) -> None:
    """Of a letter that Mailchimp fills in, too: the greeting has a name, in the frame, in the text and in each line of the inbox."""
    config, text = issue.parents[1] / "newsletter.toml", issue.read_text("utf-8")
    config.write_text(f"service = 'mailchimp'\n{config.read_text('utf-8')}", "utf-8")
    issue.write_text(text.replace("'Harbour lights'", "'Harbour lights, {first_name|friend}'"), "utf-8")
    html = reviewed(issue)
    assert "*|" not in html
    assert "Dear Maria, the boats are in." in page(html).xpath("//iframe/@srcdoc")[0]
    assert "Dear Maria, the boats are in." in words(html, "//pre") and "Unsubscribe" in words(html, "//pre")
    assert words(html, "//header//h1") == "Harbour lights, Maria" and "Harbour lights, Maria" in words(html, "//figure[1]")
    assert "for Mailchimp" in words(html, "//header")


def test_the_words_alone_hold_every_word(issue: Path) -> None:
    """Subject, preheader, Markdown as it reads, descriptions of pictures, the imprint; merge tags as they are typed."""
    said = words(reviewed(issue), "//section[@id='words']")
    for part in ("Harbour lights", "Three ports, one night", "Dear {first_name|friend}, the boats are in.", "The last ferry",
                 "It leaves at nine.", "A ferry", "Elsewhere", "You asked for this letter. Unsubscribe"):
        assert part in said
    assert "merge:" not in said


def test_words_of_every_block_are_there(publication: Publication) -> None:
    """Of each specimen, every text and Markdown field that is filled in is on the page of words."""
    from newsletter import issue as issues

    kinds = publications.blocks(publication)
    for path in sorted((Path(__file__).parent / "specimens").glob("*.toml")):
        one = issues.read(path, kinds)
        said = " ".join(lxml.html.fromstring(words_page(one, publication, kinds)).text_content().split())
        for block in one.blocks:
            for story in block.stories:
                assert not story.use or " ".join(story.title.split()) in said, path.name
            for name, field in kinds[block.kind].fields.items():
                if field.kind == "text" and not field.choices and block.fields.get(name):
                    assert " ".join(block.fields[name].split()) in said, f"{path.name}: {name}"


def test_other_subjects_have_rows_of_their_own(issue: Path) -> None:
    """Each that was thought of, with the reader's name in it."""
    issue.write_text("subjects = ['Low water, {first_name|friend}']\n" + issue.read_text("utf-8"), "utf-8")
    html = reviewed(issue)
    assert len(page(html).xpath("//figure[contains(@class, 'inbox')]")) == 12
    assert "Low water, Maria" in words(html, "//section[@id='inbox']")


def test_findings_lead_to_their_story(issue: Path) -> None:
    """What checks found stands with its number, its rule and its line; the count is in the bar."""
    issue.write_text(issue.read_text("utf-8").replace("subject   = 'Harbour lights'", "subject   = ''"), "utf-8")
    html = reviewed(issue)
    assert "SUBJ-EMPTY" in words(html, "//ul[@class='findings error']")
    assert words(html, "//nav/a[@href='#findings']/b").isdigit()


def test_findings_are_in_the_order_in_which_one_acts() -> None:
    """Errors, warnings, what is worth knowing; what only templates can mend is folded away."""
    found = [
        Finding(rule="A-ONE", level="info", message="in the template", owner="template"),
        Finding(rule="B-TWO", level="warning", message="should", hint="do so", where="i.toml:3", position="b2.s1.title"),
        Finding(rule="C-THREE", level="error", message="must <b>", position="subject"),
        Finding(rule="D-FOUR", level="info", message="to know", position="b1"),
    ]
    html = judged.page(found)
    places = [html.index(rule) for rule in ("C-THREE", "B-TWO", "D-FOUR", "<details>", "A-ONE")]
    assert places == sorted(places)
    assert '<a href="#words-b2.s1">2.1</a>' in html and "the subject" in html and "must &lt;b&gt;" in html
    assert "Nothing has to be mended" in judged.page([found[0]])


def test_pictures_on_the_web_are_told(issue: Path) -> None:
    """They are not loaded; the page says how many."""
    issue.write_text(ISSUE + REMOTE_STORY, "utf-8")
    assert "1 picture stands on the web" in reviewed(issue)


# ── what changed ─────────────────────────────────────────────────────────────────────────────────────────────


def test_changes_since_it_was_approved(issue: Path) -> None:
    """Not yet; not a byte; a word, marked where it stands; and a file that is damaged."""
    assert "has not been approved yet" in words(reviewed(issue), "//section[@id='changes']")
    publication = publications.find(issue.parent)
    file = approval.remember(issue, build.build(issue), publications.service(publication), publication)
    assert "Not a byte" in words(reviewed(issue), "//section[@id='changes']")
    issue.write_text(issue.read_text("utf-8").replace("at nine", "at ten"), "utf-8")
    html = reviewed(issue)
    assert words(html, "//ul[@class='changes']/li").startswith("2.1 1 word, in 2.1")
    assert (words(html, "//del"), words(html, "//ins")) == ("nine.", "ten.")
    assert words(html, "//nav/a[@href='#changes']/b") == "1"
    file.write_text("{", "utf-8")
    assert "this approval is damaged" in review(issue, publication)


def test_changes_since_the_last_number(issue: Path) -> None:
    """The last that was sent before this one, block by block; an unsent or later one is passed over."""
    assert "No number before this one" in words(reviewed(issue), "//section[@id='changes']")
    text = issue.read_text("utf-8")
    for number, extra in ((5, "sent = 2026-11-06\n"), (6, ""), (8, "sent = 2026-11-27\n")):
        other = text.replace("number    = 7", f"number    = {number}").replace("kind = 'note'\n", "kind = 'note'\n", 1)
        (issue.parent / f"00{number}.toml").write_text(extra + other.replace("boats are in", "boats are out"), "utf-8")
    said = words(reviewed(issue), "//section[@id='changes']")
    assert "beside No. 5 on 6 November 2026" in said
    assert "“The last ferry” was 2.1 there" in said
    assert "Elsewhere 2 stories, as before" in said


def test_a_last_number_that_cannot_be_read_is_passed_over(issue: Path) -> None:
    """The one before it is taken."""
    text = issue.read_text("utf-8")
    (issue.parent / "005.toml").write_text("sent = 2026-11-06\n" + text.replace("number    = 7", "number    = 5"), "utf-8")
    (issue.parent / "006.toml").write_text("number = 6\nsent = 2026-11-13\n[[block]]\nkind = 'gone'\n", "utf-8")
    assert "beside No. 5" in words(reviewed(issue), "//section[@id='changes']")


def test_since_compares_blocks(publication: Publication) -> None:
    """New, gone, more stories, other words, the same; bands are known by kind and heading, wherever they stand."""
    blocks = publications.blocks(publication)
    before = issue_of(note("Dear reader, the boats are in."), section(Story(title="One"), title="Europe"),
                      section(Story(title="Two"), title="Asia"), Block(kind="button", fields={"text": "Give", "url": "https://a.example/"}))
    after = issue_of(section(Story(title="Three"), Story(title="One"), title="Europe"), note("Dear reader, the boats are out."),
                     Block(kind="button", fields={"text": "Give", "url": "https://a.example/"}), section(Story(title="Two"), title="Africa"))
    found = since(before, after, blocks)
    told = {band.name: re.sub("<[^>]+>", " ", changed._difference(band)) for band in found.bands}
    assert [(band.name, band.position) for band in found.bands] == [
        ("Europe", "b1"), ("note", "b2"), ("button", "b3"), ("Africa", "b4"), ("Asia", "")]
    assert told["Europe"] == "2 stories, 1 before" and told["button"] == "the same words"
    assert "new in this number" in told["Africa"] and "not in this number" in told["Asia"]
    assert " ".join(told["note"].split()) == "Dear reader, the boats are in. out."
    assert [(story.title, story.position, story.position_before) for story in found.again] == [
        ("One", "b1.s2", "b2.s1"), ("Two", "b4.s1", "b3.s1")]


# ── hostile words ────────────────────────────────────────────────────────────────────────────────────────────

HOSTILE = (*HARD_WORDS, '"><script>alert(1)</script>', "</template><script>alert(1)</script>", "</iframe><img src=x onerror=alert(1)>",
           "'\"></textarea></title><svg onload=alert(1)>", "$subject ${letter} $$", "]]><!--", "</style><b>", "javascript:alert(1)")


def test_hostile_words_stay_words(publication: Publication, theme: Theme) -> None:
    """In headlines, headings, subjects, alternative texts, publication names: no element of theirs comes to be."""
    root = publication.root
    assert root
    quoted = [words.replace("'''", "") for words in HOSTILE]
    stories = "".join(f"\n  [[block.story]]\n  title = '''{one}'''\n  teaser = '''{one}'''\n  alt = '''{one}'''\n" for one in quoted)
    path = root / "issues" / "047.toml"
    path.parent.mkdir()
    path.write_text(f"number = 47\nsubject = '''{quoted[-8]}'''\npreheader = '''{quoted[-7]}'''\nsubjects = ['''{quoted[-6]}''']\n\n[[block]]\nkind = 'note'\n"
                    f"text = '''{' '.join(quoted)}'''\n\n[[block]]\nkind = 'section'\ntitle = '''{quoted[-7]}'''\n{stories}", "utf-8")
    html = review(path, publication)
    tree = page(html)
    assert not tree.xpath("//script | //*[@onerror or @onload] | //svg")
    assert tree.xpath("//a[starts-with(@href, 'javascript')]") == []
    inner = page(tree.xpath("//iframe/@srcdoc")[0])
    assert not inner.xpath("//script | //*[@onerror or @onload] | //svg")
    assert html.count("</template>") == 1
    said = words(html, "//section[@id='words']")
    for one in ("<script>alert(1)</script>", "$subject ${letter} $$", "</template><script>alert(1)</script>"):
        assert one in said


def test_what_could_act_is_left_out_of_the_printed_letter(publication: Publication, theme: Theme) -> None:
    """A publication's own template may hold scripts, frames, refreshing: a frame shuts them in, a page would not."""
    from newsletter import merge
    from newsletter.model import replace

    letter = build.press(issue_of(note("The boats are in.")), publication, theme)
    edition = merge.stamp(letter, publications.service(publication), publication)
    acting = ('<script>alert(1)</script><meta http-equiv="refresh" content="0;url=https://a.example/"><base href="https://a.example/">'
              '<iframe src="https://a.example/"></iframe></template><form action="x"><embed src="x">')
    html = frames.printed(replace(edition, html=edition.html.replace("</body>", f"{acting}</body>")))
    assert not re.search(r"<(script|meta|base|iframe|form|embed)\b|</template", html)
    assert "The boats are in." in html


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────────


class TestCommand:
    """``newsletter review``."""

    def test_it_writes_one_file(self, run: Run, tmp_path: Path) -> None:  # noqa: F811
        """Where -o says, else beside where one is; it says how large it is and prints nothing."""
        lantern(tmp_path)
        said = run("review", "7", "-o", "look.html")
        assert (said.status, said.out) == (0, b"") and said.err.startswith("wrote look.html\n0.")
        assert "pictures inside" in said.err
        assert run("review").status == 0 and (tmp_path / "007-review.html").is_file()
        assert {path.name for path in tmp_path.iterdir()} == {
            "look.html", "007-review.html", "issues", "images", "newsletter.toml"}

    def test_it_overwrites_nothing_unasked(self, run: Run, tmp_path: Path) -> None:  # noqa: F811
        """Status 7, and the file is as it was; with --force it is replaced."""
        lantern(tmp_path)
        (tmp_path / "look.html").write_text("mine", "utf-8")
        assert run("review", "7", "-o", "look.html").status == 7
        assert (tmp_path / "look.html").read_text("utf-8") == "mine"
        assert run("review", "7", "-o", "look.html", "--force").status == 0

    def test_standard_input_and_output(self, run: Run, tmp_path: Path) -> None:  # noqa: F811
        """- is both; then the page is all that is printed."""
        issue = lantern(tmp_path)
        said = run("review", "-", "-o", "-", stdin=issue.read_bytes())
        assert said.status == 0 and said.out.startswith(b"<!doctype html>") and said.out.rstrip().endswith(b"</html>")
        assert said.err == ""

    def test_what_cannot_be(self, run: Run, tmp_path: Path) -> None:  # noqa: F811
        """A folder, another ending, an issue with mistakes, a service that does not exist."""
        issue = lantern(tmp_path)
        assert run("review", "7", "-o", "issues").status == 2
        assert run("review", "7", "-o", "look.pdf").status == 2
        assert run("review", "7", "--service", "nobody").status == 3
        issue.write_text("subject = \n", "utf-8")
        assert run("review", "issues/007.toml").status == 3
        assert not list(tmp_path.glob("*.html"))

    def test_for_a_service_it_shows_what_a_reader_gets_from_it(self, run: Run, tmp_path: Path) -> None:  # noqa: F811
        """And not the words it fills in; it says for which service it is."""
        lantern(tmp_path)
        out = run("review", "7", "-o", "-", "--service", "mailchimp").out.decode()
        assert "*|FNAME" not in unescape(out) and "Dear Maria," in unescape(out) and "for Mailchimp" in out


def test_the_samples_review_is_small_enough_to_mail(tmp_path: Path) -> None:
    """Less than 2 MB with all its pictures."""
    import gallery_help

    assert len(reviewed(gallery_help.sample(tmp_path)).encode()) < 2_000_000


def test_the_same_files_give_the_same_bytes(issue: Path) -> None:
    """No clock, no chance."""
    assert reviewed(issue) == reviewed(issue)
