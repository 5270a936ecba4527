"""Each packaged service: its file is sourced, its dialect comes out right in its own engine, and no word of ours is run there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache, partial
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import pytest
from cli_help import Run, run  # noqa: F401
from conftest import HARD_WORDS, issue_of, note, section
from lxml.html import document_fromstring
from msgspec.structs import replace
from naughty_help import naughty
from services_help import ANA, EMAIL, ENGINE, LEAVE, NOBODY, PREFERENCES, WEB, EngineError, Person

from newsletter import build, merge, prose
from newsletter import publication as publications
from newsletter.cli import profiles
from newsletter.errors import InputError, NewsletterError
from newsletter.files import PACKAGED
from newsletter.merge import stamping
from newsletter.merge.guarding import JOINER, guarded_html, guarded_text
from newsletter.merge.spelling import Speaker, spelled
from newsletter.model import Block, Edition, Issue, Letter, MergeTag, Publication, Reader, Service, Story
from newsletter.publication.profiles import sources

SHELF = PACKAGED / "data" / "services"
IDS = tuple(sorted(path.stem for path in SHELF.glob("*.toml")))
OTHERS = tuple(name for name in IDS if name != "plain")
BARE = publications.find(Path(Path(__file__).anchor))
NAUGHTY = tuple(naughty())

# What looks like a tag of some service, as headlines have it.
TAGLIKE = (
    "{{ mustache }}", "{{mustache}}", "{{{ x }}}", "{% x %}", "{%x%}", "{# x #}", "*|FNAME|*", "*|UNSUB|*", "*|IF:X|*", "[[x]]",
    "[firstname]", "[FIRST NAME%%x]", "[unsubscribe]", "[Name,fallback=x]", "%%x%%", "%recipient.x%", "%UNSUBSCRIBELINK%",
    "%unsubscribe_url%", "100%ABC%", "<%= x %>", "<%asm_group_unsubscribe_raw_url%>", "{$unsubscribe}", "${x}", "{contact.first_name}",
    "{contactfield=firstname}", "{unsubscribe_url}", "[subscriber:email]", "[link:subscription_unsubscribe_url]", "[[FIRSTNAME]]",
    "[#x", "<@x", "{{insert x \"default=y\"}}", "{{#if x}}y{{/if}}", "\\{{ x }}", "\\\\{{ x }}", "https://a.example/@TrackLink",
    "{first_name, \"x\"}", "{x|default:'y'}", "{{CONTACT `x`}}", "{{ .Subscriber.Email }}", "{{ Safe `x` }}", "a `{{` b", "{{", "}}",
    "%7Bcontactfield=email%7D", "*%7CFNAME%7C*", "{{ '{{' }}", "{{'}}'}}", "{%", "[", "{", "%", "*|", "[UNSUBSCRIBEURL", "{$",
    "{* comment *}", "{#conf#}", '{"x"|upper}', "{'x'|upper}", "{/if}", "{-1}", "{ x }",
)  # fmt: skip


@cache
def service(name: str) -> Service:
    return publications.service(BARE, name)


def letter_of(publication: Publication, *blocks: Block, **changes: Any) -> Letter:
    issue: Issue = issue_of(*blocks, **changes)
    return build.press(issue, publication, publications.theme(publication))


def words(html: str) -> str:
    """Return the words of HTML, each run of blanks as one."""
    bare = re.sub(r"<style.*?</style>|<!--.*?-->|<[^>]*>", "\n", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(bare).replace("\u2060", ""))


def bare(text: str) -> str:
    """Return a text without blanks, joiners and soft hyphens: lines are wrapped anew, and nobody sees the others."""
    return re.sub(r"[\s\u2060\u00ad]+", "", text)


def rendered(edition: Edition, voice: str, person: Person) -> str:
    text = {"html": edition.html, "text": edition.text, "subject": edition.subject}[voice]
    return ENGINE[edition.service](text, voice, person)  # type: ignore[arg-type]


# ── the files ────────────────────────────────────────────────────────────────────────────────────────────────


def test_there_are_many() -> None:
    """Nearly every service that could be looked up, and each has an engine to be tried in."""
    assert len(IDS) >= 28
    assert set(ENGINE) == set(OTHERS)


SOURCE = re.compile(
    r"https?://[\w-]+\.[^\s,;]+|github:[\w.-]+/[\w.-]+@[\w.]{5,} [^\s,;]*\w|(npm|pypi):[^\s,;]+@\d[\w.]* [^\s,;]+|RFC \d{3,}|tests/test_\w+\.py")
DATE = re.compile(r"\b20\d\d-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?\b")
OURS = {"name", "confidence"}


def unsourced(text: str) -> list[str]:
    """Return the keys of a profile that lack what lets a value be found again: an address or a file, and when it was read."""
    data = tomllib.loads(text)
    keys = {f"{key}.{inner}" for key, value in data.items() if isinstance(value, dict) for inner in value}
    keys |= {key for key, value in data.items() if not isinstance(value, dict)}
    said = sources(text)
    assert said.keys() == keys
    return sorted(key for key in keys - OURS if not (SOURCE.search(said[key]) and DATE.search(SOURCE.sub("", said[key]))))


@pytest.mark.parametrize("name", IDS)
def test_each_value_has_its_source_and_date(name: str) -> None:
    """Behind it, or above it and those that came from the same place: what can be found again, and the month it was read."""
    assert unsourced((SHELF / f"{name}.toml").read_text(encoding="utf-8")) == []


def test_a_value_without_its_source_is_found() -> None:
    """A head is no source; nor is a comment before an empty line or the head of a table, one without a date, or hearsay."""
    where = "# https://service.example/help, read 2026-11"
    text = f"""{where}

name = 'A'
shape = 'zip'
{where}
takes_text = true
guards = ['# https://no.example 2026-11']

footer = 'x'
# in public code, 2026-11
changes = ['y']

{where}
[tags]
email = '[E]'
# https://service.example/2026-11
field = '[F{{name}}]'
unsubscribe = '[U]'   # github:a/b@1234567 README.md, 2026-07-01
web_version = '[W]'
"""
    assert unsourced(text) == ["changes", "footer", "shape", "tags.email", "tags.field", "tags.web_version"]


@pytest.mark.parametrize("name", OTHERS)
def test_what_a_reader_gets_is_seen_here(name: str, greeting: Letter) -> None:
    """With a name where the service has one, without what it leaves out, and with no tag or guard of its engine left."""
    one, publication = service(name), replace(BARE, addresses={"unsubscribe": LEAVE})
    its, reader = merge.as_received(one, publication, merge.SAMPLE, greeting.tags)
    seen, sent = merge.stamp(greeting, its, publication, reader), merge.stamp(greeting, one, publication)
    said = "Maria" if "first_name" in one.tags else "friend"
    assert f"Dear {said} in " in words(seen.html) and f"Dear {said} in " in seen.text and seen.subject == f"For {said}"
    assert seen.dropped == sent.dropped
    assert "About {{ mustache }}" in words(seen.html) and "and *|FNAME|*" in seen.text
    for voice in (unescape(seen.html), seen.text):
        ours = voice.replace("{{ mustache }}", "").replace("*|FNAME|*", "")
        assert JOINER not in ours
        assert [tag for tags in (one.tags, one.text_tags, one.fallbacks) for tag in tags.values() if tag in ours] == []


@pytest.mark.parametrize("name", OTHERS)
def test_a_profile_holds_what_a_letter_needs(name: str) -> None:
    """A way out or a footer that has one, where more than little is known; a fallback wherever one is spelled; nothing guarded without being ours to guard."""
    one = service(name)
    assert "unsubscribe" in one.tags or one.footer or one.confidence == "low"
    assert one.fallbacks.keys() <= one.tags.keys()
    assert set("<>") <= set(one.fallback_forbids) or not one.fallbacks
    assert one.guards or one.guard_signs or not one.tags
    for tag in one.required:
        assert "<" in tag or any(tag in spelled for spelled in one.tags.values()), f"nothing of ours becomes {tag}"


# ── in the engine ────────────────────────────────────────────────────────────────────────────────────────────

GREETING = "Dear {first_name|friend} in {field.city|your town}!\n\n[Leave](merge:unsubscribe) · [Web](merge:web_version) · [Choose](merge:preferences)"


@pytest.fixture(scope="module")
def greeting() -> Letter:
    return letter_of(
        BARE, note(GREETING), section(Story(title="About {{ mustache }}", teaser="and *|FNAME|*")), subject="For {first_name|friend}")


@pytest.mark.parametrize("person", [ANA, NOBODY], ids=["named", "nameless"])
@pytest.mark.parametrize("name", OTHERS)
def test_the_greeting_and_the_links_come_out_right(name: str, person: Person, greeting: Letter) -> None:
    """With a name and without, in both voices and in the subject, and the links lead where the service leads them."""
    one = service(name)
    edition = merge.stamp(greeting, one, replace(BARE, addresses={"unsubscribe": LEAVE}))
    otherwise = "friend" if "first_name" in one.fallbacks or "first_name" not in one.tags else ""
    said = person.first_name if "first_name" in one.tags else "friend"
    if name == "nationbuilder":
        otherwise = "Friend"
    town = (person.city if "field" in one.tags else "") or (
        "your town" if "field" in one.fallbacks or "field" not in one.tags else "")
    html, text = rendered(edition, "html", person), rendered(edition, "text", person)
    if name == "ses":
        text = unescape(text)  # whether SES escapes what it puts into plain text is not documented; Handlebars does
    assert re.sub(" +", " ", f"Dear {said or otherwise} in {town}!") in words(html)
    assert re.sub(" +", " ", f"Dear {said or otherwise} in {town}!") in re.sub(r"\s+", " ", text)
    assert f"For {said or otherwise}" in rendered(edition, "subject", person)
    for tag, address in (("unsubscribe", LEAVE), ("web_version", WEB), ("preferences", PREFERENCES)):
        if tag in one.tags:
            assert f'href="{address}"' in unescape(html)
            assert address in text
    assert "About {{ mustache }}" in words(html)
    assert "and *|FNAME|*" in words(html)
    assert "merge.invalid" not in html + text


@pytest.mark.parametrize("name", OTHERS)
def test_a_headline_is_never_run(name: str) -> None:
    """Whatever looks like a tag of any service stays the words it is in every service: in its own engine, in both voices."""
    said = (*TAGLIKE, *HARD_WORDS)
    stories = [Story(title=f"A {x} Z", teaser=f"B {x}{x} Z", url="https://a.example/?a=[b]&c={{d}}&e=%C3%A9") for x in said]
    letter = letter_of(BARE, note("x"), section(*stories, title="[[x]] {{ y }}"), subject=" ".join(TAGLIKE), preheader="{% x %} *|Y|*")
    edition = merge.stamp(letter, service(name), BARE)
    html, text = words(rendered(edition, "html", ANA)), bare(rendered(edition, "text", ANA))
    for x in map(prose.one_line, said):
        assert re.sub(r"\s+", " ", f"A {x} Z") in html
        assert re.sub(r"\s+", " ", f"B {x}{x} Z") in html
        assert bare(f"A {x} Z") in text or re.search(r"https?://", x)
    # %40 is @ in an address
    assert bare(rendered(edition, "subject", ANA)).replace("%40", "@") == bare(" ".join(TAGLIKE))


def addresses_of(html: str) -> list[str]:
    """Return the addresses of a letter's links and pictures, as a mail program reads them."""
    page = document_fromstring(html)
    return [value for element in page.iter() for value in (element.get("href"), element.get("src")) if value]


_TAGLIKE = [x for x in map(prose.one_line, TAGLIKE) if "://" not in x]
HOSTILE_ADDRESSES = tuple(f"{begins}/{number}/a{x}?who={x}&z" for number, x in enumerate([
    *_TAGLIKE, *(quote(x, safe="") for x in _TAGLIKE), *(quote(x) for x in _TAGLIKE), "%7bcontactfield=email%7d", "%ADDRESS%", "%FBX%"])
    for begins in ("https://evil.example", "HTTPS://evil.example/it's"))
COUNTED = replace(BARE, tracking={"utm_source": "letter", "links": "all"})


@cache
def _hostile_letter(*, pictured: bool) -> Letter:
    stories = [Story(title="Story", image=url, alt="x") if pictured else Story(title="Story", url=url) for url in HOSTILE_ADDRESSES]
    return letter_of(BARE, note("x"), section(*stories, layout="rows"))


@pytest.mark.parametrize("where", ["of a story", "counted", "of a picture"])
@pytest.mark.parametrize("name", OTHERS)
def test_an_address_of_a_source_is_never_run(name: str, where: str) -> None:
    """Whatever looks like a tag of any service, bare or percent-encoded: the address stays the same one, in both voices."""
    publication = COUNTED if where == "counted" else BARE
    edition = merge.stamp(_hostile_letter(pictured=where == "of a picture"), service(name), publication)
    html, text = rendered(edition, "html", ANA), rendered(edition, "text", ANA)
    meant = {unquote(prose.link(url)) for url in HOSTILE_ADDRESSES}
    assert meant <= {_uncounted(address) for address in addresses_of(html)}
    if where != "of a picture":
        assert meant <= {_uncounted(word) for word in text.split()}
    for voice in (html, text):
        assert not re.search(r"evil\.example\S*(Ana\b|ana%40|ana\+|reader\.example|service\.example)", voice)


def _uncounted(address: str) -> str:
    """Return an address without percent-encoding and without what counts who follows it."""
    return re.sub(r"[?&]utm_source=letter", "", unquote(address))


@pytest.mark.parametrize("name", OTHERS)
def test_naughty_strings_are_headlines_as_they_are(name: str) -> None:
    """All of the Big List of Naughty Strings as headlines: the engine takes the letter, and says them."""
    said = [line for line in map(prose.one_line, NAUGHTY) if line]
    letter = _naughty_letter()
    html = words(rendered(merge.stamp(letter, service(name), BARE), "html", ANA))
    missing = [line for line in said if re.sub(r"\s+", " ", f"A {line} Z").replace(JOINER, "") not in html]
    assert not missing
    assert len(said) > 250


@cache
def _naughty_letter() -> Letter:
    stories = [Story(title=f"A {line} Z") for line in NAUGHTY]
    return letter_of(BARE, note("x"), section(*stories, layout="headlines"))


@pytest.mark.parametrize("name", OTHERS)
def test_naughty_strings_stand_in_for_a_name(name: str) -> None:
    """As a fallback, each is refused or said, in both voices; never run, and never markup."""
    one = service(name)
    tags = [MergeTag(name="first_name", fallback=line) for line in NAUGHTY if line.strip() and not set(line) & set("{}|\n")]
    refused = 0
    for voice in ("html", "text"):
        asked, parts = [], []
        for tag in tags:
            try:
                parts.append(f"<p>{spelled(tag, Speaker(one, BARE, Reader()), voice)}</p>")  # type: ignore[arg-type]
                asked.append(tag.fallback)
            except InputError:
                refused += 1
        out = ENGINE[name]("\n".join(parts), voice, NOBODY)  # type: ignore[arg-type]
        said = [unescape(part) if voice == "html" else part for part in re.findall(r"<p>(.*?)</p>", out, re.DOTALL)]
        if "first_name" in one.fallbacks or "first_name" not in one.tags:
            assert [words.replace(JOINER, "") for words in said] == [words.replace(JOINER, "") for words in asked]
        assert voice == "text" or "<script" not in out.lower()
    assert refused < 2 * len(tags)


CANNOT = ("civicrm", "constant-contact", "mailjet", "sendgrid-mc")
"""The services whose one form of a fallback holds double quotes, which would end a link's address."""


def _asked(words: Iterable[str]) -> list[dict[str, str]]:
    """Return what the addresses among words ask of the publication's site."""
    return [dict(parse_qsl(urlsplit(word).query, keep_blank_values=True)) for word in words if word.startswith("https://halyard.example/it%27s?")]


@pytest.mark.parametrize("name", OTHERS)
def test_words_in_an_address_arrive_or_are_refused(name: str) -> None:
    """A name with blanks, and a fallback with quotes; before a service looks at it, too, the link is whole."""
    one, begins = service(name), {"b1.text": 8}
    text = ("Dear {first_name|friend}\n\n[here](HTTPS://halyard.example/it's?n={first_name|l'ami & Co}&z=1)\n\n"
            "[there](https://halyard.example/it's?e={email}&z=2)")
    if name in CANNOT:
        with pytest.raises(InputError, match="stands in an address, which .* form of it would end — write {first_name} there") as refused:
            merge.stamp(letter_of(BARE, note(text), begins=begins), one, BARE)
        assert str(refused.value).startswith("issues/047.toml:10: {first_name|l'ami & Co} stands in an address")
        text = text.replace("|l'ami & Co", "")
    edition = merge.stamp(letter_of(BARE, note(text), begins=begins), one, BARE)
    assert ("email" in edition.dropped) == ("email" not in one.tags)
    whole = [address[-4:] for address in addresses_of(edition.html) if address.startswith("https://halyard.example/it%27s?")]
    assert whole == ["&z=1", "&z=2"][:1 + ("email" in one.tags)]
    for word in ("email", "first_name"):
        told = any(note.startswith(f"{{{word}}} stands in an address") for note in edition.notes)
        assert told == (word in one.tags and word not in one.url_tags)
    has_fallback = name not in CANNOT and ("first_name" not in one.tags or "first_name" in (
        one.url_fallbacks if "first_name" in one.url_tags else one.fallbacks))
    named = Person("Ana B&c=d" if "first_name" in one.url_tags else "Ana", "Recife")
    for person in (named, NOBODY):
        n = person.first_name if person.first_name and "first_name" in one.tags else "l'ami & Co" if has_fallback else ""
        if name == "nationbuilder" and not person.first_name:
            n = "Friend"
        meant = [{"n": n, "z": "1"}, {"e": EMAIL if "email" in one.url_tags else EMAIL.replace("+", " "), "z": "2"}]
        there = 1 + ("email" in one.tags)
        assert _asked(addresses_of(rendered(edition, "html", person))) == meant[:there]
        assert _asked(unescape(rendered(edition, "text", person)).split()) == meant[:there]


def test_an_own_address_is_given_what_the_service_wants_beside_it() -> None:
    """SparkPost's way out is a page of one's own, marked in both voices; the reader stands in it as the service writes one."""
    letter = letter_of(BARE, note("Go: [Leave](merge:unsubscribe)"))
    edition = merge.stamp(letter, service("sparkpost"), replace(BARE, addresses={"unsubscribe": "https://a.example/?a=1&e={email}"}))
    assert 'href="https://a.example/?a=1&amp;e={{address.email}}" data-msys-unsubscribe="1"' in edition.html
    assert 'https://a.example/?a=1&e={{address.email}}[[data-msys-unsubscribe="1"]]' in edition.text
    for voice in ("html", "text"):
        assert "e=ana%2Bx%40reader.example" in rendered(edition, voice, ANA)
    for nobodys in ({}, {"unsubscribe": "https://a.example/?t={token}"}):
        edition = merge.stamp(letter, service("sparkpost"), replace(BARE, addresses=nobodys))
        assert edition.dropped[0] == "unsubscribe"
        assert "data-msys" not in edition.html + edition.text


def test_a_reader_stands_in_an_own_address_as_the_service_writes_one() -> None:
    """Where a service has no page of its own, {email} in ours is its word for it within an address; else the line goes."""
    letter = letter_of(BARE, note("[Choose](merge:preferences)"))
    ours = replace(BARE, addresses={"preferences": "https://a.example/?a=1&e={email}"})
    edition = merge.stamp(letter, service("kit"), ours)
    assert 'href="https://a.example/?a=1&amp;e={{ subscriber.email_address | url_encode }}"' in edition.html
    assert "https://a.example/?a=1&e=ana%2Bx%40reader.example" in rendered(edition, "text", ANA)
    assert merge.stamp(letter, service("ses"), ours).dropped[0] == "preferences"


def test_a_postal_address_of_the_other_script_keeps_its_order() -> None:
    """In a letter from right to left, one of Latin letters runs its own way; in a letter of its script it stands as it is."""
    words = "1 Rope Walk, Port Example"
    for language, shown in (("ar", f'<span dir="ltr">{words}</span>'), ("en", words)):
        who = replace(BARE, language=language, postal_address=words)
        edition = merge.stamp(letter_of(who, note("X {postal_address}")), service("plain"), who)
        assert f"X {shown}" in edition.html
        assert f"X {words}" in edition.text


def test_what_has_no_form_for_an_address_is_told() -> None:
    """The raw form goes in, and the editor hears of it; as of a fallback that a service's encoded form has no place for."""
    letter = letter_of(BARE, note("[Go](https://a.example/?e={email}&n={first_name|you})"))
    assert any("{email} stands in an address" in line for line in merge.stamp(letter, service("mailchimp"), BARE).notes)
    assert any("“you” is not said where {first_name} stands in an address" in line
               for line in merge.stamp(letter, service("mautic"), BARE).notes)
    plain = merge.stamp(letter, service("plain"), BARE, Reader(email="a+b@c.example"))
    assert 'href="https://a.example/?e=a%2Bb%40c.example&amp;n=you"' in plain.html
    assert "https://a.example/?e=a%2Bb%40c.example&n=you" in plain.text


def test_a_fallback_that_a_service_cannot_say_is_told_with_its_line() -> None:
    """That of the text, of the subject, wherever it was typed first."""
    for said, line in ((note('Hello\n\nDear {first_name|O"Brien}'), 10), (note("x"), 3)):
        letter = letter_of(BARE, said, subject="x" if line == 10 else 'For {first_name|O"Brien}',
                           lines={"subject": 3}, begins={"b1.text": 8})
        with pytest.raises(InputError) as refused:
            merge.stamp(letter, service("buttondown"), BARE)
        assert str(refused.value).startswith(f"issues/047.toml:{line}: “O\"Brien” cannot stand in for first_name in Buttondown — leave")


def test_a_fallback_that_gets_lost_is_told() -> None:
    """Mailgun has a form for the name and none for its absence."""
    letter = letter_of(BARE, note("Dear {first_name|friend}"))
    (told,) = merge.stamp(letter, service("mailgun"), BARE).notes
    assert "“friend” is not said" in told


def test_listmonk_keeps_the_comments_for_outlook(greeting: Letter) -> None:
    """Go's html/template takes comments out; written as its profile says, as many come out as went in."""
    html = rendered(merge.stamp(greeting, service("listmonk"), BARE), "html", ANA)
    comments = re.compile(r"<!--(?!@).*?-->", re.DOTALL)
    assert comments.findall(html) == [comment for comment in comments.findall(merge.stamp(greeting, service("plain"), BARE).html)]
    assert html.count("<!--[if mso") > 5


def test_without_its_guard_the_engine_runs_a_headline(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test can fail: unguarded, each real engine stumbles over the words or swallows them."""
    letter = letter_of(BARE, note("x"), section(Story(title="A {{ mustache }} Z")))
    for name in ("buttondown", "kit", "sendgrid-api", "listmonk", "beehiiv"):
        edition = merge.stamp(letter, replace(service(name), guards=(), text_guards={}, guard_signs=""), BARE)
        try:
            assert "{{ mustache }}" not in words(rendered(edition, "html", ANA)) or name == "beehiiv"
        except EngineError:
            continue


def test_a_stand_in_that_is_left_is_told(greeting: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    """No output ever holds one: should the cutting miss one, that is a bug, and said as one."""
    monkeypatch.setattr(stamping, "stand_ins", lambda text, key: ())
    stamping._cut.cache_clear()
    with pytest.raises(NewsletterError, match="a merge tag was not put into the html for mailchimp"):
        merge.stamp(greeting, service("mailchimp"), BARE)


LEAVE_LINK = note("x\n\n[Leave](merge:unsubscribe) · [Web](merge:web_version)")


@pytest.mark.parametrize(("language", "spoken"), [("en", "EN"), ("es", "ES"), ("pt-BR", "PT"), ("eu", "EN")])
def test_the_page_for_leaving_is_in_the_language_of_the_letter(language: str, spoken: str) -> None:
    """Mailjet has a word for each language that its page speaks; English where it speaks none of the letter's."""
    publication = replace(BARE, language=language)
    edition = merge.stamp(letter_of(publication, LEAVE_LINK), publications.service(publication, "mailjet"), publication)
    assert f'href="[[UNSUB_LINK_{spoken}]]"' in edition.html
    assert f"[[UNSUB_LINK_{spoken}]]" in edition.text


def test_no_link_leads_to_a_page_that_is_not_made() -> None:
    """Customer.io makes the web version only for letters with a tag that ours do not hold: the address is one's own, or none."""
    assert "view_in_browser" not in merge.stamp(letter_of(BARE, LEAVE_LINK), service("customerio"), BARE).html
    own = replace(BARE, addresses={"web_version": "https://halyard.example/latest"})
    assert 'href="https://halyard.example/latest"' in merge.stamp(letter_of(own, LEAVE_LINK), service("customerio"), own).html


ADDRESS = "1 Rope Walk, Port Example"


def test_the_postal_address_is_said_once() -> None:
    """Where the service puts it under each letter, the letter leaves it out; elsewhere it is the service's word for it, or ours."""
    imprint = "The Halyard\n\n{postal_address} · [Leave](merge:unsubscribe)"
    publication = replace(BARE, name="The Halyard", imprint=imprint, postal_address=ADDRESS)
    letter = letter_of(publication, note("x"))
    for name, said in (("constant-contact", ""), ("buttondown", ADDRESS), ("plain", ADDRESS), ("civicrm", "{domain.address}")):
        edition = merge.stamp(letter, service(name), publication)
        for voice in (edition.html, edition.text):
            assert (ADDRESS in voice) is (said == ADDRESS)
            assert said in voice
        assert ("postal_address" in edition.dropped) is not bool(said)


def test_what_a_service_needs_is_told_of_the_words_in_use() -> None:
    """The conditions that stand beside Brevo's, Keila's and SES's words, with the letters that use those words and no others."""
    told = partial(merge.what_it_takes, letter_of(BARE, LEAVE_LINK, note("Dear {first_name|friend}")))
    assert [line for line in told(service("brevo")) if "mirrorActive" in line or "updateFormId" in line] == [
        "the letter can be read in the browser only where the campaign keeps it for that (mirrorActive)"]
    assert any("public_link_enabled" in line for line in told(service("keila")))
    assert any("asm.group_id" in line for line in told(service("sendgrid-api")))
    assert any("template language" in line for line in told(service("mailjet")))
    leave, fallback = told(service("ses"))
    assert "ListManagementOptions, never in bulk" in leave
    assert "only in a template that SES has stored" in fallback
    # All that this one holds is the masthead's way to the letter in the browser.
    bare = letter_of(replace(BARE, imprint="The Halyard"), note("x"))
    for one in map(service, IDS):
        assert set(merge.what_it_takes(bare, one)) <= {one.needs.get("web_version")}
    some = letter_of(BARE, Block(kind="note", fields={"text": "M"}, readers="members"))
    assert any("parts for some readers work only" in line for line in merge.what_it_takes(some, service("ses")))


@pytest.mark.parametrize("name", IDS)
def test_a_need_belongs_to_a_word(name: str) -> None:
    """What is needed for a word is told of a word that the service has; a reason for the button, where it adds one."""
    one = service(name)
    for word in one.needs:
        assert word in one.tags or word in ("fallback", "readers", "list_unsubscribe")
    assert "readers" not in one.needs or one.readers
    assert "list_unsubscribe" not in one.needs or one.adds_list_unsubscribe


# ── guards ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", OTHERS)
def test_the_mjml_s_style_sheets_stay_style_sheets(name: str) -> None:
    """There are no entities in them either: a blank keeps a brace or a bracket apart."""
    letter = letter_of(BARE, note("x"))
    sheets = re.compile(r"<mj-style\b.*?</mj-style>", re.DOTALL)
    said, meant = ("".join(sheets.findall(mjml)) for mjml in (
        merge.stamped_mjml(letter, service(name), BARE), merge.stamped_mjml(letter, service("plain"), BARE)))
    assert re.sub(r"\s", "", said) == re.sub(r"\s", "", meant)
    assert len(meant) > 1000


def test_an_address_in_plain_text_is_not_broken() -> None:
    """A joiner in it would: what begins a tag there is percent-encoded, and a percent sign stays."""
    one = service("phplist")
    assert guarded_text("see https://a.example/[EMAIL] and [EMAIL]", one) == f"see https://a.example/%5BEMAIL] and [{JOINER}EMAIL]"
    percent = service("activecampaign")
    assert guarded_text("https://a.example/%C3%A9 100%A", percent) == f"https://a.example/%C3%A9 100%{JOINER}A"
    assert guarded_text("https://a.example/%ADDRESS%25", percent) == "https://a.example/%ad%44RESS%25"


def test_a_tag_in_an_address_is_another_name() -> None:
    """Its first letter is percent-encoded, which no reader of addresses minds and no entity would outlast; words get a joiner."""
    said = "HTTPS://a.example/it's?w=%7Bcontactfield=email%7D %7Bcontactfield=email%7D"
    assert guarded_text(said, service("mautic")) == (
        f"HTTPS://a.example/it's?w=%7B%63ontactfield=email%7D %{JOINER}7Bcontactfield=email%7D")
    assert guarded_html(f'<a href="{said.split()[0]}">{said.split()[1]}</a>', (), "{", ("%7B",)) == (
        '<a href="HTTPS://a.example/it\'s?w=%7B%63ontactfield=email%7D">&#37;7Bcontactfield=email%7D</a>')


JOINING = "{}[]\\%$#*|@"


@pytest.mark.parametrize("name", OTHERS)
def test_a_sign_beside_a_tag_is_no_part_of_it(name: str) -> None:
    """Written as an entity each is words in Markdown, and would be read with the tag: it is said as it is, in both voices."""
    typed = [(before, behind) for sign in JOINING for before, behind in ((sign, ""), ("", sign), (sign, sign), (sign * 2, sign * 2))]
    text = "\n\n".join(f"A {entities(before)}{{first_name|friend}}{entities(behind)} Z" for before, behind in typed)
    edition = merge.stamp(letter_of(BARE, note(text)), service(name), BARE)
    said = "Ana" if "first_name" in service(name).tags else "friend"
    html, text = words(rendered(edition, "html", ANA)), bare(rendered(edition, "text", ANA))
    for before, behind in typed:
        assert f"A {before}{said}{behind} Z" in html
        assert bare(f"A {before}{said}{behind} Z") in text


def entities(signs: str) -> str:
    return "".join(f"&#{ord(sign)};" for sign in signs)


@pytest.mark.parametrize("name", [name for name in OTHERS if "email" in service(name).tags and "first_name" not in service(name).tags])
def test_words_in_the_place_of_a_tag_make_no_tag_with_those_behind(name: str) -> None:
    """Where a service has no name of a reader's, the fallback stands there, and could begin what the next words go on with."""
    tag = service(name).tags["email"]
    typed = f"A {{first_name|{tag[0]}}}{tag[1:]} Z"
    edition = merge.stamp(letter_of(BARE, note(typed), subject=typed), service(name), BARE)
    for voice in ("html", "text", "subject"):
        assert f"A {tag} Z" in words(rendered(edition, voice, ANA))


@pytest.mark.parametrize("name", [name for name in OTHERS if service(name).text_guards])
def test_a_sign_beside_what_plain_text_writes_anew_is_no_part_of_it(name: str) -> None:
    """What is written in the place of what begins a tag is the engine's own code: no sign before or behind may be read with it."""
    said = [f"{before}{guard}{behind}" for guard in service(name).text_guards for before in ("", *JOINING, "{{") for behind in ("3", *JOINING)]
    letter = letter_of(BARE, note("x"), section(*[Story(title=f"A {x} Z") for x in said], layout="headlines"), subject=" ".join(said))
    edition = merge.stamp(letter, service(name), BARE)
    text = bare(rendered(edition, "text", ANA))
    assert [x for x in said if bare(f"A {x} Z") not in text] == []
    assert bare(rendered(edition, "subject", ANA)) == bare(" ".join(said))


@pytest.mark.parametrize("name", OTHERS)
def test_a_tag_behind_what_begins_one_in_an_address_is_put_in(name: str) -> None:
    """Its stand-in is no name of the service's, and keeps its first letter."""
    letter = letter_of(BARE, note("[x](https://a.example/%7B{email}%7D/*%7C{email}%7C*)"))
    edition = merge.stamp(letter, service(name), BARE)
    assert letter.key not in edition.html + edition.text


def test_comments_and_style_sheets_keep_their_brackets() -> None:
    """A guard for [ leaves <!--[if mso]> whole, and puts a blank into a style sheet's selector."""
    html = "<!--[if mso]><p>[x]</p><![endif]--><style>[data-ogsb] .a{b:c}</style><p>[x] [1]</p>"
    assert guarded_html(html, (), "[") == (
        "<!--[if mso]><p>&#91;x]</p><![endif]--><style>[ data-ogsb] .a{b:c}</style><p>&#91;x] [1]</p>")


# ── parts for some readers ───────────────────────────────────────────────────────────────────────────────────

SOME = [name for name in OTHERS if service(name).readers]


def parts(layout: str = "rows") -> tuple[Block, ...]:
    """A band for members, a band for all others, and stories of each sort in a section."""
    stories = [Story(title=f"{who} story", teaser="T", url="https://a.example/", readers=readers) for who, readers in [
        ("First", ""), ("Member", "members"), ("Last", ""), ("Guest", "not members")]]
    return (
        Block(kind="note", fields={"text": "Member note"}, readers="members"),
        Block(kind="note", fields={"text": "Guest note"}, readers="not members"),
        section(*stories, title="World", layout=layout),
        Block(kind="lead", stories=(Story(title="Member lead", url="https://a.example/", readers="members"),)),
        Block(kind="video", readers="members", stories=(Story(title="Member film", readers="members"), Story(title="Both film"))),
    )


MEMBERS = ("Member note", "Member story", "Member lead", "Member film", "Both film")
GUESTS = ("Guest note", "Guest story")
ALL = ("First story", "Last story", "WORLD")


def test_enough_services_know_them() -> None:
    """At least those that the field knows best."""
    assert {"mailchimp", "listmonk", "buttondown", "klaviyo", "kit", "brevo"} <= set(SOME)


@pytest.mark.parametrize("layout", ["rows", "cards", "headlines", "numbered"])
@pytest.mark.parametrize("name", SOME)
def test_a_part_is_shown_to_whom_it_is_for(name: str, layout: str) -> None:
    """In its own engine, in both voices, a band and a story; the markup stays whole for either reader."""
    edition = merge.stamp(letter_of(BARE, *parts(layout)), service(name), BARE)
    for person, sees, not_sees in ((ANA, MEMBERS, GUESTS), (NOBODY, GUESTS, MEMBERS)):
        html, text = rendered(edition, "html", person), rendered(edition, "text", person)
        for seen in (*sees, *ALL):
            assert seen.lower() in words(html).lower()
            assert seen.lower() in text.lower()
        for hidden in not_sees:
            assert hidden not in words(html)
            assert hidden not in text
        assert_whole(html)
        assert "\n\n\n\n" not in text


def assert_whole(html: str) -> None:
    """What is opened is closed, in the order in which it was: once as Outlook reads the page, once as all others do."""
    outlook = re.sub(r"<!--\[if !mso\]><!-->|<!--<!\[endif\]-->|<!--\[if[^\]]*\]>|<!\[endif\]-->", "", html)
    for reading in (html, outlook):
        reading = re.sub(r"<!--.*?-->|<style.*?</style>", "", reading, flags=re.DOTALL)
        opened: list[str] = []
        for closing, name in re.findall(r"<(/?)(table|tbody|tr|td|div|p|h[1-3])\b", reading):
            if closing:
                assert opened.pop() == name
            else:
                opened.append(name)
        assert not opened


@pytest.mark.parametrize("name", [name for name in OTHERS if name not in SOME])
def test_a_service_without_them_refuses(name: str) -> None:
    """With the line of the file; a letter for all is never the answer to a part for some."""
    letter = letter_of(BARE, note("x"), Block(kind="note", fields={"text": "M"}, readers="members"), lines={"b2.readers": 12})
    with pytest.raises(InputError, match="has no parts for some readers") as refused:
        merge.stamp(letter, service(name), BARE)
    assert str(refused.value).startswith("issues/047.toml:12: ")


def test_a_letter_filled_in_here_knows_its_reader_or_refuses() -> None:
    """For one reader whose groups are known the part is there or gone; for nobody in particular it is refused."""
    letter = letter_of(BARE, *parts())
    with pytest.raises(InputError, match="cannot tell for whom readers = 'members' is"):
        merge.stamp(letter, service("plain"), BARE, Reader(email="a@b.example"))
    for groups, sees, not_sees in ((frozenset({"members"}), MEMBERS, GUESTS), (frozenset(), GUESTS, MEMBERS)):
        made = merge.stamp(letter, service("plain"), BARE, Reader(groups=groups))
        for voice in (made.html, made.text):
            assert all(seen in voice for seen in sees)
            assert not any(hidden in voice for hidden in not_sees)
            assert not re.search(r"<!--@|[\x04-\x06]", voice)
        assert_whole(made.html)


@pytest.mark.parametrize("name", SOME)
def test_a_greeting_stands_in_a_part_for_some_readers_or_is_refused(name: str) -> None:
    """A condition within a condition, in the service's own engine: named, nameless, and not shown at all."""
    text = "Dear {first_name|friend of ours}, hello"
    blocks = [Block(kind="note", fields={"text": text}, readers="members"), note("For all")]
    if not service(name).nests:
        with pytest.raises(InputError, match="not known to read a condition within another — write {first_name} there") as refused:
            merge.stamp(letter_of(BARE, *blocks, begins={"b1.text": 8}), service(name), BARE)
        assert str(refused.value).startswith("issues/047.toml:8: {first_name|friend of ours} stands in a part for some readers")
        blocks[0] = Block(kind="note", fields={"text": text.replace("|friend of ours", "")}, readers="members")
    edition = merge.stamp(letter_of(BARE, *blocks), service(name), BARE)
    otherwise = "friend of ours" if service(name).nests else ""
    for person, greeting in ((ANA, "Dear Ana, hello"), (Person(groups=("members",)), f"Dear {otherwise}, hello"), (NOBODY, "")):
        for voice in ("html", "text"):
            said = rendered(edition, voice, person)
            assert greeting in re.sub(r"\s+", " ", words(said) if voice == "html" else said)
            assert ("hello" in said) == bool(greeting)
            assert "For all" in said


def test_a_part_within_a_part_for_others_is_refused_where_conditions_do_not_nest() -> None:
    """Mailchimp's, with the line of the inner one; for the same readers, the outer condition says it."""
    def letter(inner: str) -> Letter:
        stories = (Story(title="S", url="https://a.example/", readers=inner), Story(title="T"))
        return letter_of(BARE, Block(kind="section", stories=stories, readers="members"), lines={"b1.s1.readers": 14})

    with pytest.raises(InputError, match="issues/047.toml:14: a part for some readers stands in one for others, and Mailchimp is not"):
        merge.stamp(letter("not guests"), service("mailchimp"), BARE)
    edition = merge.stamp(letter("members"), service("mailchimp"), BARE)
    assert edition.html.count("*|IF:") == edition.text.count("*|IF:") == 1


@pytest.mark.parametrize("name", OTHERS)
def test_no_code_stands_in_a_line_that_is_not_known_to_be_read(name: str) -> None:
    """An engine's escape would be seen there: a joiner, which nobody sees, keeps words apart whether the line is read or not."""
    typed = "A {{ mustache }} *|X|* {% y %} [z] Z"
    edition = merge.stamp(letter_of(BARE, note("x"), subject=typed, preheader=typed), service(name), BARE)
    for which, line in (("subject", edition.subject), ("preheader", edition.preheader)):
        if which not in service(name).fills_in:
            assert line.replace(JOINER, "") == typed


def test_contents_do_not_name_what_is_for_some() -> None:
    """Others would look for it in vain."""
    letter = letter_of(BARE, Block(kind="contents"), *parts())
    contents = merge.stamp(letter, service("mailchimp"), BARE).text.partition("Member note")[0]
    assert "First story" in contents
    assert "Member" not in contents
    assert "Guest" not in contents


def test_the_mjml_carries_the_conditions_too() -> None:
    """Whoever presses it themselves shows nobody more than the letter would."""
    letter = letter_of(BARE, *parts())
    mjml = merge.stamped_mjml(letter, service("mailchimp"), BARE)
    html = merge.stamp(letter, service("mailchimp"), BARE).html
    for tag in ("*|IF:MEMBERS|*", "*|IFNOT:MEMBERS|*", "*|END:IF|*"):
        assert mjml.count(tag) == html.count(tag) > 0


# ── tracking ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def tracking(publication: Publication) -> Publication:
    said = {"utm_source": "letter", "utm_medium": "email", "utm_campaign": "weekly {number}", "utm_content": "{service}"}
    return replace(publication, tracking=said)


QUERY = "utm_source=letter&amp;utm_medium=email&amp;utm_campaign=weekly%2047&amp;utm_content="


@pytest.mark.parametrize("name", IDS)
def test_links_to_ones_own_site_say_where_readers_come_from(name: str, tracking: Publication) -> None:
    """In both voices alike, before the place in the page; not what leads elsewhere, no tag, no mail address, nothing said already."""
    letter = letter_of(tracking, note(
        "[A](https://halyard.example/a?x=1#top) [B](https://www.halyard.example/b) [C](https://courier.example/c) "
        "[D](mailto:x@halyard.example) [E](https://halyard.example/e?utm_source=x) [Leave](merge:unsubscribe)"))
    edition = merge.stamp(letter, service(name), tracking, Reader(token="t", email="a@b.example"))
    html = edition.html
    assert f'href="https://halyard.example/a?x=1&amp;{QUERY}{name}#top"' in html
    assert f'href="https://www.halyard.example/b?{QUERY}{name}"' in html
    for untouched in ("https://courier.example/c", "mailto:x@halyard.example", "https://halyard.example/e?utm_source=x"):
        assert f'href="{untouched}"' in html
    assert f"https://halyard.example/a?x=1&{QUERY.replace('&amp;', '&')}{name}#top" in edition.text
    assert not re.search(rf"(leave|UNSUB|nsubscribe)[^\"]*utm_", html)


def test_tracking_may_be_for_some_services_and_for_all_links(tracking: Publication) -> None:
    """`services` names those it is for; links = 'all' takes every site; a page of the web is no mail."""
    from newsletter.webpage import webpage

    some = replace(tracking, tracking={**tracking.tracking, "services": ["listmonk"], "links": "all"})
    letter = letter_of(some, note("[C](https://courier.example/c)"))
    assert "utm_source" in merge.stamp(letter, service("listmonk"), some).html
    assert "utm_source" not in merge.stamp(letter, service("mailchimp"), some).html
    assert "utm_source" not in webpage(letter, tracking, lambda picture: picture.name)


def test_a_placeholder_that_means_nothing_is_told(tracking: Publication) -> None:
    """Only number, date and service do."""
    wrong = replace(tracking, tracking={"utm_campaign": "{numbre}"})
    with pytest.raises(InputError, match="utm_campaign under .tracking. holds {numbre}"):
        merge.stamp(letter_of(wrong, note("x")), service("plain"), wrong)


# ── told ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_table_in_the_manual_is_that_of_the_program() -> None:
    """README shows the services as their files say it: newsletter list services --table."""
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    shown = readme.partition("<!-- services: newsletter list services --table -->\n")[2].partition("<!-- /services -->")[0]
    assert shown == profiles.table(map(service, IDS))
    assert shown.count("\n") == len(IDS) + 2


def test_the_command_prints_table_and_profile(run: Run) -> None:
    """All of a profile, and all profiles side by side; a table of anything else is refused."""
    assert run("list", "services", "--table").out.decode() == profiles.table(map(service, IDS))
    said = run("list", "services", "mailchimp").out.decode()
    for told in ("confidence = high", "unsubscribe → *|UNSUB|*", "source: http://kb.mailchimp.com/tag/unsubscribe, read 2026-07\n", "preheader → Preview text", "begin → <!-- *|IF:{NAME}|* -->"):
        assert told in said
    refused = run("list", "themes", "--table")
    assert refused.status == 2
    assert "write newsletter list services --table" in refused.err


def test_a_profile_says_what_a_publication_corrects(run: Run, tmp_path: Path) -> None:
    """An arrow stands behind each value of its own file, and the file is named; a packaged profile has none."""
    (tmp_path / "newsletter.toml").write_text("name = 'N'\n", encoding="utf-8")
    own = tmp_path / "services" / "brevo.toml"
    own.parent.mkdir()
    own.write_text("takes_text = true\n[tags]\nemail = '{{ contact.MAIL }}'\n", encoding="utf-8")
    lines = run("list", "services", "brevo").out.decode().splitlines()
    assert [line.strip() for line in lines if line.endswith("←")] == [
        "takes_text = yes — it takes our plain text; false: it makes its own   ←", "email → {{ contact.MAIL }}   ←"]
    assert lines[-1] == "  file: services/brevo.toml, over the packaged one: ← is from it"
    assert "←" not in run("list", "services", "kit").out.decode()


def test_bars_and_backticks_do_not_break_the_table() -> None:
    """As many cells in each row as in the first."""
    for row in profiles.table(map(service, IDS)).splitlines():
        assert len(re.findall(r"(?<!\\)\|", row)) == 9
