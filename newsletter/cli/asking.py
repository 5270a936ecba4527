"""What ``newsletter new`` asks on a terminal, and what the site itself answers → the lines of newsletter.toml.

Five questions, each asked once: name, site, colour, logo, service. After the second the site is looked at, and what it
says of itself is offered. An answer that cannot be used is put to sleep in the file, with the reason beside it.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from os.path import expanduser
from typing import TYPE_CHECKING

import typer

from newsletter.cli.manners import say
from newsletter.errors import NewsletterError
from newsletter.files import did_you_mean, mistakes, read_bytes, read_toml, spelled
from newsletter.model import Picture, Publication, Struct, folded
from newsletter.prose import language_tag, one_line

if TYPE_CHECKING:
    from newsletter.sources.page import Site

_NONE = "-"  # typed to leave out what is offered
_REMARKS = 39  # the column where the remarks of newsletter.toml begin
_WIDTH = 76

# The services that are named where one is asked for; the others are listed elsewhere.
_KNOWN_BEST = (
    "mailchimp", "brevo", "mailerlite", "kit", "klaviyo", "activecampaign", "constant-contact", "campaign-monitor", "buttondown",
    "listmonk",
)

# The lines of what was not answered.
_UNSAID: Mapping[str, str] = {
    "url": "# url      = 'https://…'",
    "language": "language = 'en'",
    "logo": "# logo     = 'images/logo.png'\n# logo_alt = 'The name on the logo'",
    "colour": "# colour   = '#9c2f1f'                 # one brand colour; the rest follows from it",
    "service": "service  = 'plain'                     # newsletter list services",
    "source": "# [[source]]\n# address = 'https://…/feed.xml'",
}


class Begun(Struct, frozen=True):
    """A publication as it begins: its `lines` in newsletter.toml by key, the logo that goes into images/, and its language."""

    lines: Mapping[str, str]
    logo: Picture | None = None
    language: str = "en"


def unasked(name: str) -> Begun:
    """Return what a publication begins with where nobody is asked."""
    return Begun({**_UNSAID, "name": _line("name", name)})


def asked(name: str, *, allow_private: bool = False) -> Begun:
    """Ask an editor, and return what was answered.

    Args:
        name: what the letter is called unless another name is given.
        allow_private: the site may lie in one's own network.
    """
    name = _question("What is the letter called?", name) or name
    site = _web_address(_question("The address of its site (or nothing)"))
    found = _looked_at(site, allow_private)
    colour = _question("Its colour, as #rrggbb (or nothing)", next(iter(found.colours), ""), declined=True)
    where = _question("Its logo, an address or a file (or nothing)", found.logo, declined=True)
    logo, logo_lines = _logo(where, name, allow_private)
    language = found.language if language_tag(found.language) else "en"
    _say_services()
    service = _question("Who sends it? One of these or of the others, by its name; or plain, a mail server of your own", "plain")
    return Begun(lines={
        "name": _named(name, found),
        "url": _usable("url", site),
        "source": _source(site, found),
        "language": _line("language", language),
        "colour": _colour(colour, next(iter(found.colours), "")),
        "logo": logo_lines,
        "service": _service(service),
    }, logo=logo, language=language)


def _question(words: str, offered: str = "", *, declined: bool = False) -> str:
    """Ask once, on stderr; what is offered is taken by pressing Enter, and where it may be `declined`, not by ``-``."""
    words = f"{words} [{one_line(offered)}; - for none]" if offered and declined else words
    answer = one_line(typer.prompt(words, default=offered, show_default=bool(offered) and not declined, err=True))
    return "" if answer == _NONE else answer


# ── lines ────────────────────────────────────────────────────────────────────────────────────────────────────


def _line(key: str, value: str, remark: str = "") -> str:
    line = f"{key:<8} = {spelled(value)}"
    return f"{line} ".ljust(_REMARKS) + f"# {one_line(remark)}" if remark else line


def _usable(key: str, value: str) -> str:
    """Return the line that says a value; asleep, with the reason, where it cannot be used."""
    if not value:
        return _UNSAID[key]
    wrong = _wrong(key, value)
    return _put_to_sleep(key, value, wrong) if wrong else _line(key, value)


def _colour(answer: str, found: str) -> str:
    """Return the line of the colour; for an answer that cannot be used the colour found on the site, if there is one."""
    colour = f"#{answer}" if re.fullmatch("[0-9a-fA-F]{6}", answer) else answer
    if not found or not colour or not (wrong := _wrong("colour", colour)):
        return _usable("colour", colour)
    say(f"colour: {wrong}; taking the site's own, {found}")
    return _usable("colour", found)


def _put_to_sleep(key: str, value: str, why: str) -> str:
    say(f"{key}: {why}; it sleeps in newsletter.toml until you mend it")
    return f"# {_line(key, value, why)}"


def _wrong(key: str, value: str) -> str:
    """Return why a value cannot stand in newsletter.toml; empty where it can."""
    from newsletter.publication import FIELDS

    toml = read_toml(f"{key} = {spelled(value)}", "")
    return next((wrong.what for wrong in mistakes(toml, toml.data, {key: FIELDS[key]})), "")


# ── the site ─────────────────────────────────────────────────────────────────────────────────────────────────


def _web_address(answer: str) -> str:
    return f"https://{answer}" if answer and "://" not in answer else answer


def _looked_at(address: str, allow_private: bool) -> Site:
    """Return what a site says of itself; where it cannot be reached, say so and go on without."""
    from newsletter import web
    from newsletter.sources.page import Site, site

    if not address or _wrong("url", address):
        return Site()
    say(f"looking at {address} …")
    try:
        page = web.fetch(address, allow_private=allow_private)
        found = site(page.data, page.url)
    except NewsletterError as error:
        say(f"{error}; going on without")
        return Site()
    say(f"found its feed: {found.feed}" if _is_web(found.feed) else "found no feed; the site itself will be read")
    return found


def _source(address: str, found: Site) -> str:
    """Return the lines of the first source: the site's feed, else the site itself, which the sources can follow."""
    first = one_line(found.feed) if _is_web(found.feed) else address
    return f"[[source]]\naddress = {spelled(first)}" if first and not _wrong("url", first) else _UNSAID["source"]


def _named(name: str, found: Site) -> str:
    """Return the line of the name; what the site calls itself sleeps below it."""
    own = one_line(found.name)
    other = f"\n# {_line('name', own, 'what the site calls itself')}" if own and folded(own) != folded(name) else ""
    return _line("name", name) + other


def _is_web(address: str) -> bool:
    return re.match("https?://", address, re.IGNORECASE) is not None


# ── logo and service ─────────────────────────────────────────────────────────────────────────────────────────


def _logo(where: str, name: str, allow_private: bool) -> tuple[Picture | None, str]:
    """Return a logo as it is kept, and its lines; it may lie on the web or on the disk."""
    from newsletter.amend.picturing import fetched
    from newsletter.pictures import DENSITY, LOGO, shrunk

    if not where:
        return None, _UNSAID["logo"]
    width = DENSITY * LOGO.width
    try:
        if _is_web(where):
            picture = fetched(where, width, allow_private=allow_private)
        else:
            picture = shrunk(read_bytes(expanduser(where)), width)
    except NewsletterError as error:
        return None, _put_to_sleep("logo", where, error.what)
    path = f"images/{logo_file(picture)}"
    return picture, f"{_line('logo', path)}\n{_line('logo_alt', name)}"


def logo_file(picture: Picture) -> str:
    """Return the name of a logo's file in images/."""
    return f"logo.{picture.name.rpartition('.')[2]}"


def _services() -> dict[str, str]:
    """Return id and name of the services there are."""
    from newsletter import publication as publications

    nobody = Publication()
    return {name: publications.service(nobody, name).name for name in publications.services(nobody)}


def _say_services() -> None:
    """Name the services that are known best, and where the others are."""
    there = _services()
    say("Mailing services that are known:")
    for line in textwrap.wrap(", ".join(there[name] for name in _KNOWN_BEST), _WIDTH):
        say(f"    {line}")
    say(f"    and {len(there) - len(_KNOWN_BEST)} others: newsletter list services")


def _service(answer: str) -> str:
    """Return the line for a service, given by its name or its id, or by the beginning of one."""
    there = _services()
    if not answer:
        return _UNSAID["service"]
    meant, words = _bare(answer), {name: (_bare(name), _bare(called)) for name, called in there.items()}
    exact = [name for name, known in words.items() if meant in known]
    begun = exact or [name for name, known in words.items() if meant and any(word.startswith(meant) for word in known)]
    if len(begun) == 1:
        return _line("service", begun[0], "newsletter list services")
    guess = f"did you mean {' or '.join(map(repr, begun))}?" if begun else did_you_mean(answer, [*there, *there.values()])
    note = f"there is no service '{answer}'{f' — {guess}' if guess else ''}"
    return f"{_UNSAID['service']}\n{_put_to_sleep('service', answer, note)}"


def _bare(name: str) -> str:
    """Return a service's name as it is compared: without case, blanks and signs."""
    return folded(name).replace(" ", "").replace("_", "")
