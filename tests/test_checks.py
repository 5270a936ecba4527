"""The frame of the checks: where a finding is, how much it counts, what may stand, and what keeps a letter from going out."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from checks_help import DATA, GOOD, Way, found, good, line_of, sheet

from newsletter import checks, merge, publication as publications
from newsletter.checks._templates import template
from newsletter.dom import parse
from newsletter.errors import Mistakes, Refused, UsageError
from newsletter.files import PACKAGED
from newsletter.history.ledger import PastLetter, remember
from newsletter.model import Edition, marks_put_in, marks_taken_out, replace

_SUBJECT = "subject   = 'Who pays for the night train?'"
_NO_SUBJECT = {_SUBJECT: ""}


# ── places ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_element_says_where_its_tag_begins() -> None:
    """The place of an element is that of its tag, whatever stands before it: comments, scripts, attributes with tags."""
    html = ("<!doctype html><html><head><style>p > a {}</style><!-- <p>not this</p> --></head><body><p title='<p>'>one"
            "<script>document.write('<p>')</script><br/><P>two<td>three</body></html>")
    placed = [(node.tag, html[node.at :][: len(node.tag) + 1].lower()) for node in parse(html, placed=True).walk()
              if node.at >= 0]
    assert [tag for tag, _ in placed] == ["html", "head", "style", "body", "p", "script", "br", "p", "td"]
    assert all(there == f"<{tag}" for tag, there in placed)


def test_an_element_that_nobody_wrote_has_no_place() -> None:
    """What the parser adds by itself stands nowhere."""
    assert {node.tag for node in parse("words <b>bold</b>", placed=True).walk() if node.at < 0} >= {"html", "body"}


def test_the_marks_of_an_edition_are_those_of_its_html() -> None:
    """For every service each mark of the letter is where the same block, story or field begins in the edition."""
    one = good()
    letter = one.edition.letter
    for name in publications.services(one.publication):
        service = publications.service(one.publication, name)
        edition = merge.stamp(letter, service, one.publication)
        bare = merge.stamp(replace(letter, marks=()), service, one.publication)
        assert edition.html == bare.html
        assert {mark.position for mark in edition.marks} == {mark.position for mark in letter.marks}
        for mark in edition.marks:
            if mark.position.endswith(".title"):
                assert edition.html[:mark.offset].rstrip().endswith(">")


def test_a_letter_is_judged_as_a_reader_gets_it() -> None:
    """Where we fill the words in, the letter is judged for one reader; elsewhere in the service's words."""
    one = good()
    ours, theirs = (publications.service(one.publication, name) for name in ("plain", "listmonk"))
    assert merge.SAMPLE.token in checks.as_judged(one.edition.letter, ours, one.publication).html
    elsewhere = checks.as_judged(one.edition.letter, theirs, one.publication).html
    assert merge.SAMPLE.token not in elsewhere and "{{ UnsubscribeURL }}" in elsewhere


def test_marks_come_out_as_they_went_in() -> None:
    """Putting marks into HTML and taking them out again changes neither."""
    letter = good().edition.letter
    assert marks_taken_out(marks_put_in(letter.html, letter.marks)) == (letter.html, letter.marks)


def test_an_element_is_found_at_the_line_of_its_story() -> None:
    """A link of the page leads to the line of the issue that it was made of, a template's fault to the line that wrote it, else to its block's file."""
    one = good()
    link = next(link for link in one.links if link.words == "Łódź puts its trams before its ring road")
    assert one.where(link.node) == f"issues/047.toml:{line_of('title  = ' + chr(39) + 'Łódź')}"
    assert one.position_of(link.node) == "b3.s1.title"
    assert template(one, link.node, exact=False).endswith("templates/blocks/section.mjml")
    parts = (PACKAGED / "templates" / "parts.mjml").read_text(encoding="utf-8").split("\n")
    number = next(number for number, line in enumerate(parts, 1) if line.startswith("{% macro link"))
    assert template(one, link.node).endswith(f"templates/parts.mjml:{number}")


def test_a_letter_from_elsewhere_is_placed_by_line_and_column() -> None:
    """Without an issue, a place is file, line and column."""
    html = "<p>\n  <a href='https://courier.example'>words</a></p>"
    letter = replace(good().edition.letter, html=html, marks=())
    foreign = checks.Sheet(edition=Edition(letter=letter, service="plain", subject="", preheader="", html=html, text=""),
                           publication=good().publication, name="letter.html")
    assert foreign.where(foreign.links[0].node) == "letter.html:2:3"
    assert foreign.where("subject") == "letter.html"


# ── the shelf ────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_rule_says_what_why_and_how_to_mend() -> None:
    """Each has a sentence of what, a sentence of why that names its source or reason, and what to do."""
    for one in checks.rules().values():
        assert one.what.endswith("."), one.id
        assert one.why.endswith((".", ")")) and len(one.why) > 20, one.id
        assert one.mend and not one.mend.endswith("."), one.id
        assert re.fullmatch(r"[A-Z0-9]+(?:-[A-Z0-9]+)+", one.id), one.id


def test_rules_can_be_chosen_by_id_by_beginning_and_by_family() -> None:
    """--only and --skip take an id, what ids begin with, or the name of a family."""
    way = Way("", "", issue=_NO_SUBJECT)
    for word in ("SUBJ-EMPTY", "subj-empty", "SUBJ", "subject"):
        assert "SUBJ-EMPTY" in {finding.rule for finding in found(way, word)}
        assert "SUBJ-EMPTY" not in {finding.rule for finding in checks.judged(sheet(way), (), (word,)).findings}


def test_a_rule_that_there_is_not_is_told() -> None:
    """A slip in --only is no silence."""
    with pytest.raises(UsageError) as error:
        found(GOOD, "SUBJ-EMTPY")
    assert str(error.value) == "there is no check 'SUBJ-EMTPY' — did you mean 'SUBJ-EMPTY'?"


# ── how much it counts ───────────────────────────────────────────────────────────────────────────────────────


def test_a_publication_says_how_much_a_rule_counts() -> None:
    """[checks] makes a finding an error, a warning, an information, or silence."""
    for level in ("off", "info", "warning", "error"):
        way = Way("", "", issue=_NO_SUBJECT, settings={"[addresses]": f"[checks]\nSUBJ-EMPTY = '{level}'\n[addresses]"})
        levels = [finding.level for finding in found(way, "SUBJ-EMPTY")]
        assert levels == ([] if level == "off" else [level])


def test_slips_in_checks_are_told_with_their_lines() -> None:
    """A rule or a level that there is not is a mistake of newsletter.toml."""
    way = Way("", "", settings={"[addresses]": "[checks]\nSUBJ-EMTPY = 'off'\nSUBJ-EMPTY = 'loud'\n[addresses]"})
    with pytest.raises(Mistakes) as error:
        found(way)
    first = (DATA / "newsletter.toml").read_text(encoding="utf-8").split("\n").index("[addresses]") + 2
    said = str(error.value).split("\n")
    assert f"newsletter.toml:{first}: [checks] SUBJ-EMTPY: there is no such check — did you mean 'SUBJ-EMPTY'?" in said[0]
    assert f"newsletter.toml:{first + 1}: [checks] SUBJ-EMPTY: it cannot count as 'loud'" in said[1]


def test_errors_come_first_and_then_lines() -> None:
    """Findings stand by level, and then as in the file."""
    way = Way("", "", issue={_SUBJECT: "subject = ''", "title  = 'Porto Alegre builds its dyke again'": "title = 'TK'"})
    ranks = [("error", "warning", "info").index(finding.level) for finding in found(way)]
    assert ranks == sorted(ranks)


# ── waivers ──────────────────────────────────────────────────────────────────────────────────────────────────


def waiving(words: str) -> Way:
    return Way("", "", issue={**_NO_SUBJECT, "": f"\n[[waive]]\nrule = 'SUBJ-EMPTY'\nreason = 'it is a test'\n{words}\n"})


@pytest.mark.parametrize(("words", "level"), [
    ("{first_name|friend,", "error"), ("{ first_name }", "error"), ("{firstname|friend}", "error"), ("{friend|you}", "warning"),
    ("{name}", "error"), ("{unsubscribe}", "error"), ("{web_version}", "error"), ("{city}", "warning"), ("{last_name}", "warning"),
])
def test_what_is_plainly_meant_for_a_merge_tag_keeps_the_letter_back(words: str, level: str) -> None:
    """No reader is to meet a name's braces; where nobody can tell what was meant, it is a warning."""
    told = found(Way("TPL-ALMOST", "", issue={"Dear {first_name|friend},": f"Dear {words}"}), "TPL-ALMOST")
    assert [one.level for one in told] == [level]


@pytest.mark.parametrize(("words", "todo"), [
    ("{name}", "write {first_name|friend} for the reader's name"), ("{unsubscribe}", "write [Unsubscribe](merge:unsubscribe)"),
    ("{web_version}", "write [View in browser](merge:web_version)"), ("{contact.city}", "for a field of your list write {field.city|…}"),
])
def test_what_others_fill_in_is_answered_with_ours(words: str, todo: str) -> None:
    """What is to be written stands beside what was typed, ready to be copied."""
    [told] = found(Way("TPL-ALMOST", "", issue={"Dear {first_name|friend},": f"Dear {words},"}), "TPL-ALMOST")
    assert (told.message, told.hint) == (f"{words} is no merge tag, and would be read as it stands", todo)


def test_a_headline_that_looks_like_tags_is_told_once() -> None:
    """It stays the words it is, in the subject that is made of it too: one note, and nothing keeps the letter back."""
    headline = "Why the {{ mustache }} came back, and *|FNAME|* with it"
    way = Way("", "", service="mailchimp", issue={
        "subject   = 'Who pays for the night train?'": f"subject = '{headline}'",
        "title  = 'Porto Alegre builds its dyke again'": f"title = '{headline}'"})
    told = [one for one in found(way) if one.rule != "SUBJ-LEN" and ("FNAME" in one.message or "mustache" in one.message)]
    assert [(one.rule, one.level, one.position) for one in told] == [("TPL-OTHERS-TAG", "info", "b4.s1.title")]


def test_a_line_that_is_lost_with_a_reader_s_word_is_a_warning() -> None:
    """CiviCRM has no word for an address, and with it goes the editor's sentence: it is told at its line, with its first words."""
    way = Way("TPL-DROPPED", "", service="civicrm", issue={"Dear {first_name|friend},": "This goes to {email}."})
    [one] = [each for each in found(way, "TPL-DROPPED") if "email" in each.message]
    assert (one.level, "“This goes to {email}.” is left out: CiviCRM has no word" in one.message) == ("warning", True)
    assert one.where.startswith("issues/047.toml:") and "friend" not in one.hint


@pytest.mark.parametrize(("address", "level"), [
    ("url    = 'https://courier.example/latin-america/porto-alegre-dyke'", "error"), ("", "warning")])
def test_a_picture_without_words_counts_more_where_it_is_a_link(address: str, level: str) -> None:
    """Nobody who cannot see it hears where it leads: it keeps the letter back, and is told once, with the words to write."""
    silent = {"url    = 'https://courier.example/latin-america/porto-alegre-dyke'": address,
              "alt    = 'Two excavators on a dyke above brown water'": ""}
    [one] = found(Way("", "", issue=silent), "ALT-MISSING", "A11Y-LINK-NAME")
    assert (one.rule, one.level, one.hint) == ("ALT-MISSING", level, "write alt = '…': what the picture shows, in one sentence")


def test_campaign_tags_are_not_missed_on_the_pages_of_the_list() -> None:
    """Way out, web version and preferences are no visits that a site counts, though they lie on it."""
    tagged = {'href="https://courier.example/room"': 'href="https://courier.example/room?utm_source=letter"'}
    told = [one.message for one in found(Way("", "", html=tagged), "LINK-UTM")]
    assert told and not any("/letter/" in message for message in told)


def test_a_way_out_without_its_address_says_where_to_write_it() -> None:
    """The imprint has its line: what is missing stands under [addresses], and every finding of it says so."""
    nowhere = {"unsubscribe = 'https://courier.example/letter/leave?who={token}'": ""}
    told = [one for one in found(Way("", "", settings=nowhere), "BULK-BODY-UNSUB", "BULK-1CLICK", "TPL-DROPPED")
            if "web_version" not in one.message and "preferences" not in one.message]
    assert [one.rule for one in told] == ["BULK-1CLICK", "BULK-BODY-UNSUB"], "each once: the header, and the letter"
    assert all("under [addresses] in newsletter.toml" in one.hint and "first_name" not in one.hint for one in told)


@pytest.mark.parametrize(("number", "messages"), [(47, ["this is No. 50, and the last one is No. 47"]), (49, [])])
def test_numbers_go_on_from_letters_that_went_out_elsewhere(number: int, messages: list[str], tmp_path: Path) -> None:
    """What newsletter next counts from, history.jsonl with the rest, is what the check counts from."""
    one = sheet(Way("", "", issue={"number    = 47": "number = 50"}))
    elsewhere = replace(one.publication, root=tmp_path)
    remember(elsewhere, [PastLetter(id="a", number=number), PastLetter(id="b", number=60), PastLetter(id="c")])
    made = checks.Sheet(edition=one.edition, publication=elsewhere, issue=one.issue, today=one.today)
    told = [finding.message for finding in checks.judged(made, ["ISSUE-NUMBER"]).findings]
    assert [message for message in told if "the last one" in message] == messages


def test_a_waiver_lets_a_finding_stand() -> None:
    """What an editor has judged is not told again, and is remembered with its reason."""
    result = checks.judged(sheet(waiving("")), ("SUBJ-EMPTY",))
    assert result.findings == ()
    assert [(finding.rule, waiver.reason) for finding, waiver in result.standing] == [("SUBJ-EMPTY", "it is a test")]


def test_a_waiver_that_is_over_is_told() -> None:
    """After its last day a waiver counts no more, and says so at its line; on that day it still does."""
    assert found(waiving("until = 2026-11-19"), "SUBJ-EMPTY") == ()
    over, = found(waiving("until = 2026-11-18"), "WAIVE")
    assert over.message == "this waived SUBJ-EMPTY until 2026-11-18, and that is over"
    assert over.where == f"issues/047.toml:{line_of('until = ', waiving('until = 2026-11-18').issue)}"


def test_a_waiver_for_a_story_counts_there_alone() -> None:
    """A waiver that names a story by headline or address leaves all others to be told; a slip in it is told."""
    elsewhere = found(waiving("story = 'Porto Alegre builds its dyke again'"), "SUBJ-EMPTY")
    assert [finding.rule for finding in elsewhere] == ["SUBJ-EMPTY"]
    nowhere = found(waiving("story = 'Nobody wrote this'"), "WAIVE")
    assert [finding.message for finding in nowhere] == [
        "this waives SUBJ-EMPTY for a story that is not here"]


def test_a_waiver_of_nothing_there_is_is_told() -> None:
    """A slip in the name of a rule does not waive in silence."""
    way = Way("", "", issue={"": "\n[[waive]]\nrule = 'SUBJ-EMTPY'\nreason = 'none'\n"})
    assert [finding.hint for finding in found(way, "WAIVE")] == ["did you mean 'SUBJ-EMPTY'?"]


def test_a_waiver_needs_a_reason() -> None:
    """Nobody may wave something through without saying why."""
    with pytest.raises(Mistakes, match="reason is missing"):
        found(Way("", "", issue={"": "\n[[waive]]\nrule = 'SUBJ-EMPTY'\n"}))


# ── the gate ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_gate_stops_errors_and_nothing_else() -> None:
    """A letter with an error does not go out, and each error is told with its line; a warning stops nothing."""
    warned = found(Way("", "", issue={_SUBJECT: "subject = 'WHO PAYS FOR IT?'"}), "SUBJ-CAPS")
    assert [one.level for one in warned] == ["warning"]
    checks.gate(warned)
    with pytest.raises(Refused) as error:
        checks.gate(found(Way("", "", issue=_NO_SUBJECT), "SUBJ-EMPTY"))
    assert str(error.value) == (
        "issues/047.toml: the letter has no subject — write subject = '…' at the top of the issue\n"
        "the check found an error, so nothing went out — mend that, or say --anyway")


def test_a_check_is_a_function_of_what_lies_on_its_sheet() -> None:
    """A letter is judged the same on the same day, again on the same sheet or on a new one, and by one family after another."""
    one = good()
    whole = checks.judged(one).findings
    assert whole == checks.judged(one).findings
    assert whole == checks.check(one.edition, publication=one.publication, issue=one.issue, today=date(2026, 11, 19))
    families = sorted({rule.family for rule in checks.rules().values()}, reverse=True)
    assert set(whole) == {finding for family in families for finding in checks.judged(one, [family]).findings}


# ── where the service does a thing itself ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("service", "level"), [
    ("constant-contact", "info"), ("mailman3", "info"), ("nationbuilder", "warning"),
])  # fmt: skip
def test_a_way_out_that_is_the_service_s_to_put_in_keeps_nothing_back(service: str, level: str) -> None:
    """These services put the way out in: that is worth knowing, once, and no error; a warning where it is not well proven."""
    [one] = found(Way("", "", service=service), "BULK-BODY-UNSUB")
    profile = publications.service(good().publication, service)
    assert one.level == level
    assert profile.footer in one.message
    assert ("confidence = 'medium'" in one.hint) is (level == "warning")


def test_a_service_of_which_no_way_out_is_known_is_warned_of() -> None:
    """Neither a word for it nor a footer: what to do stands beside it; an own address that is the same for all is one."""
    way = Way("", "", service="own", profile="name = 'Own'")
    [one] = found(way, "BULK-BODY-UNSUB")
    assert one.level == "warning"
    assert one.hint.startswith("put Own's own link to unsubscribe under the letter there; or write")
    token = "unsubscribe = 'https://courier.example/letter/leave?who={token}'"
    assert not found(way._replace(settings={token: token.replace("?who={token}", "")}), "BULK-BODY-UNSUB")


@pytest.mark.parametrize(("service", "level"), [("getresponse", "info"), ("listmonk", "error"), ("plain", "error")])
def test_a_way_out_that_was_left_out_counts_as_far_as_nobody_else_puts_it_in(service: str, level: str) -> None:
    """Without the line an imprint has for it, the letter is held back, but where the service puts a footer under it."""
    gone = {"[Unsubscribe](merge:unsubscribe) ·": ""}
    told = found(Way("", "", settings=gone, service=service), "BULK-BODY-UNSUB", "SERVICE-NEEDS")
    assert [(one.rule, one.level) for one in told] == [("BULK-BODY-UNSUB", level)], "once, for both voices"


@pytest.mark.parametrize("service", ["mailchimp", "civicrm"])
def test_a_way_out_that_the_service_looks_for_is_told_once(service: str) -> None:
    """It is an error as the service's own need, and nothing beside it says that the service puts one in, or says it again."""
    gone = {"[Unsubscribe](merge:unsubscribe) ·": ""}
    told = found(Way("", "", settings=gone, service=service), "BULK-BODY-UNSUB", "SERVICE-NEEDS")
    assert [(one.rule, one.level) for one in told] == [("SERVICE-NEEDS", "error")]
    assert "[Unsubscribe](merge:unsubscribe)" in told[0].hint


_LITERAL = {"{postal_address}": "The Courier, Rua do Cordame 14, Lisboa, Portugal"}
_NOWHERE = {"{postal_address} ·": "", "postal_address = 'The Courier, Rua do Cordame 14, Lisboa, Portugal'": ""}


@pytest.mark.parametrize(("way", "message", "hint"), [
    (Way("", "", settings=_LITERAL, service="civicrm"), "CiviCRM looks for “{domain.address}” in the letter, and it is not there",
     "write {postal_address} into imprint in newsletter.toml, in the place of your address"),
    (Way("", "", settings=_NOWHERE, service="activecampaign"), "ActiveCampaign looks for “%SENDER-INFO” in the letter, and it is not there",
     "write {postal_address} into imprint in newsletter.toml"),
    (Way("", "", text={"*|UNSUB|*": ""}, service="mailchimp"),
     "Mailchimp looks for “*|UNSUB|*” in the plain text of a letter, and it is not there",
     "write [Unsubscribe](merge:unsubscribe) into imprint in newsletter.toml"),
], ids=["an address of one's own words", "no address", "no way out in the text"])  # fmt: skip
def test_what_a_service_looks_for_is_said_as_an_editor_writes_it(way: Way, message: str, hint: str) -> None:
    """With the line of the imprint, and our own word for what the service looks for."""
    [one] = found(way, "SERVICE-NEEDS")
    assert (one.level, one.message, one.hint) == ("error", message, hint)
    assert re.search(r"newsletter\.toml:1[34]$", one.where)


@pytest.mark.parametrize(("guards", "where", "hint"), [
    ("", r"newsletter\.toml:14$", "write it into imprint in newsletter.toml"),
    ("guards = ['{{']", r"services/own\.toml$",
     "say which of our words it is: postal_address = '{{ there }}' under [tags] there, and {postal_address} in imprint"),
])  # fmt: skip
def test_what_is_none_of_our_words_is_written_as_it_is_or_made_one(guards: str, where: str, hint: str) -> None:
    """Words that begin a tag there are kept from its engine wherever they are written, so that its file must say them."""
    [one] = found(Way("", "", service="own", profile=f"name = 'Own'\nrequired = ['{{{{ there }}}}']\n{guards}"), "SERVICE-NEEDS")
    assert re.search(where, one.where)
    assert one.hint == hint


def test_what_the_hints_say_mends_it() -> None:
    """Written into the imprint where it begins no tag there, and as a word of ours where it does."""
    profile, imprint = "name = 'Own'\nrequired = ['{{ there }}']\n", {"{postal_address} ·": "{postal_address} · {{ there }} ·"}
    spelled = f"{profile}guards = ['{{{{']\n[tags]\npostal_address = '{{{{ there }}}}'"
    assert not found(Way("", "", service="own", profile=profile, settings=imprint), "SERVICE-NEEDS")
    assert not found(Way("", "", service="own", profile=spelled), "SERVICE-NEEDS")


def test_several_things_that_one_word_says_are_one_finding() -> None:
    """HubSpot looks for five parts of an address, which one line brings."""
    [one] = found(Way("", "", settings=_LITERAL, service="hubspot"), "SERVICE-NEEDS")
    assert one.message.count("site_settings.") == 5


def test_more_than_a_service_takes_is_said_with_both_figures() -> None:
    """How long it is, how long it may be, and of HTML which block takes most."""
    way = Way("", "", service="own", profile="name = 'Own'\nlimits = { subject = 20, html = 10_000 }")
    html, subject = sorted(found(way, "SERVICE-LIMIT"), key=lambda one: one.position)
    assert subject.message == "the subject has 29 characters, and Own takes 20"
    assert re.fullmatch(r"the HTML has [\d,]+ B, and Own takes 10,000; '.+' takes [\d,]+ B", html.message)


def test_comments_are_judged_as_the_service_s_engine_leaves_them() -> None:
    """What is written round a comment so that it survives is no part of the letter; every place stays where it is."""
    one = sheet(Way("", "", service="listmonk"))
    assert "{{ Safe `<!--" in one.edition.html
    assert "Safe `" not in one.html
    assert len(one.html) == len(one.edition.html)
    assert [place.start() for place in re.finditer("<!--", one.html)] == [
        place.start() for place in re.finditer("<!--", one.edition.html)]
