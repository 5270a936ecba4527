"""Facts about `newsletter.sources.feed` and feeds that mean harm: nothing is opened, and an end comes soon."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import pytest

import newsletter
from newsletter import sources
from newsletter.errors import InputError, NothingNew
from newsletter.sources import feed
from newsletter.sources.feed import parser

ROOT = Path(__file__).parents[1]
AWKWARD = Path(__file__).parents[2] / "shared" / "data" / "feedparser-tests.tar.gz"

HEAD = b'<?xml version="1.0"?>'


def rss(item: bytes, head: bytes = HEAD) -> bytes:
    return (head + b'<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>T</title><item>'
            b"<title>A</title>" + item + b"</item></channel></rss>")


def atom(content: bytes) -> bytes:
    return (HEAD + b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title><content type="xhtml">'
            + content + b"</content></entry></feed>")


# ── nothing is opened ────────────────────────────────────────────────────────────────────────────────────────

BOMB = HEAD + b'<!DOCTYPE rss [<!ENTITY a0 "lol">' + b"".join(
    b'\n<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)) + b"]>"
ENTITY = HEAD + b'<!DOCTYPE rss [\n<!ENTITY x SYSTEM "%s">\n]>'

TRAPS = {
    "a path": b"/etc/passwd",
    "a path in this folder": b"pyproject.toml",
    "a file address": b"file:///etc/passwd",
    "an address": b"http://127.0.0.1:9/feed.xml",
    "an external entity, file": rss(b"<description>&x;</description>", ENTITY % b"file:///etc/passwd"),
    "an external entity, address": rss(b"<description>&x;</description>", ENTITY % b"http://127.0.0.1:9/"),
    "an external DTD": rss(b"", HEAD + b'<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/a.dtd">'),
    "an external DTD, file": rss(b"", HEAD + b'<!DOCTYPE rss SYSTEM "file:///etc/passwd">'),
    "a parameter entity": rss(b"", HEAD + b'<!DOCTYPE rss [\n<!ENTITY % p SYSTEM "http://127.0.0.1:9/">\n%p;\n]>'),
    "an inclusion": rss(b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'),
    "a style sheet": rss(b"", HEAD + b'<?xml-stylesheet href="http://127.0.0.1:9/"?>'),
    "a schema": rss(b'<a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
                    b'xsi:schemaLocation="x http://127.0.0.1:9/"/>'),
    "markup that loads": rss(b"<description>&lt;img src='http://127.0.0.1:9/a.jpg'&gt;&lt;link rel=stylesheet "
                             b"href='file:///etc/passwd'&gt;&lt;iframe src='file:///etc/passwd'&gt;</description>"),
    "a billion laughs": rss(b"<description>&a9;</description>", BOMB),
}

WATCH = """
import json, sys
from newsletter.errors import NewsletterError
from newsletter.sources import feed

def read(data):
    try:
        return repr(feed.read(data, name="x", base="http://127.0.0.1:9/feed"))
    except NewsletterError as error:
        return str(error)

warm = b"<rss version='2.0'><channel><item><title>&lt;b>A&lt;/b></title><description>&lt;img src='a.jpg'></description>"
for data in (warm, warm + b"</item></channel></rss>", b"x", b'{"items": [{"title": "A"}]}', b"{"):
    read(data)  # whatever is loaded once is loaded now
seen = []
watched = ("open", "os.", "socket.", "subprocess.", "shutil.", "urllib.", "ctypes.")
sys.addaudithook(lambda event, about: event.startswith(watched) and seen.append([event, str(about)[:100]]))
traps = {name: bytes.fromhex(data) for name, data in json.load(sys.stdin).items()}
told = {name: read(data) for name, data in traps.items()}
found = list(seen)
open("/dev/null").close()  # shows that the watch is awake
print(json.dumps([told, found, len(seen)]))
"""


def test_whatever_a_feed_holds_nothing_is_opened() -> None:
    """No file, no socket, no process: paths, addresses, entities, DTDs, inclusions; and no word of what is there."""
    traps = json.dumps({name: data.hex() for name, data in TRAPS.items()})
    command = [sys.executable, "-c", WATCH]
    run = subprocess.run(command, input=traps, capture_output=True, text=True, check=True, cwd=ROOT)
    told, found, awake = json.loads(run.stdout)
    assert found == []
    assert awake > 0
    assert told.keys() == TRAPS.keys()
    assert not any(secret in text for text in told.values() for secret in ("root:", "[project]", "lollol"))
    assert all("title='A'" in told[name] for name, data in TRAPS.items() if data.startswith(b"<"))


def test_only_one_file_knows_feedparser_and_gives_it_a_stream() -> None:
    """Given a text or bytes, feedparser opens the file or the address it names."""
    package = Path(newsletter.__file__).parent
    users = [path for path in package.rglob("*.py") for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
             if isinstance(node, (ast.Import, ast.ImportFrom))
             and any(name.startswith("feedparser") for name in (
                 getattr(node, "module", None) or "", *(alias.name for alias in node.names)))]
    assert set(users) == {package / "sources" / "feed" / "parser.py"}
    tree = ast.parse(users[0].read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)
             and isinstance(node.func, ast.Attribute) and node.func.attr == "parse"]
    assert [ast.unparse(call.args[0]) for call in calls] == ["io.BytesIO(tamed(data))"]


# ── an end comes soon ────────────────────────────────────────────────────────────────────────────────────────

N = 300_000


def times(piece: bytes) -> bytes:
    """Return a piece repeated to 300 kB."""
    return piece * (N // len(piece))


# Each of these keeps feedparser 6.0.14 alone busy for 10 s or more, most for minutes, some for hours.
SLOW = {
    "blank lines before the root": rss(b"", HEAD + b"\n" * N),
    "encodings after a declaration": rss(b"<a>" + times(b' encoding="') + b"</a>"),
    "encodings after an open declaration": rss(b"<a>" + times(b' encoding="') + b"</a>", b'<?xml version="1.0" '),
    "a long author": rss(b"<author>" + b"a" * N + b"</author>"),
    "a long author of dots": rss(b"<author>a@" + times(b"a.") + b"</author>"),
    "keywords": rss(b"<media:keywords>" + b",".join(b"%d" % n for n in range(N // 6)) + b"</media:keywords>"),
    "categories": rss(b"".join(b"<category>%d</category>" % n for n in range(N // 12))),
    "attributes": rss(b"<a " + b" ".join(b'a%d="1"' % n for n in range(N // 8)) + b"/>"),
    "blanks between instructions": atom(b" <?a?>" * 300_000 + b"x"),
    "a long base": HEAD + b'<rss version="2.0" xml:base="http://a.example/' + b"a" * N + b'"><channel>' + times(b"<a/>")
                   + b"<item><title>A</title></item></channel></rss>",
}  # fmt: skip

# These are linear in feedparser, and must stay so in what is done with it.
FAST = {
    "blank lines in UTF-16": rss(b"", HEAD + b"\n" * N).decode().encode("utf-16"),
    "declarations of entities": rss(b"", HEAD + b"<!DOCTYPE rss [" + times(b"\n<!ENTITY") + b"]>"),
    "a long link": rss(b"<link>" + times(b"http://") + b"</link>"),
    "elements in elements": rss(times(b"<a>") + times(b"</a>")),
    "dates": rss(b"<pubDate>" + times(b"1 ") + b"</pubDate>"),
    "brackets in a headline": rss(b"<title>" + times(b"&lt;") + b"</title>"),
    "tags in a headline": rss(b"<title>" + times(b"&lt;b ") + b"</title>"),
    "captions": rss(b"<description>" + times(b"&lt;figcaption&gt;") + b"</description>"),
    "posts that appeared": rss(b"<description>" + times(b"The post x appeared first on ") + b"</description>"),
    "elements in a body": rss(b"<description>" + times(b"&lt;div&gt;") + b"&lt;img src=a.jpg&gt;</description>"),
    "pictures that are none": rss(b"<description>" + times(b"&lt;img src=data:x&gt;") + b"</description>"),
    "a srcset": rss(b"<description>&lt;img srcset='" + times(b"a 1w, ") + b"'&gt;</description>"),
    "hyphens in an alt": rss(b'<media:content url="http://a.example/a.jpg"><media:description>' + times(b"a-")
                             + b" b</media:description></media:content>"),
    "open brackets": rss(b"&nbsp;" + times(b"<")),
    "open tags": rss(b"&nbsp;" + times(b"<a ")),
    "ampersands": rss(b"&nbsp;" + times(b"&a")),
    "open comments": rss(b"&nbsp;" + times(b"<!--")),
    "many namespaces": rss(b"<a " + b" ".join(b'xmlns:a%d="http://a%d/"' % (n, n) for n in range(N // 30)) + b"/>"),
    "JSON in JSON": b'{"items":' + b"[" * N,
    "objects in objects": b'{"items":[{"title":"A","a":' + times(b'{"a":'),
    "a long number": b'{"items":[{"title":"A","a":' + b"1" * N + b"}]}",
    "a page of links": b"<!doctype html><html>" + times(b"<link type=application/rss+xml "),
}  # fmt: skip


@pytest.mark.parametrize("name", [*SLOW, *FAST])
def test_nothing_keeps_the_reader_busy(name: str) -> None:
    """300 kB made to take long are read or refused within seconds; the bar is wide, the harm would be minutes."""
    start = time.process_time()
    data = (SLOW | FAST)[name]
    feed.accepts(data, "")
    try:
        assert feed.read(data, name="x").articles
    except (InputError, NothingNew) as error:
        assert "\n" not in str(error)
    assert time.process_time() - start < 8


@pytest.mark.parametrize("name", ["blank lines before the root", "encodings after a declaration",
                                  "encodings after an open declaration", "blank lines in UTF-16", "a long author",
                                  "keywords",
                                  "categories", "a long base", "blanks between instructions"])
def test_what_is_only_odd_is_read(name: str) -> None:
    """What a guard can take out or leave aside does not cost the feed its articles."""
    assert [article.title for article in feed.read((SLOW | FAST)[name], name="x").articles] == ["A"]


@pytest.mark.parametrize(("data", "reason"), [
    (rss(b"<a>" * 1100 + b"</a>" * 1100), "its elements are nested more than 1000 deep"),
    (rss(b"<a " + b" ".join(b'a%d="1"' % n for n in range(300)) + b"/>"), "an element has more than 200 attributes"),
    (rss(b"", HEAD + b"<!--" + b"x" * 40_000 + b"-->"), "what stands before the feed begins is longer than 32 kB"),
    (b'{"items":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "it is nested too deeply"),
    (rss(b"<textinput><name>x</name></textinput>"), "it is damaged beyond mending (KeyError)"),
])
def test_what_means_harm_is_refused_in_one_line(data: bytes, reason: str) -> None:
    """The feed is named, and why."""
    with pytest.raises(InputError) as caught:
        feed.read(data, name="x")
    assert str(caught.value) == f"x: the feed cannot be read: {reason}"


def test_odd_sizes_cost_no_feed_its_articles() -> None:
    """<width> where feedparser does not expect it."""
    assert feed.read(rss(b"<image><width><b/>x</width><height/></image><width/>"), name="x").articles


def test_a_page_in_the_place_of_a_headline_is_shortened(tmp_path: Path) -> None:
    """An issue with a headline of a megabyte could be picked, and not be read again; a long headline stays whole."""
    (tmp_path / "feed.xml").write_bytes(rss(b"").replace(b"<title>A</title>", b"<title>" + b"word " * 200_000 + b"</title>"))
    (tmp_path / "table.csv").write_text(f"title,url\n{'word ' * 200_000},https://courier.example/1\n{'word ' * 99},\n", "utf-8")
    (endless,) = sources.read(str(tmp_path / "feed.xml")).articles
    also_endless, long = sources.read(str(tmp_path / "table.csv")).articles
    for article in (endless, also_endless):
        assert len(article.title) <= 5_000 and article.title.endswith("word…")
    assert long.title == ("word " * 99).strip()


def test_a_reader_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last resort: a clock that is looked at with every element."""
    monkeypatch.setattr(parser, "MOST_SECONDS", 0.0)
    with pytest.raises(InputError, match="x: the feed cannot be read: reading it takes longer than 0 s"):
        feed.read(rss(b""), name="x")


MEASURE = """
import resource, sys, time
from newsletter.errors import NewsletterError
from newsletter.sources import feed
feed.read(b"<rss version='2.0'><channel><item><title>A</title></item></channel></rss>", name="x")
before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
try:
    feed.read(sys.stdin.buffer.read(), name="x")
except NewsletterError:
    pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, time.process_time() - start)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is in kB on Linux only")
@pytest.mark.parametrize("data", [
    TRAPS["a billion laughs"],
    TRAPS["an external entity, file"],
    TRAPS["an external DTD"],
    rss(b"<description>" + b"&b;" * 100_000 + b"</description>", HEAD + b'<!DOCTYPE rss [\n<!ENTITY b "' + b"x" * 30_000
        + b'">\n]>'),
    rss(b"<description>&nbsp;" + b"&b;" * 100_000 + b"</description>", HEAD + b'<!DOCTYPE rss [\n<!ENTITY b "'
        + b"x" * 30_000 + b'">\n]>'),
], ids=["billion laughs", "external entity", "external DTD", "quadratic", "quadratic, read leniently"])
def test_bombs_take_little_time_and_memory(data: bytes) -> None:
    """Less than 2 s and 100 MB for each, beyond what reading any feed takes."""
    run = subprocess.run([sys.executable, "-c", MEASURE], input=data, capture_output=True, check=True, cwd=ROOT)
    kilobytes, seconds = map(float, run.stdout.split())
    assert kilobytes < 100_000
    assert seconds < 2


# ── 1,055 awkward feeds ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.skipif(not AWKWARD.is_file(), reason=f"the awkward feeds are not there ({AWKWARD})")
def test_every_awkward_feed_is_imported_called_empty_or_refused(tmp_path: Path) -> None:
    """feedparser's own tests as files: no traceback, each failure one line that names it, all within 10 s."""
    with tarfile.open(AWKWARD) as archive:
        archive.extractall(tmp_path, filter="data")
    paths = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "LICENSE"]
    assert len(paths) == 1055
    outcomes = {"imported": 0, "empty": 0, "refused": 0}
    start = time.process_time()
    for path in paths:
        try:
            reading = sources.read(str(path))
        except (NothingNew, InputError) as error:
            assert str(error).startswith(f"{path}: ") and "\n" not in str(error)
            outcomes["empty" if isinstance(error, NothingNew) else "refused"] += 1
        else:
            assert reading.kind == "feed" and reading.articles
            outcomes["imported"] += 1
    assert time.process_time() - start < 10
    # Most of them hold no item at all, or one of a single field.
    assert outcomes["imported"] >= 240 and outcomes["refused"] <= 10
