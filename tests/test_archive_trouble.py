"""The archive when something goes wrong: two at once, killed in the middle, no room, no permission, the wrong file."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import pytest
from archive_help import NOON, article, sound

from newsletter import archive
from newsletter.archive import schema
from newsletter.errors import InputError, OutsideError

HERE = Path(__file__).parent
MOVE = "move it away and fetch again; marks made with keep are lost with it"


def process(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Start Python on the code, with what these tests know in it."""
    prelude = """
        import os, resource, sys
        from pathlib import Path
        from archive_help import DAY, NOON, article
        from newsletter import archive
        from newsletter.archive import writing
        from newsletter.errors import NewsletterError
        path = Path(sys.argv[1])
    """
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(prelude) + textwrap.dedent(code), *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(HERE)},
    )  # fmt: skip


def said(started: subprocess.Popen[str]) -> str:
    """Return what a process printed; fail unless it ended well and had nothing to complain of."""
    out, complaint = started.communicate(timeout=120)
    assert (started.returncode, complaint) == (0, "")
    return out.strip()


# ── several at once ──────────────────────────────────────────────────────────────────────────────────────────


def test_processes_that_put_at_once_all_succeed(tmp_path):
    """From nothing, in small batches, each piece from two of them: all is there once, and each was new to one only."""
    path = tmp_path / archive.FILE
    code = """
        writing.BATCH = 20
        with archive.open(path) as store:
            articles = (article(f"a{number}") for number in range(600))
            put = store.put(f"source {int(sys.argv[2]) // 2}", articles, NOON)
            print(int(store.made), put.new_count)
    """
    answers = [said(one).split() for one in [process(code, path, number) for number in range(4)]]
    assert sum(int(made) for made, _ in answers) == 1
    assert sum(int(count) for _, count in answers) == 600
    assert sound(path) == 600
    with archive.open(path) as store:
        assert len(store.within(None, None)) == 1200


def test_one_reads_while_another_writes(tmp_path):
    """It sees what was there before, at once."""
    path = tmp_path / archive.FILE
    with archive.open(path) as writer, archive.open(path) as reader:
        writer.put("Courier", [article("a")], NOON)
        with schema.writing(writer._database):
            writer._database.execute("DELETE FROM piece")
            assert reader.search("a").total == reader.search().total == 1


def test_who_waits_too_long_is_told(tmp_path, monkeypatch):
    """After 30 seconds, here after none."""
    monkeypatch.setattr(schema, "PATIENCE", 0)
    path = tmp_path / archive.FILE
    line = r"articles\.db: another newsletter has been writing here for a long time — try again when it is done"
    with archive.open(path) as one, archive.open(path) as other, schema.writing(one._database):
        with pytest.raises(OutsideError, match=line):
            other.put("Courier", [article("a")], NOON)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such kill here")
def test_a_killed_put_leaves_a_whole_archive(tmp_path):
    """At random moments, in the middle of writing: what was committed is there, the index with it, and it goes on."""
    code = """
        writing.BATCH = 50
        with archive.open(path) as store:
            print("ready", flush=True)
            for turn in range(1000):
                numbers = range(turn * 100, turn * 100 + 500)
                store.put("Courier", (article(f"a{number}", teaser=f"{turn} {number}") for number in numbers), NOON)
    """
    path, chance = tmp_path / archive.FILE, random.Random(1)
    pieces = 0
    for _ in range(8):
        victim = process(code, path)
        assert victim.stdout is not None and victim.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.005, 0.25))
        victim.kill()
        victim.communicate()
        copy = Path(shutil.copytree(tmp_path, tmp_path.with_name(f"{tmp_path.name}-{victim.pid}"))) / archive.FILE
        now = sound(copy)
        assert now >= pieces
        pieces = now
    assert pieces
    with archive.open(path) as store:
        assert store.put("Courier", [article("last")], NOON).new_count == 1
    assert sound(path) == pieces + 1


# ── no room, no permission ───────────────────────────────────────────────────────────────────────────────────


def test_a_full_disk_is_one_line_and_what_was_there_is_whole(tmp_path):
    """Once before anything is made, once in the middle of a put."""
    pytest.importorskip("resource")
    path = tmp_path / archive.FILE
    code = """
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
        try:
            with archive.open(path) as store:
                store.put("Courier", (article(f"a{number}") for number in range(9000)), NOON)
        except NewsletterError as error:
            print(type(error).__name__, error)
    """
    line = f"OutsideError {path}: cannot be "
    assert said(process(code, path, 1000)).startswith(line)
    with archive.open(path) as store:
        store.put("Courier", [article("a")], NOON)
    answer = said(process(code, path, 1_000_000))
    assert answer.startswith(line) and answer.endswith("make room and try again; what the archive held before is whole")
    assert "\n" not in answer
    assert sound(path) == 1


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions are others here")
def test_what_may_not_be_written_is_one_line():
    """No folder, a folder that can only be read, a file that can only be read; and no traceback."""
    with tempfile.TemporaryDirectory() as name:  # one that others may enter, unlike pytest's
        refused(Path(name))


def refused(folder: Path) -> None:
    with archive.open(folder / archive.FILE) as store:
        store.put("Courier", [article("a")], NOON)
    code = """
        if not os.geteuid():
            os.setuid(65534)  # root may write everywhere
        try:
            with archive.open(path) as store:
                store.put("Courier", [article("b")], NOON)
        except NewsletterError as error:
            print(type(error).__name__, error)
    """
    folder.chmod(0o555)
    (folder / archive.FILE).chmod(0o444)
    try:
        for path in (folder / archive.FILE, folder / "new.db", folder / "none" / archive.FILE):
            answer = said(process(code, path))
            assert answer.startswith(f"OutsideError {path}: cannot be "), answer
            assert "\n" not in answer
        assert [one.name for one in folder.iterdir()] == [archive.FILE]
    finally:
        folder.chmod(0o755)


# ── the wrong file ───────────────────────────────────────────────────────────────────────────────────────────


def test_where_there_is_none_none_is_made_for_reading(tmp_path):
    """Not even an empty file; one that is empty is none."""
    path = tmp_path / archive.FILE
    with pytest.raises(InputError, match=r"articles\.db: there is no archive yet — make it with: newsletter fetch"):
        archive.open(path, make=False)
    assert not list(tmp_path.iterdir())
    path.touch()
    with pytest.raises(InputError, match="there is no archive yet"):
        archive.open(path, make=False)
    assert path.read_bytes() == b""
    with archive.open(path) as store:
        assert store.made
    with archive.open(path, make=False) as store:
        assert not store.made


@pytest.mark.parametrize("name", ["articles.db", "what? 100% #1 ü.db", "a b"])
def test_any_name_of_a_file_will_do(tmp_path, name):
    """What has a meaning in an address has none here; nothing else is left behind."""
    folder = tmp_path / name
    folder.mkdir()
    with archive.open(folder / name) as store:
        store.put("Courier", [article("a")], NOON)
    assert [one.name for one in folder.iterdir()] == [name]
    with pytest.raises(OutsideError, match="cannot be opened"):
        archive.open(folder)


def other_database(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE recipes (name)")
    database.close()


def damaged_front(path: Path) -> None:
    made(path)
    path.write_bytes(b"SQLite format 4\0" + path.read_bytes()[16:])


def damaged_tables(path: Path) -> None:
    made(path)
    content = bytearray(path.read_bytes())
    content[100:2000] = b"\xff" * 1900
    path.write_bytes(content)


def made(path: Path, count: int = 500) -> None:
    with archive.open(path) as store:
        store.put("Courier", [article(f"a{number}", teaser="x" * 500) for number in range(count)], NOON)


@pytest.mark.parametrize("write", [
    lambda path: path.write_text("Dear reader, " * 100, encoding="utf-8"),
    lambda path: path.write_bytes(bytes(range(256)) * 40),
    other_database, damaged_front, damaged_tables,
], ids=["text", "bytes", "another program's", "its front", "its tables"])  # fmt: skip
def test_a_file_that_is_no_archive_is_named_and_left_alone(tmp_path, write):
    """What to do is said, and what is lost by it."""
    path = tmp_path / archive.FILE
    write(path)
    before = path.read_bytes()
    for make in (True, False):
        with pytest.raises(InputError, match=rf"articles\.db: is .*(no archive|of another program).* — {MOVE}"):
            archive.open(path, make=make)
    assert path.read_bytes() == before


def test_damage_found_later_is_told_the_same_way(tmp_path):
    """Pages overwritten or cut off: each question works, or names the file and says what to do; none is a traceback."""
    whole = tmp_path / "whole.db"
    made(whole)
    content, chance, path = whole.read_bytes(), random.Random(1), tmp_path / archive.FILE
    told = 0
    for turn in range(40):
        hurt = bytearray(content)
        page = chance.randrange(1, len(content) // 4096) * 4096
        hurt[page : page + 4096] = chance.randbytes(4096)
        path.write_bytes(hurt[: page + 100] if turn % 4 == 0 else hurt)
        for question in (
            lambda store: store.within(None, None),
            lambda store: store.search("x" * 500),
            lambda store: store.named("A7"),
            lambda store: store.known([article("a7").id]),
            lambda store: store.put("Courier", [article("a7", teaser="new"), article("new")], NOON),
        ):
            try:
                with archive.open(path) as store:
                    question(store)
            except InputError as error:
                assert str(error).endswith(MOVE)
                told += 1
    assert told > 40


ENDLESS = "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"


@pytest.mark.parametrize("script", [
    f"ALTER TABLE piece RENAME TO p; CREATE VIEW piece AS {ENDLESS} SELECT number, moment, seen, backlog, kept FROM p, c",
    f"CREATE TRIGGER t AFTER UPDATE ON piece BEGIN SELECT count(*) FROM ({ENDLESS} SELECT x FROM c); END",
    "CREATE TABLE more (name)", "DROP INDEX piece_seen", "DROP TABLE words", "ALTER TABLE memory ADD COLUMN mood TEXT",
])
def test_tables_of_a_stranger_are_refused(tmp_path, script):
    """A view in a table's place or a trigger may run for ever: what newsletter did not make is not asked."""
    path = tmp_path / archive.FILE
    made(path, 1)
    database = sqlite3.connect(path)
    database.executescript(script)
    database.close()
    with pytest.raises(InputError, match="that newsletter made, or is damaged — move it away and fetch again"):
        archive.open(path)


@pytest.mark.parametrize("statement", [
    "UPDATE article SET published = 'abc'", "UPDATE article SET published = 9223372036854775807",
    "UPDATE piece SET seen = 'abc', moment = 5", "UPDATE article SET title = x'00ff'", "DELETE FROM source",
    "UPDATE article SET title = CAST(x'ff41' AS TEXT)", "UPDATE source SET name = x'00ff'",
    "UPDATE article SET place = 'abc'", "UPDATE article SET tags = x'00'", "UPDATE memory SET not_before = 'abc'",
    "DELETE FROM article", "UPDATE address SET piece = 'abc'", "UPDATE address SET piece = 9223372036854775807",
    "INSERT INTO mark VALUES ('abc', 1, NULL)", "UPDATE article SET section = x'00'",
])
def test_rows_of_a_stranger_are_told_as_damage(tmp_path, statement):
    """Values of a kind that newsletter never stores: one line, and no traceback."""
    path = tmp_path / archive.FILE
    with archive.open(path) as store:
        store.put("Courier", [article("a7", published=NOON)], NOON)
        store.remember("https://a.example", archive.Memory(not_before=NOON))
    database = sqlite3.connect(path)
    database.execute(statement)
    database.commit()
    database.close()
    with archive.open(path) as store, pytest.raises(InputError) as caught:
        store.remembered("https://a.example")
        store.within(None, None)
        store.search("a7", section="Rivers")
        store.named("a7")
        store.put("Courier", [article("a7", teaser="other"), article("new")], NOON)
    assert str(caught.value).endswith(MOVE)


# ── older and newer ──────────────────────────────────────────────────────────────────────────────────────────


def test_an_archive_of_a_newer_newsletter_is_refused(tmp_path):
    """And not touched."""
    path = tmp_path / archive.FILE
    made(path, 1)
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 99")
    database.close()
    before = path.read_bytes()
    with pytest.raises(InputError, match=r"articles\.db: was made by a newer newsletter — update newsletter on this"):
        archive.open(path)
    assert path.read_bytes() == before


def test_an_older_archive_is_brought_up_to_date_at_once_or_not_at_all(tmp_path, monkeypatch):
    """A later version's steps run in one transaction; one that fails leaves the file at its version."""
    path = tmp_path / archive.FILE
    made(path, 3)
    later = "ALTER TABLE piece ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm';\n"
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, later, "SELECT 1 FROM nowhere;\n"))
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        archive.open(path)
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS[:-2], later))
    for _ in range(2):
        with archive.open(path) as store:
            assert not store.made
            assert store._database.execute("SELECT DISTINCT mood FROM piece").fetchall() == [("calm",)]
            assert store._database.execute("PRAGMA user_version").fetchone() == (len(schema.MIGRATIONS),)
            assert len(store.within(None, None)) == 3
    assert sound(path) == 3


def test_nothing_is_left_open(tmp_path):
    """No warning about it, whether opening works or fails."""
    (tmp_path / "text.db").write_text("Dear reader, " * 100, encoding="utf-8")
    code = """
        import gc
        for name in (archive.FILE, "text.db"):
            try:
                with archive.open(path / name) as store:
                    store.put("Courier", [article("a")], NOON + DAY)
            except NewsletterError:
                pass
        gc.collect()
    """
    assert said(process(code, tmp_path)) == ""
