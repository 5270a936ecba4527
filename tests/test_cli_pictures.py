"""The pictures of a picked number: fetched several at once, kept whole, named by their headlines, never over another."""

from __future__ import annotations

import io
import random
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from newsletter import publication as publications
from newsletter.amend import picturing
from newsletter.cli.choosing import written
from newsletter.amend.picturing import called, illustrated, laid_down
from newsletter.model import Article, Block, Choice, Issue, Publication, Selection, Story

from conftest import issue_of, section  # isort: skip
from servers import Site, answer, serve  # isort: skip # noqa: F401

Serve = Callable[..., Site]


def picture(width: int = 60, height: int = 40, colour: str = "teal", kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, kind)
    return out.getvalue()


def photograph(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.frombytes("RGB", (width, height), random.Random(3).randbytes(width * height * 3)).save(out, "JPEG")
    return out.getvalue()


def story(title: str, image: str, use: bool = True) -> Story:
    return Story(title=title, image=image, use=use)


def images(issue: Issue) -> list[str]:
    return [story.image for block in issue.blocks for story in block.stories]


@pytest.fixture
def own(publication: Publication) -> Publication:
    """The publication with the packaged blocks, so that the widest slot is theirs."""
    return publications.find(publication.root)


# ── fetched ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_pictures_from_the_web_become_files_of_the_number(own: Publication, serve: Serve) -> None:
    """Paths from the publication's folder stand in the issue; runners-up and covers count; files of its own stay."""
    site = serve(answer(picture()))
    cover = Block(kind="cover", fields={"title": "The ports number", "image": f"{site.url}cover"})
    issue = issue_of(
        cover, section(story("Night train", f"{site.url}a"), story("Dyke", f"{site.url}b", use=False), story("C", "images/c.jpg")),
    )
    kept = illustrated(issue, own, allow_private=True)
    assert images(kept.issue) == ["images/047/the-ports-number.jpg"] * 2 + ["images/c.jpg"]  # the same picture is one file
    assert kept.issue.blocks[0].fields["image"] == "images/047/the-ports-number.jpg"
    assert list(kept.files) == [own.root / "images/047/the-ports-number.jpg"]
    assert not kept.failed
    assert not (own.root / "images/047").exists()


def test_a_picture_is_kept_twice_as_wide_as_the_widest_slot(own: Publication, serve: Serve) -> None:
    """Whatever block an editor moves it to, it is sharp; and no byte more is kept. It is not cut."""
    widest = max(slot.width for block in publications.blocks(own).values() for slot in block.slots.values())
    kept = illustrated(issue_of(section(story("A", serve(answer(photograph(3000, 1500))).url))), own, allow_private=True)
    (data,) = kept.files.values()
    assert Image.open(io.BytesIO(data)).size == (2 * widest, widest)


@pytest.mark.parametrize(("said", "why"), [
    (answer(b"<html>", "404 Not Found"), "404"), (answer(b"<html>not a picture</html>"), "this is no picture"),
    (answer(picture()[:300]), "this picture is broken"), (b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", "broke off"),
])
def test_a_picture_that_cannot_be_had_stays_at_its_address(own: Publication, serve: Serve, said: bytes, why: str) -> None:
    """One line says which and why; the others come all the same."""
    bad, good = serve(said), serve(answer(picture()))
    kept = illustrated(issue_of(section(story("Bad one", bad.url), story("Good", good.url))), own, allow_private=True)
    assert images(kept.issue) == [bad.url, "images/047/good.jpg"]
    (line,) = kept.failed
    assert "'Bad one'" in line and why in line and "\n" not in line


def test_private_pictures_are_not_fetched_unasked(own: Publication, serve: Serve) -> None:
    """A feed cannot make us ask a machine of our own network: nobody is asked, and the line says how to allow it."""
    site = serve(answer(picture()))
    kept = illustrated(issue_of(section(story("A", site.url), story("B", "http://["))), own)
    assert images(kept.issue) == [site.url, "http://["]
    assert "--allow-private" in kept.failed[0]
    assert not site.requests


def test_no_host_is_asked_for_more_than_two_at_once(own: Publication, serve: Serve) -> None:
    """Of one host at most two pictures are under way; of several hosts many."""
    busy: Counter[int] = Counter()
    most: Counter[int] = Counter()
    lock = threading.Lock()

    def slow(connection: socket.socket, request: bytes) -> None:
        with lock:
            busy[port := connection.getsockname()[1]] += 1
            busy[0] += 1
            most.update({key: max(0, busy[key] - most[key]) for key in (port, 0)})
        time.sleep(0.1)
        with lock:
            busy.subtract((port, 0))
        connection.sendall(answer(picture()))

    sites = [serve(slow) for _ in range(4)]
    stories = [story(f"S{number}", f"{site.url}{number}") for site in sites for number in range(5)]
    begun = time.monotonic()
    kept = illustrated(issue_of(section(*stories)), own, allow_private=True)
    assert not kept.failed
    assert [most[site.port] for site in sites] == [2] * 4
    assert most[0] > 4
    assert time.monotonic() - begun < 1.5  # one after the other they would take 2 s


def test_pictures_have_one_clock_for_all(own: Publication, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sites that never end cost their time once, not once for each picture; those not reached are told so."""
    monkeypatch.setattr(picturing, "SECONDS_IN_ALL", 0.4)
    site = serve(lambda connection, _: time.sleep(3))
    stories = [story(f"S{number}", f"{site.url}{number}") for number in range(8)]
    begun = time.monotonic()
    kept = illustrated(issue_of(section(*stories)), own, allow_private=True)
    assert time.monotonic() - begun < 1.5
    assert len(kept.failed) == 8
    assert any("no time left" in line for line in kept.failed)


def test_a_picture_of_any_size_ends_at_the_cap(own: Publication, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is larger than a camera's picture is refused."""
    monkeypatch.setattr(picturing, "MOST_BYTES", 10_000)
    kept = illustrated(issue_of(section(story("A", serve(answer(b"\xff" * 20_000)).url))), own, allow_private=True)
    assert "sends more than 0.01 MB" in kept.failed[0]


# ── named ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("headline", "address", "name"), [
    ("Who pays for the night train?", "", "who-pays-for-the-night-train"),
    ("Lima’s buses, after the strike", "", "limas-buses-after-the-strike"),
    ("Über Züge – 20 %", "", "uber-zuge-20"),
    ("السلام عليكم", "https://x.example/2026/water-wars.jpg?w=3", "water-wars"),
    ("火山の噴火", "https://x.example/%E7%81%AB.jpg", "picture"),
    ("Con", "", "con-picture"),
    ("", "http://[", "picture"),
    ("A headline of far more words than any file should have", "", "a-headline-of-far-more-words-than-any"),
    ("x" * 99, "", "x" * 40),
])
def test_pictures_are_called_after_their_headlines(headline: str, address: str, name: str) -> None:
    """Plain small letters, whole words; in other scripts what the address says; never a name that Windows keeps."""
    assert called(headline, address) == name


@given(st.text(), st.text())
def test_every_name_can_be_a_file_everywhere(headline: str, address: str) -> None:
    """Whatever a source writes, the name is short, of a-z, 0-9 and hyphens, and leads nowhere."""
    assert re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?", called(headline, address))


def test_names_are_unique_and_nothing_is_replaced(own: Publication, serve: Serve, tmp_path: Path) -> None:
    """Two pictures of one headline, and one that lies there already: each has a name of its own; the same one is reused."""
    red, blue, green = (serve(answer(picture(colour=colour))) for colour in ("red", "blue", "green"))
    issue = issue_of(section(story("A", red.url), story("A", blue.url)))
    first = illustrated(issue, own, allow_private=True)
    with laid_down(first.files, tmp_path / "047.toml"):
        pass
    second = illustrated(issue_of(section(story("A", red.url), story("A", green.url))), own, allow_private=True)
    assert images(first.issue) == ["images/047/a.jpg", "images/047/a-2.jpg"]
    assert images(second.issue) == ["images/047/a.jpg", "images/047/a-3.jpg"]
    assert list(second.files) == [own.root / "images/047/a-3.jpg"]


# ── written ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_no_picture_remains_where_the_number_could_not_be_written(tmp_path: Path) -> None:
    """What was written for it goes again, its folder too; what lay there before stays."""
    older = tmp_path / "046" / "a.jpg"
    older.parent.mkdir()
    older.write_bytes(b"older")
    files = {tmp_path / "047" / "a.jpg": b"1", tmp_path / "047" / "b.jpg": b"2", tmp_path / "046" / "b.jpg": b"3"}
    with pytest.raises(KeyboardInterrupt), laid_down(files, tmp_path / "047.toml"):
        assert all(path.is_file() for path in files)
        raise KeyboardInterrupt
    assert [path.name for path in sorted(tmp_path.rglob("*"))] == ["046", "a.jpg"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_picture_that_an_issue_names_stays(tmp_path: Path, encoding: str) -> None:
    """Broken off after the issue is in its place, or another command was quicker and named it: nothing is undone."""
    issues, folder = tmp_path / "issues", tmp_path / "images" / "047"
    issues.mkdir()
    with pytest.raises(KeyboardInterrupt), laid_down({folder / f"{x}.jpg": b"1" for x in "ab"}, issues / "047.toml"):
        (issues / "047.toml").write_text("image = 'images/047/a.jpg'", encoding)
        raise KeyboardInterrupt
    assert [path.name for path in folder.iterdir()] == ["a.jpg"]


def test_a_picture_in_the_way_stops_the_number(tmp_path: Path) -> None:
    """Another command that was quicker is not overwritten, and what was written before it goes again."""
    taken = tmp_path / "b.jpg"
    taken.write_bytes(b"older")
    with pytest.raises(Exception, match="there already"), laid_down({tmp_path / "a.jpg": b"1", taken: b"2"}, tmp_path / "1.toml"):
        pytest.fail("the number is not written then")
    assert [path.name for path in tmp_path.iterdir()] == ["b.jpg"]
    assert taken.read_bytes() == b"older"


def test_a_draft_is_still_called_a_draft_when_its_picture_is_a_file(own: Publication, serve: Serve) -> None:
    """The remark beside an alternative text that a source drafted stays, though the picture's address is a path now."""
    url = serve(answer(picture())).url
    stories = (Story(title="A", image=url, alt="A quay at dawn"), Story(title="B", image=f"{url}b", alt="A crane"))
    articles = [Article(title=one.title, image=one.image, alt=one.alt, alt_is_draft=one.title == "A") for one in stories]
    choices = tuple(Choice(article=article, outcome="in", reason="newest", position=f"b1.s{place}")
                    for place, article in enumerate(articles, 1))
    selection = Selection(issue=issue_of(section(*stories)), choices=choices)
    text = written(selection, illustrated(selection.issue, own, allow_private=True).issue)
    assert "image = 'images/047/a.jpg'" in text
    assert [line.partition("#")[0].strip() for line in text.splitlines() if "# draft" in line] == ["alt   = 'A quay at dawn'"]
