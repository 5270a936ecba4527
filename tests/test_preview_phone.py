"""The letter on a phone: one letter, to whoever has the address, to be read and nothing else."""

from __future__ import annotations

import asyncio
import errno
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import urlopen

import pytest
from preview_help import ISSUE, ROOT as CHECKOUT, Hung, ask, lantern, scope, until
from uvicorn.config import Config
from uvicorn.server import ServerState

from newsletter import publication as publications
from newsletter.errors import InputError, OutsideError
from newsletter.preview import answers, callers, phone as phones, server
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


@pytest.mark.parametrize("query", [
    "issue=008.toml", "service=zzz", "service=mailchimp", "service=", "reader=long", "remote=1", "scheme=dark&remote=1",
])
def test_a_phone_chooses_how_the_letter_is_shown_and_nothing_else(app: Guard, query: str) -> None:
    """Light or dark, as the device is; not which letter, in whose words, for whom, or with pictures from elsewhere."""
    assert ask(app, f"{ROOT}letter", query, headers=HOST).status == 404
    assert ask(app, f"{ROOT}letter", "scheme=dark&pictures=off", headers=HOST).status == 200


def test_what_is_wrong_with_the_files_is_not_told_to_a_phone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A letter that its service has no words for is not there; the reason stands on the editor's own page."""
    def wordless(*_: object) -> None:
        raise InputError("no word for it", where="newsletter.toml")

    issue, board = lantern(tmp_path), Board()
    board.put(Builder(issue, publications.find(issue.parent), "", print).build())
    monkeypatch.setattr(answers, "edition_seen", wordless)
    answer = ask(phones.app(Answers(Hung(board)), PHONE), f"{ROOT}letter", headers=HOST)  # type: ignore[arg-type]
    assert answer.status == 404 and b"newsletter.toml" not in answer.body


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


class Lent(NamedTuple):
    """A preview that runs with a phone: its process, the page on this machine, and the phone's address."""

    process: subprocess.Popen[str]
    page: str
    address: str


@contextmanager
def lent(issue: Path, first: str = "") -> Iterator[Lent]:
    """Run a preview with a phone, on loopback, after some code of the test's."""
    code = (
        f"{first}\n"
        "import sys; from pathlib import Path; from newsletter import publication; from newsletter.preview import phone, serve\n"
        "phone.host = lambda: '127.0.0.1'\n"
        "path = Path(sys.argv[1])\n"
        "serve(path, publication=publication.find(path.parent), port=0, open_browser=False, phone=True,\n"
        "      say=lambda line: print(line, file=sys.stderr, flush=True))\n")
    process = subprocess.Popen([sys.executable, "-c", code, str(issue)], cwd=CHECKOUT, text=True, stderr=subprocess.PIPE)
    try:
        assert process.stderr
        said = ""
        while "on a phone in this network" not in said:
            line = process.stderr.readline()
            assert line, "it has ended"
            said += line
        page, address = re.findall(r"http://\S+/", said)
        yield Lent(process, page, address)
    finally:
        process.kill()
        process.communicate()


def got(address: str) -> bytes:
    """Return what is at an address; nothing where it cannot be had."""
    try:
        return bytes(urlopen(address, timeout=10).read())
    except OSError:
        return b""


def test_the_command_says_the_address_and_the_letter_is_there(tmp_path: Path) -> None:
    """A running preview with a phone: the address that it says shows this letter; Ctrl-C ends both."""
    issue = lantern(tmp_path)
    with lent(issue) as there:
        until(lambda: b"The last ferry" in got(f"{there.address}letter"))
        issue.write_text(ISSUE.replace("The last ferry", "The first ferry"), "utf-8")
        until(lambda: b"The first ferry" in got(f"{there.address}letter"))
        there.process.send_signal(signal.SIGINT)
        assert there.process.wait(timeout=10) == 0


# ── a crowd ──────────────────────────────────────────────────────────────────────────────────────────────────


def closed(line: socket.socket) -> bool:
    """Say whether the other side has closed a connection on which nothing was asked."""
    line.setblocking(False)
    try:
        return line.recv(1) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


@pytest.mark.skipif(sys.platform == "win32", reason="the number of files is limited by resource")
def test_a_crowd_at_the_phones_port_leaves_the_editors_page_alone(tmp_path: Path) -> None:
    """More idle connections than the process may have files: the phone's port keeps 32, and the page answers."""
    few = ("import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))\n"
           "from newsletter.preview import callers; callers.counted.__defaults__ = (600.0,)")  # nobody leaves for being slow
    with lent(lantern(tmp_path), few) as there, ExitStack() as stack:
        until(lambda: b"The last ferry" in got(f"{there.page}letter"))
        port = int(re.findall(r":(\d+)/", there.address)[0])
        crowd = [stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10)) for _ in range(400)]
        assert b"The last ferry" in got(f"{there.page}letter")
        until(lambda: sum(not closed(line) for line in crowd) <= callers.MOST_THERE)


async def _ok(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


def at_a_counted_port(asking: Callable[[int], Any], most: int, patience: float) -> None:
    """Ask a server that counts, from within its loop."""
    async def run() -> None:
        config, state = Config(_ok, lifespan="off", ws="none", log_config=None), ServerState()
        with server.listening(0) as listener:
            port = listener.getsockname()[1]
            counted = callers.counted({port: most}, patience)
            serving = await asyncio.get_running_loop().create_server(
                lambda: counted(config, state, {}), sock=listener)  # type: ignore[call-arg]
            async with serving:
                await asyncio.wait_for(asking(port), 20)
    asyncio.run(run())


@pytest.mark.parametrize("sent", [
    b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\n",
])
def test_who_does_not_finish_asking_is_sent_away(sent: bytes) -> None:
    """Nothing, half a request, and half a second one after a whole: the connection ends, however long we would wait."""
    async def asking(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        said = await reader.read()  # to the end, which comes
        assert said.endswith(b"ok") == (b"\r\n\r\n" in sent)
        writer.close()
    at_a_counted_port(asking, 5, 0.2)


def test_one_connection_too_many_is_closed_and_the_place_is_free_again() -> None:
    """The third of two ends at once; when one has gone, another may come."""
    async def asking(port: int) -> None:
        kept = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        for reader, writer in kept:
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert (await reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200")
        third, _ = await asyncio.open_connection("127.0.0.1", port)
        assert await third.read() == b""
        kept[0][1].close()
        await kept[0][1].wait_closed()
        said = b""
        while not said:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                said = await reader.read()
            except ConnectionError:
                await asyncio.sleep(0.01)  # the server has not seen yet that the first has gone
        assert said.endswith(b"ok")
    at_a_counted_port(asking, 2, 60)


def test_a_system_that_is_full_is_told_of_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    """Once, without a traceback; any other fault is still told of as ever."""
    said: list[str] = []
    loop = asyncio.new_event_loop()
    callers.say_when_full(loop, said.append)
    for _ in range(3):
        loop.call_exception_handler({"message": "accept", "exception": OSError(errno.EMFILE, "Too many open files")})
    assert not caplog.records and len(said) == 1 and said[0].startswith("no room for another connection (Too many open")
    loop.call_exception_handler({"message": "another fault", "exception": ValueError("x")})
    loop.close()
    assert "another fault" in caplog.text and len(said) == 1


def test_only_so_many_phones_are_told_of_changes(app: Guard) -> None:
    """One event stream more than there may be gets 503; when one has ended, there is a place."""
    async def asking() -> None:
        gone = asyncio.Event()

        async def listening(sent: list[dict[str, Any]]) -> None:
            async def receive() -> dict[str, Any]:
                await gone.wait()
                return {"type": "http.disconnect"}

            async def send(message: dict[str, Any]) -> None:
                sent.append(message)

            await app(scope(f"{ROOT}events", headers=HOST), receive, send)

        answers: list[list[dict[str, Any]]] = [[] for _ in range(phones.STREAMS + 1)]
        tasks = [asyncio.create_task(listening(sent)) for sent in answers]
        while not all(answers):
            await asyncio.sleep(0.01)
        assert [sent[0]["status"] for sent in answers] == [200] * phones.STREAMS + [503]
        gone.set()
        await asyncio.gather(*tasks)
        again: list[dict[str, Any]] = []
        await listening(again)
        assert again[0]["status"] == 200
    asyncio.run(asking())


def test_the_phone_listens_in_the_network_only_when_asked() -> None:
    """Without --phone one socket listens, on this machine alone."""
    with server.listening(0) as only:
        assert only.getsockname()[0] == "127.0.0.1"
