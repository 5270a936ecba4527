"""What mail programs make of a letter: every feature told where it is used, and judged by who reads it."""

from __future__ import annotations

import json
import tarfile
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from checks_help import good, rules_of, sheet, ways
from hypothesis import given, settings, strategies as st

from newsletter import build, checks, issue as issues, merge, publication as publications
from newsletter.checks.features import audience, by_program, catalogue, rule_id, scan
from newsletter.checks.features.audience import mistakes, names, programs
from newsletter.checks.features.catalogue import facts_in_title
from newsletter.dom import Lines
from newsletter.files import PACKAGED
from newsletter.model import Edition, Finding, replace

PAGES = Path(__file__).parents[2] / "shared" / "data" / "caniemail-tests.tar.gz"
PLAIN = ('<!DOCTYPE html>\n<html lang="en" dir="ltr"><head><meta charset="utf-8"><title>A letter</title></head>\n'
         "<body><p>One plain paragraph.</p></body></html>")


def foreign(html: str, said: Mapping[str, object] | None = None) -> checks.Sheet:
    """Return a letter that was made elsewhere, for readers with these programs."""
    letter = replace(good().edition.letter, html=html, marks=())
    edition = Edition(letter=letter, service="plain", subject="", preheader="", html=html, text="")
    return checks.Sheet(edition=edition, publication=replace(good().publication, audience=said or {}), name="letter.html")


def told(html: str, said: Mapping[str, object] | None = None, only: str = "CIE") -> dict[str, Finding]:
    """Return what this family finds of a letter from elsewhere, by feature."""
    return {finding.rule.removeprefix("CIE-").lower(): finding
            for finding in checks.judged(foreign(html, said), [only]).findings}


def level(body: str, slug: str, said: Mapping[str, object] | None = None) -> str:
    """Return how much a feature counts that a body uses."""
    return told(f"<body>{body}</body>", said)[slug].level


# ── every feature ────────────────────────────────────────────────────────────────────────────────────────────


def specimen(fact: str) -> str:
    """Return a page that is made of one fact, which begins where the page says ‹."""
    kind, _, value = fact.partition(":")
    name, _, told_apart = value.partition("[")
    attribute, _, word = told_apart.rstrip("]").partition("=")
    return {
        "property": lambda: f'<i style="‹{value.partition("=")[0]}:{value.partition("=")[2] or "inherit"}">',
        "keyword": lambda: f'<i style="‹x-any:{value}">',
        "unit": lambda: f'<i style="‹x-any:1{value}">',
        "function": lambda: f'<i style="‹x-any:{value}(1)">',
        "variable": lambda: '<i style="‹--one:1">',
        "important": lambda: '<i style="‹x-any:1 !important">',
        "comment": lambda: '<i style="‹/* why */">' if value == "css" else "<!--‹ why -->",
        "at-rule": lambda: f"<style>‹@{value} x-any {{}}</style>",
        "media": lambda: f"<style>@media ‹({value}: 1) {{}}</style>",
        "pseudo-class": lambda: f"<style>x:{value} {{}}</style>",
        "pseudo-element": lambda: f"<style>x::{value} {{}}</style>",
        "selector": lambda: f"<style>{SELECTORS[value]} {{ }}</style>",
        "element": lambda: f"‹<{name} {attribute}='{word}'>" if attribute else f"‹<{name}>",
        "attribute": lambda: f"<i ‹{value}='1'>",
        "link": lambda: f"<a href='‹{value}{':a@b.example' if value == 'mailto' else 'there'}'>x</a>",
        "doctype": lambda: "<!doctype‹ html>",
        "image": lambda: f"<img src='‹{'data:image/png;base64,aa' if value == 'base64' else 'one.' + value}'>",
    }[kind]()


SELECTORS = {
    "adjacent-sibling": "a + b", "attribute": "[x]", "chaining": "a.b", "child": "a > b", "class": ".a",
    "descendant": "a b", "general-sibling": "a ~ b", "grouping": "a, b", "id": "#a", "nesting": "a { & b {} }",
    "type": "a", "universal": "*",
}


def test_each_feature_is_told_by_something_or_says_why_it_cannot_be() -> None:
    """Of all features of the data none is forgotten; what our own table says of features is said of ones there are."""
    features = catalogue().features
    assert len(features) == 307
    assert [slug for slug, one in features.items() if bool(one.told_by) == bool(one.untold)] == []
    ours = tomllib.loads((PACKAGED / "data" / "features.toml").read_text(encoding="utf-8"))
    for table in ("told", "untold", "structural"):
        assert set(ours[table]) <= set(features), table
    assert not set(ours["told"]) & set(ours["untold"])


@pytest.mark.parametrize("slug", [slug for slug, one in catalogue().features.items() if one.told_by])
def test_each_feature_is_found_where_it_stands_by_each_thing_that_tells_it(slug: str) -> None:
    """A page with one fact of a feature in it is told of at exactly that place; the same in words is not."""
    for fact in catalogue().features[slug].told_by:
        page = specimen(fact)
        html = page.replace("‹", "")
        seen = scan(html).seen
        assert slug in seen, f"{fact} in {html}"
        if "‹" in page:
            assert seen[slug].place == page.index("‹"), fact
        in_words = html.replace("&", "&amp;").replace("<", "&lt;")
        assert slug not in scan(f"<b>{in_words}</b>").seen


def test_titles_say_what_tells_a_feature() -> None:
    """A title of the data is read as people read it, so that new features of its kind are told without our doing."""
    assert facts_in_title("<abbr> element", "html") == ["element:abbr"]
    assert facts_in_title("srcset and sizes attributes", "html") == ["attribute:srcset", "attribute:sizes"]
    assert facts_in_title('<button type="reset"> element', "html") == ["element:button[type=reset]"]
    assert facts_in_title("block-size & inline-size", "css") == ["property:block-size", "property:inline-size"]
    assert facts_in_title("@media (hover), @media (any-hover)", "css") == ["media:hover", "media:any-hover"]
    assert facts_in_title("Animated PNG image format", "image") == ["image:apng"]
    assert facts_in_title("Chaining selectors", "css") == []


@cache
def pages() -> dict[str, str]:
    with tarfile.open(PAGES) as archive:
        members = (member for member in archive.getmembers() if member.name.endswith(".html"))
        return {Path(one.name).name: archive.extractfile(one).read().decode() for one in members}  # type: ignore[union-attr]


@pytest.mark.skipif(not PAGES.is_file(), reason=f"caniemail's own test pages are not there ({PAGES})")
def test_features_are_found_on_the_pages_that_test_them() -> None:
    """On its own test page, at least 95 in 100 features are reported; the one missed is a PNG that moves."""
    data = json.loads((PACKAGED / "data" / "caniemail.json").read_text(encoding="utf-8"))["data"]
    own = {said["slug"]: said["test_url"].rpartition("/")[2] for said in data}
    there = {slug: page for slug, page in own.items() if page in pages()}
    missed = [slug for slug, page in there.items() if slug not in told(pages()[page], only=rule_id(slug))]
    print(f"{len(there) - len(missed)} of {len(there)} features found on their own pages; not: {', '.join(missed)}")
    assert len(there) >= 160
    assert len(missed) <= len(there) * 0.05
    assert missed == ["image-apng"]


def test_a_plain_paragraph_is_made_of_five_features_and_no_other() -> None:
    """On a page of one paragraph the family lists what it is made of, as information."""
    found = told(PLAIN)
    assert set(found) == {"html-body", "html-dir", "html-doctype", "html-lang", "html-p"}
    assert {one.level for one in found.values()} == {"info"}


# ── something to fall back on ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("body", "slug"), [
    ('<div style="position:absolute">', "css-position"),
    ('<div style="display:flex">', "css-display-flex"),
    ('<p style="color:rgba(0,0,0,.6)">', "css-rgba"),
    ('<p style="width:calc(100% - 20px)">', "css-unit-calc"),
    ('<p style="width:calc(1px);width:calc(2px)">', "css-unit-calc"),
    ('<p style="color:var(--ink)">', "css-variables"),
    ('<img src="https://courier.example/a.webp">', "image-webp"),
    ('<img srcset="https://courier.example/a.jpg 2x">', "html-srcset"),
    ('<video src="https://courier.example/a.mp4"></video>', "html-video"),
    ("<div hidden>", "html-hidden"),
    ('<!--[if !mso]><!--><div style="position:absolute"><!--<![endif]-->', "css-position"),
    ("<style>.a { float: left }</style>", "css-float"),
    ("<style>.a:first-child { float: left }</style>", "css-float"),
    ('<div style="inset:0">', "css-inset"),
    ('<form action="https://courier.example">', "html-form"),
])
def test_what_readers_lose_something_by_is_more_than_information(body: str, slug: str) -> None:
    """What readers cannot do without, and have nothing in its place, is a warning at least."""
    assert level(body, slug) in ("warning", "error")


@pytest.mark.parametrize(("body", "slug"), [
    ('<p style="color:#666;color:rgba(0,0,0,.6)">', "css-rgba"),
    ('<p style="width:90%;width:calc(100% - 20px)">', "css-unit-calc"),
    ('<td width="300" style="width:calc(100% - 20px)">', "css-unit-calc"),
    ('<td bgcolor="#eeeeee" style="background:linear-gradient(red,blue)">', "css-linear-gradient"),
    ('<p style="background-color:#eee;background-image:linear-gradient(red,blue)">', "css-linear-gradient"),
    ('<p style="padding-left:1px;padding-inline:2px">', "css-padding-inline-block"),
    ('<p style="box-shadow:0 0 1px rgba(0,0,0,.5)">', "css-rgba"),
    ('<p style="border-radius:1rem">', "css-unit-rem"),
    ('<picture><source srcset="a.webp" type="image/webp"><img src="a.jpg"></picture>', "image-webp"),
    ('<picture><source srcset="a.webp"><img src="a.jpg"></picture>', "html-picture"),
    ('<img src="a.jpg" srcset="b.jpg 2x">', "html-srcset"),
    ('<video src="a.mp4"><a href="https://courier.example"><img src="a.jpg"></a></video>', "html-video"),
    ('<div hidden style="display:none">', "html-hidden"),
    ("<style>@media (min-width:480px) { .a { float:left } }</style>", "css-float"),
    ("<style>@media (min-width:480px) { @supports (display:flex) { .a { display:flex } } }</style>", "css-display-flex"),
    ("<style>@supports (display:grid) { .a { display:grid } }</style>", "css-display-grid"),
    ('<style media="screen and (min-width:480px)">.a { float:left }</style>', "css-float"),
    ("<style>.moz-text-html .a { float:left }</style>", "css-float"),
    ("<style>[data-ogsc] .a { color: rgba(1,2,3,.5) }</style>", "css-rgba"),
    ("<style>a:hover { position: relative }</style>", "css-position"),
    ('<p style="border-radius:4px">', "css-border-radius"),
    ("<article>", "html-semantics"),
    ('<div style="position:relative">', "css-position"),
    ('<div style="float:none">', "css-float"),
    ("<style>@font-face { font-family: x; src: url(x.woff) }</style>", "css-at-font-face"),
])
def test_what_has_something_to_fall_back_on_or_only_adorns_is_information(body: str, slug: str) -> None:
    """An older word before it, an attribute, a query, a rule for one program alone: then nobody loses anything."""
    assert level(body, slug) == "info"


def test_a_comment_for_outlook_is_judged_by_outlook_alone() -> None:
    """What only Outlook on Windows reads is missed by nobody else, and what it does not read it does not miss."""
    only_word = '<!--[if mso]><div style="position:absolute"></div><![endif]-->'
    others = '<!--[if !mso]><!--><div style="display:flex"></div><!--<![endif]-->'
    assert level(only_word, "css-position", {"gmail": 90, "outlook-windows": 10}) == "warning"
    assert "all mail programs" in told(only_word, {"gmail": 100})["css-position"].message
    assert level(others, "css-display-flex", {"apple-mail": 90, "outlook-windows": 10}) == "info"
    after = f'{others}<div style="display:flex"></div>'
    assert level(after, "css-display-flex", {"apple-mail": 90, "outlook-windows": 10}) == "warning"


# ── whose readers ────────────────────────────────────────────────────────────────────────────────────────────


def test_how_much_it_counts_depends_on_who_reads_the_letter() -> None:
    """The same letter is kept back, warned of, or waved through, by the programs of its readers."""
    floats = '<div style="float:left">'
    assert level(floats, "css-float", {"outlook-windows": 40, "apple-mail": 60}) == "error"
    assert level(floats, "css-float", {"outlook-windows": 5, "apple-mail": 95}) == "warning"
    assert level(floats, "css-float", {"apple-mail": 100}) == "info"


def test_only_the_newest_version_of_a_program_counts() -> None:
    """What an old version did not show and today's does, is shown: of Outlook.com, display:flex (2019: no)."""
    features = catalogue().features
    assert features["css-at-font-face"].stats["outlook"]["macos"] == {"2011": "y", "2016": "y", "16.80": "n"}
    assert features["css-at-font-face"].by("outlook-macos").answer == "n"
    assert features["amp"].by("yahoo-ios").answer == "y"


def test_what_is_shown_in_part_says_which_part() -> None:
    """Partial support comes with its note, the elements it speaks of included, and is information."""
    one = told('<p style="padding:4px">')["css-padding"]
    assert one.level == "info"
    assert one.message == "padding: in part in Outlook on Windows (Only supported on table cells)"


def test_each_finding_says_how_old_its_data_are() -> None:
    """Half of what is known was tested years ago: the day of the test and of the data are told, and where to read on."""
    hint = told('<div style="float:left">')["css-float"].hint
    assert hint == ("see https://www.caniemail.com/features/css-float/ "
                    f"(tested {catalogue().features['css-float'].tested}, data of 2026-06-29)")


def test_a_family_shares_its_readers_out_to_its_programs() -> None:
    """Percents of a family go evenly to its programs that are not named apart; counts of readers become percents."""
    shares = audience({"gmail": 30, "gmail-ios": 10}).shares
    assert shares == {"gmail-android": 15.0, "gmail-web": 15.0, "gmail-ios": 10.0}
    assert audience({"apple-mail-ios": 600, "outlook-windows": 200}).shares == {"apple-mail-ios": 75.0, "outlook-windows": 25.0}


@pytest.mark.parametrize("share", [10**400, -1, float("nan"), float("inf"), True, "40", [40]])
def test_a_share_that_is_none_is_told_and_counts_for_nobody(share: object) -> None:
    """Whatever a number in [audience] is, the letter is judged, and the number is named."""
    assert audience({"gmail": share, "apple-mail-ios": 60}).shares == {"apple-mail-ios": 60.0}
    assert [name for name, *_ in mistakes({"gmail": share})] == ["gmail"]


def test_the_usual_audience_is_made_of_programs_that_there_are() -> None:
    """Whom we take for the readers where nobody says: known programs, nearly all readers, and told as not the editor's own."""
    usual = audience({})
    assert not usual.is_own and audience({"gmail": 100}).is_own
    assert all(programs(name) for name in catalogue().audience)
    assert 90 <= sum(usual.shares.values()) <= 100


def test_programs_are_named_as_people_name_them() -> None:
    """All of Gmail is Gmail; of many programs the first are named and the rest counted."""
    assert names(["gmail-web", "gmail-ios", "gmail-android"]) == "Gmail"
    assert names(["gmail-web", "outlook-windows"]) == "Gmail on the web and Outlook on Windows"
    many = ["gmail-web", "hey-web", "fastmail-web", "laposte-web", "outlook-windows"]
    assert names(many) == "Gmail on the web, HEY on the web, Fastmail on the web and 2 others"


def test_what_each_program_does_not_show_is_told_program_by_program() -> None:
    """Those with most readers first, alike ones together; what readers lose something by apart from what nobody misses."""
    html = '<body><div style="float:left;border-radius:4px"></div><div hidden></div></body>'
    found = by_program(html, {"outlook-windows": 20, "gmail": 50, "apple-mail": 30})
    assert [(one.name, round(one.share), one.loses, one.without) for one in found] == [
        ("Gmail", 50, ("hidden attribute",), ()),
        ("Apple Mail", 30, (), ()),
        ("Outlook on Windows", 20, ("float", "hidden attribute"), ("border-radius",)),
    ]
    assert "<body> element" in found[0].partly


def test_a_program_that_there_is_not_is_told_with_the_one_that_is_meant() -> None:
    """A misspelt program in [audience] stands at its line, with the name that was meant."""
    way = next(way for way in ways() if way.rule == "CIE-AUDIENCE" and way.found)
    (one,) = checks.judged(sheet(way), ["CIE-AUDIENCE"]).findings
    assert "gmial" in one.message and "gmail" in one.hint
    assert one.where.rpartition(":")[0].endswith("newsletter.toml") and one.where.rpartition(":")[2].isdigit()


# ── our own letters ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("theme", sorted(publications.themes(good().publication)))
def test_our_own_letters_lose_nothing(theme: str) -> None:
    """In every theme a letter has neither errors nor warnings of this family, and says what it does without."""
    publication = good().publication
    blocks = publications.blocks(publication)
    path = next(path for _, path in issues.numbers(publication))
    issue = issues.read(path, blocks)
    letter = build.press(issue, publication, publications.theme(publication, theme))
    edition = merge.stamp(letter, publications.service(publication, "plain"), publication)
    found = checks.check(edition, publication=publication, issue=issue, only=["CIE"])
    assert [one for one in found if one.level != "info"] == []
    assert {one.owner for one in found} == {"template"}
    assert not [one for one in found if one.message.endswith("show it")]


def test_each_rule_can_be_named() -> None:
    """Each feature is a rule of its own, so that it can be left out, waived, or count for more."""
    assert {rule_id(slug) for slug, one in catalogue().features.items() if one.told_by} <= set(checks.rules())
    assert rule_id("bimi") not in checks.rules()
    assert set(rules_of(ways(), found=True)) >= {"CIE-CSS-FLOAT", "CIE-IMAGE-WEBP", "CIE-CSS-RGBA"}


# ── hostile letters ──────────────────────────────────────────────────────────────────────────────────────────

_CSS = st.text(alphabet=st.sampled_from(list("{}()[]:;@.#>+~*,&-!%/'\"\\ \n\r\fabx1é\0")), max_size=60)


@settings(max_examples=150, deadline=None)
@given(style=_CSS, sheet_=_CSS)
def test_any_css_is_read_to_its_end(style: str, sheet_: str) -> None:
    """Broken CSS gives what can be told of it, at places that are in the letter, and no traceback."""
    html = f'<p style="{style.replace(chr(34), "&quot;")}"><style>{sheet_}</style><b>'
    assert all(0 <= one.place < len(html) for one in scan(html).seen.values())


@settings(max_examples=150, deadline=None)
@given(before=st.text(max_size=30).filter(lambda text: "<" not in text), blanks=st.sampled_from(["", " ", "\n", "\r\n\t"]),
       value=st.sampled_from(["1px;", "url(&quot;x&quot;);", "&amp;&lt;;", ""]))
def test_a_declaration_is_placed_to_the_column(before: str, blanks: str, value: str) -> None:
    """Whatever stands before it, character references in the attribute too, a declaration's line and column are its own."""
    html = f'{before}<p{blanks or " "}class=x style="{blanks}margin:{value}{blanks};float:left">'
    place = scan(html).seen["css-float"].place
    assert html[place:].startswith("float:left")
    line, column = Lines(html).place(place)
    assert Lines(html).offset(line, column) == place


def test_a_letter_beyond_all_measure_is_judged_in_part_and_says_so() -> None:
    """Two megabytes of styles are read as far as a letter may go, and the rest is told of."""
    html = "".join(f'<p style="width:calc({number}px)">' for number in range(60_000))
    assert not scan(html).is_whole
    assert "unread" in told(html)
    assert "unread" not in told(PLAIN)
