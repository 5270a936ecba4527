"""Files: what is read comes whole or with a message; what is written is there whole, or nothing has changed."""

from __future__ import annotations

import io
import os
import resource
import stat
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from newsletter import files
from newsletter.errors import InputError, NewsletterError, OutsideError, Refused

NOBODY = 65534


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def typed_in(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_packaged_folder_holds_templates_and_data() -> None:
    """PACKAGED is where templates and data are, in a checkout as in a wheel."""
    assert (files.PACKAGED / "templates").is_dir()
    assert (files.PACKAGED / "data").is_dir()


def test_a_path_is_shown_as_short_as_it_can_be(here: Path) -> None:
    """Below the working directory a path is relative; elsewhere it stays as given."""
    assert files.shown(here / "issues" / "047.toml") == os.path.join("issues", "047.toml")
    assert files.shown("issues/047.toml") == os.path.join("issues", "047.toml")
    assert files.shown("/elsewhere/047.toml") == "/elsewhere/047.toml"
    assert files.shown("-") == "standard input"


def test_a_path_is_shown_on_one_line_and_can_be_printed() -> None:
    """Control characters, turned lines and bytes that are no text do not reach a terminal."""
    name = files.shown(os.fsdecode(b"a\xff") + "\n\x1b[2J\u202eb")
    assert name.encode("utf-8").decode() == name
    assert not set(name) & set("\n\x1b\u202e")


@pytest.mark.parametrize(("word", "meant"), [
    ("teazer", "teaser"), ("Teaser", "teaser"), ("teasers", "teaser"), ("web-version", "web_version"), ("zebra", ""),
])
def test_did_you_mean_names_the_likely_word(word: str, meant: str) -> None:
    """A slip of one letter, of case or number is understood; a wholly different word is not."""
    assert files.did_you_mean(word, ["title", "teaser", "web_version"]) == (f"did you mean '{meant}'?" if meant else "")


def test_did_you_mean_prefers_the_first_of_two_that_are_as_near() -> None:
    """Of subject and subjects the one named first is meant."""
    assert files.did_you_mean("Subject", ["subject", "subjects"]) == "did you mean 'subject'?"


@pytest.mark.parametrize("of", ["pipe", "/dev/zero", "/dev/tty0"])
def test_what_never_ends_is_no_file(here: Path, of: str) -> None:
    """A pipe that nobody fills and a device are refused at once."""
    path = Path(of) if of.startswith("/") else here / of
    if path.parent == here:
        os.mkfifo(path)
    if not path.exists():
        pytest.skip("there is no such device here")
    with pytest.raises(InputError, match="no file but a pipe or a device|not permitted"):
        files.read_bytes(path)


def test_what_the_shell_makes_is_read() -> None:
    """``<(…)`` is a pipe with an address of its own, and is filled while we read."""
    reading, writing = os.pipe()
    with open(writing, "wb") as pipe, open(reading, "rb"):
        pipe.write(b"words")
        pipe.close()
        assert files.read_bytes(f"/dev/fd/{reading}") == b"words"


def test_a_link_that_leads_nowhere_is_called_so(here: Path) -> None:
    """Nobody is asked whether they meant the very name they wrote."""
    (here / "001.toml").symlink_to("gone.toml")
    with pytest.raises(InputError) as caught:
        files.read_bytes("001.toml")
    assert str(caught.value) == "001.toml: this is a link that leads nowhere — put a file in its place"


# ── in ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_and_standard_input_give_their_bytes(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes come as they are; ``-`` is standard input."""
    (here / "a").write_bytes(b"\x00\xff\r\n")
    typed_in(monkeypatch, b"\xfftyped")
    assert files.read_bytes("a") == b"\x00\xff\r\n"
    assert files.read_bytes("-") == b"\xfftyped"


def test_a_closed_standard_input_is_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a standard input there is a message, not a bug."""
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(InputError, match="standard input: cannot be read"):
        files.read_bytes("-")


@pytest.mark.parametrize(("path", "message"), [
    ("issues/O47.toml", "issues/O47.toml: there is no such file — did you mean 'issues/047.toml'?"),
    ("issues/zebra.xml", "issues/zebra.xml: there is no such file"),
    ("isues/047.toml", "isues/047.toml: there is no such file — there is no folder isues"),
    ("issues", "issues: this is a folder, not a file — name a file in it"),
    ("", ": there is no such file"),
    ("a\0b", "a�b: cannot be read (embedded null byte)"),
    ("x" * 5000, "File name too long"),
    ("issues/047.toml/x", "issues/047.toml/x: there is no such file"),
])
def test_what_cannot_be_read_is_said_in_plain_words(here: Path, path: str, message: str) -> None:
    """A missing file comes with the near name; a folder and impossible names have a message."""
    (here / "issues").mkdir()
    (here / "issues" / "047.toml").touch()
    with pytest.raises(InputError) as caught:
        files.read_bytes(path)
    assert message in str(caught.value)


def test_a_file_that_is_too_large_is_refused_before_it_is_whole_in_memory(here: Path) -> None:
    """No more than the limit and one byte is read, whatever the file says of its size."""
    (here / "a").write_bytes(b"12345")
    assert files.read_bytes("a", most=5) == b"12345"
    with pytest.raises(InputError, match="a: larger than"):
        files.read_bytes("a", most=4)
    with open("/dev/zero", "rb") as zero, pytest.raises(InputError, match="larger than 0.001 MB"):
        files.read_bytes(f"/dev/fd/{zero.fileno()}", most=1000)


def test_reading_what_is_not_permitted_is_a_message(here: Path) -> None:
    """A file of somebody else is named, with what to do."""
    folder = open_to_all(here)
    (folder / "secret").touch(mode=0o000)
    assert as_nobody(lambda: files.read_bytes(folder / "secret")) == (
        f"InputError: {folder / 'secret'}: reading is not permitted — ask who owns the file")


@pytest.mark.parametrize(("data", "text"), [
    (b"a\r\nb\rc\nd", "a\nb\nc\nd"),
    (b"\xef\xbb\xbfnumber = 47", "number = 47"),
    ("é\r\n".encode("utf-16"), "é\n"),
    ("é".encode("utf-16-be").join([b"\xfe\xff", b""]), "é"),
    ("Ú 🚂 می\u200cخواهم\u00a0\u2028".encode(), "Ú 🚂 می\u200cخواهم\u00a0\u2028"),
    (b"", ""),
])
def test_text_is_decoded(data: bytes, text: str) -> None:
    """UTF-8 with or without a mark and marked UTF-16 are read, each line ended by a line feed, nothing else changed."""
    assert files.decode(data, "x") == text


@pytest.mark.parametrize(("data", "message"), [
    (b"one\r\ntwo\r\nThe Pr\xe4sident spoke",
     "x:3: this is not UTF-8 but probably Windows-1252 (it would read 'Präsident' here) — save the file as UTF-8: in the "
     "editor's “Save as”, choose the encoding UTF-8"),
    (b"\xef\xbb\xbfone\rtw\xf6", "x:2: this is not UTF-8 but probably Windows-1252 (it would read 'twö' here)"),
    (b"PK\x03\x04\x14\x00\x06\x00\x80", "x: this is a Word document or another packed file, not a text file — save it as"),
    (b"%PDF-1.7\n\xe2\xe3", "x: this is a PDF, not a text file"),
    (b"a\x00b", "x: this is a file for programs, not a text file"),
    ("é".encode("utf-16-le"), "x: this is a file for programs, not a text file"),
])
def test_what_is_not_text_is_named(data: bytes, message: str) -> None:
    """Bytes that are no UTF-8 are named by line, with what they probably are and how to save the file."""
    with pytest.raises(InputError) as caught:
        files.decode(data, "x")
    assert str(caught.value).startswith(message)


# ── out ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_is_written_with_its_folders(here: Path) -> None:
    """Missing folders are made, text is UTF-8, line ends stay as they are, and nothing else is left behind."""
    files.write(here / "a" / "b" / "letter.txt", "é\r\n")
    assert (here / "a" / "b" / "letter.txt").read_bytes() == "é\r\n".encode()
    assert [path.name for path in (here / "a" / "b").iterdir()] == ["letter.txt"]


def test_a_file_that_is_there_is_only_replaced_by_force(here: Path) -> None:
    """Without force the older file stays as it was, and the message says what to do."""
    path = here / "letter.txt"
    path.write_text("older")
    with pytest.raises(Refused) as caught:
        files.write(path, "newer")
    assert str(caught.value) == "letter.txt: is there already — overwrite it with --force, or choose another name"
    assert path.read_text() == "older"
    files.write(path, b"newer", force=True)
    assert path.read_text() == "newer"


def test_a_link_is_followed_and_stays_a_link(here: Path) -> None:
    """Writing through a symbolic link changes what it points to, be that there or not."""
    (here / "real.txt").write_text("older")
    for name in ("real.txt", "missing.txt"):
        (here / f"to-{name}").symlink_to(here / name)
        files.write(here / f"to-{name}", "newer", force=True)
        assert (here / f"to-{name}").is_symlink()
        assert (here / name).read_text() == "newer"


def test_the_permissions_of_a_replaced_file_stay(here: Path) -> None:
    """What only its owner may read is not opened to others by being replaced; a new file follows the umask."""
    path = here / "letter.txt"
    path.touch(mode=0o600)
    files.write(path, "newer", force=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    files.write(here / "new.txt", "newer")
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE((here / "new.txt").stat().st_mode) == 0o666 & ~umask


def test_a_device_is_written_to_and_not_replaced() -> None:
    """/dev/null stays what it is."""
    files.write(Path("/dev/null"), "gone", force=True)
    assert not Path("/dev/null").is_file()


def test_text_that_cannot_be_encoded_is_written_all_the_same(here: Path) -> None:
    """Half a character from a broken source does not stop a letter."""
    files.write(here / "a", "x\ud800y")
    assert (here / "a").read_bytes() == b"x?y"


@pytest.mark.parametrize(("path", "message"), [
    ("folder", "folder: cannot be written: this is a folder — name a file in it"),
    ("file/x", "file/x: cannot be written: what should be a folder on the way there is a file — write to another folder"),
    ("x" * 300, "cannot be written: the name is too long — choose a shorter one"),
    ("loop", "loop: cannot be written: the links on the way there lead in a circle"),
    ("a\0b", "a�b: cannot be written: "),
])
def test_what_cannot_be_written_is_said_in_plain_words(here: Path, path: str, message: str) -> None:
    """Folders, files in the way, names too long and circles of links have a message each."""
    (here / "folder").mkdir()
    (here / "file").touch()
    (here / "loop").symlink_to(here / "loop")
    with pytest.raises(OutsideError) as caught:
        files.write(here / path, "x", force=True)
    assert message in str(caught.value)


def test_a_full_disk_leaves_the_older_file_as_it_was(here: Path) -> None:
    """Where the new file does not fit, the older one is whole, nothing is left beside it, and the message says so."""
    path = here / "letter.txt"
    path.write_text("older")

    def write() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        files.write(path, "x" * 100_000, force=True)

    assert in_child(write) == (
        "OutsideError: letter.txt: cannot be written: the file would be larger than is allowed here — make room, or "
        "write to another disk")
    assert path.read_text() == "older"
    assert [entry.name for entry in here.iterdir()] == ["letter.txt"]


def test_a_failure_at_any_step_leaves_the_older_file_as_it_was(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interruption while the new file is made durable or put in place changes nothing."""
    path = here / "letter.txt"
    path.write_text("older")
    for step in ("fsync", "chmod", "replace"):
        with monkeypatch.context() as patch:
            patch.setattr(os, step, interrupted)
            with pytest.raises(KeyboardInterrupt):
                files.write(path, "newer", force=True)
        assert path.read_text() == "older"
        assert [entry.name for entry in here.iterdir()] == ["letter.txt"]


def test_a_folder_that_can_only_be_read_is_named(here: Path) -> None:
    """Where writing is not permitted, the message says so and what is there stays."""
    folder = open_to_all(here)
    (folder / "letter.txt").write_text("older")
    assert as_nobody(lambda: files.write(folder / "letter.txt", "newer", force=True)) == (
        f"OutsideError: {folder / 'letter.txt'}: cannot be written: writing is not permitted here — write to another "
        "folder, or ask who owns this one")
    assert (folder / "letter.txt").read_text() == "older"


# ── changed ──────────────────────────────────────────────────────────────────────────────────────────────────

MARKS = {"utf-8": b"", "utf-8-sig": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}


@pytest.mark.parametrize("encoding", MARKS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_change_keeps_mark_encoding_and_line_ends(here: Path, encoding: str, end: str) -> None:
    """The text is edited with ``\\n``; in the file a new line ends as the others do, and the rest is as it was."""
    path, codec = here / "issue.toml", encoding.removesuffix("-sig")
    before, after = (MARKS[encoding] + end.join(lines).encode(codec) for lines in (["é", "\u2028b", "c"], ["é", "x", "y", "c"]))
    path.write_bytes(before)
    assert files.change(path, lambda text: text.replace("\u2028b", "x\ny"))
    assert path.read_bytes() == after


def test_nothing_is_written_where_nothing_changed(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that says already what it shall say is not touched, whatever its line ends."""
    path = here / "issue.toml"
    path.write_bytes(b"a\r\nb\n")
    path.chmod(0o444)
    monkeypatch.setattr(os, "replace", lambda *_: pytest.fail("it was written"))
    assert not files.change(path, lambda text: text + "")


ENDS = st.sampled_from(["\n", "\r\n", "\r"])
MIXED = st.lists(st.tuples(st.sampled_from(["", "a", "b", "# c"]), ENDS), min_size=1, max_size=12)


@settings(max_examples=200)
@given(lines=MIXED, data=st.data())
def test_each_line_that_stays_keeps_its_own_end(lines: list[tuple[str, str]], data: st.DataObject) -> None:
    """A line put in or taken out of a file with ends of all kinds changes no other line's."""
    raw = "".join(words + end for words, end in lines)
    place = data.draw(st.integers(0, len(files.decode(raw.encode(), "x").split("\n")) - 1))

    def edit(text: str) -> str:
        every = text.split("\n")
        return "\n".join([*every[:place], "new", *every[place:]])

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "issue.toml"
        path.write_bytes(raw.encode())
        files.change(path, edit)
        changed = path.read_bytes()
        first, _, rest = changed.partition(b"new")
        assert any(first + rest.removeprefix(end) == raw.encode() for end in (b"\r\n", b"\n", b"\r"))
        files.change(path, lambda text: text.replace("new\n", "", 1))
        assert path.read_bytes() == raw.encode()


@pytest.mark.parametrize("meanwhile", [b"mine\n", None])
def test_what_somebody_else_wrote_meanwhile_is_not_lost(here: Path, meanwhile: bytes | None) -> None:
    """An editor saves, or takes the file away, between our reading and our writing: refused, and theirs stands."""
    path = here / "issue.toml"
    path.write_bytes(b"ours\n")

    def edit(text: str) -> str:
        path.write_bytes(meanwhile) if meanwhile else path.unlink()
        return text + "more\n"

    with pytest.raises(Refused, match=r"issue.toml: somebody else changed this file meanwhile"):
        files.change(path, edit)
    assert [one.read_bytes() for one in here.iterdir()] == ([meanwhile] if meanwhile else [])


def test_what_an_edit_raises_leaves_the_file_alone(here: Path) -> None:
    """An edit that cannot be done is told, and nothing is written."""
    path = here / "issue.toml"
    path.write_bytes(b"ours\n")
    with pytest.raises(ZeroDivisionError):
        files.change(path, lambda text: text * (1 // 0))
    assert path.read_bytes() == b"ours\n"


def test_of_two_changes_at_once_none_is_lost(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long one looks at what is in the file: the other writes before that or after it, or is told."""
    path = here / "issue.toml"
    path.write_text("a\n")
    looks = files.writing._holds
    monkeypatch.setattr(files.writing, "_holds", lambda *those: (looks(*those), time.sleep(0.3))[0])
    refused: list[Refused] = []

    def add(line: str) -> None:
        try:
            files.change(path, lambda text: f"{text}{line}\n")
        except Refused as error:
            refused.append(error)

    both = [threading.Thread(target=add, args=(line,)) for line in "bc"]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(path.read_text().split()) + len(refused) == 3


def test_characters_that_are_none_are_not_rewritten(here: Path) -> None:
    """UTF-16 with half a character would not come out as it went in."""
    path = here / "issue.toml"
    path.write_bytes(b"\xff\xfea\x00\x00\xd8b\x00")
    with pytest.raises(InputError, match="characters that are none — save the file as UTF-8"):
        files.change(path, lambda text: text + "c")


# ── in another process ───────────────────────────────────────────────────────────────────────────────────────


def interrupted(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    yield
    while FOLDERS:
        FOLDERS.pop().cleanup()


FOLDERS: list[tempfile.TemporaryDirectory[str]] = []


def open_to_all(here: Path) -> Path:
    """Return a folder that others may read but not write in; a test's own folder is closed to them."""
    if os.geteuid() != 0:
        folder = here / "read-only"
        folder.mkdir()
        return folder
    FOLDERS.append(tempfile.TemporaryDirectory())
    os.chmod(FOLDERS[-1].name, 0o755)
    return Path(FOLDERS[-1].name)


def as_nobody(action: Callable[[], object]) -> str:
    """Do something without the right to write in folders that are not one's own; return what it says."""

    def step_down() -> None:
        if os.geteuid() == 0:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        else:
            (Path.cwd() / "read-only").chmod(0o555)
        action()

    return in_child(step_down)


def in_child(action: Callable[[], object]) -> str:
    """Do something in a child process; return the name and the words of the error it ends with."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            action()
            said = "no error"
        except BaseException as error:
            said = f"{type(error).__name__}: {error}" if isinstance(error, NewsletterError) else repr(error)
        os.write(writing, said.encode("utf-8", "replace"))
        os._exit(0)
    os.close(writing)
    with open(reading, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    return said
