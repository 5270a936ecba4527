"""The press keeps a letter whole: what mrml and premailer do to it in silence is undone or refused.

Where a rule has a guard, a second test takes the guard away and shows the defect.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from conftest import HARD_WORDS
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml.cssselect import CSSSelector
from markupsafe import escape

from newsletter import markup, prose
from newsletter.dom import MAX_DEPTH
from newsletter.errors import NewsletterError, TemplateError
from newsletter.markup import MarkupError, inlining, press, selecting

STYLE = "p { margin: 0 } a { color: #9c2f1f } img { display: block; width: 100% }"
PIECES = [
    *HARD_WORDS,
    "<!--",
    "-->",
    "&{",
    "x",
    " ",
    '"',
    "'",
    "<",
    ">",
    "&",
    "\\",
    "\u200d",
    "\u0301",
    "\u0e33",
    "\u200e",
    "\U000e0067",
    "\ufffd",
]
LINES = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
).map(prose.one_line)


def document(body: str = "<p>words</p>", *, head: str = "", title: str = "T", attributes: str = "") -> str:
    """Return a whole MJML document around a piece of HTML."""
    return f"""<mjml lang="en" dir="ltr"><mj-head>
<mj-title>{title}</mj-title>
{head}
</mj-head><mj-body css-class="canvas"><mj-section><mj-column>
<mj-text {attributes}>{body}</mj-text>
</mj-column></mj-section></mj-body></mjml>"""


class Elements(HTMLParser):
    """Reads HTML into elements and words; shares nothing with lxml."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


# ── §6.2 premailer ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_doctype_stays() -> None:
    """It is written in capitals, as premailer reads it: without one, browsers show a letter in quirks mode."""
    assert press(document(), STYLE).startswith("<!DOCTYPE html>\n<html")


def test_premailer_alone_drops_the_doctype() -> None:
    """The reason: mrml writes it in lower case, and premailer compares it with capitals."""
    compiled = markup.compiled(markup.prepared(document()))
    assert compiled.startswith("<!doctype html>")
    assert "doctype html" not in inlining._premailed(compiled, STYLE).lower()


SHEET = "<mj-style>@media (max-width:480px) { .a { color: red !important; width: 9px!important } }</mj-style>"


def test_important_stays() -> None:
    """Phone layouts and dark mode are made of !important: as many as before."""
    compiled = markup.compiled(markup.prepared(document(head=SHEET)))
    had = len(re.findall(r"!\s*important", compiled))
    assert had >= 3
    assert len(re.findall(r"!\s*important", press(document(head=SHEET), STYLE))) == had


def test_integer_widths_stay() -> None:
    """A picture keeps width="560": Outlook ignores 100% and shows the file at its own size."""
    html = press(document('<img src="https://a.example/a.jpg" width="560" alt="x" style="width:100%" />'), STYLE)
    assert [picture["width"] for picture in Elements(html).all("img")] == ["560"]


@pytest.mark.parametrize(("setting", "what"), [
    ({"disable_basic_attributes": []}, "pictures with a width"), ({"strip_important": True}, "!important"),
])  # fmt: skip
def test_what_premailer_would_take_is_noticed(
    setting: dict[str, Any], what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With premailer's own defaults the widths and the !important are gone, and the press says so."""
    import premailer

    class Careless(premailer.Premailer):
        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **{**named, **setting})

        def transform(self, *arguments: Any, **named: Any) -> str:
            # Marked sheets are left alone even then; unmarked ones show what would happen.
            self.html = self.html.replace(' data-premailer="ignore"', "")
            return super().transform(*arguments, **named)

    monkeypatch.setattr(premailer, "Premailer", Careless)
    picture = '<img src="https://a.example/a.jpg" width="560" alt="a > b" />'
    with pytest.raises(NewsletterError, match=f"changed the {what}"):
        press(document(picture, head="<mj-style>p { color: red !important }</mj-style>"), STYLE)


def test_only_the_style_given_is_inlined() -> None:
    """MJML's own sheets stay sheets, and the style given does not stand in the letter a second time."""
    html = press(document(head="<mj-style>p { padding: 77px }</mj-style>"), "p { margin: 33px }")
    assert Elements(html).all("p")[0]["style"] == "margin:33px"
    assert "padding: 77px" in html
    assert "margin: 33px" not in html
    assert "data-premailer" not in html


def test_sheets_are_inlined_without_the_mark() -> None:
    """The reason for the mark: without it premailer takes MJML's sheets apart as well."""
    html = markup.compiled(markup.prepared(document(head="<mj-style>p { padding: 77px }</mj-style>")))
    assert "padding:77px" in (Elements(inlining._premailed(html, "p { margin: 33px }")).all("p")[0]["style"] or "")


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A server on loopback, and the paths it was asked for."""
    paths: list[str] = []

    class Sheets(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"p { color: blue }")

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Sheets) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", paths
        server.shutdown()


def test_linked_sheets_are_never_fetched(asked: tuple[str, list[str]]) -> None:
    """Neither a linked sheet nor one that a sheet imports is asked for while a letter is made."""
    address, paths = asked
    link = f'<link rel="stylesheet" href="{address}/linked.css" />'
    sheet = f'<style>@import url("{address}/in.css");</style>'
    html = press(document(head=f"<mj-raw>{link}{sheet}</mj-raw>"), STYLE)
    assert "linked.css" in html
    assert "color:blue" not in html
    assert not paths


@pytest.mark.parametrize("rule", ['@import url("{}/i.css");', "@IMPORT '{}/i.css';", '@\\69mport url("{}/i.css");'])
def test_a_style_that_imports_another_is_refused(rule: str, asked: tuple[str, list[str]]) -> None:
    """An import in the theme's own style is told, not fetched."""
    with pytest.raises(TemplateError, match="imports another"):
        press(document(), rule.format(asked[0]) + STYLE)
    assert not asked[1]


def test_an_import_is_fetched_without_the_guard(asked: tuple[str, list[str]]) -> None:
    """The reason: cssutils fetches imports although premailer was told allow_network=False."""
    html = markup.compiled(markup.prepared(document())).removeprefix("<!doctype html>")
    inlining._premailed(html, f'@import url("{asked[0]}/i.css"); p {{ margin: 0 }}')
    assert asked[1] == ["/i.css"]


def test_conditional_comments_stay() -> None:
    """What only Outlook reads is what mrml wrote for it, in order, and each of its comments ends."""
    compiled, pressed = markup.compiled(markup.prepared(document())), press(document(), STYLE)
    for_outlook = re.compile(r"<!--\[if mso \| IE\]>(.*?)<!\[endif\]-->", re.DOTALL)
    assert "".join(for_outlook.findall(pressed)) == "".join(for_outlook.findall(compiled)) != ""
    assert pressed.count("<!--[if") == pressed.count("<![endif]-->") > 2


def test_no_font_is_linked() -> None:
    """Google's fonts are not asked for in readers' names; left alone, mrml links them."""
    from mjml import mjml2html

    assert "fonts.googleapis" in mjml2html(document())
    assert "fonts.googleapis" not in press(document(), STYLE)


# ── §6.3 mrml ────────────────────────────────────────────────────────────────────────────────────────────────


def pressed_with(value: str) -> str:
    """Return a letter that says a text in an address, an alternative text, a title, a label and in its words."""
    safe = escape(value)
    return press(
        document(
            f'<a href="{escape(prose.link("https://a.example/?q=" + value))}" title="{safe}" aria-label="{safe}">x</a>'
            f'<img src="https://a.example/a.jpg" alt="{safe}" width="10" /><p>{safe}</p>',
            title=str(safe),
        ),
        STYLE,
    )


@given(LINES)
@settings(deadline=None, max_examples=150)
@example("Zürich\u00a0\u202f\u200d\u00ad\ufe0f\\n")
@example("&#x41; &amp;amp; \\u{200d} \"'<>")
@example("&{&#0} &{&amp;}<!--&lt;-->")
@example("नीति क्षि ป้ำ עִבְרִית 👨‍👩‍👧")
def test_every_attribute_comes_out_as_it_went_in(value: str) -> None:
    """Any text survives the press as an address, an alternative text, a title, a label and as words."""
    html = Elements(pressed_with(value))
    link, picture = html.all("a")[0], html.all("img")[0]
    assert link["href"] == prose.link("https://a.example/?q=" + value)
    assert link["title"] == link["aria-label"] == picture["alt"] == value
    assert value in html.words


def test_attributes_break_without_the_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason: mrml prints attributes with Rust's Debug, so that a joiner becomes a visible escape."""
    monkeypatch.setattr(markup, "prepared", lambda mjml: mjml)
    html = Elements(pressed_with("Zürich\u00a0C:\\temp\u200d"))
    assert html.all("img")[0]["alt"] == "Zürich\\u{a0}C:\\\\temp\\u{200d}"


def test_a_comment_in_an_attribute_is_words() -> None:
    """A source that writes our marks into an alternative text has written words."""
    html = pressed_with("""<!--@line-->"'<!--[if mso]>-->""")
    assert Elements(html).all("img")[0]["alt"] == """<!--@line-->"'<!--[if mso]>-->"""
    assert "<!--@" not in html


def test_a_comment_in_an_attribute_is_a_mark_without_the_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason: libxml2 prints it as it is, for server-side includes; the count of marks notices."""
    monkeypatch.setattr(inlining, "_APART", "")
    with pytest.raises(NewsletterError, match="changed the marks"):
        pressed_with("<!--@line-->")


def test_the_label_that_mrml_makes_of_the_title_is_whole() -> None:
    """mrml says the title once more, as the wrapper's aria-label."""
    html = Elements(press(document(title=str(escape("L’été\u00a0à “Köln” सुनवाई 👩‍🚀 \\ <b>"))), STYLE))
    assert html.all("div")[0]["aria-label"] == "L’été\u00a0à “Köln” सुनवाई 👩‍🚀 \\ <b>"


def test_an_attribute_over_several_lines_is_whole() -> None:
    """A template may break the line inside a style; without the guard the break becomes \\n and the rule is lost."""
    body = '<p style="color:red;\n\ttop:0">x</p>'
    assert Elements(press(document(body), STYLE)).all("p")[0]["style"] == "margin:0; color:red; top:0"
    assert "\\n" in markup.compiled(document(body))


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_any_line_ends_do(ends: str) -> None:
    """A template saved on Windows gives the same letter."""
    assert press(document(head=SHEET).replace("\n", ends), STYLE) == press(document(head=SHEET), STYLE)


def test_blanks_in_the_head_do() -> None:
    """mrml refuses blanks between the tags of the head; templates leave them there."""
    head = "<mj-attributes>  <mj-all padding='0' />\t<mj-text color='#111111' />  </mj-attributes>"
    assert "color:#111111" in press(document(head=head), STYLE)
    with pytest.raises(MarkupError):
        markup.compiled(document(head=head))


def test_a_template_may_be_indented_with_tabs() -> None:
    """Tabs between tags and between attributes are blanks like any other."""
    spaced = document('<p\tclass="a"\n\t id="b">x</p>').replace("<mj-", "\n\t\t<mj-")
    assert Elements(press(spaced, STYLE)).all("p")[0] == {"class": "a", "id": "b", "style": "margin:0"}


def test_the_language_stands_on_document_and_wrapper() -> None:
    """Screen readers need it on the wrapper too, for many mail programs drop the document around it."""
    html = Elements(press(document().replace('lang="en" dir="ltr"', 'lang="ar" dir="rtl"'), STYLE))
    wrapper = next(each for each in html.all("div") if each.get("role") == "article")
    for element in (html.all("html")[0], wrapper):
        assert (element["lang"], element["dir"]) == ("ar", "rtl")


# ── mistakes in templates ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("body", "what", "before"), [
    ("<div>a", "<div> is never closed", "<div>"),
    ("<table><tr><td>a</tr></table>", "<td> is never closed", "<td>"),
    ("a</div>", "</div> closes nothing", "a</div>"),
    ("a <b>c</b> 5 < 6", "“< 6", "5 <"),
    ("<a href=x>a</a>", "“<a href=x>", "<"),
    ('<a href="x>a</a>', "“<a href=\"x>a", "<"),
    ("<mj-txt>LOST</mj-txt>", "there is no tag <mj-txt> in MJML", "<"),
    ("<mj-raw><table><tr></mj-raw>", "<tr> is never closed", "<tr>"),
])  # fmt: skip
def test_a_mistake_is_told_where_it_stands(body: str, what: str, before: str) -> None:
    """A tag that is never closed, closes nothing, is no whole tag or no tag of MJML is refused, with its place."""
    with pytest.raises(MarkupError) as refused:
        press(document(body), STYLE)
    assert what in str(refused.value)
    assert refused.value.before.endswith(before)


def test_unknown_tags_pass_through_mrml() -> None:
    """The reason to look for them: mrml prints what it does not know as it is, and mail programs drop it."""
    from mjml import mjml2html

    assert "<mj-txt>LOST</mj-txt>" in mjml2html(document("<mj-txt>LOST</mj-txt>"))


@pytest.mark.parametrize("whole", [
    "a<br>b<hr>", "<p>a</p >", "<P CLASS='a'>b</P>", "<td nowrap>b</td>", "<!-- < <b> -->", "a &lt; b > c &amp; d",
    "<o:p>a</o:p>",
    "<!--[if mso]><table><tr><td><![endif]-->a<!--[if mso]></td></tr></table><![endif]-->",
    '<img alt="a > b < c" src="x" width="5">',
])  # fmt: skip
def test_what_is_whole_passes(whole: str) -> None:
    """Void elements, capitals, comments with anything in them and signs in values are no mistakes."""
    assert press(document(whole), STYLE)


def test_deep_nesting_is_refused() -> None:
    """A template that nests without end is told so: mrml would end the process, libxml2 would drop the rest."""
    with pytest.raises(MarkupError, match="nested 100 deep"):
        press(document("<div>" * 20_000 + "x" + "</div>" * 20_000), STYLE)
    assert "deepest" in press(document("<div>" * MAX_DEPTH + "deepest" + "</div>" * MAX_DEPTH), STYLE)


def test_depth_loses_words_without_the_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason: from a depth of 255 on, premailer's parser drops what follows; the count of links notices."""
    monkeypatch.setattr(markup, "assert_nesting", lambda _: None)
    deep = "<div>" * 300 + '<a href="https://a.example/">x</a>' + "</div>" * 300
    with pytest.raises(NewsletterError, match="changed the links"):
        press(document(deep), STYLE)


def test_nothing_is_inlined_without_a_style() -> None:
    """Without a style the HTML is mrml's own, doctype and all."""
    assert press(document()).startswith("<!doctype html>")


# ── fewer bytes ──────────────────────────────────────────────────────────────────────────────────────────────


def test_comments_for_outlook_that_touch_become_one() -> None:
    """What Outlook reads is the same, with one comment where one ended and the next of its condition began."""
    two = "<!--[if mso | IE]></td><![endif]--><!--[if mso | IE]></tr><![endif]-->\n<!--[if mso | IE]></table><![endif]-->"
    assert markup.minified(two) == "<!--[if mso | IE]></td></tr></table><![endif]-->"
    others = "<!--[if mso | IE]>a<![endif]--><!--[if !mso]><!-->b<!--<![endif]-->"
    assert markup.minified(others) == others
    apart = "<!--[if mso | IE]>a<![endif]-->words<!--[if mso | IE]>b<![endif]-->"
    assert markup.minified(apart) == apart


def test_blanks_that_are_painted_stay() -> None:
    """Between words, links and pictures a blank is a blank; between rows, columns and paragraphs it is nothing."""
    painted = '<td>\n<a href="x">one</a> <a href="y">two</a>\n<em>three</em> <strong>four</strong></td>'
    assert markup.minified(painted) == painted
    assert markup.minified("<tr>\n<td>\n<p>one</p>\n\n<p>two</p>\n</td> </tr>") == (
        "<tr><td><p>one</p><p>two</p></td></tr>")


@pytest.mark.parametrize("words", ["a > b", "x  y", "<td>", "</p> <p>", "</td>\u00a0<td>"])
def test_words_stay_as_they_are(words: str) -> None:
    """Whatever stands in a headline or an attribute, no blank of it goes."""
    html = Elements(press(document(f'<p title="{escape(words)}">{escape(words)}</p>'), STYLE))
    assert html.all("p")[0]["title"] == words
    assert words in html.words


def test_the_same_letter_in_fewer_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A letter of many paragraphs is at least a fiftieth smaller; its elements and attributes are the same."""
    mjml = document("<p>one</p>\n\n<p>two</p>\n" * 20)
    small = press(mjml, STYLE)
    monkeypatch.setattr(markup, "minified", str)
    whole = press(mjml, STYLE)
    assert len(small) < 0.98 * len(whole)
    assert Elements(small).found == Elements(whole).found


# ── selectors that find sooner ───────────────────────────────────────────────────────────────────────────────

TAGS = st.sampled_from(["td", "p", "h2", "a", "o:p"])
ELEMENTS = st.recursive(
    st.sampled_from(["words", "<!-- a comment -->", ""]),
    lambda inside: st.builds(
        lambda tag, classes, inner: f"<{tag}{classes}>{''.join(inner)}</{tag}>",
        TAGS, st.sampled_from(["", ' class="x"', ' class="y x"', " class=' x\ty\n'", ' class="x-y"', ' class="x\u00a0y"', ' class=""']),
        st.lists(inside, max_size=3)),
    max_leaves=12,
)  # fmt: skip
STEPS = st.sampled_from(["p", "td", ".x", ".y", ".x.y", "td.x", "p.y.x", ".x-y", "p:last-child", ".x:first-child", "h2", ".none"])


@given(st.lists(ELEMENTS, max_size=4).map("".join), st.lists(STEPS, min_size=1, max_size=3).map(" ".join))
@settings(deadline=None)
def test_a_selector_finds_what_it_finds_on_the_longer_way(html: str, selector: str) -> None:
    """The very elements that lxml finds by walking over all of them, each once."""
    tree = etree.fromstring(f"<html><body>{html}</body></html>", etree.HTMLParser()).getroottree()
    found = selecting.Elements(tree).found(selector)
    assert isinstance(found, selecting.Selector) and found == selector
    assert set(found.elements) == set(CSSSelector(selector)(tree))
    assert len(found.elements) == len(set(found.elements))


@pytest.mark.parametrize("selector", ["td > p", "a[href]", "p + p", "td *", "#x p", "p:nth-child(2)", "p:hover", "a  b"])
def test_a_selector_that_says_more_is_left_to_premailer(selector: str) -> None:
    """What is not elements and classes one inside the other is found as ever."""
    found = selecting.Elements(etree.fromstring("<html><p/></html>").getroottree()).found(selector)
    assert found == selector
    assert not isinstance(found, selecting.Selector)


def test_finding_sooner_changes_no_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every element gets the style it gets from premailer's own way of finding it, the heavier rule last."""
    body = ('<p class="a b">1</p><h2 class="a">2</h2><div class="c"><p class="a">3</p><h2>4</h2></div>'
            '<img alt="a > b" class="d" src="x" width="5">')
    style = (".a { color: red } .b { margin: 0 } .c p, .c h2 { color: blue } p.a { padding: 1px } .d { top: 0 } .e { left: 0 }"
             " div > p { top: 1px } p { left: 0; color: grey } .a { color: teal }")
    sooner = press(document(body), style)
    monkeypatch.setattr(selecting.Elements, "found", lambda _, selector: selector)
    assert press(document(body), style) == sooner
    assert sooner.count("color:blue") == 2
    assert sooner.count("top:1px") == 2


def test_a_picture_that_floats_keeps_its_attributes() -> None:
    """Only its style changes: Outlook would read align= as well."""
    picture = Elements(press(document('<img src="x" alt="x" width="5" />'), "img { float: right }")).all("img")[0]
    assert picture == {"src": "x", "alt": "x", "width": "5", "style": "float:right"}
