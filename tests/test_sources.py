"""Facts about `newsletter.sources`: the registry, and how a source is found, read and told of."""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType

import pytest

from newsletter import sources, web
from newsletter.errors import InputError, NewsletterError, NothingNew, OutsideError, UsageError
from newsletter.model import Reading

DATA = Path(__file__).parent / "data" / "feed"
FOLDER = Path(sources.__file__).parent
FEED = (DATA / "rss20.xml").read_bytes()


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each test works in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch):  # noqa: ANN201
    def give(data: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    return give


@pytest.fixture
def site() -> Iterator[str]:
    """Serve the feed of the sample data on this machine, under several names and types."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802 - http.server's name
            name, _, kind = self.path.strip("/").partition("?")
            if name == "gone":
                return self.send_error(410)
            if name == "moved":
                self.send_response(301)
                self.send_header("Location", "/deep/feed.xml?application/rss%2Bxml")
                return self.end_headers()
            data = {"empty": b"", "page": b"<!doctype html><p>Hi"}.get(name, FEED)
            self.send_response(200)
            self.send_header("Content-Type", kind or "text/plain")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
            return None

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


# ── the registry ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_folder_is_the_registry() -> None:
    """Every file and folder of newsletter/sources that does not begin with _ is a kind, and nothing else is."""
    there = {path.stem for path in FOLDER.iterdir()
             if (path.suffix == ".py" or (path / "__init__.py").exists()) and not path.name.startswith("_")}
    assert set(sources.kinds()) == there
    assert {"feed", "listing"} <= there
    assert list(sources.kinds()) == sorted(sources.kinds())


@pytest.mark.parametrize("kind", sources.kinds())
def test_every_kind_says_what_it_is(kind: str) -> None:
    """One sentence, on one line."""
    about = sources.about(kind)
    assert about.endswith(".") and "\n" not in about and len(about) < 120


def test_a_new_file_is_a_new_kind(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No list has to be changed; the surest kind reads."""
    (here / "postcard.py").write_text(
        "from newsletter.model import Article, Reading\n"
        "ABOUT = 'A postcard.'\n"
        "def accepts(data, media_type): return 1.0 if data.startswith(b'Dear') else 0.0\n"
        "def read(data, *, name, base='', folder=None, get=None):\n"
        "    return Reading(name=name, kind='postcard', articles=(Article(title=data.decode(), source=name),))\n")
    monkeypatch.setattr(sources, "__path__", [*sources.__path__, str(here)])
    sources.kinds.cache_clear()
    try:
        (here / "card.txt").write_text("Dear reader")
        assert "postcard" in sources.kinds()
        assert sources.read("card.txt").articles[0].title == "Dear reader"
    finally:
        monkeypatch.undo()
        sources.kinds.cache_clear()
        sys.modules.pop("newsletter.sources.postcard", None)


def test_a_bug_in_a_kind_is_not_hidden(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is raised by mistake comes through as what it is."""
    broken = ModuleType("broken")
    broken.accepts = lambda *_: 1.0  # type: ignore[attr-defined]
    broken.read = lambda *_, **__: 1 / 0  # type: ignore[attr-defined]
    monkeypatch.setattr(sources, "_module", lambda _: broken)
    (here / "a.txt").write_text("x")
    with pytest.raises(ZeroDivisionError):
        sources.read("a.txt")


def test_a_kind_that_is_none_is_answered_with_those_there_are() -> None:
    """Mistyped: the one that was meant; else all of them. Nothing is read before."""
    with pytest.raises(UsageError) as caught:
        sources.read("there-is-no-such-file", kind="feeds")
    assert str(caught.value) == "there is no kind of source called 'feeds' — did you mean 'feed'?"
    with pytest.raises(UsageError, match=f"called 'xyz' — there are {', '.join(sources.kinds())}"):
        sources.about("xyz")
    for hidden in ("_fields", "..files", "feed.item"):
        with pytest.raises(UsageError):
            sources.read("x", kind=hidden)


# ── files and standard input ─────────────────────────────────────────────────────────────────────────────────


def test_a_file_is_read_by_the_kind_its_content_is(here: Path) -> None:
    """A feed is one whatever the file is called, a text is a listing; a path starts from the working directory."""
    (here / "notes.txt").write_bytes(FEED)
    (here / "sub").mkdir()
    (here / "sub" / "pasted").write_text("A first headline\n\nAnd a teaser that says what it is about.\n")
    assert sources.read("notes.txt").kind == "feed"
    assert sources.read("sub/pasted").kind == "listing"


def test_a_source_is_called_what_the_editor_called_it(here: Path) -> None:
    """Else as messages show the path; its articles carry the same name."""
    (here / "feed.xml").write_bytes(FEED)

    def names(reading: Reading) -> set[str]:
        return {reading.name, *(article.source for article in reading.articles)}

    assert names(sources.read(str(here / "feed.xml"))) == {"feed.xml"}
    assert names(sources.read("feed.xml", name="The Halyard")) == {"The Halyard"}


def test_a_feed_on_the_disk_shows_pictures_that_lie_beside_it(here: Path) -> None:
    """In its folder or below, or elsewhere in its publication; nothing from the rest of the disk, by no detour."""
    for name in ("private.jpg", "pub/images/a.jpg", "pub/sources/b.jpg", "pub/sources/deep/c.jpg"):
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_bytes(b"a picture")
    (here / "pub" / "sources" / "link.jpg").symlink_to(here / "private.jpg")

    def image(url: str) -> str:
        (here / "pub" / "sources" / "feed.xml").write_text(
            f"<rss version='2.0'><channel><item><title>A</title><enclosure url='{url}' type='image/jpeg'/></item>"
            "</channel></rss>")
        return sources.read("pub/sources/feed.xml").articles[0].image.removeprefix(f"{here.resolve()}/")

    assert [image(url) for url in ("b.jpg", "deep/c.jpg")] == ["pub/sources/b.jpg", "pub/sources/deep/c.jpg"]
    assert image("../images/a.jpg") == ""
    (here / "pub" / "newsletter.toml").write_text("name = 'A'")
    assert image("../images/a.jpg") == "pub/images/a.jpg"
    for outside in ("../../private.jpg", "link.jpg", "deep/../../../private.jpg", f"{here}/private.jpg",
                    f"file://{here}/private.jpg", "missing.jpg", "%2e%2e/%2e%2e/private.jpg"):
        assert image(outside) == ""


def test_a_kind_that_is_told_settles_it(here: Path) -> None:
    """A listing read as a feed is refused as a feed."""
    (here / "pasted.txt").write_text("A headline\n\nA teaser")
    with pytest.raises(InputError, match="^pasted.txt: this is no feed"):
        sources.read("pasted.txt", kind="feed")


def test_standard_input_is_a_source(stdin) -> None:
    """Its name is in words."""
    stdin(FEED)
    reading = sources.read("-")
    assert (reading.kind, reading.name, len(reading.articles)) == ("feed", "standard input", 3)


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\0\0"])
def test_an_empty_source_is_told(here: Path, data: bytes) -> None:
    """Also one that holds but blanks, or a byte order mark."""
    (here / "feed.xml").write_bytes(data)
    for kind in ("", *sources.kinds()):
        with pytest.raises(InputError) as caught:
            sources.read("feed.xml", kind=kind)
        assert str(caught.value) == "feed.xml: this is empty — there is nothing in it to read"


@pytest.mark.parametrize(("data", "words"), [
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "a.bin: this is no source of any kind that is known — there are "),
    (b"%PDF-1.7\n", "a.bin: this is no source of any kind that is known — there are "),
    (b"<!doctype html><p>Hi", "a.bin: no article was found on the page — "),
])
def test_what_no_kind_takes_is_refused(here: Path, data: bytes, words: str) -> None:
    """One line that names it and the kinds there are; a web page without articles is told what to name."""
    (here / "a.bin").write_bytes(data)
    with pytest.raises((InputError, NothingNew)) as caught:
        sources.read("a.bin")
    assert str(caught.value).startswith(words)


@pytest.mark.parametrize(("address", "words"), [
    ("fed.xml", "fed.xml: there is no such file — did you mean 'feed.xml'?"),
    ("nothing.like.it", "nothing.like.it: there is no such file"),
    ("h.example/feed",
     "h.example/feed: there is no such file — for an address begin with https://, as in https://h.example/feed"),
    ("www.h.example",
     "www.h.example: there is no such file — for an address begin with https://, as in https://www.h.example"),
])
def test_a_file_that_is_not_there_is_told(here: Path, address: str, words: str) -> None:
    """With the name that was meant; an address without https:// is recognised."""
    (here / "feed.xml").write_bytes(FEED)
    with pytest.raises(InputError) as caught:
        sources.read(address)
    assert str(caught.value) == words


# ── folders, and where relative things start ─────────────────────────────────────────────────────────────────


def test_a_folder_goes_to_the_kind_that_reads_folders(here: Path) -> None:
    """Guessed or named; any other kind says that it wants a file."""
    (here / "posts").mkdir()
    (here / "posts" / "a.md").write_text("---\ntitle: A vote\n---\nIt is close.")
    for kind in ("", "markdown"):
        assert [article.title for article in sources.read("posts", kind=kind).articles] == ["A vote"]
    with pytest.raises(InputError, match="^posts: this is a folder, not a file — name a file in it$"):
        sources.read("posts", kind="feed")


def test_relative_paths_start_from_the_root(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The publication's folder, wherever one stands; whole paths stay."""
    (here / "pub").mkdir()
    (here / "pub" / "feed.xml").write_bytes(FEED)
    (here / "elsewhere").mkdir()
    monkeypatch.chdir(here / "elsewhere")
    assert sources.read("feed.xml", root=here / "pub").kind == "feed"
    assert sources.read(str(here / "pub" / "feed.xml"), root=here).kind == "feed"
    with pytest.raises(InputError, match="there is no such file"):
        sources.read("feed.xml")


def test_what_relative_addresses_start_from_can_be_said(here: Path) -> None:
    """With or without the slash at its end; a file's name at its end is no folder."""
    (here / "t.csv").write_text("title,url\nA,a\n")
    for base, url in (("", ""), ("https://h.example/x/", "https://h.example/x/a"), ("https://h.example/x",
                      "https://h.example/x/a"), ("https://h.example/x/t.csv", "https://h.example/x/a"),
                      ("https://h.example", "https://h.example/a")):
        assert sources.read("t.csv", base=base).articles[0].url == url


# ── addresses ────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_address_is_fetched_and_read(site: str) -> None:
    """Relative links start from where it came from; the source is called by its address."""
    reading = sources.read(f"{site}/feed.xml", allow_private=True)
    assert (reading.kind, reading.name) == ("feed", f"{site}/feed.xml")
    assert reading.articles[2].url == "https://halyard.example/tide-tables"
    assert sources.read(f"{site}/moved", allow_private=True, name="H").name == "H"


def test_a_server_that_knows_no_type_is_helped_by_the_ending(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """text/plain says nothing where the address ends in .xml; any other type is believed; the last address counts."""
    asked: list[str] = []
    module = sources._module("feed")
    monkeypatch.setattr(module, "accepts", lambda data, media_type: asked.append(media_type) or 1.0)
    for path in ("feed.xml", "feed.xml?text/html;charset=x", "feed", "moved"):
        sources.read(f"{site}/{path}", allow_private=True)
    assert asked == ["application/xml", "text/html", "text/plain", "application/rss%2bxml"]


@pytest.mark.parametrize(("address", "error"), [
    ("{site}/feed.xml", InputError), ("ftp://halyard.example/feed", InputError), ("file:///etc/passwd", InputError),
    ("HTTP://localhost/", InputError),
])
def test_addresses_are_judged(site: str, address: str, error: type[NewsletterError]) -> None:
    """One's own network only when asked for; schemes of files never."""
    with pytest.raises(error):
        sources.read(address.format(site=site))


def answers(pages: dict[str, web.Fetched | NewsletterError]):  # noqa: ANN201
    """Return what asks for addresses, answered from a table, and the list of what was asked for."""
    asked: list[str] = []

    def get(url: str) -> web.Fetched:
        asked.append(url)
        if isinstance(pages[url], NewsletterError):
            raise pages[url]
        return pages[url]  # type: ignore[return-value]

    return get, asked


def page(url: str, data: bytes = FEED, status: int = 200, kind: str = "application/xml") -> web.Fetched:
    return web.Fetched(url=url, status=status, headers={"content-type": kind}, data=data)


HOME, DEEP = "https://halyard.example/", "https://halyard.example/feed"


def test_who_reads_may_ask_for_the_bytes_himself() -> None:
    """`get` is asked for the address, and answered as the site would."""
    get, asked = answers({HOME: page(HOME)})
    assert sources.read(HOME, get=get).articles[2].url == "https://halyard.example/tide-tables"
    assert asked == [HOME]


@pytest.mark.parametrize("kind", ["", "feed", "table"])
def test_a_source_that_has_not_changed_is_not_read(kind: str) -> None:
    """304: there is nothing in it but that."""
    get, _ = answers({HOME: page(HOME, b"", 304)})
    assert sources.read(HOME, kind=kind, name="H", get=get) == Reading(name="H", kind="", unchanged=True)


@pytest.fixture
def signpost(here: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A kind that knows another address which says more, and one article itself."""
    (here / "signpost.py").write_text(
        "from newsletter.model import Article, Reading\n"
        "ABOUT = 'A signpost.'\n"
        "def accepts(data, media_type): return 1.0 if data.startswith(b'Go to ') else 0.0\n"
        "def onward(data, base): return base + data[6:].decode()\n"
        "def read(data, *, name, base='', folder=None, get=None):\n"
        "    return Reading(name=name, kind='signpost', articles=(Article(title='Signpost', url=base, source=name),))\n")
    monkeypatch.setattr(sources, "__path__", [*sources.__path__, str(here)])
    sources.kinds.cache_clear()
    yield
    monkeypatch.undo()
    sources.kinds.cache_clear()
    sys.modules.pop("newsletter.sources.signpost", None)


@pytest.mark.usefixtures("signpost")
def test_a_page_that_leads_on_is_followed_once() -> None:
    """To what says more; relative addresses start there. A kind that was named is not led on."""
    get, asked = answers({HOME: page(HOME, b"Go to feed"), DEEP: page(DEEP)})
    assert sources.read(HOME, get=get).kind == "feed" and asked == [HOME, DEEP]
    assert sources.read(HOME, kind="signpost", get=get).articles[0].url == HOME
    assert asked == [HOME, DEEP, HOME]
    get, asked = answers({HOME: page(HOME, b"Go to feed"), DEEP: page(DEEP, b"Go to feed")})
    assert sources.read(HOME, get=get).kind == "signpost" and asked == [HOME, DEEP]


@pytest.mark.usefixtures("signpost")
@pytest.mark.parametrize("further", [
    page(DEEP, b""), page(DEEP, b"\x89PNG\0", kind="image/png"), page(DEEP, b"<rss version='2.0'><channel/></rss>"),
    OutsideError("gone"), InputError("refused"),
])
def test_where_leading_on_comes_to_nothing_the_page_has_to_do(further: web.Fetched | NewsletterError) -> None:
    """Whatever is wrong there."""
    get, _ = answers({HOME: page(HOME, b"Go to feed"), DEEP: further})
    assert sources.read(HOME, get=get).kind == "signpost"


@pytest.mark.usefixtures("signpost")
def test_what_a_page_leads_on_to_may_be_unchanged() -> None:
    """Then the source is."""
    get, _ = answers({HOME: page(HOME, b"Go to feed"), DEEP: page(DEEP, b"", 304)})
    assert sources.read(HOME, get=get).unchanged


def test_what_a_site_refuses_is_told_with_its_address(site: str) -> None:
    """The same line, whatever reads it."""
    with pytest.raises(OutsideError, match=rf"^{site}/gone: 127.0.0.1 answered 410 Gone — it is gone for good"):
        sources.read(f"{site}/gone", allow_private=True)
    with pytest.raises(InputError, match=rf"^{site}/empty: this is empty"):
        sources.read(f"{site}/empty", allow_private=True)
    with pytest.raises(NothingNew, match=rf"^{site}/page: no article was found on the page"):
        sources.read(f"{site}/page", allow_private=True)


def test_a_source_without_articles_is_no_mistake(here: Path) -> None:
    """Exit 6, not 3."""
    (here / "feed.xml").write_text("<rss version='2.0'><channel><title>A</title></channel></rss>")
    with pytest.raises(NothingNew, match="^feed.xml: the feed holds no articles$"):
        sources.read("feed.xml")
