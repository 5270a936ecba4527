"""Places: each element, attribute and declaration of a page, and of a page in a message, to the line and the column."""

from __future__ import annotations

import re
from base64 import b64decode
from email.message import EmailMessage
from pathlib import Path

import pytest
from checks_help import good
from hypothesis import given, settings, strategies as st

from newsletter import checks
from newsletter.dom import Lines, attributes, parse, pieces
from newsletter.message import received
from newsletter.message.placing import MessageLines

# What pages are made of, whole and broken.
_SCRAPS = st.lists(st.sampled_from([
    "<p>", "</p>", "<a href='x'>", "</a>", '<td style="a:b">', "<tr>", "<table>", "</table>", "<li>", "<b", "<i class=\"<p>\">",
    "<br/>", "<IMG SRC=x>", "<!-- <p> -->", "<!-->", "<!--->", "<!--", "-->", "<!doctype html>", "<?xml ?>", "</", "</ p>", "<>",
    "<style>p > a {}</style>", "<style>", "<script>'<p>'</script>", "<title><b></title>", "<textarea><i>", "</textarea>", "words",
    "é", "\U0001f686", "&amp;", "&lt;p&gt;", "\n", "\r\n", "\r", "\t", "<svg><path d=''/></svg>", "<p data-told-at='7'>",
    "<p title=>", "<p =x>", "<p a=b=c d>", "<p a='\n' b>", "<h1\n id=x\n>", "<noscript><p></noscript>", "<select><option>",
    "<!--[if mso]><td><![endif]-->", "<![CDATA[<p>]]>", "<body bgcolor=x>", "<html lang=en>", "<head>", "<form>", "<p/>", "<xmp><p></xmp>",
]), max_size=25).map("".join)


@settings(max_examples=400, deadline=None)
@given(html=_SCRAPS)
def test_each_element_stands_where_its_tag_begins(html: str) -> None:
    """Whatever a page is made of, an element's place is a tag of its kind, no two share one, and places change nothing."""
    placed = list(parse(html, placed=True).walk())
    bare = list(parse(html).walk())
    for node in bare:  # of which a page may have one of its own, and loses it
        node.attributes.pop("data-told-at", None)
    assert [(node.tag, node.attributes) for node in placed] == [(node.tag, node.attributes) for node in bare]
    places = [node.at for node in placed if node.at >= 0]
    assert len(places) == len(set(places))
    for node in placed:
        if node.at >= 0:
            assert html[node.at :].lower().startswith(f"<{node.tag}")


@settings(max_examples=400, deadline=None)
@given(html=_SCRAPS)
def test_attributes_are_read_as_the_parser_reads_them(html: str) -> None:
    """Names and values of a tag are the parser's, and each value stands where it is said to."""
    tags = {piece.start: attributes(html, piece) for piece in pieces(html) if piece.kind == "open"}
    for node in parse(html, placed=True).walk():
        if node.at < 0 or node.tag in ("html", "body"):  # of which the parser joins several into one
            continue
        said = {name: one.said for name, one in tags[node.at].items() if name != "data-told-at"}
        assert {name: value.replace("\r\n", "\n").replace("\r", "\n") for name, value in said.items()} == {
            name: value.replace("\r\n", "\n").replace("\r", "\n") for name, value in node.attributes.items()}
        for one in tags[node.at].values():
            assert html[one.at :].startswith(one.value)


@settings(max_examples=200, deadline=None)
@given(html=_SCRAPS)
def test_pieces_follow_each_other_to_the_end(html: str) -> None:
    """Pieces stand in order, none within another, and whatever is never closed ends with the text."""
    end = 0
    for piece in pieces(html):
        assert end <= piece.start <= piece.end <= len(html)
        end = piece.end


@given(text=st.text(alphabet="ab\r\n\U0001f686", max_size=40), data=st.data())
def test_lines_are_counted_as_editors_count_them(text: str, data: st.DataObject) -> None:
    """LF, CR LF and CR each end a line; there and back again is the same place."""
    offset = data.draw(st.integers(0, len(text)))
    line, column = Lines(text).place(offset)
    rows = re.split(r"\r\n|\r|\n", text)
    before = re.split(r"\r\n|\r|\n", text[:offset])
    if not (text[offset - 1 : offset + 1] == "\r\n"):
        assert (line, column) == (len(before), len(before[-1]) + 1)
    assert line <= len(rows)
    assert Lines(text).offset(line, column) == offset


# ── in a message ─────────────────────────────────────────────────────────────────────────────────────────────


def message(html: str, transfer: str, charset: str = "utf-8", newline: bytes = b"\r\n") -> bytes:
    """Return a message with a page in it, and the same words as plain text before."""
    one = EmailMessage()
    one["From"], one["Subject"] = "a@b.example", "A letter"
    one.set_content("words\n" * 3)
    one.add_alternative(html, subtype="html", cte=transfer, charset=charset)
    return one.as_bytes().replace(b"\n", newline)


def there(data: bytes, html: str, offset: int) -> bytes:
    """Return the message from the line and column on where a place of its page is said to be."""
    line, column = MessageLines(data, html).place(offset)
    rows = re.split(rb"(?<=\n)", data)
    start = sum(len(row) for row in rows[: line - 1])
    return data[start + len(data[start:].decode("utf-8", "replace")[: column - 1].encode()) :]


_WORDS = st.text(alphabet=st.sampled_from(list("ab =é\U0001f686\n.")), max_size=120)


@settings(max_examples=120, deadline=None)
@given(before=_WORDS, after=_WORDS, transfer=st.sampled_from(["8bit", "quoted-printable", "base64"]),
       newline=st.sampled_from([b"\n", b"\r\n"]))
def test_a_place_in_a_message_is_the_one_that_carries_it(before: str, after: str, transfer: str, newline: bytes) -> None:
    """However a page is encoded, the place of a tag is where its < stands in the message."""
    data = message(f"{before}<a href='x'>{after}\n", transfer, newline=newline)
    html = received(data, "letter.eml").html
    rest = there(data, html, html.index("<a"))
    if transfer == "base64":
        carried = data[: len(data) - len(rest)].rpartition(newline * 2)[2]
        signs = len(re.sub(rb"[^A-Za-z0-9+/]", b"", carried))
        whole = b64decode(re.sub(rb"[^A-Za-z0-9+/=]", b"", (carried + rest).partition(b"--=")[0]))
        assert whole[(signs * 3 + 3) // 4 :].startswith(b"<a")
    else:
        assert rest.startswith(b"<") or rest.startswith(b"=3C")
        assert re.sub(rb"=\r?\n", b"", rest[:30]).replace(b"=3C", b"<").startswith(b"<a")


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "utf-8", "koi8-r", "shift_jis"])
@pytest.mark.parametrize("transfer", ["quoted-printable", "base64"])
def test_other_charsets_are_placed_too(charset: str, transfer: str) -> None:
    """Where a letter is not in UTF-8, its characters still count as what they take in the message."""
    words = {"koi8-r": "Привет", "shift_jis": "東京"}.get(charset, "café")
    data = message(f"<p>{words}</p><a href='x'>there</a>\n", transfer, charset)
    html = received(data, "letter.eml").html
    assert words in html
    rest = there(data, html, html.index("<a"))
    assert rest.startswith(b"<a") or transfer == "base64" and not rest.startswith(b"\r")


def test_a_finding_in_a_message_stands_at_its_line_and_column() -> None:
    """Of a message, findings name the line and column of the file itself, and an editor can go there."""
    html = "<html><body>\n<p>" + "words and more words, é, " * 8 + "<a href='/room'>room</a></p></body></html>\n"
    data = message(html, "quoted-printable", newline=b"\n")
    (one,) = checks.judged(checks.foreign(data, "letter.eml", good().publication), ["LINK-REL"]).findings
    line, column = (int(number) for number in one.where.split(":")[1:])
    assert data.split(b"\n")[line - 1][column - 1 :].startswith(b"<a")


def test_a_message_whose_page_is_not_to_be_found_is_counted_in_its_page() -> None:
    """Then the line is the page's own."""
    assert MessageLines(b"From: a@b.example\n\nwords", "<p>\n <a>").place(5) == (2, 2)


@pytest.mark.parametrize("data", [b"", b"\xff" * 50, b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\n" * 500])
def test_any_bytes_are_placed_somehow(data: bytes) -> None:
    """Whatever a file holds, a place in it has a line."""
    assert MessageLines(data, "<p>").place(1)[0] >= 1


CORPUS = Path(__file__).parents[2] / "shared" / "data" / "caniemail-tests.tar.gz"


@pytest.mark.skipif(not CORPUS.is_file(), reason=f"real pages are not there ({CORPUS})")
def test_every_element_of_real_pages_has_its_place() -> None:
    """On the pages of caniemail each element that was written says where."""
    import tarfile

    with tarfile.open(CORPUS) as archive:
        for member in archive.getmembers():
            if member.name.endswith(".html"):
                html = archive.extractfile(member).read().decode()  # type: ignore[union-attr]
                nodes = list(parse(html, placed=True).walk())
                written = [piece for piece in pieces(html) if piece.kind == "open"]
                assert {piece.start for piece in written} == {node.at for node in nodes if node.at >= 0}, member.name
