"""What harms readers, or tells about them: scripts, disguises, spies.

Left out, with the reason: a letter composed here cannot hold scripts or comments of a source (titles become words,
bodies are cleaned); the rules find them all the same, and in letters from elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from newsletter.checks._css import declarations
from newsletter.checks._look import few, look, pixels, quoted, style_of
from newsletter.checks._rules import Fault, rule
from newsletter.checks._sheet import Sheet
from newsletter.checks.links.addresses import address, is_way_out
from newsletter.checks.message import fields_of, written_at
from newsletter.dom import Node

_RUNS = {"iframe": "a page in the page", "object": "a program", "embed": "a program", "applet": "a program",
         "base": "another root for its addresses", "frame": "a page in the page", "frameset": "pages in the page"}
_DATA = frozenset(("application/ld+json", "application/json"))


@rule("SEC-SCRIPT", "error", "The letter holds something that runs, or fetches a page.",
      why="Mail programs take it out or refuse the letter; filters take it for an attack (SpamAssassin, HTML_IFRAME_SRC).",
      mend="take it out", owner="template")
def scripts(sheet: Sheet) -> Iterator[Fault]:
    page = look(sheet)
    for node in page.all("script"):
        if node.get("type").lower() not in _DATA:
            yield Fault("the letter holds a script", node)
            break
    for tag, called in _RUNS.items():
        if (node := page.first(tag)) is not None:
            yield Fault(f"the letter holds {called} (<{tag}>)", node)
    yield from few((Fault(what, node) for node in page.elements if node.attributes and (what := _runs(node))), most=5)


# Browsers leave tabs and line ends out of an address, wherever they stand (URL Standard, 4.1).
_RUNNING = re.compile(r"[\x00-\x20]*(?:java|vb|live)script:", re.IGNORECASE)


def _runs(node: Node) -> str:
    for name, value in node.attributes.items():
        if name.startswith("on") and len(name) > 3 and name.isalpha():
            return f"the letter holds a script ({name})"
        if name in ("href", "src", "action", "background", "formaction", "xlink:href") and _RUNNING.match(re.sub(r"[\t\r\n]", "", value[:200])):
            return f"an address of the letter is a script ({quoted(value, 30)})"
    if node.tag == "meta" and node.get("http-equiv").lower() == "refresh":
        return "the letter sends its reader to another page (meta refresh)"
    if "style" in node.attributes and re.search(r"expression\s*\(|behaviou?r\s*:|-moz-binding", node.get("style")[:5000], re.IGNORECASE):
        return "a style of the letter runs a program"
    return "" if node.tag != "form" or not node.get("action") else "the letter sends what readers type to a page (form)"


@rule("SEC-SVG", "error", "The letter holds a drawing in SVG.",
      why="An SVG may hold scripts, and most mail programs show none (caniemail, html-svg).",
      mend="save it as a picture", owner="template")
def drawings(sheet: Sheet) -> Iterator[Fault]:
    node = next(iter(look(sheet).all("svg", "math")), None)
    if node is not None:
        yield Fault(f"the letter holds a drawing (<{node.tag}>)", node)


@rule("SEC-CSSURL", "error", "A style fetches something that is no picture of this letter.",
      why="A style sheet can fetch to spy on readers, or run programs where its address is a script.",
      mend="take the url() out", owner="template")
def fetching_styles(sheet: Sheet) -> Iterator[Fault]:
    for node in look(sheet).elements:
        if "url" not in (style := node.get("style")):
            continue
        for one in declarations(style):
            if "url(" in one.value and not re.match(r"background(-image)?$|list-style(-image)?$|mso-|border-image", one.name):
                yield Fault(f"a style fetches something by {one.name}", node)
            elif re.search(r"url\(\s*[\"']?\s*(?:javascript|vbscript|data:text|file):?", one.value, re.IGNORECASE):
                yield Fault(f"a style runs or fetches something by {one.name}", node)


@rule("SEC-COMMENT", "error", "A comment for Outlook holds something that runs.",
      why="Only Outlook reads it, so that no other program and no reviewer sees what it does.",
      mend="take it out", owner="template")
def comments(sheet: Sheet) -> Iterator[Fault]:
    for one in look(sheet).conditionals:
        if found := re.search(r"<(script|iframe|object|embed|link|base|form)\b", one.inner, re.IGNORECASE):
            yield Fault(f"a comment for Outlook holds <{found[1].lower()}>", one.at)


# Overrides turn words round, isolates and embeddings that are never closed turn what follows.
_OVERRIDES, _BEGIN, _END = "\u202d\u202e", "\u202a\u202b\u2066\u2067\u2068", "\u202c\u2069"


@rule("SEC-BIDI", "warning", "Invisible signs turn the direction of words round.",
      why="They let an address or a name read as another (Trojan Source, CVE-2021-42574).",
      mend="type these words again by hand")
def turned_words(sheet: Sheet) -> Iterator[Fault]:
    html = sheet.html
    places = [html.find(sign) for sign in _OVERRIDES if sign in html]
    begun, ended = (sum(map(html.count, signs)) for signs in (_BEGIN, _END))
    if places:
        yield Fault("invisible signs turn words round", min(places))
    elif begun != ended:
        where = min(html.find(sign) for sign in _BEGIN + _END if sign in html)
        yield Fault("an invisible sign turns the direction of words, and nothing turns it back", where)
    if set(sheet.subject) & set(_OVERRIDES + _BEGIN):
        yield Fault("invisible signs turn words of the subject round", "subject")


@rule("SEC-REMOTE-FONT", "info", "The letter fetches a typeface from elsewhere.",
      why="Whoever keeps it sees who reads (a court in Munich ruled on it, 3 O 17493/20); few mail programs load one.",
      mend="take a typeface that every machine has", owner="template")
def fonts(sheet: Sheet) -> Iterator[Fault]:
    for style in look(sheet).sheets:
        if found := re.search(r"@font-face[^}]*?url\(\s*[\"']?(https?:[^\"')]+)|@import[^;]*fonts?\.[^;]*", style.css, re.IGNORECASE):
            yield Fault(f"a typeface is fetched from elsewhere ({quoted(found[1] or found[0], 50)})", style.node)
    for node in look(sheet).all("link"):
        if "font" in node.get("href").lower() and node.get("rel").lower() in ("stylesheet", "preload"):
            yield Fault(f"a typeface is fetched from elsewhere ({quoted(node.get('href'), 50)})", node)


# ── privacy ──────────────────────────────────────────────────────────────────────────────────────────────────


@rule("PRIV-PIXEL", "info", "An invisible picture tells somebody who reads the letter, and when.",
      why="In Europe that needs the reader's consent (ePrivacy directive, article 5(3)); Apple Mail fetches them all.",
      mend="take it out, or switch off counting opens at the service")
def spies(sheet: Sheet) -> Iterator[Fault]:
    for node in look(sheet).all("img"):
        style = style_of(node) if node.get("style") else {}
        sizes = [pixels(node.get(name) or style.get(name, "")) for name in ("width", "height")]
        told = [name for name in ("width", "height") if node.get(name) or style.get(name)]
        if len(told) == 2 and max(sizes) <= 1 and node.get("src").lower().startswith(("http:", "https:")):
            yield Fault(f"an invisible picture tells who reads ({quoted(_host(node.get('src')), 40)})", node)


def _host(address: str) -> str:
    """Return the host of an address; empty where it has none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


_PERSON = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")


@rule("PRIV-UTM-PII", "error", "An address of the letter holds somebody's e-mail address.",
      why="It stands in the logs of every server on the way, and is handed on to the pages behind (GDPR, article 5(1)(c)).",
      mend="take it out of the address")
def persons(sheet: Sheet) -> Iterator[Fault]:
    own = {_without_query(address) for address in sheet.publication.addresses.values()}
    yield from few((Fault(f"a link holds an e-mail address: {quoted(link.href, 60)}", link.node)
                    for link in sheet.links if _names_a_person(link.href[:4000])
                    and _without_query(link.href[:4000]) not in own
                    and not is_way_out(address(link.href), link.words)), most=5)


def _names_a_person(href: str) -> bool:
    query = href.partition("?")[2]
    return not href.lower().startswith(("mailto:", "sms:", "tel:")) and "@" in unquote(query) and bool(
        _PERSON.search(unquote(query)))


def _without_query(address: str) -> str:
    """Return an address without its query."""
    return address.partition("?")[0]


@rule("PRIV-BCC", "error", "The message says who else gets it, hidden or in the open.",
      why="A Bcc left in the header tells every reader the others; so does a list of them in To.",
      mend="send one message to each reader", owner="template")
def others(sheet: Sheet) -> Iterator[Fault]:
    for field in fields_of(sheet):
        if field.key == "bcc" and field.value:
            yield Fault("the message holds a Bcc", where=written_at(sheet, field.at))
        if field.key in ("to", "cc") and field.value.count("@") > 10:
            yield Fault(f"{field.name} names {field.value.count('@')} readers, each of whom sees the others",
                        where=written_at(sheet, field.at))


_MACHINE = re.compile(
    r"(?:/home/|/Users/|/root/|[A-Z]:\\Users\\)[\w.-]+|\b[\w-]+\.(?:local|lan|localdomain)\b|\blocalhost\b"
    r"|\b(?:192\.168|10\.\d+|172\.(?:1[6-9]|2\d|3[01]))\.\d+\.\d+\b")
_TELLING = frozenset(("x-mailer", "user-agent", "x-originating-ip", "x-php-originating-script", "message-id", "x-php-script",
                      "x-sender-path", "x-source-dir", "x-source-args"))


@rule("PRIV-LOCAL", "warning", "The header tells about the machine that sent the letter.",
      why="Names, addresses and folders of a machine help whoever wants to break into it.",
      mend="let the mailer leave that header out")
def machines(sheet: Sheet) -> Iterator[Fault]:
    for field in fields_of(sheet):
        if field.key in _TELLING and (found := _MACHINE.search(field.value)):
            yield Fault(f"the header {field.name} tells about a machine: {quoted(found[0], 40)}",
                        where=written_at(sheet, field.at))
