"""The letter on a phone: one letter, to whoever has the address, to be read and nothing else."""

from __future__ import annotations

import asyncio
import errno
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from preview_help import ISSUE, ROOT as CHECKOUT, Hung, ask, lantern, until

from newsletter import publication as publications
from newsletter.errors import OutsideError
from newsletter.preview import phone as phones, server
from newsletter.preview.answers import Answers
from newsletter.preview.board import Board
from newsletter.preview.guard import Guard
from newsletter.preview.showing import Builder

PHONE = phones.Phone("192.168.7.20", 8042, "s3cret-of-the-network")
HOST = [("Host", "192.168.7.20:8042")]
ROOT = f"/{PHONE.secret}/"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Guard:
    issue, board = lantern(tmp_path_factory.mktemp("phone")), Board()
    board.put(Builder(issue, publications.find(issue.parent), "", print).build())
    return phones.app(Answers(Hung(board)), PHONE)  # type: ignore[arg-type]


def test_the_letter_and_its_pictures_are_below_the_secret(app: Guard) -> None:
    """The page, its script, the letter without scripts, and pictures whose addresses lead below the secret, too."""
    for path in ("", "phone.js", "letter"):
        assert ask(app, ROOT + path, headers=HOST).status == 200
    letter = ask(app, f"{ROOT}letter", headers=HOST)
    assert "script-src 'none'" in letter.headers["content-security-policy"]
    (name,) = re.findall(rb'src="(pictures/[^"]+)"', letter.body)
    assert ask(app, ROOT + name.decode(), headers=HOST).headers["content-type"] == "image/png"


@pytest.mark.parametrize("path", [
    "/", "/letter", "/events", "/page.js", "/issues", "//letter", "/wrong/letter", f"/{PHONE.secret[:-1]}/letter",
    f"/{PHONE.secret}x/", f"/{PHONE.secret.upper()}/letter",
])
def test_without_the_secret_there_is_nothing(app: Guard, path: str) -> None:
    """Who only knows where we listen learns not even that there is a letter."""
    answer = ask(app, path, headers=HOST)
    assert answer.status == 404 and b"Harbour" not in answer.body


@pytest.mark.parametrize("path", ["page.js", "issues", "forms/eml", "forms/zip", "words", "sizes", "choices", "rundown"])
def test_only_the_letter_is_there(app: Guard, path: str) -> None:
    """Nothing of the workbench: no other issue, no file to keep, nothing that could change one."""
    assert ask(app, ROOT + path, headers=HOST).status == 404
    assert ask(app, f"{ROOT}letter", "issue=008.toml", headers=HOST).status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_it_can_only_be_read(app: Guard, method: str) -> None:
    """Not even with an empty token."""
    headers = [*HOST, ("Origin", "http://192.168.7.20:8042"), ("Sec-Fetch-Site", "same-origin"),
               ("X-Newsletter-Token", ""), ("Content-Type", "application/json")]
    assert ask(app, f"{ROOT}letter", method=method, headers=headers, body=b"{}").status in (403, 405)


@pytest.mark.parametrize("headers", [
    [("Host", "evil.example:8042")], [("Host", "127.0.0.1:8042")], [("Host", "192.168.7.20")], [],
    [*HOST, ("Origin", "http://evil.example")], [*HOST, ("Sec-Fetch-Site", "cross-site")],
])
def test_other_names_and_other_pages_are_refused(app: Guard, headers: list[tuple[str, str]]) -> None:
    """The rules of this machine's own page hold in the network."""
    assert ask(app, f"{ROOT}letter", headers=headers).status == 403


def test_the_secret_is_new_each_time_and_long() -> None:
    """128 bits, and no two are the same."""
    secrets = {phones.secret() for _ in range(50)}
    assert len(secrets) == 50 and all(len(one) >= 22 for one in secrets)


def test_the_qr_code_is_a_picture_and_lines_for_a_terminal() -> None:
    """Both stand alone: no address of anybody is asked for; the lines keep their blanks."""
    assert PHONE.address == "http://192.168.7.20:8042/s3cret-of-the-network/"
    assert PHONE.svg().startswith(b"<?xml") and b"<path" in PHONE.svg() and b"href" not in PHONE.svg()
    lines = list(PHONE.lines())
    assert len({len(line) for line in lines}) == 1 and not any(" " in line for line in lines)


def test_without_a_network_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """No traceback where there is no way out of this machine."""
    def unreachable(*_: object) -> None:
        raise OSError(errno.ENETUNREACH, "Network is unreachable")

    monkeypatch.setattr(socket.socket, "connect", unreachable)
    with pytest.raises(OutsideError, match="in no network .* join the one that the phone is in"):
        phones.host()


def test_each_port_answers_for_itself() -> None:
    """What comes in at the phone's port is the phone's; the page of this machine is not there, nor the other way round."""
    said: list[str] = []

    def named(name: str) -> object:
        async def app(*_: object) -> None:
            said.append(name)
        return app

    answering = phones.beside(named("here"), named("there"), 8042)  # type: ignore[arg-type]
    for port in (8025, 8042):
        asyncio.run(answering({"type": "http", "server": ("x", port)}, None, None))  # type: ignore[arg-type]
    assert said == ["here", "there"]


def test_the_command_says_the_address_and_the_letter_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A running preview with a phone: the address that it says shows this letter; Ctrl-C ends both."""
    issue = lantern(tmp_path)
    code = (
        "import sys; from pathlib import Path; from newsletter import publication; from newsletter.preview import phone, serve\n"
        "phone.host = lambda: '127.0.0.1'\n"
        "path = Path(sys.argv[1])\n"
        "serve(path, publication=publication.find(path.parent), port=0, open_browser=False, phone=True,\n"
        "      say=lambda line: print(line, file=sys.stderr, flush=True))\n")
    process = subprocess.Popen([sys.executable, "-c", code, str(issue)], cwd=CHECKOUT, text=True, stderr=subprocess.PIPE)
    try:
        assert process.stderr
        address = ""
        while not address:
            line = process.stderr.readline()
            assert line, "it has ended"
            address = next(iter(re.findall(r"on a phone in this network: (\S+)", line)), "")

        def letter() -> bytes:
            try:
                return bytes(urlopen(f"{address}letter", timeout=10).read())
            except OSError:
                return b""

        until(lambda: b"The last ferry" in letter())
        issue.write_text(ISSUE.replace("The last ferry", "The first ferry"), "utf-8")
        until(lambda: b"The first ferry" in letter())
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0
    finally:
        process.kill()
        process.communicate()


def test_the_phone_listens_in_the_network_only_when_asked() -> None:
    """Without --phone one socket listens, on this machine alone."""
    with server.listening(0) as only:
        assert only.getsockname()[0] == "127.0.0.1"
