"""Plain text is a second voice: it says all that the HTML says, and nothing else, in lines a terminal can show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from msgspec.structs import replace

from newsletter import build, compose, files, merge, prose
from newsletter import issue as issues
from newsletter import publication as publications
from newsletter.model import Block, Issue, Letter, Publication, Story

from conftest import HARD_WORDS, TESTS, issue_of, note, section  # isort: skip

PACKAGED = files.PACKAGED / "templates"
SPECIMENS = sorted((TESTS / "specimens").glob("*.toml"))
LINKS = ("below", "numbered")
SERVICES = sorted(publications.services(Publication(shelves=(PACKAGED,))))
HALYARD = Publication(
    name="The Halyard",
    tagline="A weekly letter on harbours and courts",
    postal_address="1 Rope Walk, Port Example",
    addresses={
        "unsubscribe": "https://halyard.example/leave",
        "web_version": "https://halyard.example/47",
        "preferences": "https://halyard.example/choose",
    },
    social=({"name": "Mastodon", "url": "https://social.example/@halyard"},),
    shelves=(PACKAGED,),
)
WORDS = publications.words(HALYARD)
LONG = "https://courier.example/" + "a-long-way/" * 12


def pressed(issue: Issue, links: str = "below", **changes: object) -> Letter:
    publication = replace(HALYARD, text={"links": links}, **changes)
    return build.press(issue, publication, publications.theme(publication))


def edition(letter: Letter, service: str = "plain") -> merge.Edition:
    return merge.stamp(letter, publications.service(HALYARD, service), HALYARD)


def told(*blocks: Block, links: str = "below", **changes: object) -> str:
    """Return the bands of a letter as text, without its head and its imprint."""
    text = edition(pressed(issue_of(*blocks), links, **changes)).text
    return "\n".join(re.split(r"^-{72}\n", text, flags=re.MULTILINE)[1:-1]).strip("\n")


# ── parity ───────────────────────────────────────────────────────────────────────────────────────────────────


def folded(words: str) -> str:
    """Return words without what a voice may change: blanks, what is not seen, capitals, and signs that begin a line."""
    return re.sub(r"[\s\u00ad\u200b\u2068\u2069>*:—-]", "", words).upper()


def in_html(made: merge.Edition) -> tuple[list[str], set[str], str]:
    """Return the words of a letter's HTML piece by piece, its addresses, and all of its words in one."""
    body = lxml_html.document_fromstring(made.html.encode(), parser=lxml_html.HTMLParser(encoding="utf-8")).body
    for hidden in body.xpath("//*[contains(@style, 'display:none')] | //comment() | //style"):
        hidden.drop_tree()
    said = list(body.itertext())
    addresses = {prose.address_as_read(link) for link in body.xpath("//a/@href") if not link.startswith("#")}
    whole = folded("".join([*said, *body.xpath("//@alt")]))
    return [piece for words in said for piece in re.split("[·|]", words)], addresses, whole


def only_seen(issue: Issue) -> set[str]:
    """Return what makes sense only where a letter is seen: read on, the days' leaves, who made a picture."""
    seen = {f"{WORDS['read_on']}→", "▶\ufe0e" + WORDS["watch"], *map(str, range(1, 32))}
    for block in issue.blocks:
        seen |= {story.credit for story in block.stories}
        for event in block.fields.get("event", ()):
            seen |= {prose.day_parts(event["date"], "en").month}
    return {folded(words) for words in seen}


def assert_same(issue: Issue, links: str) -> None:
    made = edition(pressed(issue, links))
    pieces, addresses, all_html = in_html(made)
    lines = [line for line in made.text.split("\n") if not re.fullmatch(r"[-=>\s]*|\* \* \*", line)]
    all_text = folded("".join(bare(line) for line in lines))
    for piece in pieces:
        assert folded(piece) in all_text or folded(piece) in only_seen(issue), f"{piece!r} is not in the text"
    in_text = {word for word in made.text.split() if re.match(r"https?://|\S+@\S+\.example$", word)}
    assert in_text - {"mailto:"} == addresses, in_text ^ addresses
    days = {folded(line) for line in dates(issue)}
    for line in lines:
        for piece in bare(line).split(" · "):
            assert folded(piece) in all_html or folded(piece) in days, f"{line!r} is not in the HTML"


def dates(issue: Issue) -> Iterator[str]:
    for block in issue.blocks:
        for event in block.fields.get("event", ()):
            yield f"{prose.day_parts(event['date'], 'en').weekday}, {prose.long_date(event['date'], 'en')}"


def bare(line: str) -> str:
    """Return a line without its margin, its sign, its address, and the label that HTML does without."""
    line = re.sub(r"^ *(?:[>*—-] +|\d+\. )*", "", line)
    line = re.sub(r"(?:^|(?<= ))(?:https?://\S+|[\w.]+@\w+\.example)$|\[\d+\] ?|^Picture: ", "", line).rstrip()
    return re.sub(r"^(Watch) \(([\d:]+)\)", r"\1 · \2", line).removesuffix(":")


@pytest.mark.parametrize("links", LINKS)
@pytest.mark.parametrize("path", SPECIMENS, ids=lambda path: path.stem)
def test_both_voices_of_a_specimen_say_the_same(path: Path, links: str) -> None:
    """Every headline, teaser, kicker, byline, button and address of the HTML is in the text, and the reverse."""
    assert_same(issues.read(path, publications.blocks(HALYARD)), links)


def test_parity_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that swallows a byline, or an address, is found out."""
    issue = issue_of(section(Story(title="A", byline="Inês Duarte", url="https://a.example/"), title="T"))
    rendered = compose.rendered
    for lost in ("Inês Duarte", "https://a.example/"):
        monkeypatch.setattr(compose, "rendered", lambda *all, lost=lost: (
            rendered(*all).replace(lost, "") if all[1] == "letter.txt" else rendered(*all)))  # fmt: skip
        with pytest.raises(AssertionError):
            assert_same(issue, "below")


HARD = st.lists(st.sampled_from([*HARD_WORDS, "harbour", "and", "court"]), min_size=1, max_size=14).map(" ".join)
SOFT = st.just("") | HARD
# Merge tags of the editor's are words only in stories.
MARKED = st.lists(st.sampled_from([
    "*harbour*", "**court**", f"[words]({LONG})", "[us](mailto:us@a.example)", "火山の噴火", "\n\n- one", "\n\n> said",
    "\n\n## Head\n\n", "Zürich\u00a0–",
]), min_size=1).map(" ".join)  # fmt: skip
URLS = st.sampled_from(["", LONG, "https://a.example/", "mailto:us@a.example", "https://köln.example/?a=1&b=2"])
STORIES = st.builds(
    Story, title=HARD, teaser=SOFT, kicker=SOFT, label=SOFT, byline=SOFT, url=URLS,
    date=st.none() | st.just(date(2026, 11, 20)), duration=st.sampled_from(["", "4:05"]),
)  # fmt: skip
MANY = st.lists(STORIES, min_size=1, max_size=12).map(tuple)


def fields(**strategies: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries(strategies)


BANDS = st.one_of(
    st.builds(Block, kind=st.just("section"), stories=MANY,
              fields=fields(title=SOFT, layout=st.sampled_from(["rows", "cards", "headlines", "numbered"]))),
    st.builds(Block, kind=st.just("lead"), stories=STORIES.map(lambda story: (story,)), fields=fields(title=SOFT)),
    st.builds(Block, kind=st.just("video"), stories=MANY, fields=fields(title=SOFT)),
    st.builds(Block, kind=st.just("quote"), fields=fields(text=HARD, by=SOFT, role=SOFT, url=URLS)),
    st.builds(Block, kind=st.just("button"), fields=fields(text=HARD, url=URLS, note=MARKED)),
    st.builds(Block, kind=st.just("cover"), fields=fields(title=HARD, kicker=SOFT, url=URLS, button=SOFT, text=MARKED)),
    st.builds(Block, kind=st.just("sponsor"), fields=fields(title=HARD, by=HARD, url=URLS, button=SOFT, text=MARKED)),
    st.builds(Block, kind=st.just("correction"), fields=fields(title=SOFT, text=MARKED)),
    st.builds(Block, kind=st.just("note"), fields=fields(text=MARKED)),
    st.just(Block(kind="contents")), st.just(Block(kind="divider")),
)  # fmt: skip
LETTERS = st.lists(BANDS, min_size=1, max_size=4).map(lambda bands: issue_of(*bands))


@given(LETTERS, st.sampled_from(LINKS))
@settings(max_examples=30)
def test_both_voices_of_any_letter_say_the_same(issue: Issue, links: str) -> None:
    """Whatever the words, and however addresses are shown."""
    assert_same(issue, links)


# ── lines ────────────────────────────────────────────────────────────────────────────────────────────────────

# What stands before the first word of a line, and what takes its width only in the service's hands.
_MARGIN = re.compile(r"^(?:[ >*—-]+|\d+\. |\[\d+\] +)*")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\*\|.*?\|\*|\{contact\.[^}]*\}|\[subscriber:[^\]]*\]")


def assert_narrow(text: str) -> None:
    for line in text.split("\n"):
        assert line == line.rstrip()
        assert len(line.encode()) <= 998
        bare = line.replace("{ ", "{")  # the blank keeps Smarty from reading a tag, when the lines are broken already
        assert prose.display_width(bare) <= 72 or " " not in _MARGIN.sub("", line) or _TAG.search(line), line
    assert "\n\n\n\n" not in text
    assert not set(text) & set("\x00\x02\x03\x0c\u00ad\u200b")


@given(LETTERS, st.sampled_from(LINKS), st.sampled_from(SERVICES))
@settings(max_examples=30)
def test_no_line_is_wide_and_no_address_broken(issue: Issue, links: str, service: str) -> None:
    """72 columns, or one word or address that is wider; so it stays when a service's words are in."""
    letter = pressed(issue, links)
    addresses = in_html(edition(letter))[1] - set(HALYARD.addresses.values())
    made = edition(letter, service)
    assert_narrow(made.text)
    assert addresses <= set(made.text.split())


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("path", SPECIMENS, ids=lambda path: path.stem)
def test_a_specimen_is_narrow_for_every_service(path: Path, service: str) -> None:
    """Each block that there is, with each service's tags."""
    assert_narrow(edition(pressed(issues.read(path, publications.blocks(HALYARD))), service).text)


def test_an_address_that_grows_moves_down() -> None:
    """Where a reader's own address makes its line too wide, it takes the next one, as far in as its words."""
    publication = replace(HALYARD, addresses={"unsubscribe": LONG})
    issue = issue_of(note("- [Leave the list](merge:unsubscribe)\n- stay"))
    letter = build.press(issue, publication, publications.theme(publication))
    made = merge.stamp(letter, publications.service(publication, "plain"), publication)
    assert f"- Leave the list:\n  {LONG}\n- stay\n" in made.text


def test_what_goes_leaves_one_gap() -> None:
    """Lines that cannot be said take their blanks with them: one is left between paragraphs, two between bands."""
    publication = replace(HALYARD, addresses={})
    leave = "[Leave](merge:unsubscribe)"
    issue = issue_of(note(f"one\n\n{leave}\n\ntwo"), note(leave), note("three"))
    letter = build.press(issue, publication, publications.theme(publication))
    made = merge.stamp(letter, publications.service(publication, "plain"), publication)
    assert "one\n\ntwo\n\n\nthree\n\n\n---" in made.text


@pytest.mark.parametrize(("text", "broken"), [
    ("กรุงเทพมหานครเป็นเมืองหลวงและนครที่มีประชากรมากที่สุดของประเทศไทย"
     "เป็นศูนย์กลางการปกครองการศึกษาการคมนาคมขนส่ง", "เป็นศูนย์กลาง"),
    ("\u200b".join(["ព្រះរាជាណាចក្រ", "កម្ពុជា", "ជា", "ប្រទេស", "មួយ", "ស្ថិត", "នៅ", "ក្នុង", "តំបន់"] * 3), ""),
    ("မြန်မာနိုင်ငံသည်" * 12, "မြန်မာ"), ("火山喷发，今天。" * 12, ""), ("👩🏽\u200d🚀" * 60, "👩🏽\u200d🚀"),
    ("a\u00a0" * 60 + "a", "a"),
    ("z" + "\u0301" * 5000, ""), ("Wasser\u00adstraßen\u00ad" * 9 + "amt", ""),
], ids=["thai", "khmer", "burmese", "chinese", "emoji", "no-break", "marks", "soft"])  # fmt: skip
def test_scripts_without_blanks_break_where_they_may(text: str, broken: str) -> None:
    """At a syllable, between characters as readers see them, at a soft hyphen that then is seen; nothing is lost."""
    wrapped = prose.wrap(text)
    assert_narrow(wrapped)
    assert all(prose.display_width(line) <= 72 for line in wrapped.split("\n"))
    assert wrapped.split("\n")[1].startswith(broken)
    assert re.sub("[\n\u00a0-]", "", wrapped) == re.sub("[\u200b\u00ad\u00a0]", "", text)


def test_an_address_is_whole_wherever_it_stands() -> None:
    """In brackets, between ideographs, with letters of its own script."""
    own = "https://火山.example/" + "火山" * 50
    for before, address, after in (("(", LONG, ")."), ("见", LONG, "。然后"), ("", own, "")):
        assert address in prose.wrap("词" * 30 + before + address + after + "词" * 40)


# ── how it reads ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("language", "words", "capitals"), [
    ("en", "Latin America", "LATIN AMERICA"),
    ("tr", "istanbul’da ışık", "İSTANBUL’DA IŞIK"), ("de", "Straße", "STRAẞE"),
    ("az", "i\u0307ki", "İKİ"),
    ("el", "Μάιος στην Άνδρο, ρολόι", "ΜΑΪΟΣ ΣΤΗΝ ΑΝΔΡΟ, ΡΟΛΟΪ"), ("el-GR", "προϊόν, Μαΐου", "ΠΡΟΪΟΝ, ΜΑΪΟΥ"),
    ("ka", "საქართველო", "საქართველო"), ("ar", "أخبار", "أخبار"), ("hi", "समाचार", "समाचार"), ("fr", "été", "ÉTÉ"),
])  # fmt: skip
def test_headings_are_in_the_capitals_of_their_language(language: str, words: str, capitals: str) -> None:
    """Underlined, so that they are headings where a script has no capitals too."""
    heading, line = told(section(Story(title="A"), title=words), language=language).split("\n")[:2]
    assert (heading, line) == (capitals, "-" * prose.display_width(capitals))


def test_a_story_in_another_language_has_its_own_capitals() -> None:
    """A kicker in Turkish stays Turkish in an English letter."""
    assert "İZMİR" in told(section(Story(title="A", kicker="izmir", lang="tr")))


def test_numbers_stand_one_below_the_other() -> None:
    """Nine and ten are aligned, and all that is said of a story hangs below its headline."""
    stories = (Story(title=f"T{number}", teaser="words " * 20) for number in range(1, 11))
    lines = told(section(*stories, title="Most read", layout="numbered")).split("\n")
    assert {" 1. T1", " 9. T9", "10. T10"} <= set(lines)
    assert {line[:4] for line in lines[2:] if line} == {f"{number:2}. " for number in range(1, 11)} | {"    "}


def test_an_address_has_one_number() -> None:
    """Each address stands once at the end, numbered in the order of the page, in Markdown as in stories."""
    text = told(
        note("See [this](https://b.example/) and [that](https://a.example/)."),
        section(Story(title="A", url="https://a.example/"), Story(title="C", url="https://c.example/")),
        Block(kind="button", fields={
            "text": "Go", "url": "https://d.example/", "note": "Or [not](https://c.example/).",
        }),
        links="numbered",
    )
    assert "See this [1] and that [2].\n" in text
    assert "* A [2]\n\n* C [3]\n" in text
    assert "Or not [3].\n\nGo [4]\n" in text
    listed = (f"[{number}] https://{letter}.example/" for number, letter in enumerate("bacd", 1))
    assert text.endswith("\n\n" + "\n".join(listed))


def test_a_number_never_stands_alone() -> None:
    """It goes to the next line with the word before it."""
    assert prose.wrap("word " * 13 + "harbour [1]").endswith("\nharbour [1]")


def test_the_ways_out_are_never_a_number() -> None:
    """Nor is any line that may have to go: its address stands with it."""
    made = edition(pressed(issue_of(note("[Leave](merge:unsubscribe)")), "numbered"))
    assert "Leave: https://halyard.example/leave\n" in made.text
    assert "Unsubscribe: https://halyard.example/leave\n" in made.text
    assert "[1]" not in made.text


def test_a_letter_from_right_to_left_has_no_marks_of_direction() -> None:
    """Mail programs and terminals take a line's direction from its letters."""
    story = Story(title="قطار الليل يعود", kicker="نقل", url="https://a.example/")
    text = told(section(story, title="أخبار"), language="ar")
    assert not set(text) & set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c")
    assert text == "أخبار\n-----\n\n  نقل\n* قطار الليل يعود\n  https://a.example/"


def test_an_empty_band_leaves_no_gap() -> None:
    """A heading with no story under it is in neither voice."""
    assert told(note("one"), section(title="Nothing"), note("two")) == "one\n\n\ntwo"


def test_another_s_template_may_leave_gaps_and_blanks(tmp_path: Path) -> None:
    """What a block of a publication's own prints is tidied like ours."""
    (tmp_path / "blocks").mkdir()
    (tmp_path / "blocks" / "note.txt").write_text("a  \n\n\n\n{{ block.text|wrap }}   \n\n\n", encoding="utf-8")
    assert told(note("b"), note("c"), shelves=(tmp_path, PACKAGED)) == "a\n\nb\n\n\na\n\nc"
