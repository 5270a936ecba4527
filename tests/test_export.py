"""A letter is packed for a service: what its import form wants, what to do with it, and nothing lost on the disk."""

from __future__ import annotations

import io
import os
import re
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import HARD_WORDS, issue_of, note
from newsletter import build, export, files, merge, publication as publications
from newsletter.errors import OutsideError, Refused
from newsletter.export.remarks import remarks
from newsletter.model import Issue, Letter, MergeTag, Publication, Readers, Service, Theme, replace

from cli_help import Run, run  # isort: skip # noqa: F401
from message_help import RED as DOT, strict  # isort: skip

RED = replace(DOT, name="5f1c0a775f1c0a77.png")  # as a press names a picture
SERVICES = tuple(publications.services(Publication()))


@pytest.fixture
def letter(issue: Issue, publication: Publication, theme: Theme) -> Letter:
    """The small issue, pressed, with a picture of its own."""
    pressed = build.press(issue, publication, theme)
    return replace(pressed, pictures=(RED,), html=pressed.html.replace(
        "</body>", f'<img src="https://picture.invalid/{RED.name}" alt=""></body>'))


@pytest.fixture
def packed(letter: Letter, issue: Issue, publication: Publication) -> Callable[..., export.Pack]:
    """Packs that letter for a service, by its id; `changes` are the publication's."""
    def pack(service: str, **changes: object) -> export.Pack:
        one = replace(publication, **changes)
        return export.packed(letter, publications.service(one, service), one, issue)

    return pack


# ── what is in it ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("service", SERVICES)
def test_the_same_letter_is_the_same_pack(packed: Callable[..., export.Pack], service: str) -> None:
    """Every service's files come twice to the byte, the zip too; names stay in the folder and are those announced."""
    first, second = packed(service).files, packed(service).files
    assert first == second
    assert export.zipped(first) == export.zipped(second)
    assert list(first)[0] == "HANDOVER.md"
    assert all(map(export.is_of_a_pack, first))
    assert all(re.fullmatch(r"[\w.-]+(/[\w.-]+)?", name) for name in first)


@pytest.mark.parametrize("service", SERVICES)
def test_what_to_do_is_three_to_six_steps(packed: Callable[..., export.Pack], service: str) -> None:
    """HANDOVER.md numbers its steps, names only files that are there, and says each remark, each once."""
    pack = packed(service)
    said = pack.files["HANDOVER.md"].decode()
    steps = re.findall(r"(?m)^\d\. (.+)$", said)
    assert 3 <= len(steps) <= 6
    named = set(re.findall(r"`([\w.]+\.(?:html|txt|eml|zip)|pictures/)`", said))
    assert named
    assert named - {"pictures/"} <= set(pack.files)
    # That pictures are not on the web yet is the first step there already.
    told = [remark for remark in pack.remarks if "no reader finds" not in remark]
    assert told == re.findall(r"(?m)^\* (.+)$", said)
    assert len(set(told)) == len(told)
    assert said.count("image_base_url") <= 1


@pytest.mark.parametrize("service", SERVICES)
def test_no_stand_in_is_handed_over(packed: Callable[..., export.Pack], service: str) -> None:
    """Nothing in a pack holds a merge tag or a picture of ours that is still symbolic."""
    for name, data in packed(service).files.items():
        assert b"merge.invalid" not in data and b"picture.invalid" not in data and b"merge-0123" not in data, name


def test_pictures_are_found_where_the_letter_looks_for_them(packed: Callable[..., export.Pack]) -> None:
    """In the pack's own folder; once the publication says where they stand on the web, there."""
    pack = packed("listmonk")
    assert f'src="pictures/{RED.name}"' in pack.files["letter.html"].decode()
    assert pack.files[f"pictures/{RED.name}"] == RED.data
    assert any("no reader finds it" in remark for remark in pack.remarks)
    placed = packed("listmonk", image_base_url="https://halyard.example/pictures/")
    assert f'src="https://halyard.example/pictures/{RED.name}"' in placed.files["letter.html"].decode()
    assert not any("no reader" in remark for remark in placed.remarks)


def test_plain_is_a_message_and_a_page_of_the_web(packed: Callable[..., export.Pack]) -> None:
    """For a mail sender of one's own: a whole message, strictly read, and the page without ways out of a list."""
    files = packed("plain").files
    message = strict(files["letter.eml"])
    assert message.words("Subject") == "Who pays for the night train?"
    assert message.header["Date"] == "Fri, 20 Nov 2026 06:00:00 +0000"
    assert "Leave" not in files["web.html"].decode()
    assert "<title>" in files["web.html"].decode()


@pytest.mark.parametrize("change", [{"sender": ""}, {}], ids=["no sender", "no date"])
def test_what_a_message_lacks_is_told(letter: Letter, publication: Publication, issue: Issue, change: dict) -> None:
    """Without a sender or a date there is no message, all else is there, and what to write is said."""
    one = replace(publication, **change)
    pack = export.packed(letter if change else replace(letter, date=None), publications.service(one, "plain"), one, issue)
    assert "letter.eml" not in pack.files
    assert "letter.html" in pack.files
    assert any("write sender" in remark or "write date" in remark for remark in pack.remarks)


def test_the_words_to_copy_stand_on_lines_of_their_own(letter: Letter, publication: Publication, issue: Issue) -> None:
    """Subject and preheader as the service takes them, with its own tags; other subject lines one below the other."""
    other = replace(letter, subjects=("Sleepers", "Beds on rails"))
    words = export.pack(other, publications.service(publication, "mailchimp"), publication, issue)["subject.txt"].decode()
    lines = words.splitlines()
    assert lines[:2] == ["Subject:", "Who pays for the night train?"]
    assert lines[3] == "Preview text:"
    assert lines[4] == issue.preheader
    assert lines[lines.index("Other subject lines:") + 1:] == ["Sleepers", "Beds on rails"]


@pytest.mark.parametrize(("name", "said"), [("kit", "{{ subscriber.first_name | default: 'friend' }}"), ("mailchimp", "*|FNAME|*")])
def test_other_subject_lines_are_spelled_and_guarded_like_the_first(
    publication: Publication, theme: Theme, name: str, said: str
) -> None:
    """A tag of ours becomes the service's, and words that look like one of the service's stay words, in each of them."""
    line = "{first_name|friend}, read *|EMAIL|* and {{ subscriber.email_address }}"
    issue = issue_of(note("Dear reader"), subject=line, subjects=(line,))
    words = export.pack(build.press(issue, publication, theme), publications.service(publication, name), publication, issue)
    lines = words["subject.txt"].decode().splitlines()
    assert lines[lines.index("Other subject lines:") + 1] == lines[1]
    assert said.split(" |")[0] in lines[1]
    assert line not in words["subject.txt"].decode()


def test_a_hostile_word_stays_in_the_letter(publication: Publication, theme: Theme) -> None:
    """Words that break things reach no name of a file and no line of HANDOVER.md, except the publication's own name."""
    for word in HARD_WORDS:
        issue = issue_of(note("Dear reader"), subject=word, preheader=word)
        letter = build.press(issue, publication, theme)
        plain = export.pack(letter, publications.service(publication, "buttondown"), publication, issue)
        assert plain["HANDOVER.md"].decode().startswith("# The Halyard, No. 47 for Buttondown\n")


# ── each shape of import ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def shaped(letter: Letter, issue: Issue, publication: Publication, tmp_path: Path) -> Callable[..., export.Pack]:
    """Packs that letter for a made service; the arguments are its profile's."""
    def pack(shape: str | None, base: str = "", **said: object) -> export.Pack:
        profile = Service(id="made", name="Made", shape=shape, path=tmp_path, **said)  # type: ignore[arg-type]
        return export.packed(letter, profile, replace(publication, image_base_url=base), issue)

    return pack


@pytest.mark.parametrize(("shape", "names"), [
    ("paste", {"letter.html", "letter.txt", f"pictures/{RED.name}"}),
    ("body", {"body.html", "letter.txt", f"pictures/{RED.name}"}),
    ("zip", {"upload.zip", "letter.txt"}),
    ("url", {"letter.html", "letter.txt", f"pictures/{RED.name}"}),
    ("api", {"letter.html", "letter.txt", f"pictures/{RED.name}"}),
    ("blocks", {"letter.html", "letter.txt", f"pictures/{RED.name}"}),
    ("eml", {"letter.eml"}),
])
def test_each_shape_of_import_has_its_files_and_no_others(
    shaped: Callable[..., export.Pack], shape: str, names: set[str]
) -> None:
    """What is pasted, uploaded, fetched, built or mailed; subject and steps with each; no text where none is taken."""
    always = {"HANDOVER.md", "subject.txt"}
    assert set(shaped(shape).files) == {*always, *names}
    # For a letter that is built by hand, the words are taken out of it.
    taken = names if shape == "blocks" else names - {"letter.txt"}
    assert set(shaped(shape, takes_text=False).files) == {*always, *taken}
    for takes_text, base in ((None, ""), (True, "https://halyard.example/p/"), (False, "https://halyard.example/p")):
        pack = shaped(shape, base, takes_text=takes_text)
        steps = re.findall(r"(?m)^\d\. (.+)$", pack.files["HANDOVER.md"].decode())
        assert 3 <= len(steps) <= 6, steps
        assert all(f"`{name}`" in " ".join(steps) for name in pack.files if name in ("upload.zip", "letter.txt", "body.html"))


def test_a_zip_holds_the_letter_with_its_pictures_beside_it(shaped: Callable[..., export.Pack]) -> None:
    """In no folder, as the strictest of importers want it; pictures that stand on the web are apart, for uploading there."""
    with zipfile.ZipFile(io.BytesIO(shaped("zip").files["upload.zip"])) as archive:
        assert archive.namelist() == ["index.html", RED.name]
        assert f'src="{RED.name}"' in archive.read("index.html").decode()
    placed = shaped("zip", "https://halyard.example/p").files
    with zipfile.ZipFile(io.BytesIO(placed["upload.zip"])) as archive:
        assert archive.namelist() == ["index.html"]
        assert f'src="https://halyard.example/p/{RED.name}"' in archive.read("index.html").decode()
    assert placed[f"pictures/{RED.name}"] == RED.data


def test_a_body_alone_is_no_second_document(shaped: Callable[..., export.Pack]) -> None:
    """No doctype, html, head, title or body; the sheets, the words and their language are there, and every tag is closed."""
    whole = shaped("paste").files["letter.html"].decode()
    body = shaped("body").files["body.html"].decode()
    assert not re.search(r"<!doctype|<(html|head|body|title|meta)\b", body, re.IGNORECASE)
    for sheet in re.findall(r"<style\b.*?</style>", whole, re.DOTALL):
        assert sheet in body
    inner = re.search(r"<body\b[^>]*>(.*)</body>", whole, re.DOTALL)
    assert inner and inner[1].strip() in body
    assert re.search(r'<div [^>]*lang="en"', body)
    assert body.count("<div") == body.count("</div>")
    assert body.count("<!--[if") == body.count("endif]-->")


def test_what_a_service_does_to_a_letter_is_said_in_its_words(shaped: Callable[..., export.Pack]) -> None:
    """Text that is not taken, preheader, List-Unsubscribe, footer, what else it changes, and how sure we are."""
    pack = shaped("paste", takes_text=False, prints_preheader=True, adds_list_unsubscribe=True, footer="Made adds a footer",
                  changes=("Made strips comments.",), words={"preheader": "Preview text", "letter": "campaign", "editor": "Raw"})
    said = pack.files["HANDOVER.md"].decode()
    assert "begin a new campaign of which you write the HTML yourself: choose “Raw”." in said
    assert "Copy the subject and the preheader (Made says “Preview text”)" in said
    for remark in ("Made takes no plain text of ours", "Made prints the preheader", "Made adds the button for leaving",
                   "Made adds a footer", "Made strips comments", "not well proven"):
        assert any(remark in one for one in pack.remarks), remark
    assert "Preview text:\n" in pack.files["subject.txt"].decode()
    without = shaped("api", adds_list_unsubscribe=False, confidence="high")
    assert any("Made does not add the button for leaving" in remark for remark in without.remarks)
    assert not any("proven" in remark for remark in without.remarks)


@pytest.mark.parametrize("shape", ["paste", "body", "zip", "url", "blocks", "api"])
def test_a_preheader_is_copied_only_where_it_is_asked_for(shaped: Callable[..., export.Pack], shape: str) -> None:
    """Who prints it gets it to copy, and the letter is without; who does not, or is not known to, gets no word of it twice."""
    for prints in (True, False, None):
        pack = shaped(shape, prints_preheader=prints, words={"preheader": "Preview text"} if prints else {})
        steps = "\n".join(re.findall(r"(?m)^\d\. (.+)$", pack.files["HANDOVER.md"].decode()))
        words = pack.files["subject.txt"].decode()
        letter = "".join(data.decode() for name, data in pack.files.items() if name.endswith(".html"))
        assert ("preheader" in steps) is ("Preview text:" in words) is bool(prints)
        assert "Preheader:" not in words
        assert ("Strasbourg votes" in letter.partition("</div>")[0]) is (not prints and shape != "zip")
        told = {True: "Made prints the preheader", False: "Made does not ask for a preheader", None: "where Made asks for a preheader"}
        assert any(remark.startswith(told[prints]) for remark in pack.remarks)


def test_a_field_that_prints_nothing_is_left_empty(shaped: Callable[..., export.Pack]) -> None:
    """A service that asks for the preheader without printing it: the letter brings it, and the field is named."""
    pack = shaped("paste", prints_preheader=False, words={"preheader": "Preview text"})
    assert any(remark.startswith("leave “Preview text” empty in Made") for remark in pack.remarks)


@pytest.mark.parametrize("shape", ["paste", "body", "zip", "url", "api"])
def test_what_is_not_known_of_a_service_is_said(shaped: Callable[..., export.Pack], shape: str) -> None:
    """Text part, List-Unsubscribe and comments: in one sentence, of what is open alone; nothing where all is known."""
    (told,) = [remark for remark in shaped(shape).remarks if "not known here" in remark]
    assert told == ("whether Made takes our plain text, adds the button for leaving beside the sender's name (List-Unsubscribe) or keeps "
                    "the comments in the HTML that Outlook on Windows reads is not known here: look for it in your test")
    (told,) = [remark for remark in shaped(shape, takes_text=True, keeps_comments=True).remarks if "not known here" in remark]
    assert told.startswith("whether Made adds the button for leaving beside the sender's name (List-Unsubscribe) is not known here")
    known = shaped(shape, takes_text=True, adds_list_unsubscribe=True, keeps_comments=False)
    assert not any("not known here" in remark for remark in known.remarks)
    assert any("Made takes out the comments" in remark for remark in known.remarks)


def test_what_a_word_needs_is_said_where_the_letter_uses_it(shaped: Callable[..., export.Pack]) -> None:
    """Of the way out, which the letter holds; of no other word. A fallback needs what it needs where there is one."""
    needs = {"unsubscribe": "switch it on", "preferences": "name a form", "fallback": "store it", "readers": "store it, too",
             "list_unsubscribe": "where it is switched on"}
    pack = shaped("paste", needs=needs, tags={"unsubscribe": "[u]", "preferences": "[p]"}, adds_list_unsubscribe=True)
    see_to_it = pack.files["HANDOVER.md"].decode().partition("See to it before you send:")[2].partition("To know:")[0]
    assert re.findall(r"(?m)^\* (.+)$", see_to_it)[-1] == "switch it on"
    assert not any(word in " ".join(pack.remarks) for word in ("name a form", "store it"))
    assert any(remark.endswith("(List-Unsubscribe), where it is switched on") for remark in pack.remarks)


@pytest.mark.parametrize(("service", "said"), [
    ("mailchimp", ["Mailchimp looks for `*|UNSUB|*` in a letter: it is there."]),
    ("activecampaign", [
        "ActiveCampaign looks for `%UNSUBSCRIBELINK%` in a letter: it is there.",
        "ActiveCampaign looks for `%SENDER-INFO` in vain: `newsletter check --service activecampaign` says what to write.",
    ]),
    ("mailerlite", ["MailerLite looks for `{$unsubscribe}`, `</head>`, `</body>` in a letter: all of it is there."]),
    ("listmonk", []),
])
def test_what_a_service_must_find_is_said_to_be_there_or_not(packed: Callable[..., export.Pack], service: str, said: list[str]) -> None:
    """And where somebody exports without it anyway, with what tells how to mend that; a text that is not taken is not asked."""
    lines = packed(service).files["HANDOVER.md"].decode().splitlines()
    assert [line for line in lines if " looks for " in line] == said


def test_what_a_service_must_know_of_readers_is_said(packed: Callable[..., export.Pack], letter: Letter) -> None:
    """The fields that the letter names, as they are called there, and who a part is for; nothing of what it does not hold."""
    fields = tuple(MergeTag(name=f"field.{name}", fallback="x") for name in ("city", "street"))
    members = tuple(Readers(name="members", others=others, where="x.toml:3") for others in (False, True))
    profile, publication = publications.service(Publication(), "mailchimp"), Publication()

    def to_do(letter: Letter, service: Service = profile) -> str:
        edition = replace(merge.stamp(letter, service, publication), letter=letter)
        return "\n".join(remarks(edition, service, publication).to_do)
    said = to_do(replace(letter, tags=(*letter.tags, *fields), readers=members))
    assert "fields of your readers, which Mailchimp must have by that name: CITY, STREET" in said
    assert "Mailchimp must know who belongs to them: members — send one test as a reader who does, and one" in said
    assert "of your readers, which Kit" not in to_do(replace(letter, tags=fields), publications.service(Publication(), "kit"))
    assert "must have by that name" not in to_do(letter) and "belongs to them" not in to_do(letter)


def test_what_comes_after_newsletter_toml_has_changed_is_said(packed: Callable[..., export.Pack]) -> None:
    """The pack is there already, and the letter is another than was approved."""
    for asked, again in ((False, "newsletter.toml (`image_base_url`), and export again with --force."),
                         (True, "newsletter.toml (`image_base_url`), and approve it again, then export again with --force.")):
        assert again in packed("brevo", require_approval=asked).files["HANDOVER.md"].decode()


@pytest.mark.parametrize("service", SERVICES)
def test_an_issue_that_others_send_is_marked_by_hand(packed: Callable[..., export.Pack], service: str) -> None:
    """HANDOVER.md ends with how, where newsletter send does not do it."""
    said = packed(service).files["HANDOVER.md"].decode()
    assert ("`newsletter sent 47`" in said) is not publications.service(Publication(), service).merged_here


def test_a_word_that_a_service_looks_for_is_named_whole(packed: Callable[..., export.Pack]) -> None:
    """Of CiviCRM's it is known how they begin."""
    said = packed("civicrm", postal_address="1 Quay", imprint="{postal_address} [Out](merge:unsubscribe)").files["HANDOVER.md"].decode()
    assert "`{action." in said and not re.search(r"`\{action\.`", said)


def test_the_way_out_that_a_letter_lacks_is_a_step(shaped: Callable[..., export.Pack]) -> None:
    """Whoever hands it over looks for the service's, or puts it in; an own address that is the same for all will do."""
    def step(**changes: object) -> str:
        said = shaped("paste", **{"tags": {}, "footer": "", **changes}).files["HANDOVER.md"].decode()
        return re.findall(r"(?m)^\d\. (Send yourself .+)$", said)[0]

    assert "the way out of the list, for the letter has none: put in the one of " in step()
    assert ", which " in step(footer="It puts the way out under the letter") and " puts in; then choose" in step(footer="F")
    assert "the way out of the list; then choose" in step(tags={"unsubscribe": "{{ leave }}"})


def test_an_address_that_is_said_twice_is_told(packed: Callable[..., export.Pack]) -> None:
    """Constant Contact puts the postal address under each letter: one of ours that is no merge tag stands there as well."""
    twice = "puts it below once more"
    assert any(twice in remark for remark in packed("constant-contact").remarks)
    assert not any(twice in remark for remark in packed("constant-contact", imprint="{postal_address}").remarks)
    assert not any(twice in remark for remark in packed("constant-contact", postal_address="").remarks)
    assert not any(twice in remark for remark in packed("buttondown").remarks)
    assert any("[[trackingImage]]" in remark for remark in packed("constant-contact").remarks)


def test_a_letter_for_an_editor_of_blocks_is_built_by_hand(packed: Callable[..., export.Pack]) -> None:
    """MailPoet's takes no HTML: nothing says to paste it; the words to copy hold the addresses as they are typed there."""
    files = packed("mailpoet").files
    said = files["HANDOVER.md"].decode()
    assert "takes no HTML of ours" in said
    assert "write the HTML" not in said
    assert "[link:subscription_unsubscribe_url]" in files["letter.txt"].decode()


def test_how_a_letter_is_brought_in_may_not_be_known(shaped: Callable[..., export.Pack]) -> None:
    """Then it is packed as for pasting, and said that nobody has found it; no word of it where it is known."""
    unknown, known = shaped(None), shaped("paste")
    assert set(unknown.files) == set(known.files)
    [told] = set(unknown.remarks) - set(known.remarks)
    assert told == "how Made takes a whole letter was not found: where no editor there takes HTML, it has to be built by hand"
    how = [pack.files["HANDOVER.md"].decode() for pack in (unknown, known)]
    assert ["in an editor that takes HTML of your own" in said for said in how] == [True, False]
    assert ["of which you write the HTML yourself" in said for said in how] == [False, True]
    assert told in unknown.files["HANDOVER.md"].decode()


# ── the zip ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_zip_gives_back_its_files() -> None:
    """Names, order and bytes come back; each file may be read and written; nothing tells when it was made."""
    given = {"b.txt": "é".encode(), "a/c.png": RED.data, "empty": b""}
    data = export.zipped(given)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == given
        assert archive.namelist() == list(given)
        assert {stat.S_IMODE(entry.external_attr >> 16) for entry in archive.infolist()} == {0o644}
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


# ── the folder ───────────────────────────────────────────────────────────────────────────────────────────────

FILES = {"a.txt": b"new", "in/b.txt": b"deep"}


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_folder_is_made_whole(tmp_path: Path) -> None:
    """Missing folders above it are made; an empty one is used; nothing else is left beside it."""
    (tmp_path / "there").mkdir()
    for name in ("there", "up/and/down"):
        files.write_folder(tmp_path / name, FILES)
        assert contents(tmp_path / name) == FILES
    assert sorted(os.listdir(tmp_path)) == ["there", "up"]


def test_a_folder_is_never_replaced_unasked(tmp_path: Path) -> None:
    """Not without --force; with it, only where nothing but its own files would be lost."""
    files.write_folder(tmp_path / "out", FILES)
    with pytest.raises(Refused, match="there already"):
        files.write_folder(tmp_path / "out", {"a.txt": b"other"})
    files.write_folder(tmp_path / "out", {"a.txt": b"other"}, force=True, own=FILES.__contains__)
    assert contents(tmp_path / "out") == {"a.txt": b"other"}
    (tmp_path / "out" / "mine.doc").write_bytes(b"dear")
    with pytest.raises(Refused, match=r"mine\.doc"):
        files.write_folder(tmp_path / "out", FILES, force=True, own=FILES.__contains__)
    assert contents(tmp_path / "out") == {"a.txt": b"other", "mine.doc": b"dear"}


@pytest.mark.parametrize("name", ["pictures/mine.jpg", "pictures/originals/0123456789abcdef.png", "pictures/empty/", "mine.doc"])
def test_what_somebody_laid_beside_the_pictures_stays(
    tmp_path: Path, letter: Letter, publication: Publication, issue: Issue, name: str
) -> None:
    """The pictures of an earlier export go with it; what has not a name of ours, however deep, keeps the folder where it is."""
    pack = export.packed(letter, publications.service(publication, "mailchimp"), publication, issue)
    files.write_folder(tmp_path / "out", {**pack.files, "pictures/0123456789abcdef.png": b"of before"})
    files.write_folder(tmp_path / "out", pack.files, force=True, own=export.is_of_a_pack)
    assert contents(tmp_path / "out") == pack.files
    mine = tmp_path / "out" / name
    mine.parent.mkdir(parents=True, exist_ok=True)
    mine.mkdir() if name.endswith("/") else mine.write_bytes(b"dear")
    for write in (files.may_be_written, lambda folder, **said: files.write_folder(folder, pack.files, **said)):
        with pytest.raises(Refused, match=rf"other files are in this folder, .*{name.rstrip('/')} first"):
            write(tmp_path / "out", force=True, own=export.is_of_a_pack)
    assert mine.exists()


def test_a_file_and_the_folder_one_is_in_are_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of that name stays, with --force too; so does the working directory."""
    (tmp_path / "file").write_bytes(b"dear")
    for force in (False, True):
        with pytest.raises(Refused):
            files.write_folder(tmp_path / "file", FILES, force=force, own=lambda name: True)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with pytest.raises(Refused, match="in this folder"):
        files.write_folder(Path("."), FILES, force=True)
    assert contents(tmp_path) == {"file": b"dear"}


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the last file cannot be written, or the name not be given, the old folder is whole and nothing is left over."""
    files.write_folder(tmp_path / "out", FILES)
    real = os.fsync
    calls: list[int] = []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutsideError, match="the disk is full"):
        files.write_folder(tmp_path / "out", {"a.txt": b"x", "in/b.txt": b"y"}, force=True, own=FILES.__contains__)
    assert contents(tmp_path) == {"out/a.txt": b"new", "out/in/b.txt": b"deep"}


def test_a_name_that_cannot_be_given_brings_the_old_folder_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the two renames of a replacement a failure puts the old folder back."""
    files.write_folder(tmp_path / "out", FILES)
    real = os.rename

    def refused(source: Path, target: Path) -> None:
        if str(source).endswith(".tmp"):
            raise OSError(13, "Permission denied")
        real(source, target)

    monkeypatch.setattr(os, "rename", refused)
    with pytest.raises(OutsideError, match="not permitted"):
        files.write_folder(tmp_path / "out", {"a.txt": b"x"}, force=True, own=FILES.__contains__)
    assert contents(tmp_path) == {"out/a.txt": b"new", "out/in/b.txt": b"deep"}
    assert os.listdir(tmp_path) == ["out"]


KILLED = """\
import os, signal
from pathlib import Path
from newsletter import files

real = os.rename
def rename(source, target):
    if str(source).endswith('.tmp'):
        os.kill(os.getpid(), signal.SIGKILL)
    real(source, target)

os.rename = rename
files.write_folder(Path('out'), {'a.txt': b'x'}, force=True, own={'a.txt', 'in/b.txt'}.__contains__)
"""


def test_what_a_killed_run_left_is_cleared_up(tmp_path: Path) -> None:
    """Killed between the two renames: the next run into this folder leaves it alone in its place, one into another all as it is."""
    files.write_folder(tmp_path / "out", FILES)
    killed = subprocess.run([sys.executable, "-c", KILLED], cwd=tmp_path, check=False,
                            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])})
    assert killed.returncode == -9
    left = sorted(os.listdir(tmp_path))
    assert {Path(name).suffix for name in left} == {".old", ".tmp"}
    files.write_folder(tmp_path / "other", FILES)
    assert sorted(os.listdir(tmp_path)) == [*left, "other"]
    files.write_folder(tmp_path / "out", {"b.txt": b"next"})
    assert sorted(os.listdir(tmp_path)) == ["other", "out"]
    assert contents(tmp_path / "out") == {"b.txt": b"next"}


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def halyard(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample publication with its first number; the working directory is in it."""
    run("new", "halyard", "--sample")
    monkeypatch.chdir(tmp_path / "halyard")
    run("next")
    return tmp_path / "halyard"


def test_export_makes_a_folder_or_a_zip_of_the_same_files(run: Run, halyard: Path) -> None:
    """A folder, a .zip and standard output hold the same; each is said, and none is written over."""
    assert run("export", "1", "--service", "mailchimp", "-o", "out").status == 0
    assert run("export", "1", "--service", "mailchimp", "-o", "out.zip").status == 0
    piped = run("export", "1", "--service", "mailchimp", "-o", "-")
    assert piped.out == (halyard / "out.zip").read_bytes()
    with zipfile.ZipFile(halyard / "out.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == contents(halyard / "out")
    for output in ("out", "out.zip"):
        again = run("export", "1", "--service", "mailchimp", "-o", output)
        assert (again.status, "there already" in again.err) == (7, True)
        assert run("export", "1", "--service", "mailchimp", "-o", output, "--force").status == 0


def test_what_is_there_already_is_told_before_all_else(run: Run, halyard: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder or a file in the way is refused before the letter is made, not after; also where it has no -o."""
    run("export", "1", "--service", "kit")
    (halyard / "out.zip").write_bytes(b"dear")

    def made(*_: object) -> None:
        raise AssertionError("the letter was made for nothing")

    monkeypatch.setattr(build, "press", made)
    for options in ((), ("-o", "out.zip")):
        said = run("export", "1", "--service", "kit", *options)
        assert (said.status, "is there already" in said.err, said.err.count("\n")) == (7, True, 1)
    for name in ("n" * 300, f"{'n' * 300}.zip"):
        said = run("export", "1", "--service", "kit", "-o", name)
        assert (said.status, said.err.count("\n")) == (5, 1)


def test_export_names_a_folder_itself(run: Run, halyard: Path) -> None:
    """Without -o it is named after issue and service; what the service does to the letter is said at once."""
    said = run("export", "--service", "buttondown")
    assert said.status == 0
    assert "wrote 001-buttondown: " in said.err
    assert "Buttondown prints the preheader" in said.err
    assert (halyard / "001-buttondown" / "HANDOVER.md").is_file()


def test_export_reads_standard_input(run: Run, halyard: Path) -> None:
    """An issue from a pipe is packed like one from a file."""
    issue = (halyard / "issues" / "001.toml").read_bytes()
    assert run("export", "-", "--anyway", stdin=issue).status == 0
    assert (halyard / "letter-plain" / "HANDOVER.md").is_file()


def test_export_is_no_single_file(run: Run, halyard: Path) -> None:
    """-o letter.html is a slip, and says what makes one file."""
    said = run("export", "1", "-o", "letter.html")
    assert (said.status, "newsletter render" in said.err) == (2, True)
