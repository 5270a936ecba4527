"""`newsletter new`: five questions on a terminal, a look at the site, and a folder that works at once."""

from __future__ import annotations

import io
import os
import pty
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from newsletter import cli
from newsletter import publication as publications
from newsletter.cli import asking
from newsletter.model import Publication

from servers import Site, answer, serve  # isort: skip # noqa: F401

Serve = Callable[..., Site]
Answer = Callable[..., tuple[Path, list[str]]]

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>The Halyard</title><link>https://halyard.example/</link>
<item><title>A court for two rivers</title><link>https://halyard.example/court</link></item></channel></rss>"""

HOME = """<!doctype html><html lang="pt-BR"><head><title>The Halyard</title>
<meta property="og:site_name" content="The Halyard">
<meta name="theme-color" content="#0f4c5c">
<link rel="alternate" type="application/rss+xml" href="/feed.xml">
<link rel="apple-touch-icon" href="/logo.png" sizes="180x180">
</head><body><h1>The Halyard</h1></body></html>"""


def logo() -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (900, 300), (15, 76, 92, 120)).save(out, "PNG")
    return out.getvalue()


def halyard(connection: socket.socket, request: bytes) -> None:
    """Answers as the site of a magazine does."""
    pages = {b"/": (HOME.encode(), "text/html; charset=utf-8"), b"/feed.xml": (FEED.encode(), "application/rss+xml"),
             b"/logo.png": (logo(), "image/png")}
    body, kind = pages.get(request.split()[1], (b"", ""))
    connection.sendall(answer(body, "200 OK" if kind else "404 Not Found", f"Content-Type: {kind}"))


@pytest.fixture
def answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Answers the questions of `new` in turn; returns the folder, and what was asked and said."""

    def run(*answers: str, allow_private: bool = True, folder: str = "my-letter") -> tuple[Path, list[str]]:
        said: list[str] = []
        left = iter(answers)

        def prompt(text: str, default: str = "", **_: object) -> str:
            said.append(text)
            return next(left) or default

        monkeypatch.setattr(asking.typer, "prompt", prompt)
        monkeypatch.setattr(asking, "say", said.append)
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
        from newsletter.cli.new import new

        new(tmp_path / folder, allow_private=allow_private)
        assert not list(left), "each question is asked"
        return tmp_path / folder, said

    return run


def read(folder: Path) -> Publication:
    return publications.read(folder)


# ── on a terminal ────────────────────────────────────────────────────────────────────────────────────────────


def test_five_questions_on_a_real_terminal(tmp_path: Path, serve: Serve) -> None:
    """Name, site, colour, logo, service, in this order and once each; what the site says is taken by pressing Enter."""
    site = serve(halyard)
    master, slave = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "newsletter", "new", "my-letter", "--allow-private"], cwd=tmp_path, stdin=slave,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[2])},
    )
    os.close(slave)
    os.write(master, f"The Halyard\n{site.url}\n\n\nMailchimp\n".encode())
    out, err = child.communicate(timeout=60)
    os.close(master)
    said = err.decode()
    assert child.returncode == 0, said
    assert not out.strip()  # a blank before each answer, for the sake of readline
    questions = ["What is the letter called?", "The address of its site", "Its colour", "Its logo", "Who sends it?"]
    places = [said.index(question) for question in questions]
    assert places == sorted(places)
    assert all(said.count(question) == 1 for question in questions)
    folder = tmp_path / "my-letter"
    publication = read(folder)
    assert (publication.name, publication.url, publication.service) == ("The Halyard", site.url, "mailchimp")
    assert (publication.language, publication.colour) == ("pt-BR", "#0f4c5c")
    assert publication.sources == ({"address": f"{site.url}feed.xml"},)
    # What readers will see of it is in their language from the first.
    assert "title = 'Para assistir'" in (folder / "standing.toml").read_text("utf-8")
    assert "(merge:unsubscribe)" in (folder / "newsletter.toml").read_text("utf-8")
    assert "[Unsubscribe]" not in (folder / "newsletter.toml").read_text("utf-8")
    with Image.open(folder / publication.logo) as kept:
        assert (kept.format, kept.size) == ("PNG", (560, 187))


def test_an_editor_who_stops_leaves_nothing_behind(tmp_path: Path) -> None:
    """Ctrl-D in the middle of the questions: no folder, status 130."""
    master, slave = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "newsletter", "new", "my-letter"], cwd=tmp_path, stdin=slave, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[2])},
    )
    os.close(slave)
    os.write(master, b"The Halyard\n\x04")
    _, err = child.communicate(timeout=60)
    os.close(master)
    assert child.returncode == 130, err
    assert not (tmp_path / "my-letter").exists()


def test_a_taken_folder_is_refused_before_anything_is_asked(answered: Answer, tmp_path: Path) -> None:
    """Nobody answers five questions for nothing."""
    (tmp_path / "my-letter").mkdir()
    (tmp_path / "my-letter" / "poem.txt").write_text("O")
    with pytest.raises(Exception, match="is there already, and not empty"):
        answered()


# ── answers ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_needed(answered: Answer) -> None:
    """Five times Enter: the folder's name, and all else asleep or plain; the file can be read."""
    folder, _ = answered("", "", "", "", "")
    publication = read(folder)
    assert (publication.name, publication.service, publication.url) == ("my-letter", "plain", "")
    assert not publication.sources


def test_no_network_is_said_and_stops_nothing(answered: Answer) -> None:
    """A site that cannot be reached is told in a line; its address is its source, for later."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    folder, said = answered("The Halyard", f"http://127.0.0.1:{port}/", "#0f4c5c", "", "plain")
    assert any("takes no connections" in line and "going on without" in line for line in said)
    publication = read(folder)
    assert publication.url == f"http://127.0.0.1:{port}/"
    assert publication.sources == ({"address": f"http://127.0.0.1:{port}/"},)
    assert publication.colour == "#0f4c5c"


def test_what_the_site_offers_can_be_declined(answered: Answer, serve: Serve) -> None:
    """A single - leaves out what was found."""
    folder, said = answered("", serve(halyard).url, "-", "-", "-")
    publication = read(folder)
    assert (publication.colour, publication.logo) == ("", "")
    assert any("#0f4c5c" in line for line in said)
    assert "# name     = 'The Halyard'" in (folder / "newsletter.toml").read_text()


@pytest.mark.parametrize(("answers", "asleep", "note"), [
    (("", "", "petrol", "", ""), "# colour   = 'petrol'", "takes a colour"),
    (("", "", "", "no/such.png", ""), "# logo     = 'no/such.png'", "no such file"),
    (("", "", "", "~nobody/logo.png", ""), "# logo     = '~nobody/logo.png'", "no such file"),
    (("", "", "", "", "mailchump"), "# service  = 'mailchump'", "did you mean 'mailchimp'?"),
    (("", "", "", "", "SendGrid"), "# service  = 'SendGrid'", "did you mean 'sendgrid-api' or 'sendgrid-mc'?"),
    (("", "", "", "", "?"), "# service  = '?'", "there is no service '?'"),
    (("", "my site", "", "", ""), "# url      = 'https://my site'", "without blanks"),
    (("", "", "'\x1b[31m", "", ""), '# colour   = "\'[31m"', "takes a colour"),
])
def test_an_answer_that_cannot_be_used_sleeps_in_the_file(
    answered: Answer, answers: tuple[str, ...], asleep: str, note: str
) -> None:
    """It is not asked again: it stands in the file with the reason, told once, and the file can be read."""
    folder, said = answered(*answers)
    text = (folder / "newsletter.toml").read_text()
    (line,) = [line for line in text.splitlines() if line.startswith(asleep)]
    assert note in line
    assert any(note in one for one in said)
    assert read(folder).service == "plain"


@pytest.mark.parametrize(("colour", "kept"), [("0f4c5c", "#0f4c5c"), ("#0f4c5c", "#0f4c5c"), ("#abc", "#abc")])
def test_a_colour_is_taken_with_and_without_its_sign(answered: Answer, colour: str, kept: str) -> None:
    """#rrggbb, rrggbb and the short form are colours."""
    assert read(answered("", "", colour, "", "")[0]).colour == kept


@pytest.mark.parametrize(("name", "service"), [
    ("mailchimp", "mailchimp"), ("Mailchimp", "mailchimp"), ("MAILCHIMP", "mailchimp"), ("Mail Chimp", "mailchimp"),
    ("Customer.io", "customerio"), ("Campaign Monitor", "campaign-monitor"), ("Amazon", "ses"), ("constant", "constant-contact"),
    ("Kit", "kit"), ("SendGrid MC", "sendgrid-mc"),
])
def test_a_service_goes_by_its_name(answered: Answer, name: str, service: str) -> None:
    """As it is written on the shelf, or as the service writes itself, with blanks or without; the beginning is enough."""
    assert read(answered("", "", "", "", name)[0]).service == service


def test_a_few_services_are_named_and_the_way_to_the_others(answered: Answer) -> None:
    """Lines that a narrow terminal takes: those known best by their names, how many more there are, and what lists them."""
    _, said = answered("", "", "", "", "")
    (question,) = [line for line in said if line.startswith("Who sends it?")]
    shown = said[:said.index(question)]
    assert all(len(line) <= 80 for line in shown)
    told = " ".join(line.strip() for line in shown)
    there = publications.services(Publication())
    named = [name for name in there if publications.service(Publication(), name).name in told]
    assert {"mailchimp", "brevo", "listmonk"} <= set(named)
    assert shown[-1] == f"    and {len(there) - len(named)} others: newsletter list services"
    assert "plain" in question


def test_a_logo_may_lie_on_the_disk(answered: Answer, tmp_path: Path) -> None:
    """It is copied into images/, as wide as a letter needs it."""
    (tmp_path / "ours.png").write_bytes(logo())
    folder, _ = answered("", "", "", str(tmp_path / "ours.png"), "")
    assert read(folder).logo == "images/logo.png"
    with Image.open(folder / "images/logo.png") as kept:
        assert kept.size == (560, 187)


@pytest.mark.parametrize("name", ["Lima’s 'letter'", 'A "B" C', "C:\\temp", "'''", "The\u202eHalyard"])
def test_any_name_makes_a_file_that_can_be_read(answered: Answer, name: str) -> None:
    """Quotes, backslashes and marks that turn lines around do no harm."""
    assert read(answered(name, "", "", "", "")[0]).name == name.replace("\u202e", "")


def test_a_site_that_means_harm_writes_nothing_into_the_file(answered: Answer, serve: Serve) -> None:
    """A line break, a quote, a file's address in what a site says of itself: the file holds words, or nothing."""
    home = HOME.replace("#0f4c5c", "'\n[[source]]\naddress = '/etc/passwd").replace('"/feed.xml"', '"file:///etc/passwd"')
    folder, _ = answered("", serve(answer(home.encode(), "200 OK", "Content-Type: text/html")).url, "", "-", "")
    publication = read(folder)
    assert all("passwd" not in str(source["address"]) for source in publication.sources)
    assert publication.colour == ""


def test_a_colour_that_cannot_be_used_gives_way_to_the_sites_own(answered: Answer, serve: Serve) -> None:
    """It is asked once, and what is taken instead is told."""
    folder, said = answered("", serve(halyard).url, "petrol", "-", "")
    assert read(folder).colour == "#0f4c5c"
    assert any(line.startswith("colour: ") and line.endswith("; taking the site's own, #0f4c5c") for line in said)
