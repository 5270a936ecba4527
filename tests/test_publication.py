"""A folder is a publication; its shelves hold what is packaged and what it brought; mistakes in them are told."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from newsletter import files
from newsletter import publication as publications
from newsletter.errors import InputError, Mistakes, TemplateError
from newsletter.model import Publication

HEADER = "{#\nabout = 'a block of ours'\n%s#}\n<mj-section></mj-section>\n"


def folder(tmp_path: Path, text: str = "name = 'The Halyard'\n", **others: str) -> Path:
    """Make a publication's folder; other files are named with __ for / and _ before the ending."""
    (tmp_path / "newsletter.toml").write_text(text, encoding="utf-8")
    for name, content in others.items():
        path = tmp_path / re.sub(r"_(mjml|toml)$", r".\1", name).replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return tmp_path


# ── newsletter.toml ──────────────────────────────────────────────────────────────────────────────────────────


def test_it_is_found_from_anything_inside_it(tmp_path: Path) -> None:
    """Upward from the folder of an issue, and the nearest one wins."""
    folder(tmp_path)
    issues = tmp_path / "issues" / "2026"
    issues.mkdir(parents=True)
    assert publications.find(issues).name == "The Halyard"
    folder(issues, "name = 'Inner'\n")
    assert publications.find(issues).name == "Inner"


def test_without_one_there_are_neutral_defaults(tmp_path: Path) -> None:
    """No name, English, the packaged shelves: every command works without a publication."""
    found = publications.find(tmp_path)
    assert (found.root, found.name, found.language, found.service) == (None, "", "en", "plain")
    assert publications.blocks(found)
    assert publications.theme(found).name == "weekly"


def test_everything_it_may_say_is_understood(tmp_path: Path) -> None:
    """Each key of newsletter.toml that is known arrives in the Publication."""
    said = {
        "name": "'N'", "tagline": "'T'", "url": "'https://n.example/'", "language": "'pt-BR'",
        "timezone": "'Europe/Lisbon'",
        "day": "'friday'", "sender": "'N <n@n.example>'", "reply_to": "'r@n.example'", "logo": "'images/logo.png'",
        "logo_alt": "'N'",
        "colour": "'#9c2f1f'", "theme": "'weekly'", "service": "'listmonk'", "imprint": "'I'", "postal_address": "'P'",
        "list_id": "'n.n.example'", "image_base_url": "'https://n.example/i/'",
        "require_approval": "true", "require_credit": "true",
        "addresses": "{ unsubscribe = 'https://n.example/u?{token}' }", "pick": "{ most = 12 }",
        "text": "{ links = 'numbered' }", "tracking": "{ utm_source = 'letter' }",
        "proof": "{ to = ['me@n.example'] }",
        "checks": "{ SUBJ-LEN = 'off' }", "audience": "{ gmail = 40 }",
        "source": "[{ address = 'feed.xml' }]", "social": "[{ name = 'M', url = 'https://m.example/' }]",
    }  # fmt: skip
    read = publications.read(folder(tmp_path, "".join(f"{key} = {value}\n" for key, value in said.items())))
    assert said.keys() == publications.FIELDS.keys()
    for key in said:
        value = getattr(read, {"source": "sources"}.get(key, key))
        assert value not in ("", (), {}), f"{key} is lost"


@pytest.mark.parametrize(("text", "line", "said"), [
    ("name = 'N'\ntimezone = 'Europe/Lissabon'", 2, "there is no time zone 'Europe/Lissabon'"),
    ("name = 'N'\ntimezone = '../../etc/passwd'", 2, "there is no time zone"),
    ("name = 'N'\nlanguage = 'english please'", 2, "is no language"),
    ("name = 'N'\nlangage = 'en'", 2, "did you mean"),
    ("name = 'N'\ncolour = 'red'", 2, "colour"),
    ("name = 'N'\nurl = 'javascript:alert(1)'", 2, "url"),
    ("name = 'N'\nday = 'someday'", 2, "day"),
    ("name = 'N'\n[addresses]\nunsubscribe = 'file:///x'", 3, "unsubscribe"),
    ("tagline = 'T'", 1, "name"),
])  # fmt: skip
def test_a_mistake_in_it_names_file_and_line(text: str, line: int, said: str, tmp_path: Path) -> None:
    """Unknown keys, wrong values and missing ones are told with their place."""
    with pytest.raises(InputError, match=re.escape(said)) as refused:
        publications.read(folder(tmp_path, text))
    assert re.match(rf"\S*newsletter\.toml:{line}: ", str(refused.value))


def test_all_mistakes_in_it_are_told_at_once(tmp_path: Path) -> None:
    """Names of a zone, a language, a theme and a service stand among the unknown keys, in the order of the lines."""
    text = "name = 'N'\nlanguage = 'english'\ntimezone = 'Mars/Base'\nday = 'fryday'\ntheme = 'weakly'\nservice = 'mailchip'\ntaglin = 'T'"
    with pytest.raises(Mistakes) as refused:
        publications.read(folder(tmp_path, text))
    told = [re.sub(r"^\S*newsletter\.toml:(\d+): ", r"\1: ", str(one)) for one in refused.value.mistakes]
    assert told == [
        "2: 'english' is no language — write its short form: language = 'en', 'es', 'pt-BR'",
        "3: there is no time zone 'Mars/Base' — write it as timezone = 'Europe/Lisbon', or 'UTC'",
        "4: day cannot be 'fryday' — write day = 'friday'",
        "5: there is no theme 'weakly' — did you mean 'weekly'? — there are grid, quiet, weekly",
        "6: there is no service 'mailchip' — did you mean 'mailchimp'? — newsletter list services names all 34",
        "7: there is no key taglin here — did you mean 'tagline'? write tagline = 'T'",
    ]


# ── blocks ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_its_own_block_stands_before_ours(tmp_path: Path) -> None:
    """A file of the same name shadows the packaged one; a new one is one more block."""
    found = publications.read(
        folder(tmp_path, templates__blocks__note_mjml=HEADER % "", templates__blocks__quiz_mjml=HEADER % "")
    )
    shelf = publications.blocks(found)
    assert shelf["note"].about == "a block of ours"
    assert {"quiz", "lead", "section"} <= shelf.keys()
    assert (shelf["quiz"].called, shelf["lead"].called) == ("Quiz", "First story")


def test_a_header_is_read_again_when_it_changed(tmp_path: Path) -> None:
    """The preview sees a block's new fields without a restart."""
    found = publications.read(folder(tmp_path, templates__blocks__quiz_mjml=HEADER % ""))
    assert not publications.blocks(found)["quiz"].fields
    folder(tmp_path, templates__blocks__quiz_mjml=HEADER % "fields = { answer = { about = 'A' } }\n")
    os.utime(tmp_path / "templates/blocks/quiz.mjml", (47, 47))  # as if some time had passed
    assert "answer" in publications.blocks(found)["quiz"].fields


@pytest.mark.parametrize(("header", "line", "said"), [
    ("{#\nabout = 'x\n#}", 2, "the closing ' is missing"),
    ("\n\n{#\nabout = 'x\n#}", 4, "the closing ' is missing"),
    ("{#\nstories = 'many'\n#}", 1, "about"),
    (HEADER % "stories = 'some'\n", 3, "stories"),
    (HEADER % "storys = 'one'\n", 3, "did you mean"),
    (HEADER % "fields = 'x'\n", 3, "fields is a table"),
    (HEADER % "[fields]\ntext = 'x'\n", 4, "text is a table"),
    (HEADER % "[fields]\ntext = { kind = 'prose', about = 'x' }\n", 4, "kind cannot be 'prose'"),
    (HEADER % "[fields]\nuse = { about = 'x' }\n", 4, "'use' means something else already"),
    (HEADER % "[fields]\npicture = { about = 'x' }\n", 4, "'picture' means something else already"),
    (HEADER % "picture = { width = 100, ratio = '16:0' }\n", 3, "this is no ratio"),
    (HEADER % "picture = { width = 100, ratio = 'wide' }\n", 3, "this is no ratio"),
    (HEADER % "picture = { width = '100' }\n", 3, "width"),
    ("<mj-section></mj-section>", 0, "this block has no header"),
])  # fmt: skip
def test_a_mistake_in_a_header_names_file_and_line(header: str, line: int, said: str, tmp_path: Path) -> None:
    """Whoever brings a block is told what its header lacks; a template's mistake is not an editor's (exit 4)."""
    found = publications.read(folder(tmp_path, templates__blocks__quiz_mjml=header))
    with pytest.raises(TemplateError, match=re.escape(said)) as refused:
        publications.blocks(found)
    assert re.match(rf"\S*templates/blocks/quiz\.mjml{f':{line}' if line else ''}: ", str(refused.value))


def test_a_header_saved_on_windows_is_read(tmp_path: Path) -> None:
    """CR LF and a byte order mark are no mistakes."""
    root = folder(tmp_path, templates__blocks__quiz_mjml="")
    (root / "templates/blocks/quiz.mjml").write_bytes(b"\xef\xbb\xbf" + (HEADER % "").replace("\n", "\r\n").encode())
    assert publications.blocks(publications.read(root))["quiz"].about == "a block of ours"


# ── themes, services, words ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("text", "said"), [
    ("about = 'x'\n[tokens]\nink = '#111111'\n[dark]\nink = '#eeeeee'\n", "canvas is missing"),
    ("about = 'x'\n[tokens]\ncanvas = 'red'\n[dark]\ncanvas = '#eeeeee'\n", "canvas takes a colour"),
    ("about = 'x'\n[tokens]\nink = '#111111'\n", "dark"),
    ("[tokens]\nink = '#111111'\n[dark]\nink = '#111111'\n", "about"),
])  # fmt: skip
def test_a_theme_that_lacks_a_colour_is_told(text: str, said: str, tmp_path: Path) -> None:
    """All that it lacks at once, before anything is composed with it."""
    found = publications.read(folder(tmp_path, templates__themes__mine_toml=text))
    with pytest.raises(Mistakes, match=said):
        publications.theme(found, "mine")


def test_its_own_theme_and_service_stand_before_ours(tmp_path: Path) -> None:
    """Themes in templates/themes, services in services, by name; of a service's profile each key."""
    weekly = (files.PACKAGED / "templates/themes/weekly.toml").read_text(encoding="utf-8")
    found = publications.read(folder(
        tmp_path, templates__themes__weekly_toml=weekly.replace("#9c2f1f", "#123456"),
        services__plain_toml="name = 'Our own'\n",
    ))  # fmt: skip
    assert publications.theme(found).tokens["accent"] == "#123456"
    assert publications.service(found).name == "Our own"


def test_a_file_of_a_packaged_service_corrects_it(tmp_path: Path) -> None:
    """What it says stands in the place of ours, tables key by key and lists whole; all else stays; what it says empty is gone."""
    ours = publications.service(Publication(), "brevo")
    assert ours.limits == {"html": 1_000_000} and ours.adds_list_unsubscribe and ours.guards and not ours.own
    said = """
        takes_text = true
        adds_list_unsubscribe = false
        link_hosts = ['links.example']
        guards = []
        [tags]
        first_name = '{{ contact.PRENOM }}'
        preferences = ''
        [fallbacks]
        first_name = "{{ contact.PRENOM|default:'{fallback}' }}"
        [words]
        text = 'Text version'
        [limits]
        html = 0
        subject = 120
        """
    found = publications.read(folder(tmp_path, services__brevo_toml=said))
    mended = publications.service(found, "brevo")
    assert (mended.name, mended.takes_text, mended.adds_list_unsubscribe) == ("Brevo", True, False)
    assert (mended.link_hosts, mended.guards, mended.required) == (("links.example",), (), ours.required)
    assert mended.tags == {
        **{name: tag for name, tag in ours.tags.items() if name != "preferences"}, "first_name": "{{ contact.PRENOM }}"}
    assert mended.words == {**ours.words, "text": "Text version"}
    assert mended.limits == {"subject": 120}
    assert mended.own == {"takes_text", "adds_list_unsubscribe", "link_hosts", "guards", "tags.first_name", "tags.preferences",
                          "fallbacks.first_name", "words.text", "limits.html", "limits.subject"}
    assert "FIRSTNAME" in ours.needs["first_name"] and mended.needs == {
        name: need for name, need in ours.needs.items() if name not in ("first_name", "preferences")}
    assert mended.path == tmp_path / "services/brevo.toml"


def test_a_table_said_empty_is_gone(tmp_path: Path) -> None:
    """One line takes all of a table away."""
    found = publications.read(folder(tmp_path, services__brevo_toml="readers = {}\n"))
    assert publications.service(found, "brevo").readers == {}


@pytest.mark.parametrize(("said", "told"), [
    ("name = ''", "1: name is empty (what it is called) — write name = '…'"),
    ("taks_text = true", "1: there is no key taks_text here — did you mean 'takes_text'? write takes_text = true"),
    ("[tags]\nfirst_name = '{{ contact.PRENOM }}'", "2: first_name is another here, but not with a fallback — write it under "
     "[fallbacks] too, in place of our {{ contact.FIRSTNAME|default:'{fallback}' }}"),
    ("[readers]\nbegin = ''", "1: readers needs both, begin and end — write begin = '…' and end = '…'"),
    ("[fallbacks]\n\nfirst_name = 'x'", "3: this spelling of first_name has no place for the fallback — write {fallback} there"),
])  # fmt: skip
def test_a_correction_is_read_strictly_too(tmp_path: Path, said: str, told: str) -> None:
    """A slip in it is told with its own file and line, and so is what no longer fits together with ours."""
    found = publications.read(folder(tmp_path, services__brevo_toml=f"{said}\n"))
    with pytest.raises(Mistakes) as refused:
        publications.service(found, "brevo")
    assert str(refused.value).endswith(f"services/brevo.toml:{told}")


def test_a_service_of_ones_own_says_its_name(tmp_path: Path) -> None:
    """What corrects nothing is a whole profile; the least that it says is what it is called."""
    found = publications.read(folder(tmp_path, services__ours_toml="shape = 'paste'\n"))
    with pytest.raises(Mistakes, match=r"services/ours.toml:1: name is missing \(what it is called\)"):
        publications.service(found, "ours")


@pytest.mark.parametrize(("said", "told"), [
    ("shape = 'pate'", "2: shape cannot be 'pate' — write shape = 'paste'"),
    ("takes_texts = true", "2: there is no key takes_texts here — did you mean 'takes_text'? write takes_text = true"),
    ("[tags]\nfield = '{{ field }}'", "3: this spelling of field has no place for its name — write {name} or {NAME} there"),
    ("[fallbacks]\nfirst_name = '{{ x }}'",
     "3: this spelling of first_name has no place for the fallback — write {fallback} there"),
    ("[readers]\nbegin = '{{ if {name} }}'", "2: readers needs both, begin and end — write begin = '…' and end = '…'"),
    ("[text_guards]\n'{{' = 1", "3: a guard is written as a text — write '{{' = '…'"),
    ("footer_holds = ['address']", "2: a footer that holds 'address' means nothing here — there are unsubscribe, postal_address"),
    ("[tags]\nunsubscribe = '[U_{LANGUAGE}]'",
     "3: this spelling of unsubscribe needs to know the languages there are — write languages = ['en', …]"),
    ("[needs]\nunsubscribed = 'x'", "3: there is no key unsubscribed here — did you mean 'unsubscribe'? write unsubscribe = 'x'"),
    ("[url_fallbacks]\nemail = '{{ x | default: \"{fallback}\" }}'", 
     "3: this spelling of email holds a \", which ends the address that it stands in — write it with '"),
    ("[text_guards]\n'' = 'x'", "2: an empty text in text_guards begins no tag — take it out"),
    ("guards = ['{{', '']", "2: an empty text in guards begins no tag — take it out"),
    ("guards = ['merge-']", "2: what begins with 'm' cannot be guarded: the letter's own code is made of such signs — take 'merge-' out, or "
                            "begin it with the sign that begins the tag"),
    ("guard_signs = '{#'", "2: what begins with '#' cannot be guarded: the letter's own code is made of such signs — take '#' out, or begin it "
                           "with the sign that begins the tag"),
    ("[text_guards]\n'e' = '{{e}}'", "3: 'e' in text_guards cannot be written anew: merge tags hold it until they are put in — take it out, or "
                                     "write only the signs that begin the tag"),
    ("[text_guards]\n'{me' = 'x'", "3: '{me' in text_guards cannot be written anew: merge tags hold it until they are put in — take it out, or "
                                   "write only the signs that begin the tag"),
    ("forbids = ['']", "2: an empty text in forbids is in every letter — take it out"),
])  # fmt: skip
def test_a_service_s_file_is_read_strictly(tmp_path: Path, said: str, told: str) -> None:
    """What is unknown, of another kind or incomplete in a profile is told with its line."""
    found = publications.read(folder(tmp_path, "name = 'N'\n", services__own_toml=f"name = 'Own'\n{said}\n"))
    with pytest.raises(Mistakes) as refused:
        publications.service(found, "own")
    assert str(refused.value).endswith(f"services/own.toml:{told}")


@pytest.mark.parametrize(("typed", "meant"), [("Amazon SES", "ses"), ("amazon ses", "ses"), ("Mailchimp", "mailchimp")])
def test_a_service_may_be_meant_by_its_name(publication: Publication, typed: str, meant: str) -> None:
    """Its id is told, whatever of the two was typed."""
    with pytest.raises(InputError, match=f"did you mean '{meant}'"):
        publications.service(publication, typed)


def test_what_a_service_s_file_says_in_words_is_said_on_one_line(tmp_path: Path) -> None:
    """HANDOVER.md puts it into sentences and lists of its own, which a line's end would break."""
    found = publications.read(folder(tmp_path, "name = 'N'\n", services__own_toml=(
        'name = "Own"\nchanges = ["A\\nB"]\n[needs]\nemail = "a\\n# b"\n[words]\neditor = "c\\n\\n* d"\n')))
    own = publications.service(found, "own")
    assert (own.changes, own.needs, own.words) == (("A B",), {"email": "a # b"}, {"editor": "c * d"})


@pytest.mark.parametrize("shelf", [publications.theme, publications.service])
def test_what_is_not_on_a_shelf_is_told(shelf: Any, publication: Publication) -> None:
    """With the nearest name, and all that there are or the command that names them."""
    name = {"theme": "wekly", "service": "mailchmp"}[shelf.__name__]
    with pytest.raises(
        InputError, match=f"there is no {shelf.__name__} '{name}' — did you mean '\\w+'\\? — (there are|newsletter list)"
    ):
        shelf(publication, name)


def test_a_name_cannot_leave_its_shelf(publication: Publication) -> None:
    """A theme or service is a name on a shelf, never a path."""
    for name in ("../themes/weekly", "/etc/passwd", "weekly.toml", "."):
        with pytest.raises(InputError, match="there is no theme"):
            publications.theme(publication, name)


def test_every_language_says_every_word() -> None:
    """A language's file has the same words as the English one, none of them empty."""
    shelf = sorted((files.PACKAGED / "data" / "languages").glob("*.toml"))
    words = {path.stem: publications.words(Publication(language=path.stem)) for path in shelf}
    assert {"en", "de", "es", "fr", "pt", "pt-br", "ar", "he"} <= words.keys()
    for said in words.values():
        assert said.keys() == words["en"].keys()
        assert all(said.values())


@pytest.mark.parametrize(
    ("language", "word"), [("pt-BR", "Assistir"), ("pt-AO", "Ver"), ("de-AT", "Ansehen"), ("qqq", "Watch"), ("EN-us", "Watch")]
)
def test_a_region_has_its_language_s_words(language: str, word: str) -> None:
    """Else English ones."""
    assert publications.words(Publication(language=language))["watch"] == word


def test_the_packaged_shelves_can_be_read(publication: Publication) -> None:
    """Every block, theme and service that is packaged."""
    assert all(each.about for each in publications.blocks(publication).values())
    assert all(publications.theme(publication, name).about for name in publications.themes(publication))
    assert all(publications.service(publication, name).name for name in publications.services(publication))


def test_its_own_standing_matter_stands_before_ours(tmp_path: Path) -> None:
    """standing.toml in the folder, else the packaged one."""
    assert publications.standing(publications.find(tmp_path)) == files.PACKAGED / "data" / "standing.toml"
    root = folder(tmp_path, standing_toml="")
    assert publications.standing(publications.read(root)) == root / "standing.toml"


# ── a theme of one's own ─────────────────────────────────────────────────────────────────────────────────────

WEEKLY = (files.PACKAGED / "templates/themes/weekly.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(("was", "becomes", "said"), [
    ("gap          = 40\n", "", "gap is missing (between two bands) — write gap = 1"),
    ("gap          = 40", "gapp = 40", "did you mean 'gap'? write gap = 40"),
    ("gap          = 40", "gap = '40'", "gap takes a number, without quotes — write gap = 40"),
    ("button       = 'solid'", "button = 'soild'", "button cannot be 'soild' — write button = 'solid'"),
    ("plate  = '#786e63'\n", "", "plate is missing"),
    ("muted  = '#645d53'", "muted = '#b0a99d'", "muted is too faint to read: its contrast is 1.9"),
    ("plate  = '#3a342d'", "plate = '#dddddd'", "plate is too light for the white words on it"),
])  # fmt: skip
def test_a_mistake_in_a_theme_is_told_with_its_line(was: str, becomes: str, said: str, tmp_path: Path) -> None:
    """A token that is missing, misspelt, of another kind, or a colour that nobody can read."""
    assert was in WEEKLY
    found = publications.read(folder(tmp_path, templates__themes__mine_toml=WEEKLY.replace(was, becomes, 1)))
    with pytest.raises(InputError, match=re.escape(said)) as refused:
        publications.theme(found, "mine")
    assert re.match(r"\S*templates/themes/mine\.toml:\d+: ", str(refused.value))


def test_a_theme_may_have_tokens_of_its_own(tmp_path: Path) -> None:
    """For templates of its own; it is told only where one is nearly called like a token that is missing."""
    mine = WEEKLY.replace("[dark]", "ribbon = 12\n\n[dark]")
    assert publications.theme(publications.read(folder(tmp_path, templates__themes__mine_toml=mine)), "mine").tokens["ribbon"]


def test_every_token_that_templates_ask_for_is_known(publication: Publication) -> None:
    """Whatever a template reads of the theme, `newsletter list themes` explains and a theme is asked to have."""
    templates = [path for path in (files.PACKAGED / "templates").rglob("*") if path.suffix in (".mjml", ".css", ".txt")]
    asked = {name for path in templates for name in re.findall(r"\btheme\.(\w+)", path.read_text(encoding="utf-8"))}
    made = {"dark", "mso", "signal", "on_signal", "edge", "calm_edge", "plate_edge", "bar"}  # what follows from the tokens
    assert asked - made <= publications.TOKENS.keys()
    assert publications.TOKENS.keys() - asked == {"text_rtl", "heads_rtl", "labels_rtl"}
    for name in publications.themes(publication):
        assert publications.theme(publication, name).tokens.keys() == publications.TOKENS.keys()
