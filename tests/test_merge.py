"""Merge tags go in last: as stand-ins through the press, then as a service's words, a reader's, or not at all.

What services' engines make of guarded words was tried once with the engines themselves: Django 5.2, Go's html/template
and text/template, Handlebars 4.7.10, with all of `HARD_WORDS` and doubled, tripled and escaped braces as headlines and
teasers. All came out as the words they were. Here the text is looked at, so that the tests need none of them.
"""

from __future__ import annotations

import re
import time
from html import unescape
from typing import Any

import pytest
from conftest import HARD_WORDS, KEY, issue_of, note, section
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from newsletter import build, merge
from newsletter import publication as publications
from newsletter.errors import InputError, Mistakes, TemplateError
from newsletter.merge import StandIns, count, stamp, stamping
from newsletter.merge.dropping import wrapped_again
from newsletter.merge.guarding import guarded_html
from newsletter.model import Block, Edition, Issue, Letter, Publication, Reader, Service, Story

SERVICES = ("plain", "mailchimp", "listmonk", "buttondown", "sendgrid-mc")
MARKS = (
    "merge.invalid",
    f"merge-{KEY}",
    "<!--@line",
    "<!--@or",
    "<!--@end",
    "<!--@preheader",
    "<!--@text",
    "\x00",
    "\x02",
    "\x03",
)
READER = Reader(email="ana@reader.example", token="t0k/en", first_name="Ana", fields={"city": "Recife"})
EVERY_TAG = (
    "Dear {first_name|friend} in {field.city|your town}, you are {email}.\n\n"
    "[Leave](merge:unsubscribe) · [Web](merge:web_version) · [Choose](merge:preferences)\n\n<merge:unsubscribe>"
)


def pressed(issue: Issue, publication: Publication) -> Letter:
    return build.press(issue, publication, publications.theme(publication))


def edition(
    publication: Publication, service: str, *blocks: Block, reader: Reader | None = None, **changes: Any
) -> Edition:
    letter = pressed(issue_of(*blocks, **changes), publication)
    return stamp(letter, publications.service(publication, service), publication, reader)


def stripped(html: str) -> str:
    """Return the words of an edition's HTML."""
    return re.sub(r"[ \n]+", " ", unescape(re.sub(r"<style.*?</style>|<!--.*?-->|<[^>]*>", " ", html, flags=re.DOTALL)))


def hollow(html: str) -> int:
    """Return how many paragraphs, items, lists and quotes hold nothing."""
    return len(re.findall(r"<(p|li|ul|ol|blockquote)\b[^>]*>\s*</\1>", html))


# ── stand-ins ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_stand_in_is_plain_ascii_and_carries_the_key() -> None:
    """Jinja2, MJML and premailer see nothing that they could take for something else."""
    text = StandIns(KEY).put("Dear {first_name|ami}, {field.ville|à Köln} [x](merge:unsubscribe)")
    assert (
        text
        == f"Dear merge-{KEY}-first-name-1z, merge-{KEY}-field-ville-2z [x](https://merge.invalid/{KEY}/unsubscribe)"
    )
    assert text.isascii()
    assert count(text, KEY) == 3


PIECES = st.sampled_from([
    f"https://merge.invalid/{KEY}/unsubscribe", f"merge-{KEY}-first-name-1z", f"merge-{KEY}-field-ville-22z", KEY, "merge-", "-",
    f"https://merge.invalid/{KEY}/", "https://merge.invalid/", "unsubscribe", "/web_version", "1z", "-3z", " ", "x",
])  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join))
@settings(deadline=None)
def test_stand_ins_are_found_as_they_are_written(text: str) -> None:
    """Whole ones, halves, and some that touch: as many as would be filled in."""
    whole = rf"https://merge\.invalid/{KEY}/(?:unsubscribe|web_version|preferences)|merge-{KEY}-[A-Za-z0-9-]+?-\d+z"
    assert [text[found.start:found.end] for found in merge.standing_in.stand_ins(text, KEY)] == re.findall(whole, text)


@pytest.mark.parametrize("words", [
    "{firstname}", "{first name}", "{ first_name }", "{field.}", "{field.1}", "{field.città|x}", "{first_name|a{b}",
    "{}", "{x|y}",
    "merge:unsubscribe", "[x](merge:unsubscribe?a=1)", "[x](https://a.example/merge:unsubscribe)",
])  # fmt: skip
def test_what_is_no_merge_tag_stays_words(words: str) -> None:
    """Unknown words in braces, and addresses that only look like ours, are what they are."""
    assert StandIns(KEY).put(words) == words


@pytest.mark.parametrize(("typed", "said"), [
    ("merge:unsubscrib", "did you mean 'unsubscribe'"), ("merge:web-version", "did you mean 'web_version'"),
    ("merge:", "merge:"),
])  # fmt: skip
def test_an_address_that_does_not_exist_is_told(typed: str, said: str) -> None:
    """A slip in a link's merge tag names the file and the nearest tag there is."""
    stand_ins = StandIns(KEY)
    stand_ins.put(f"First\n[x]({typed})", lambda row: f"issues/047.toml:{8 + row}")
    [slip] = stand_ins.slips
    assert str(slip).startswith("issues/047.toml:9: there is no merge:")
    assert said in str(slip)


def test_all_slips_in_links_are_told_at_once(publication: Publication) -> None:
    """Of one line and of several blocks, each with its line, in their order."""
    blocks = (note("[out](merge:unsubscibe) [out](merge:leave)"), note("[x](merge:webversion)"))
    with pytest.raises(Mistakes) as refused:
        pressed(issue_of(*blocks, lines={"b1.text": 7, "b2.text": 9}), publication)
    assert [line.partition(" — ")[0] for line in str(refused.value).split("\n")] == [
        "issues/047.toml:7: there is no merge:unsubscibe", "issues/047.toml:7: there is no merge:leave",
        "issues/047.toml:9: there is no merge:webversion"]


def test_all_parts_for_some_readers_that_a_service_has_not_are_told(publication: Publication) -> None:
    """Each with its line, not the first alone."""
    blocks = [Block(kind="note", fields={"text": text}, readers=readers) for text, readers in (("a", "members"), ("b", "not members"))]
    with pytest.raises(Mistakes) as refused:
        edition(publication, "mailerlite", *blocks, lines={"b1.readers": 7, "b2.readers": 12})
    assert [line.partition(": ")[0] for line in str(refused.value).split("\n")] == ["issues/047.toml:7", "issues/047.toml:12"]


@pytest.mark.parametrize("service", SERVICES)
def test_an_address_tag_in_the_inbox_lines_is_words(service: str, publication: Publication) -> None:
    """Subject and preheader come from a source's headlines: no address may hide in them, and none stops the letter."""
    line = "Click <merge:unsubscribe> now [x](merge:preferences) [y](merge:nonsense)"
    made = edition(publication, service, note("x"), subject=line, preheader=line)
    assert made.subject == made.preheader == line


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("typed", ["{{first_name}}", "{{field.x|y}}", "\\{first_name}", "{first_name}|UNSUB|*"])
def test_a_sign_of_ones_own_beside_a_tag_makes_no_other_tag(typed: str, service: str, publication: Publication) -> None:
    """Together with a service's spelling it could be read as another tag: all of it stays the words it is."""
    made = edition(publication, service, note(f"Dear {typed},"), subject=f"Hi {typed}")
    assert not made.letter.tags or {tag.name for tag in made.letter.tags} <= {"unsubscribe", "web_version", "preferences"}


def test_words_that_look_like_a_tag_are_told(publication: Publication) -> None:
    """A misspelt merge tag stays as it is, and the editor hears of it with the line and the nearest tag."""
    letter = pressed(issue_of(note("Dear {firstname|friend},"), lines={"b1.text": 7}), publication)
    assert letter.notes == ("issues/047.toml:7: {firstname|friend} is no merge tag and stays as it is"
                            " — did you mean 'first_name'?",)


def test_a_source_cannot_forge_one(publication: Publication) -> None:
    """Words that look like a stand-in of another key stay words; the letter's key is a hash no source knows."""
    forged = "merge-deadbeef-first-name-0z https://merge.invalid/deadbeef/unsubscribe"
    made = edition(publication, "mailchimp", note("x"), section(Story(title=forged)))
    assert forged in stripped(made.html)
    assert "FNAME" not in made.html


def test_as_many_come_out_as_went_in(publication: Publication) -> None:
    """The press counts stand-ins before and after; one lost or doubled is a bug, told as one."""
    letter = pressed(issue_of(note(EVERY_TAG)), publication)
    assert count(letter.mjml, KEY) == count(letter.html, KEY) > 7


# ── no output holds a stand-in ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("addresses", ["all", "none"])
@pytest.mark.parametrize("reader", [None, READER], ids=["nobody", "reader"])
@pytest.mark.parametrize("service", SERVICES)
def test_no_output_ever_holds_one(
    service: str, reader: Reader | None, addresses: str, publication: Publication
) -> None:
    """For every service, with addresses and without, neither stand-ins nor marks are left in any voice."""
    if addresses == "none":
        publication = replace(publication, addresses={})
    made = edition(
        publication, service, note(EVERY_TAG), reader=reader, subject="For {first_name|you}",
        preheader="{field.city} and {email}",
    )  # fmt: skip
    for output in (made.subject, made.preheader, made.html, made.text):
        assert not [mark for mark in MARKS if mark in output]
    assert "<!--@" not in made.html


@given(st.lists(st.sampled_from([
    "{first_name}", "{email|x}", "{field.a|b c}", "[Leave](merge:unsubscribe)", "<merge:web_version>", "words", " · ",
    " | ", "\n", "\n\n",
    "- ", "> ", "**", "*", "`", "# ", "1. ", "[x](https://a.example)", "  ", "\\", "_", "abc", "0z", "-1z",
]), max_size=25).map("".join), st.sampled_from(SERVICES))  # fmt: skip
@example("{first_name} ·  · {first_name}", "plain")
@example("<merge:web_version>{field.a|b c}", "sendgrid-mc")
@example("`[x](https://a.example){field.a|b c}`", "sendgrid-mc")
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_tags_and_markdown_are_mixed(publication: Publication, text: str, service: str) -> None:
    """Any mixture of tags, lists, quotes and emphasis gives an edition without stand-ins, marks or empty paragraphs."""
    made = edition(replace(publication, addresses={}), service, note("x" + text))
    for output in (made.html, made.text):
        assert not [mark for mark in MARKS if mark in output]
    assert hollow(made.html) <= hollow(made.letter.html)


# ── a service's words, a reader's words ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("service", "html", "text"), [
    ("mailchimp", 'href="*|UNSUB|*"', "Leave: *|UNSUB|*"),
    ("listmonk", 'href="{{ UnsubscribeURL }}"', "Leave: {{ UnsubscribeURL }}"),
    ("buttondown", 'href="{{ unsubscribe_url }}"', "Leave: {{ unsubscribe_url }}"),
    ("sendgrid-mc", 'href="{{{unsubscribe}}}"', "Leave: {{{unsubscribe}}}"),
    ("plain", 'href="https://halyard.example/leave?reader=t0k%2Fen"',
    "Leave: https://halyard.example/leave?reader=t0k%2Fen"),
])  # fmt: skip
def test_tags_are_spelled_as_the_service_spells_them(
    service: str, html: str, text: str, publication: Publication
) -> None:
    """No percent sign and no entity gets into a service's tag, and a reader's token is written for an address."""
    made = edition(publication, service, note("[Leave](merge:unsubscribe)"), reader=READER)
    assert html in made.html
    assert text in made.text


@pytest.mark.parametrize(("service", "said"), [
    ("mailchimp", "*|IF:FNAME|**|FNAME|**|ELSE:|*friend*|END:IF|*"),
        ("buttondown", '{{ subscriber.metadata.first_name|default:"friend" }}'),
    ("sendgrid-mc", '{{insert first_name "default=friend"}}'),
    ("plain", "Ana"),
])  # fmt: skip
def test_a_fallback_is_spelled_in_the_service_s_dialect(service: str, said: str, publication: Publication) -> None:
    """In the subject as in both voices; where these differ, the service's own engine is asked (test_services.py)."""
    made = edition(
        publication, service, note("Dear {first_name|friend}!"), reader=READER, subject="For {first_name|friend}!"
    )
    assert made.subject == f"For {said}!"
    assert f"Dear {said}!" in made.html
    assert f"Dear {said}!" in made.text


@pytest.mark.parametrize("service", [each for each in SERVICES if each != "plain"])
def test_a_fallback_that_breaks_the_dialect_is_refused(service: str, publication: Publication) -> None:
    """A fallback goes into the service's own code: what would end it, or be markup there, is told."""
    for character in publications.service(publication, service).fallback_forbids:
        if character in "{}|":
            continue  # cannot be typed in a fallback at all
        with pytest.raises(InputError, match="cannot stand in for first_name"):
            edition(publication, service, note("Dear {first_name|my " + character + " friend}!"))


def test_every_service_refuses_markup_in_a_fallback(publication: Publication) -> None:
    """All dialects forbid < and >: some print a fallback as it is."""
    for service in SERVICES[1:]:
        assert set("<>") <= set(publications.service(publication, service).fallback_forbids)


def test_a_reader_s_words_are_words(publication: Publication) -> None:
    """A name, a field or an address that holds markup is escaped in HTML and as it is in text."""
    reader = Reader(email="a&b@reader.example", token='"><script>', first_name="<b>Ana</b>", fields={"city": "R&D"})
    made = edition(publication, "plain", note(EVERY_TAG), reader=reader)
    assert "Dear &lt;b&gt;Ana&lt;/b&gt; in R&amp;D, you are a&amp;b@reader.example" in made.html
    assert "Dear <b>Ana</b> in R&D, you are a&b@reader.example" in made.text
    assert "<script>" not in made.html


def test_a_fallback_alone_is_words_too(publication: Publication) -> None:
    """Where the service has no such word, the fallback stands there, escaped like any other."""
    poor = Service(id="poor", name="Poor", path=publication.shelves[-1])
    letter = pressed(issue_of(note("Dear {first_name|R&D <3}!")), publication)
    made = stamp(letter, poor, publication)
    assert "Dear R&amp;D &lt;3!" in made.html
    assert "Dear R&D <3!" in made.text


def test_the_publication_s_own_address_is_escaped(publication: Publication) -> None:
    """An address with & stands in an attribute as &amp;, for services of others as well."""
    publication = replace(publication, addresses={"unsubscribe": "https://a.example/?x=1&y=2"})
    poor = Service(id="poor", name="Poor", path=publication.shelves[-1])
    made = stamp(pressed(issue_of(note("[Leave](merge:unsubscribe)")), publication), poor, publication)
    assert 'href="https://a.example/?x=1&amp;y=2"' in made.html
    assert "Leave: https://a.example/?x=1&y=2" in made.text


def test_who_writes_list_unsubscribe(publication: Publication) -> None:
    """One-click is offered only where the https address names the reader; services write the header themselves."""
    plain = edition(publication, "plain", note("x"), reader=READER)
    assert (plain.unsubscribe, plain.one_click) == ("https://halyard.example/leave?reader=t0k%2Fen", True)
    shared = replace(publication, addresses={"unsubscribe": "https://halyard.example/leave"})
    assert not edition(shared, "plain", note("x"), reader=READER).one_click
    assert not edition(publication, "mailchimp", note("x")).unsubscribe
    assert not edition(publication, "plain", note("x")).unsubscribe


# ── what cannot be said ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def silent(publication: Publication) -> Publication:
    """A publication without any address, so that no address tag can be said."""
    return replace(publication, addresses={}, imprint="The Halyard, Port Example")


@pytest.mark.parametrize(("typed", "html", "text"), [
    ("Before\n\n[Leave](merge:unsubscribe)\n\nAfter", "<p>Before</p><p>After</p>", "Before\n\nAfter"),
    ("Before\n[Leave](merge:unsubscribe)\nAfter", "<p>Before<br>After</p>", "Before\nAfter"),
    ("[Leave](merge:unsubscribe)\nAfter", "<p>After</p>", "After"),
    ("Before\n[Leave](merge:unsubscribe)", "<p>Before</p>", "Before"),
    ("[Leave](merge:unsubscribe) · [Us](https://a.example/)", '<p><a href="https://a.example/">Us</a></p>',
    "Us: https://a.example/"),
    ("Before\n[Leave](merge:unsubscribe) · [Us](https://a.example/)",
    '<p>Before<br><a href="https://a.example/">Us</a></p>',
     "Before\nUs: https://a.example/"),
    ("Us | [Leave](merge:unsubscribe) | You", "<p>Us | You</p>", "Us\nYou"),
    ("[Leave](merge:unsubscribe)\n[Choose](merge:preferences)\nAfter", "<p>After</p>", "After"),
    ("- [Leave](merge:unsubscribe)\n- Stay", "<ul><li>Stay</li></ul>", "- Stay"),
    ("- [Leave](merge:unsubscribe)\n\n- Stay", "<ul><li><p>Stay</p></li></ul>", "- Stay"),
    ("- [Leave](merge:unsubscribe)\n\nAfter", "<p>After</p>", "After"),
    ("> [Leave](merge:unsubscribe)\n\nAfter", "<p>After</p>", "After"),
    ("# [Leave](merge:unsubscribe)\n\nAfter", "<p>After</p>", "After"),
    ("Dear {first_name},\n\nAfter", "<p>After</p>", "After"),
    ("Dear {first_name|friend},\n\nAfter", "<p>Dear friend,</p><p>After</p>", "Dear friend,\n\nAfter"),
    ("Press **[Leave](merge:unsubscribe)** to go\nAfter", "<p>After</p>", "After"),
])  # fmt: skip
def test_a_line_that_cannot_be_said_goes_from_both_voices(
    typed: str, html: str, text: str, silent: Publication
) -> None:
    """The line goes, a line's other segments stay, and nothing empty is left behind."""
    made = edition(silent, "plain", note(f"FIRST\n\n{typed}\n\nLAST"))
    said = re.search(r"FIRST</p>(.*)<p[^>]*>LAST", made.html, re.DOTALL)[1]  # type: ignore[index]
    assert re.sub(r"\s*(<[^>]*?)(?: style=(?:\"[^\"]*\"|'[^']*'))?(>)\s*", r"\1\2", said) == html
    assert made.text.partition("FIRST\n\n")[2].partition("\n\nLAST")[0] == text


def test_what_was_dropped_is_told_once(silent: Publication) -> None:
    """Each tag by name, in order, however often it stood there."""
    made = edition(silent, "plain", note("[a](merge:preferences)\n\n[b](merge:unsubscribe)\n\n[c](merge:preferences)"))
    assert made.dropped == ("preferences", "unsubscribe", "web_version")


@pytest.mark.parametrize(("service", "why"), [("civicrm", "CiviCRM has no word for {email}"),
                                              ("plain", "no reader's {email} is known here")])
def test_words_that_are_lost_with_a_tag_are_told_with_their_line(service: str, why: str, publication: Publication) -> None:
    """A whole line goes for one word: its place, its beginning, the reason, and words that make sense in an address's place."""
    made = edition(publication, service, note("Good morning.\n\nIt is Friday, and this goes to {email}.\n- ends {email}"),
                   lines={"b1.text": 7})
    profile = publications.service(publication, service)
    assert "It is Friday" not in stripped(made.html) + made.text
    assert merge.why_dropped("email", made.letter, publication, profile) == (
        f"issues/047.toml:7: “It is Friday, and this goes to {{email}}.” and 1 line more are left out: {why} — write it without, or "
        "with words for readers without: {email|your address}")


def test_what_is_said_to_every_reader_for_want_of_a_word_is_told(publication: Publication) -> None:
    """Kit has no fields: all read the words for readers without one, which is told with its line; where it has them, nothing is."""
    town = note("You live in {field.city|your town}.")
    made = edition(publication, "kit", town, lines={"b1.text": 7})
    assert "You live in your town." in made.text
    assert made.notes == ("issues/047.toml:7: Kit has no word for {field.city}: every reader gets “your town” — look whether it reads "
                          "well for all",)
    assert not edition(publication, "mailchimp", town).notes


@pytest.mark.parametrize("line", ["Dear {first_name}, the news", "{first_name}, the news", "The news, {first_name}"])
def test_a_subject_closes_its_gap(line: str, silent: Publication) -> None:
    """A subject and a preheader are not dropped for a missing name; no double blank and no stray comma stays."""
    made = edition(silent, "plain", note("x"), subject=line, preheader=line)
    said = line.replace(" {first_name}", "").replace("{first_name}, ", "").rstrip(",")
    assert made.subject == made.preheader == said
    assert f">{said}\u2007" in made.html


def test_a_preheader_keeps_the_service_s_word_beside_one_that_cannot_be_said(publication: Publication) -> None:
    """Postmark knows no {email}: the gap is closed, the name is the service's, and words of a source are guarded, once."""
    made = edition(publication, "postmark", note("x"), preheader="{email} for {first_name} {{ x }}")
    assert ">for {{first_name}} &#123;{ x }}\u2007" in made.html


def test_the_preheader_goes_where_the_service_prints_it(publication: Publication) -> None:
    """Else it would stand there twice."""
    assert "Strasbourg votes" in edition(publication, "plain", note("x")).html
    for service in ("mailchimp", "buttondown"):
        made = edition(publication, service, note("x"))
        assert "Strasbourg votes" not in made.html
        assert made.preheader.startswith("Strasbourg votes")


# ── words of others ──────────────────────────────────────────────────────────────────────────────────────────

BRACES = (
    "{{ 7*7 }}", "{{{ 7*7 }}}", "{{{{x}}}}", "{%%}", "{{%x%}}", "{{#if x}}", "{#x#}", "\\{{ x }}", "*|X|*", "**|X|**",
    "{{", "{{\\{{",
)  # fmt: skip


def engine_sees(service: Service, made: Edition) -> list[str]:
    """Return where a service's engine would begin a tag in our words, its own tags taken out."""
    seen = []
    tables = (service.tags, service.fallbacks, service.text_tags, service.text_fallbacks)
    own = [spelled for table in tables for spelled in table.values()]
    known = re.compile("|".join(re.escape(tag) for tag in sorted(own, key=len, reverse=True)) or "(?!)")
    for output in (made.html, made.text, made.subject, made.preheader):
        bare = known.sub("", output)
        if service.comment:
            begins, _, ends = service.comment.partition("{comment}")
            bare = re.sub(f"{re.escape(begins)}.*?{re.escape(ends)}", "", bare, flags=re.DOTALL)
        if output is not made.html:
            # What writes a guard in plain text is itself a tag of the engine, or an escape of it.
            for written in sorted(service.text_guards.values(), key=len, reverse=True):
                bare = bare.replace(written, "")
        seen += [guard for guard in service.guards if guard in bare]
    return seen


@pytest.mark.parametrize("service", SERVICES)
def test_words_that_look_like_a_service_s_tags_stay_words(service: str, publication: Publication) -> None:
    """In headlines, teasers, alternative texts and addresses, whatever a source wrote, the engine finds no tag."""
    stories = [
        Story(title=f"A {x} Z", teaser=f"B {x}{x} Z", kicker=x, url=f"https://a.example/{x}?{x}") for x in BRACES
    ]
    made = edition(
        publication, service, note("x " + " ".join(BRACES[:4])), section(*stories, title="{{ x }}"),
        subject="{{ x }} *|X|*",
        preheader="{% x %}",
    )  # fmt: skip
    profile = publications.service(publication, service)
    assert not engine_sees(profile, made)
    words = stripped(made.html)
    for x in BRACES:
        assert f"A {x} Z" in words
        assert f"B {x}{x} Z" in words


def test_tripled_braces_need_each_brace_guarded(publication: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason: with only pairs replaced, the last two of three braces still begin a tag."""

    def pairs(html: str, guards: Any, signs: str = "", encoded: Any = (), key: str = "") -> str:
        for guard in guards:
            html = html.replace(guard, f"&#{ord(guard[0])};{guard[1:]}")
        return html

    monkeypatch.setattr(stamping, "guarded_html", pairs)
    made = edition(publication, "listmonk", note("x"), section(Story(title="{{{ 7*7 }}}")))
    assert engine_sees(publications.service(publication, "listmonk"), made)


@given(st.text(alphabet="{[$*@%#|<\\aT_ru", max_size=40), st.sampled_from([
    "{{", "{%", "{#", "{$", "[[", "[#", "${", "*|", "<%", "<@", "@TrackLink", "%recipient", "**", "%%"]))  # fmt: skip
@settings(deadline=None)
def test_what_begins_a_tag_is_found_wherever_it_stands(text: str, guard: str) -> None:
    """However the signs stand beside each other: the first of each that begins one becomes an entity, and no other."""
    assert guarded_html(text, (guard,)) == re.sub(
        f"{re.escape(guard[0])}(?={re.escape(guard[1:])})", f"&#{ord(guard[0])};", text)


@pytest.mark.parametrize(("words", "guarded"), [("{a} {", "&#123;a} &#123;"), ("{ a }", "{ a }"), ("{{ a", "&#123;{ a"), ("{\u00a0a}", "&#123;\u00a0a}")])
def test_one_sign_alone_begins_a_tag_before_no_blank(words: str, guarded: str) -> None:
    """As for Smarty: a brace before a blank is one, in words and in style sheets."""
    assert guarded_html(words, ("{",)) == guarded
    assert guarded_html("<style>a {b:c} d{e:f}</style>", ("{",)) == "<style>a { b:c} d{ e:f}</style>"


@given(st.lists(st.sampled_from(
    [": http://a.example/", "- ", "> ", "1. ", "x" * 20, "long words " * 4, "\n", " ", ": https://b.example/" + "y" * 60, "\u4e00" * 30]),
    max_size=12).map("".join))  # fmt: skip
def test_only_lines_with_an_address_behind_words_are_wrapped(text: str) -> None:
    """The others come out as they went in, and each address whole."""
    lines = text.split("\n")
    assert wrapped_again(text) == "\n".join(wrapped_again(line) for line in lines)
    for line in lines:
        assert re.sub(r"[\s>]", "", wrapped_again(line)) == re.sub(r"[\s>]", "", line)
        assert ": http" in line or wrapped_again(line) == line


def test_comments_that_never_end_are_looked_at_once() -> None:
    """One takes all that follows, so that nobody looks for an end from each of a million: that would take hours."""
    html = "<p>{{words</p>" + "<!--" * 1_000_000
    assert guarded_html(html, ("{{",)) == html.replace("{{", "&#123;{")
    assert stamping._with_comments(html, "[{comment}]") == html.replace("<!--", "[<!--", 1) + "]"


@pytest.mark.parametrize("opening", ["<style", "<!--[if", "<!--[if-->", "<!--[if]", "{% raw %}<!--", "<a ", "<a x='", '<a x="'])
def test_what_is_never_closed_is_looked_at_once(publication: Publication, opening: str) -> None:
    """An end that is looked for from each of a hundred thousand beginnings takes minutes; once, a moment."""
    html = opening * 100_000
    service = replace(publications.service(publication, "plain"), comment="{% raw %}{comment}{% endraw %}")
    began = time.process_time()
    guarded_html(html, ("<", "{%"))
    assert len(stamping.without_comment_form(html, service)) == len(html)
    with pytest.raises(TemplateError):
        merge.enclosed(f"{html}'", {"b1.s1": 0})
    assert time.process_time() - began < 2


def test_a_comment_s_form_is_taken_from_it_alone(publication: Publication) -> None:
    """Where the service's form is whole it is blank, and each sign keeps its place; another comment stays as it is."""
    service = replace(publications.service(publication, "plain"), comment="[{comment}]")
    assert stamping.without_comment_form("a[<!--b-->]c<!--d-->]e[<!--f--> [<!--g-->]", service) == (
        "a <!--b--> c<!--d-->]e[<!--f-->  <!--g--> ")


def test_a_style_sheet_is_guarded_without_entities(publication: Publication) -> None:
    """There are no entities in a style sheet: a blank keeps the engine away and the rule whole."""
    guarded = guarded_html("<style>@media print {#a {color:red}}</style><p>{#a</p>", ("{#",))
    assert guarded == "<style>@media print { #a {color:red}}</style><p>&#123;#a</p>"


@pytest.mark.parametrize("service", SERVICES)
def test_hard_words_come_through_every_service(service: str, publication: Publication) -> None:
    """Every script, sign and piece of markup reads in the letter as it was typed."""
    made = edition(publication, service, note("x"), section(*(Story(title=f"{x} Z", teaser=x) for x in HARD_WORDS)))
    words = stripped(made.html)
    for x in HARD_WORDS:
        assert f"{x} Z" in words


def test_merge_tags_of_sources_are_words(publication: Publication) -> None:
    """In a story, {first_name} and merge:unsubscribe are what somebody wrote."""
    story = Story(title="How {first_name} became a name", teaser="{email} · merge:unsubscribe", url="merge:unsubscribe")
    letter = pressed(issue_of(note("x"), section(story)), publication)
    assert {tag.name for tag in letter.tags} <= {"unsubscribe", "web_version"}  # those of masthead and imprint
    made = stamp(letter, publications.service(publication, "mailchimp"), publication)
    assert "How {first_name} became a name" in made.html
    assert "{email} · merge:unsubscribe" in made.html


def test_the_profiles_hold_what_they_need(publication: Publication) -> None:
    """Every service of another has an address to leave by, and a spelling of every word, with a fallback and without."""
    for name in SERVICES[1:]:
        service = publications.service(publication, name)
        assert service.tags.keys() >= {"unsubscribe", "web_version", "first_name", "email", "field"}
        assert service.fallbacks.keys() == {"first_name", "field"}
        assert all("{fallback}" in spelled for spelled in service.fallbacks.values())
