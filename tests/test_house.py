"""The house stands: order of rooms, one door per library, nothing too large."""

from __future__ import annotations

import ast
import re
import socket
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from newsletter import errors

HOUSE = Path(errors.__file__).parent
FILES = sorted(HOUSE.rglob("*.py"))

# Each room may import only rooms that stand before it.
ORDER = (
    "errors", "model", "files", "colour", "dom", "prose", "message",
    "web", "pictures", "publication", "sources", "archive", "fetch",
    "issue", "history", "pick", "amend",
    "merge", "compose", "markup", "build", "webpage", "size", "inbox",
    "checks", "approval",
    "export", "send", "preview",
    "cli", "__main__",
)  # fmt: skip

# Library → the rooms that know it.
DOORS = {
    "msgspec": ("model",),
    "tomllib": ("files",),
    "tomlkit": ("files",),
    "lxml": ("dom",),
    "markdown_it": ("prose",),
    "nh3": ("prose",),
    "babel": ("prose",),
    "wcwidth": ("prose",),
    "email": ("message",),
    "httpcore": ("web",),
    "idna": ("message", "web"),
    "PIL": ("pictures",),
    "feedparser": ("sources",),
    "yaml": ("sources",),
    "sqlite3": ("archive",),
    "jinja2": ("compose",),
    "markupsafe": ("compose",),
    "platformdirs": ("files",),
    "mjml": ("markup",),
    "premailer": ("markup",),
    "cssutils": ("markup",),
    "tinycss2": ("checks", "colour"),
    "smtplib": ("send",),
    "keyring": ("send",),
    "starlette": ("preview",),
    "uvicorn": ("preview",),
    "watchfiles": ("preview",),
    "segno": ("preview",),
    "typer": ("cli",),
}

# What a library is called where it is installed from, where that is not its own name.
DISTRIBUTIONS = {"PIL": "pillow", "yaml": "pyyaml", "markdown_it": "markdown-it-py", "mjml": "mjml-python"}

# What else can fetch; nobody may know it, for `web` alone guards what it fetches.
OTHER_CLIENTS = (
    "httpx",
    "urllib.request",
    "http.client",
    "ftplib",
    "requests",
    "urllib3",
    "aiohttp",
    "pycurl",
    "telnetlib",
)
FETCHING = re.compile(r"\b(urlopen|urlretrieve|HTTPS?Connection|allow_network=True)\b")

LONGEST_MODULE = 350
LONGEST_FUNCTION = 45


def room(path: Path) -> str:
    """Return the room that a file stands in."""
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def name(path: Path) -> str:
    return str(path.relative_to(HOUSE.parent))


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imported(path: Path) -> frozenset[str]:
    """Return the full names of all that a file imports, at its top or inside its functions."""
    names: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are written in full"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(names)


def rooms_imported(path: Path) -> set[str]:
    return {full.split(".")[1] for full in imported(path) if full.startswith("newsletter.")} - {"__version__"}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_each_room_imports_only_rooms_above_it(path: Path) -> None:
    """A room knows those before it in the order, and never one below."""
    if path == HOUSE / "__init__.py":
        assert not rooms_imported(path), "the package itself knows no room"
        return
    assert room(path) in ORDER, f"{room(path)} is no room of the house: give it a place in the order here"
    allowed = ORDER[: ORDER.index(room(path)) + 1]
    assert not rooms_imported(path) - set(allowed)


def test_readme_shows_the_rooms_in_their_order() -> None:
    """Who reads README's table of floors and rooms knows what may import what."""
    readme = (HOUSE.parent / "README.md").read_text(encoding="utf-8")
    table = readme.partition("| floor | rooms |")[2].partition("\n\n")[0]
    assert (*re.findall(r"`(\w+)/?`", table), "__main__") == ORDER


@pytest.mark.parametrize("path", FILES, ids=name)
def test_each_library_has_one_door(path: Path) -> None:
    """Only the room named imports a library; a library without a door is not used."""
    for full in imported(path):
        top = full.split(".")[0]
        if top in DOORS:
            assert room(path) in DOORS[top], f"{top} is known to {', '.join(DOORS[top])} alone"
        else:
            assert top in sys.stdlib_module_names or top == "newsletter", f"{top} has no door: name it here"


@pytest.mark.parametrize("path", FILES, ids=name)
def test_nothing_is_imported_in_vain(path: Path) -> None:
    """What a file imports it uses, or says in `__all__` that others may have it there."""
    tree = parsed(path)
    bound = {alias.asname or alias.name.split(".")[0] for node in ast.walk(tree)
             if isinstance(node, (ast.Import, ast.ImportFrom)) for alias in node.names} - {"annotations"}
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    quoted = {word for node in ast.walk(tree) if isinstance(node, ast.Subscript) for part in ast.walk(node)
              if isinstance(part, ast.Constant) for word in re.findall(r"\w+", str(part.value))}
    offered = {part.value for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
               for part in ast.walk(node.value) if isinstance(part, ast.Constant)}
    assert not bound - used - quoted - offered


def test_every_library_is_a_dependency() -> None:
    """What the house imports is installed with it, and nothing else is."""
    project = tomllib.loads((HOUSE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.match(r"[\w.-]+", line)[0].lower() for line in project["dependencies"]}  # type: ignore[index]
    used = {full.split(".")[0] for path in FILES for full in imported(path)} - sys.stdlib_module_names
    wanted = {DISTRIBUTIONS.get(library, library) for library in used - {"newsletter"}}
    brought = {"markupsafe"}  # part of jinja2's own interface
    on_windows = {"tzdata"}  # has no code to import
    assert wanted - brought == declared - on_windows


@pytest.mark.parametrize("path", [path for path in FILES if room(path) != "web"], ids=name)
def test_nothing_but_web_can_fetch(path: Path) -> None:
    """There is one HTTP client, so that there is one guard."""
    for full in imported(path):
        assert not full.startswith(OTHER_CLIENTS), f"{full} fetches without a guard; use newsletter.web"
    assert not FETCHING.search(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_no_module_and_no_function_is_too_large(path: Path) -> None:
    """No module has more than 350 lines of code and no function more than 45; docstrings and comments are free."""
    tree = parsed(path)
    words = set(lines_of_words(tree, path.read_text(encoding="utf-8")))
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            lines = set(range(node.lineno, (node.end_lineno or 0) + 1)) - words
            assert len(lines) <= LONGEST_FUNCTION, f"{node.name} has {len(lines)} lines: let it do one thing"
    length = len(path.read_text(encoding="utf-8").splitlines()) - len(words)
    assert length <= LONGEST_MODULE, f"{length} lines: make a package of it"


def lines_of_words(tree: ast.Module, text: str) -> Iterator[int]:
    """Yield the numbers of the lines that hold nothing but docstrings, comments or blanks."""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            yield number
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield from range(node.lineno, (node.end_lineno or 0) + 1)


@pytest.mark.parametrize("path", FILES, ids=name)
def test_every_module_says_what_it_is(path: Path) -> None:
    """Each module begins with a docstring, and is future-proof about annotations."""
    tree = parsed(path)
    assert ast.get_docstring(tree), "say what goes in and what comes out"
    if any(isinstance(node, (ast.FunctionDef, ast.ClassDef)) for node in tree.body):
        assert "__future__.annotations" in imported(path)


def test_no_test_reaches_the_network() -> None:
    """Connecting or looking up a name beyond this machine fails the test, whatever it catches; loopback is open."""
    with socket.socket() as outward, pytest.raises(pytest.fail.Exception, match="192.0.2.1"):
        outward.connect(("192.0.2.1", 80))
    with pytest.raises(pytest.fail.Exception, match="courier.example"):
        socket.getaddrinfo("courier.example", 443)
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname(), timeout=5):
        pass
