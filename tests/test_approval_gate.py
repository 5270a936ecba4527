"""Approve a letter, change one thing, hand it over: what reaches readers is refused at every door, what does not passes."""

from __future__ import annotations

import io
import re
import shlex
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from newsletter import approval, publication as publications
from newsletter.build import press
from newsletter.errors import Refused
from newsletter.files import PACKAGED
from newsletter.issue import read
from newsletter.preview.board import Board
from newsletter.preview.forms import FORMS, made
from newsletter.preview.seen import Seen

from cli_help import Run, run  # isort: skip # noqa: F401
from preview_help import app_of, ask, png  # isort: skip
from test_preview import a_builder  # isort: skip

PUBLICATION = """\
require_approval = true
name      = 'The Buoy'
tagline   = 'Every Friday'
url       = 'https://buoy.example/'
language  = 'en'
timezone  = 'UTC'
sender    = 'The Buoy <letter@buoy.example>'
reply_to  = 'desk@buoy.example'
logo      = 'images/logo.png'
logo_alt  = 'The Buoy, a weekly'
colour    = '#0b5a55'
theme     = 'weekly'
service   = 'plain'
imprint   = 'The Buoy, {postal_address}. [Unsubscribe](merge:unsubscribe), [your choice](merge:preferences)'
list_id   = 'letter.buoy.example'
postal_address = '1 Rope Walk, Port Example'

[addresses]
unsubscribe = 'https://buoy.example/leave?who={email}'
web_version = 'https://buoy.example/latest'
preferences = 'https://buoy.example/mine'

[[social]]
name = 'Mastodon'
url  = 'https://social.example/@buoy'

[tracking]
utm_source = 'letter'

[text]
links = 'below'
"""

ISSUE = """\
number    = 7
date      = 2026-11-20
subject   = 'Harbour lights'
preheader = 'Three ports, one night'

[[block]]
kind = 'note'
text = 'Dear {first_name|friend}, the boats are in, and all of them came home before the storm was over.'

[[block]]
kind = 'lead'

  [[block.story]]
  url    = 'https://buoy.example/boats'
  kicker = 'Ferries'
  title  = 'The last ferry'
  teaser = 'It leaves at nine, and nobody is aboard.'
  image  = 'images/boat.png'
  alt    = 'A ferry'
  credit = 'M. Okafor'

[[block]]
kind  = 'section'
title = 'Ports'

  [[block.story]]
  url    = 'https://buoy.example/port'
  title  = 'The port is open'
  teaser = 'Since Monday.'
"""

PLAIN = (PACKAGED / "data" / "services" / "plain.toml").read_text("utf-8")


@pytest.fixture(scope="module")
def approved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication that asks for approval, and whose one issue was approved."""
    folder = tmp_path_factory.mktemp("buoy")
    for name in ("issues", "images", "services", "templates/themes", "templates/blocks"):
        (folder / name).mkdir(parents=True)
    (folder / "newsletter.toml").write_text(PUBLICATION, "utf-8")
    for name, colour in (("boat", "navy"), ("logo", "teal")):
        (folder / "images" / f"{name}.png").write_bytes(png(colour))
    (folder / "issues" / "007.toml").write_text(ISSUE, "utf-8")
    approve(folder)
    return folder


def approve(folder: Path) -> None:
    publication, path = publications.find(folder), folder / "issues" / "007.toml"
    letter = press(read(path, publications.blocks(publication)), publication, publications.theme(publication))
    approval.remember(path, letter, publications.service(publication), publication)


@pytest.fixture
def buoy(approved: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: F811
    """A copy of it for this test, in which the working directory is."""
    folder = shutil.copytree(approved, tmp_path / "buoy")
    monkeypatch.chdir(folder)
    return folder


Change = Callable[[Path], object]


def key(name: str, value: str, file: str = "newsletter.toml") -> Change:
    """Return what gives a key another value; the first of that name."""
    def change(folder: Path) -> None:
        text = (folder / file).read_text("utf-8")
        changed = re.sub(rf"(?m)^(\s*{name}\s*= )\S.*$", lambda found: found[1] + value, text, count=1)
        assert changed != text
        (folder / file).write_text(changed, "utf-8")
    return change


def said(name: str, value: str) -> Change:
    return key(name, value, "issues/007.toml")


def more(text: str, file: str = "newsletter.toml") -> Change:
    """Return what puts something before all that a file says; a table behind it."""
    def change(folder: Path) -> None:
        before = (folder / file).read_text("utf-8") if (folder / file).exists() else ""
        (folder / file).write_text(f"{before}\n{text}\n" if text.startswith("[") else f"{text}\n{before}", "utf-8")
    return change


def template(name: str, old: str, new: str) -> Change:
    """Return what puts a publication's own copy of a template in the place of the packaged one."""
    def change(folder: Path) -> None:
        text = (PACKAGED / "templates" / name).read_text("utf-8")
        assert old in text
        (folder / "templates" / name).write_text(text.replace(old, new, 1), "utf-8")
    return change


def service(text: str) -> Change:
    return lambda folder: (folder / "services" / "plain.toml").write_text(f"{PLAIN}\n{text}\n", "utf-8")


def other_service(old: str, new: str) -> Change:
    assert old in PLAIN
    return lambda folder: (folder / "services" / "plain.toml").write_text(PLAIN.replace(old, new), "utf-8")


def picture(name: str) -> Change:
    return lambda folder: (folder / "images" / f"{name}.png").write_bytes(png("maroon"))


LOOK, PROFILE = "the look of", "the service's profile: what is put in for plain"

REACHES_READERS: dict[str, tuple[Change, str]] = {
    # newsletter.toml
    "name": (key("name", "'The Beacon'"), "the plain text: 2 lines"),
    "tagline": (key("tagline", "'Each Friday'"), "1 word, in the head"),
    "url": (key("url", "'https://buoys.example/'"), "the link of the head"),
    "language": (key("language", "'es'"), "words, in the head"),
    "sender": (key("sender", "'The Buoy <news@buoy.example>'"),
               "the sender: The Buoy <news@buoy.example> instead of The Buoy <letter@buoy.example>"),
    "no sender": (key("sender", "''"), "the sender: none instead of The Buoy <letter@buoy.example>"),
    "reply_to": (key("reply_to", "'else@buoy.example'"), "where answers go: else@buoy.example instead of desk@buoy.example"),
    "logo": (key("logo", "'images/boat.png'"), "the picture of the head"),
    "logo_alt": (key("logo_alt", "'The Buoy, a letter'"), "the description of the picture of the head"),
    "colour": (key("colour", "'#7a1f1f'"), LOOK),
    "theme": (key("theme", "'quiet'"), LOOK),
    "service": (key("service", "'mailchimp'"), "the service: mailchimp instead of plain"),
    "imprint": (key("imprint", "'The Buoy. [Unsubscribe](merge:unsubscribe)'"), "in the imprint"),
    "list_id": (key("list_id", "'other.buoy.example'"), "the list's own name: other.buoy.example instead of letter.buoy.example"),
    "postal_address": (key("postal_address", "'2 Rope Walk'"), "the postal address: 2 Rope Walk instead of 1 Rope Walk, Port Example"),
    "unsubscribe": (key("unsubscribe", "'https://thief.example/?{email}'"),
                    "the address to leave at: https://thief.example/?{email} instead of https://buoy.example/leave?who={email}"),
    "web_version": (key("web_version", "'https://buoy.example/7'"), "the address of the letter on the web: https://buoy.example/7"),
    "preferences": (key("preferences", "'https://buoy.example/his'"), "the address for preferences: https://buoy.example/his"),
    "image_base_url": (more("image_base_url = 'https://pictures.example/'"), "where its pictures stand: https://pictures.example/"),
    "social": (key("url ", "'https://social.example/@else'"), "the link of "),
    "tracking": (key("utm_source", "'else'"), "what is written into its links: "),
    "text": (key("links", "'numbered'"), "the plain text: "),
    # what a publication keeps beside it
    "a token of the theme": (template("themes/weekly.toml", "title_size   = 22", "title_size   = 24"), LOOK),
    "the style": (template("letter.css", "}", "}\np { letter-spacing: 1px }"), LOOK),
    "the frame": (template("letter.mjml", "</mj-body>", "<mj-section><mj-column><mj-text>New</mj-text></mj-column></mj-section></mj-body>"),
                  "in the imprint"),
    "the plain frame": (lambda folder: (folder / "templates" / "letter.txt").write_text(
        (PACKAGED / "templates" / "letter.txt").read_text("utf-8") + "\nPrinted at home.\n", "utf-8"), "the plain text: 1 line"),
    "a block": (template("blocks/section.mjml", "<mj-section", "<mj-section padding-top='77px'"), LOOK),
    "a picture's bytes": (picture("boat"), "the picture of 2.1"),
    "the logo's bytes": (picture("logo"), "the picture of the head"),
    # the service's own file
    "prints_preheader": (service("prints_preheader = true"), PROFILE),
    "takes_text": (other_service("takes_text = true", "takes_text = false"), PROFILE),
    "its word for a way out": (service("[tags]\nunsubscribe = 'https://thief.example/'"), PROFILE),
    "who fills in": (other_service("merged_here = true", "merged_here = false\n[tags]\nfirst_name = '{{name}}'"), PROFILE),
    # the issue
    "date": (said("date", "2026-11-27"), "1 word, in "),
    "subject": (said("subject", "'Harbour nights'"), "1 word, in the subject"),
    "preheader": (said("preheader", "'Two ports, one night'"), "1 word, in the preheader"),
    "words": (said("text", "'Dear {first_name|friend}, the boats are out, and all of them came home before the storm was over.'"),
              "1 word, in 1"),
    "a fallback": (said("text", "'Dear {first_name|reader}, the boats are in, and all of them came home before the storm was over.'"),
                   "1 word, in 1"),
    "address": (said("url", "'https://thief.example/boats'"), "the link"),
    "kicker": (said("kicker", "'Boats'"), "1 word, in 2.1"),
    "title": (said("title", "'The first ferry'"), "1 word, in 2.1"),
    "teaser": (said("teaser", "'It leaves at ten, and nobody is aboard.'"), "1 word, in 2.1"),
    "image": (said("image", "'images/logo.png'"), "the picture of 2.1"),
    "alt": (said("alt", "'A boat'"), "the description of the picture of 2.1"),
    "credit": (said("credit", "'A. Okafor'"), "1 word, in 2.1"),
    "subjects": (more("subjects = ['Lights']", "issues/007.toml"), "the other subject lines: “Lights” instead of none"),
    "taken out": (said("kicker", "'Ferries'\n  use = false"), "taken out: 2.1 “The last ferry”"),
}


def handed_over_in_the_preview(folder: Path) -> bytes:
    """Return the zip that the preview's page offers."""
    return made(a_builder(folder / "issues" / "007.toml").build(), Seen(), FORMS["zip"], hands_over=True)


@pytest.mark.parametrize("what", REACHES_READERS)
def test_what_reaches_readers_is_refused(run: Run, buoy: Path, what: str) -> None:  # noqa: F811
    """By the command (exit 7, nothing written) and by the preview, in the same words, which say what is another."""
    change, words = REACHES_READERS[what]
    change(buoy)
    refused = run("export", "7", "-o", "out", "--anyway")
    assert refused.status == 7, refused.err
    assert "this is not what was approved: " in refused.err
    assert words in refused.err
    assert not (buoy / "out").exists()
    with pytest.raises(Refused) as there:
        handed_over_in_the_preview(buoy)
    assert f"{there.value}\n" == refused.err


@pytest.mark.parametrize("what", ["sender", "reply_to", "list_id", "postal_address", "unsubscribe", "its word for a way out", "words"])
def test_what_reaches_readers_is_not_sent(run: Run, buoy: Path, what: str) -> None:  # noqa: F811
    """Neither by newsletter send; a proof of it can be had at any time, by those under [proof]."""
    more("[proof]\nto = ['anna@reader.example']")(buoy)
    REACHES_READERS[what][0](buoy)
    go = ("send", "7", "--to", "anna@reader.example", "--via", "true -t")
    assert run(*go).status == 7
    assert run(*go, "--proof").status == 0


def test_whom_a_part_is_for_is_held(run: Run, buoy: Path) -> None:  # noqa: F811
    """Another condition of the service is another letter, though no word of it is another."""
    key("service", "'mailchimp'")(buoy)
    said("kicker", "'Ferries'\n  readers = 'members'")(buoy)
    approve(buoy)
    assert run("export", "7", "-o", "before", "--anyway").status == 0
    said("readers", "'guests'")(buoy)
    refused = run("export", "7", "-o", "out", "--anyway")
    assert (refused.status, "not what was approved: 2.1 is now for guests (was: members) — if" in refused.err) == (7, True), refused.err


def test_a_way_out_that_only_the_header_has_is_held(run: Run, buoy: Path) -> None:  # noqa: F811
    """Of a letter without a link to leave by, List-Unsubscribe is still what was approved."""
    key("imprint", "'The Buoy, {postal_address}'")(buoy)
    approve(buoy)
    assert run("export", "7", "-o", "before", "--anyway").status == 0
    assert b"List-Unsubscribe: <https://buoy.example/leave" not in (buoy / "before" / "letter.eml").read_bytes()
    key("unsubscribe", "'https://buoy.example/leave'")(buoy)
    refused = run("send", "7", "--to", "anna@reader.example", "--via", "true -t", "--anyway")
    assert refused.status == 7
    assert "the address to leave at: https://buoy.example/leave instead of https://buoy.example/leave?who={email}" in refused.err


REACHES_NOBODY: dict[str, Change] = {
    "nothing": lambda folder: None,
    "a remark in the issue": more("# looked at by Zoë", "issues/007.toml"),
    "a remark in newsletter.toml": more("# ours"),
    "the mark of having been sent": more("sent = 2026-11-20", "issues/007.toml"),
    "a waiver": more("[[waive]]\nrule = 'SUBJ-LEN'\nreason = 'meant'", "issues/007.toml"),
    "how numbers are picked": more("[pick]\nmost = 3"),
    "how findings count": more("[checks]\nSUBJ-LEN = 'off'"),
    "whom proofs go to": more("[proof]\nto = ['zoe@desk.example']"),
    "the mail programs of readers": more("[audience]\ngmail = 40"),
    "a source": more("[[source]]\naddress = 'feed.xml'"),
    "the day": more("day = 'friday'"),
    "the time zone, which only Date has": key("timezone", "'Europe/Lisbon'"),
    "standing matter": more("[[block]]\nkind = 'note'\ntext = 'New'", "standing.toml"),
    "another theme's file": lambda folder: (folder / "templates" / "themes" / "mine.toml").write_text("about = 'x'", "utf-8"),
    "another service's file": lambda folder: (folder / "services" / "mine.toml").write_text("name = 'Mine'", "utf-8"),
    "a duty that makes no difference where we fill in": other_service("adds_list_unsubscribe = false", "adds_list_unsubscribe = true"),
    "what a service does by itself": service("changes = ['It is slow.']\nlink_hosts = ['click.example']"),
    "a tag that the letter lacks": service("[limits]\nsubject = 400"),
}


@pytest.mark.parametrize("what", REACHES_NOBODY)
def test_what_reaches_nobody_passes(run: Run, buoy: Path, what: str) -> None:  # noqa: F811
    """What was approved goes out, by the command and by the preview: the same bytes as before."""
    REACHES_NOBODY[what](buoy)
    passed = run("export", "7", "-o", "out", "--anyway")
    assert passed.status == 0, passed.err
    approval.require(buoy / "issues" / "007.toml", *_letter(buoy))


def _letter(folder: Path) -> tuple[object, ...]:
    """Return publication, letter and service as `require` asks for them."""
    good = a_builder(folder / "issues" / "007.toml").build().good
    assert good
    return good.publication, good.letter, publications.service(good.publication)


# ── how it is told ───────────────────────────────────────────────────────────────────────────────────────────


def test_what_to_type_approves_what_was_refused(run: Run, buoy: Path) -> None:  # noqa: F811
    """With another theme, service or sender than the publication's: the command that is named has them, and then it goes out."""
    for command, options in (
        (("export", "7", "-o", "out", "--theme", "quiet", "--anyway"), "--theme quiet"),
        (("export", "7", "-o", "out2", "--service", "listmonk", "--anyway"), "--service listmonk"),
        (("send", "7", "--to", "a@reader.example", "--via", "true -t", "--from", "Zoë <zoe@buoy.example>", "--anyway"),
         "--from 'Zoë <zoe@buoy.example>'"),
    ):
        refused = run(*command)
        assert (refused.status, refused.err.rpartition(" — if that is meant, ")[2]) == (
            7, f"newsletter approve issues/007.toml {options}\n")
        assert run("approve", "7", *shlex.split(options)).status == 0
        assert run(*command).status == 0


def test_the_preview_says_what_to_do(buoy: Path) -> None:
    """409 and words: of errors each with its line and the command that exports all the same; of a change how to approve it."""
    issue = buoy / "issues" / "007.toml"
    key("require_approval", "false")(buoy)
    said("title", "'TK'")(buoy)
    board = Board()
    board.put(a_builder(issue).build())
    told = ask(app_of(board), "/forms/zip", "download=1")
    assert told.status == 409
    assert "issues/007.toml:16: “TK” stands where words are still to come" in told.body.decode()
    assert told.body.decode().endswith("so nothing went out — mend that, or export it all the same: newsletter export issues/007.toml "
                              "--service plain --anyway")
    key("require_approval", "true")(buoy)
    board.put(a_builder(issue).build())
    told = ask(app_of(board), "/forms/zip", "download=1")
    assert (told.status, told.body.decode()) == (409, "issues/007.toml: this is not what was approved: 3 words, in 2.1 — if that is meant, "
                                        "newsletter approve issues/007.toml")


WAYS = {"Copy HTML": ("html", "copy=1"), "Copy plain text": ("text", "copy=1"), "Open in the mail program": ("draft", "download=1"),
        "Download message (.eml)": ("eml", "download=1"), "Download HTML": ("html", "download=1"),
        "Export for the service (.zip)": ("zip", "download=1")}
"""What the preview's menu offers → what it asks for."""
LOOKS = ("html", "text", "mjml", "eml")
"""What the page asks for to show it."""


@pytest.mark.parametrize("way", WAYS)
def test_no_way_of_the_preview_goes_round_an_approval(run: Run, buoy: Path, way: str) -> None:  # noqa: F811
    """Approved, each hands the letter out; with one word changed each is refused in the same words, and the letter is still shown."""
    form, query = WAYS[way]
    assert run("approve", "7").status == 0
    builder, board = a_builder(buoy / "issues" / "007.toml"), Board()
    board.put(builder.build())
    assert ask(app_of(board), f"/forms/{form}", query).status == 200
    said("title", "'The first ferry'")(buoy)
    board.put(builder.build())
    told = ask(app_of(board), f"/forms/{form}", query)
    assert (told.status, told.body.decode()) == (
        409, "issues/007.toml: this is not what was approved: 1 word, in 2.1 — if that is meant, newsletter approve issues/007.toml")
    assert [ask(app_of(board), f"/forms/{look}").status for look in LOOKS] == [200] * len(LOOKS)


@pytest.mark.parametrize("way", ("Copy HTML", "Copy plain text", "Download HTML"))
def test_what_is_copied_for_a_service_has_no_errors(buoy: Path, way: str) -> None:
    """Each with its line and the command that renders all the same; a message to look at in one's own mail program is made."""
    form, query = WAYS[way]
    key("require_approval", "false")(buoy)
    said("title", "'TK'")(buoy)
    board = Board()
    board.put(a_builder(buoy / "issues" / "007.toml").build())
    told = ask(app_of(board), f"/forms/{form}", query)
    ending = {"html": "html", "text": "txt"}[form]
    assert told.status == 409 and told.body.decode().endswith(
        "so nothing went out — mend that, or render it all the same: newsletter render issues/007.toml --service plain "
        f"-o letter.{ending}")
    assert ask(app_of(board), "/forms/draft", "download=1").status == 200


@pytest.mark.parametrize("form", ("html", "text"))
def test_what_is_copied_is_for_the_service_whoever_it_is_read_as(buoy: Path, form: str) -> None:
    """Looked at as a reader, the letter has the reader's name; copied, the service's own word for it."""
    key("require_approval", "false")(buoy)
    key("service", "'listmonk'")(buoy)
    more("image_base_url = 'https://buoy.example/pictures/'")(buoy)
    board = Board()
    board.put(a_builder(buoy / "issues" / "007.toml").build())
    looked_at, copied = (ask(app_of(board), f"/forms/{form}", f"reader=short{how}").body.decode() for how in ("", "&copy=1"))
    assert "Dear Bo," in looked_at and "Dear {{ " in copied


def test_the_preview_exports_for_the_service_whoever_it_is_read_as(buoy: Path) -> None:
    """Looked at as a reader of a long name, the letter that is handed over has listmonk's own tags."""
    key("require_approval", "false")(buoy)
    key("service", "'listmonk'")(buoy)
    more("image_base_url = 'https://buoy.example/pictures/'")(buoy)
    product = made(a_builder(buoy / "issues" / "007.toml").build(), Seen(reader="long"), FORMS["zip"], hands_over=True)
    with zipfile.ZipFile(io.BytesIO(product)) as packed:
        assert b"Dear {{ " in packed.read("letter.html")


@pytest.mark.parametrize("way", WAYS)
def test_the_preview_hands_over_no_letter_from_before(buoy: Path, way: str) -> None:
    """Where the files have mistakes now, the last good letter is looked at and is handed over in no way."""
    form, query = WAYS[way]
    key("require_approval", "false")(buoy)
    builder, board = a_builder(buoy / "issues" / "007.toml"), Board()
    builder.build()
    said("kicker", "'")(buoy)
    board.put(builder.build())
    told = ask(app_of(board), f"/forms/{form}", query)
    assert (told.status, told.body.decode()) == (
        409, "issues/007.toml: the files have mistakes now, and this is the letter from before — mend them first")
    assert [ask(app_of(board), f"/forms/{look}").status for look in LOOKS] == [200] * len(LOOKS)
