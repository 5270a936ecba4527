"""What all tests share: no network but loopback, a made publication, a small issue, and golden files.

Golden files are what the press gave when somebody last looked at it. After a change that is meant, renew them with
``pytest --renew-golden`` and read the difference before it is kept.
"""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from newsletter import publication as publications
from newsletter.model import Block, Issue, Publication, Story, Theme

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Machines are slow at times, which is no defect; and in CI a test says the same each time.
settings.register_profile("newsletter", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("newsletter")

TESTS = Path(__file__).parent
KEY = "0123456789abcdef"

# Characters that have broken letters: a no-break and a narrow space, joiners, a soft hyphen, accents as marks of their
# own, vowel signs, scripts from right to left, joined emoji, a flag, what templates, services and shells read.
HARD_WORDS = (
    "Zürich\u00a0– 20\u202f%", "می\u200cخواهم", "soft\u00adhyphen", "Cafe\u0301", "सुनवाई में देरी", "น้ำท่วมกรุงเทพฯ",
    "السلام عليكم", "שלום", "👩🏽\u200d🚀 👨\u200d👩\u200d👧", "🇺🇾", "火山の噴火", "C:\\temp\\new", 'say "no"', "it's",
    "a < b > c",
    "R&D; AT&T", "&#x41;&amp;&nbsp;", "\\u{200d}", "{{ 7*7 }}", "{{{ 7*7 }}}", "{% x %}", "{# x #}", "*|FNAME|*",
    "{first_name}", "merge:unsubscribe", "<script>alert(1)</script>", "<!-- x -->", "<!--\"'><i>-->", "&{x}",
    "!\u00a0important", "]]>", "--", "=?utf-8?q?x?=",
)  # fmt: skip


CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

IN_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(CHROMIUM is None and not os.environ.get("CI"), reason="no Chromium is found on this machine"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window, in the colours of the standard."""
    assert CHROMIUM, "CI is set, so that these tests must run: install Chromium"
    from playwright.sync_api import sync_playwright

    quiet = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
             "--force-color-profile=srgb")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=quiet)
        yield running
        running.close()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew-golden", action="store_true", help="write tests/golden anew instead of comparing")


@pytest.fixture(scope="session", autouse=True)
def _cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep compiled templates apart from those of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


# ── no network ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session", autouse=True)
def offline() -> Iterator[None]:
    """Fail every test that would look up a name or connect to anything but this machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _to_loopback_only(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", _of_loopback_only(socket.getaddrinfo))
        yield


def _to_loopback_only(connect: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            pytest.fail(f"this test connects to {address[0]}: only loopback is allowed")
        return connect(self, address)

    return guarded


def _of_loopback_only(look_up: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(host: Any, *more: Any, **named: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name and name != "localhost" and not _is_address(name):
            pytest.fail(f"this test looks up {name}: only loopback is allowed")
        return look_up(host, *more, **named)

    return guarded


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    return host in ("", "localhost") or _is_address(host) and ipaddress.ip_address(host.partition("%")[0]).is_loopback


# ── nouns ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    """A made publication in a folder of its own, with an address for each way out."""
    root = tmp_path / "halyard"
    (root / "images").mkdir(parents=True)
    (root / "newsletter.toml").write_text("name = 'The Halyard'\n", encoding="utf-8")
    return Publication(
        root=root,
        name="The Halyard",
        tagline="A weekly letter on harbours and courts",
        url="https://halyard.example/",
        sender="The Halyard <letter@halyard.example>",
        postal_address="1 Rope Walk, Port Example",
        addresses={
            "unsubscribe": "https://halyard.example/leave?reader={token}",
            "web_version": "https://halyard.example/47",
            "preferences": "https://halyard.example/choose?reader={token}",
        },
        social=({"name": "Mastodon", "url": "https://social.example/@halyard"},),
        shelves=(root / "templates", *publications.find(Path(tmp_path.anchor)).shelves),
    )


@pytest.fixture
def theme(publication: Publication) -> Theme:
    """The packaged theme."""
    return publications.theme(publication)


def issue_of(*blocks: Block, **changes: Any) -> Issue:
    """Return number 47 with these blocks in it."""
    said: dict[str, Any] = {
        "name": "issues/047.toml",
        "key": KEY,
        "number": 47,
        "date": date(2026, 11, 20),
        "subject": "Who pays for the night train?",
        "preheader": "Strasbourg votes · Berlin counts its summers",
    }
    return Issue(**{**said, "blocks": blocks, **changes})


def note(text: str) -> Block:
    return Block(kind="note", fields={"text": text})


def section(*stories: Story, **fields: Any) -> Block:
    return Block(kind="section", fields=fields, stories=stories)


@pytest.fixture
def issue() -> Issue:
    """A small issue with both sorts of merge tag, a lead and a section."""
    return issue_of(
        note("Dear {first_name|friend},\n\nthe *night train* is back.\n\n[Leave](merge:unsubscribe)"),
        Block(
            kind="lead",
            stories=(
                Story(
                    title="Who pays for the night train?",
                    kicker="Transport",
                    teaser="Four ministries, one sleeper fund, and a vote on Thursday.",
                    url="https://courier.example/night-train",
                    byline="M. Okafor",
                    date=date(2026, 11, 18),
                ),
            ),
        ),
        section(
            Story(
                title="Porto Alegre builds its dyke again",
                teaser="Two years after the flood the city argues about height.",
                url="https://courier.example/dyke?from=letter&place=1",
            ),
            Story(title="Lima’s buses, after the strike"),
            title="Latin America",
        ),
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with a file of ``tests/golden``, or write it anew with ``--renew-golden``."""

    def compare(name: str, text: str) -> None:
        path = TESTS / "golden" / name
        if request.config.getoption("--renew-golden"):
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.is_file(), f"there is no {path.name}: make it with pytest --renew-golden"
        assert text == path.read_text(encoding="utf-8"), (
            f"{name} has changed; renew it with pytest --renew-golden if meant"
        )

    return compare
