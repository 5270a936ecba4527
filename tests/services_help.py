"""The engines of mailing services, as tests run them: the real ones where they can be had, documented grammars elsewhere.

    Django         Buttondown, Klaviyo
    python-liquid  Kit, Keila, Customer.io, Brevo, Notifuse, NationBuilder
    Handlebars     SendGrid (both), Amazon SES; from npm
    Go             listmonk: html/template and text/template
    grammars       Mailchimp, and the services that replace one tag by one word
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from functools import cache
from html import escape, unescape
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import quote, quote_plus

import pytest

ENGINES = Path(__file__).parent / "engines"
NODE_FOLDER = Path(__file__).parents[1] / ".bench"

LEAVE = "https://service.example/leave?id=1"
WEB = "https://service.example/web/47"
PREFERENCES = "https://service.example/choose"
EMAIL = "ana+x@reader.example"

Voice = Literal["html", "text", "subject"]


class Person(NamedTuple):
    """Whom a letter is rendered for."""

    first_name: str = ""
    city: str = ""
    groups: tuple[str, ...] = ()


ANA = Person("Ana", "Recife", ("members",))
NOBODY = Person()

Engine = Callable[[str, Voice, Person], str]


class EngineError(Exception):
    """The engine refused the template, or was asked for what it does not know."""


# ── Django ───────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def _django() -> Any:
    import django.template
    from django.conf import settings

    if not settings.configured:
        settings.configure()
    engine = django.template.Engine()
    library = django.template.Library()
    library.filter("lookup", lambda person, key: person.get(key, ""))
    for name, address in (("unsubscribe_link", LEAVE), ("web_view_link", WEB), ("manage_preferences_link", PREFERENCES)):
        library.simple_tag(lambda address=address: address, name=name)
    engine.template_builtins.append(library)
    return engine


def _with_django(data: Callable[[Person], Mapping[str, Any]]) -> Engine:
    def render(template: str, voice: Voice, person: Person) -> str:
        from django.template import Context, TemplateSyntaxError

        try:
            return _django().from_string(template).render(Context(dict(data(person)), autoescape=voice == "html"))
        except TemplateSyntaxError as error:
            raise EngineError(str(error)) from error

    return render


def _buttondown(person: Person) -> Mapping[str, Any]:
    metadata = {key: value for key, value in (("first_name", person.first_name), ("city", person.city)) if value}
    return {
        "unsubscribe_url": LEAVE, "manage_subscription_url": PREFERENCES, "email": {"absolute_url": WEB},
        "subscriber": {"email": EMAIL, "metadata": metadata, "tags": list(person.groups)},
    }


def _klaviyo(person: Person) -> Mapping[str, Any]:
    return {
        "first_name": person.first_name, "email": EMAIL, "organization": {"full_address": "1 Account Street"},
        "person": {"city": person.city, **{group: True for group in person.groups}},
    }


# ── Liquid ───────────────────────────────────────────────────────────────────────────────────────────────────

_LIQUID_TAGS = {
    "{% unsubscribe_url %}": LEAVE, "{% manage_subscription_preferences_url %}": PREFERENCES,
}


def _with_liquid(data: Callable[[Person], Mapping[str, Any]]) -> Engine:
    def render(template: str, voice: Voice, person: Person) -> str:
        from liquid import Environment
        from liquid.exceptions import LiquidError

        # Customer.io's own tags, which Liquid itself does not know
        for tag, address in _LIQUID_TAGS.items():
            template = template.replace(tag, f"{{{{ '{address}' }}}}")
        try:
            return Environment().from_string(template).render(**data(person))
        except LiquidError as error:
            raise EngineError(str(error)) from error

    return render


def _kit(person: Person) -> Mapping[str, Any]:
    subscriber = {"first_name": person.first_name, "email_address": EMAIL, "city": person.city, "tags": list(person.groups)}
    return {"unsubscribe_url": LEAVE, "address": "1 Account Street", "subscriber": subscriber}


def _keila(person: Person) -> Mapping[str, Any]:
    data = {"city": person.city, **{group: True for group in person.groups}}
    contact = {"first_name": person.first_name, "email": EMAIL, "data": data}
    return {"unsubscribe_link": LEAVE, "campaign": {"public_link": WEB}, "contact": contact}


def _customerio(person: Person) -> Mapping[str, Any]:
    groups = {group: True for group in person.groups}
    return {"customer": {"first_name": person.first_name, "email": EMAIL, "city": person.city, **groups}}


def _brevo(person: Person) -> Mapping[str, Any]:
    groups = {group.upper(): True for group in person.groups}
    contact = {"FIRSTNAME": person.first_name, "EMAIL": EMAIL, "CITY": person.city, **groups}
    return {"unsubscribe": LEAVE, "mirror": WEB, "update_profile": PREFERENCES, "contact": contact}


def _nationbuilder(person: Person) -> Mapping[str, Any]:
    return {"recipient": {"first_name_or_friend": person.first_name or "Friend"}}


# ── Go and Handlebars: other processes ───────────────────────────────────────────────────────────────────────


def _needed(program: str) -> str:
    found = shutil.which(program)
    if not found and not os.environ.get("CI"):
        pytest.skip(f"there is no {program} on this machine")
    assert found, f".ci/run installs {program}"
    return found


def _asked(command: list[str], case: Mapping[str, Any]) -> str:
    said = subprocess.run(command, input=json.dumps({"cases": [case]}), capture_output=True, text=True, check=True, timeout=120)
    (outcome,) = json.loads(said.stdout)
    if outcome["error"]:
        raise EngineError(outcome["error"])
    return str(outcome["out"])


@cache
def _go_program() -> str:
    """Return the compiled renderer; made once, where compiled things are kept."""
    go = _needed("go")
    program = NODE_FOLDER / "listmonk"
    source = ENGINES / "listmonk.go"
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        NODE_FOLDER.mkdir(exist_ok=True)
        made = program.with_name(f"listmonk-{os.getpid()}")
        subprocess.run([go, "build", "-o", str(made), str(source)], check=True, capture_output=True, timeout=300)
        made.replace(program)
    return str(program)


def _listmonk(template: str, voice: Voice, person: Person) -> str:
    attributes = {"city": person.city, **{group: True for group in person.groups}}
    data = {
        "UnsubscribeURL": LEAVE, "MessageURL": WEB, "ManageURL": PREFERENCES,
        "Subscriber": {"FirstName": person.first_name, "Email": EMAIL, "Attribs": attributes},
    }
    return _asked([_go_program()], {"voice": voice, "template": template, "data": data})


def _with_handlebars(data: Callable[[Person], Mapping[str, Any]]) -> Engine:
    def render(template: str, voice: Voice, person: Person) -> str:
        node = _needed("node")
        if not (NODE_FOLDER / "node_modules" / "handlebars").is_dir():
            if not os.environ.get("CI"):
                pytest.skip("there is no Handlebars in .bench/: .ci/run installs it")
            pytest.fail(".ci/run installs Handlebars into .bench/")
        return _asked([node, str(ENGINES / "handlebars.js"), str(NODE_FOLDER)], {"template": template, "data": data(person)})

    return render


def _mail_send(template: str, voice: Voice, person: Person) -> str:
    """SendGrid's own tags of the Mail Send API are put in after Handlebars."""
    said = _with_handlebars(_sendgrid)(template, voice, person)
    for tag, address in (("<%asm_group_unsubscribe_raw_url%>", LEAVE), ("<%asm_preferences_raw_url%>", PREFERENCES)):
        said = said.replace(tag, address)
    return said


def _sendgrid(person: Person) -> Mapping[str, Any]:
    return {
        "unsubscribe": LEAVE, "unsubscribe_preferences": PREFERENCES, "Weblink": WEB, "first_name": person.first_name,
        "email": EMAIL, "city": person.city, "amazonSESUnsubscribeUrl": LEAVE, "Sender_Address": "1 Account Street",
        **{group: True for group in person.groups},
    }


# ── documented grammars ──────────────────────────────────────────────────────────────────────────────────────

_MAILCHIMP = re.compile(r"\*\|([A-Z0-9_:]+)\|\*")


def _mailchimp(template: str, voice: Voice, person: Person) -> str:
    """Mailchimp's merge tags: a value, or IF:X, IFNOT:X, ELSE: and END:IF, which do not nest here."""
    values = {
        "UNSUB": LEAVE, "ARCHIVE": WEB, "UPDATE_PROFILE": PREFERENCES, "FNAME": person.first_name, "EMAIL": EMAIL,
        "CITY": person.city, "HTML:LIST_ADDRESS_HTML": "1 Account Street", "LIST:ADDRESSLINE": "1 Account Street",
        "MEMBERS": "yes" if "members" in person.groups else "",
    }
    said, shown, after = [], [True], 0

    def put(words: str) -> None:
        if all(shown):
            said.append(words)

    for found in _MAILCHIMP.finditer(template):
        put(template[after:found.start()])
        after = found.end()
        match found[1].split(":"):
            case ["IF", name]:
                shown.append(bool(values[name]))
            case ["IFNOT", name]:
                shown.append(not values[name])
            case ["ELSE", ""]:
                shown[-1] = not shown[-1]
            case ["END", "IF"]:
                shown.pop()
            case _ if found[1] in values:
                put(values[found[1]])
            case _:
                raise EngineError(f"*|{found[1]}|* is not known")
    if len(shown) != 1:
        raise EngineError("an IF is not ended")
    put(template[after:])
    return "".join(said)


def _replacing(tag: str, values: Callable[[Person], Mapping[str, str]]) -> Engine:
    """Return an engine that replaces what a pattern finds: its first group is the name, its second what stands otherwise."""
    pattern = re.compile(tag)

    def render(template: str, voice: Voice, person: Person) -> str:
        known = {name.lower(): value for name, value in values(person).items()}

        def said(found: re.Match[str]) -> str:
            groups = [group for group in found.groups() if group is not None]
            name = groups[0].lower()
            if name == "endif" or name.startswith("if "):
                return found[0]  # of a comment for Outlook
            if name not in known:
                raise EngineError(f"{found[0]} is not known")
            value = known[name]
            written = escape(value, quote=False) if voice == "html" and not value.startswith("https:") else value
            return written or (groups[1] if len(groups) > 1 else "")

        return pattern.sub(said, template)

    return render


def _words(leave: str = "", web: str = "", preferences: str = "", name: str = "", email: str = "", city: str = "", **more: str
           ) -> Callable[[Person], Mapping[str, str]]:
    """Return what says the value of each name that a service has for our words."""
    def values(person: Person) -> Mapping[str, str]:
        said = {leave: LEAVE, web: WEB, preferences: PREFERENCES, name: person.first_name, email: EMAIL, city: person.city}
        return {**said, **more}

    return values


_MAUTIC = r"(?:\{|%7B)(?:contactfield=(\w+)|(\w+_url))(?:\|([^}]*?))?(?:\}|%7D)"
_MAUTIC_WORDS = _words("unsubscribe_url", "webview_url", "", "firstname", "email", "city")


def _in_mautic(template: str, voice: Voice, person: Person) -> str:
    template = re.sub(r"\{contactfield=(\w+)\|(?:date|time|datetime)\}", r"{contactfield=\1}", template)
    coded = re.sub(r"(?:\{|%7B)contactfield=(\w+)\|true(?:\}|%7D)", lambda found: quote_plus(_MAUTIC_WORDS(person)[found[1]]), template)
    return _replacing(_MAUTIC, _MAUTIC_WORDS)(coded, voice, person)


def _mautic(template: str, voice: Voice, person: Person) -> str:
    """Mautic's tokens, bare or percent-encoded: LeadBundle/Helper/TokenHelper.php at 002d4b6.

    The addresses of links are taken out of the HTML first, as PageBundle/Model/TrackableModel.php does to count who follows
    them: entities are read, { is written for %7B, and tokens are filled in when somebody follows the link.
    """
    def followed(link: re.Match[str]) -> str:
        bare = unescape(link[2]).replace("%7B", "{").replace("%7D", "}")
        return f"{link[1]}{escape(_in_mautic(bare, 'text', person))}\""

    return _in_mautic(re.sub(r'(<a\b[^>]*?\shref=")([^"]*)"', followed, template), voice, person)


_SPARKPOST = _words(name="first_name", email="address.email", city="city")
_EXPRESSIONS = _replacing(r"\{\{([\w.]+)(?: or '([^']*)')?\}\}", _SPARKPOST)


def _sparkpost(template: str, voice: Voice, person: Person) -> str:
    """SparkPost's expressions; within a link what they say is percent-encoded, and they hold no blank."""
    links = re.compile(r"https?://(?:[^\s\"'<>]|\{\{[\w.]+\}\})+")

    def coded(link: re.Match[str]) -> str:
        return re.sub(r"\{\{([\w.]+)\}\}", lambda word: quote(_SPARKPOST(person)[word[1]], safe=""), link[0])

    return _EXPRESSIONS(links.sub(coded, template), voice, person)


_TOKENS = _replacing(r'\{(\w+\.\w+)(?:\|default:"([^"]*)")?\}', _words(
    "action.unsubscribeUrl", "mailing.viewUrl", "", "contact.first_name", "contact.email", "contact.city",
    **{"domain.address": "1 Account Street"}))


def _with_smarty(tags: Engine, voices: tuple[Voice, ...]) -> Engine:
    """Return an engine that fills its tags in, and then is Smarty in some voices, which takes each { for a tag that stands before no blank."""
    def render(template: str, voice: Voice, person: Person) -> str:
        said = tags(template, voice, person)
        if voice in voices and (tag := re.search(r"\{(?![ \t\r\n]).*", said)):
            raise EngineError(f"Smarty reads {tag[0][:40]}")
        return said

    return render


_SQUARE = r"\[([A-Za-z][\w: ]*?)(?:,fallback=([^\]]*))?\]"
_SITE = {f"site_settings.company_{part}": part for part in ("name", "street_address_1", "city", "state", "zip")}

ENGINE: Mapping[str, Engine] = {
    "buttondown": _with_django(_buttondown),
    "klaviyo": _with_django(_klaviyo),
    "kit": _with_liquid(_kit),
    "keila": _with_liquid(_keila),
    "customerio": _with_liquid(_customerio),
    "brevo": _with_liquid(_brevo),
    "notifuse": _with_liquid(lambda person: {"unsubscribe_url": LEAVE}),
    "nationbuilder": _with_liquid(_nationbuilder),
    "action-network": _with_liquid(lambda person: {}),
    "listmonk": _listmonk,
    "sendgrid-mc": _with_handlebars(_sendgrid),
    "sendgrid-api": _mail_send,
    "ses": _with_handlebars(_sendgrid),
    "mailchimp": _mailchimp,
    "campaign-monitor": _replacing(_SQUARE, _words("unsubscribe", "webversion", "", "firstname", "email", "city")),
    "sendy": _replacing(_SQUARE, _words("unsubscribe", "webversion", "", "Name", "Email")),
    "phplist": _replacing(r"\[([A-Za-z][\w ]*?)(?:%%([^\]]*))?\]", _words(
        "UNSUBSCRIBEURL", "", "PREFERENCESURL", email="EMAIL", city="CITY")),
    "mautic": _mautic,
    "mailerlite": _with_smarty(_replacing(
        r"\{\$(\w+)(?:\|default\('([^']*)'\))?\}", _words("unsubscribe", "url", "preferences", "name", "email")), ("html", "text")),
    "constant-contact": _replacing(r'\[\[([\w.]+)(?: OR "([^"]*)")?\]\]', _words(
        name="FIRSTNAME", email="emailAddress", city="CUSTOM.city")),
    "mailjet": _replacing(r'\{\{var:(\w+)(?::"([^"]*)")?\}\}|\[\[([A-Z_]+)\]\]', _words(
        "UNSUB_LINK_EN", "PERMALINK", "", "first_name", "EMAIL_TO", "city")),
    "resend": _replacing(r"\{\{\{([\w.]+)(?:\|([^}]*))?\}\}\}", _words(
        "RESEND_UNSUBSCRIBE_URL", name="FIRST_NAME")),
    "beehiiv": _replacing(r"\{\{(\w+)(?:\|([^}]*))?\}\}", _words(
        "unsubscribe_url", "live_url", "subscriber_preferences_url", "first_name", "email", "city")),
    "mailgun": _replacing(r"%(recipient(?:\.\w+)?|(?:mailing_list_|tag_)?unsubscribe_url)%", _words(
        "unsubscribe_url", name="recipient.first_name", email="recipient", city="recipient.city")),
    "activecampaign": _replacing(r"%([A-Z][A-Z-]*)%", _words(
        "UNSUBSCRIBELINK", "WEBCOPY", "UPDATELINK", "FIRSTNAME", "EMAIL", **{"SENDER-INFO-SINGLELINE": "1 Account Street"})),
    "civicrm": _with_smarty(_TOKENS, ("html", "text", "subject")),
    "mailpoet": _replacing(r"\[(\w+:\w+)(?: \| default:([^\]]*))?\]", _words(
        "link:subscription_unsubscribe_url", "link:newsletter_view_in_browser_url", "link:subscription_manage_url",
        "subscriber:firstname", "subscriber:email", "subscriber:city")),
    "mailtrain": _replacing(r"\[([A-Z_]+)(?:/([^\]]*))?\]", _words(
        "LINK_UNSUBSCRIBE", "LINK_BROWSER", "LINK_PREFERENCES", "FIRST_NAME", "EMAIL", "CITY")),
    "hubspot": _replacing(r"\{\{ (?:personalization_token\('([\w.]+)', '([^']*)'\)|([\w.]+)) \}\}", _words(
        "unsubscribe_link_all", "view_as_page_url", "unsubscribe_link", "contact.firstname", "contact.email", **_SITE)),
    "sparkpost": _sparkpost,
    "postmark": _replacing(r"\{\{\{? ?([\w:]+) ?\}?\}\}", _words("pm:unsubscribe", name="first_name", city="city")),
    "getresponse": _replacing(r"\{\{(?:LINK|CONTACT|CUSTOM) `(\w+)`(?: `([^`]*)`)?\}\}", _words(
        "unsubscribe", "view", "change_details", "subscriber_first_name", "subscriber_email", "city")),
    "mailman3": lambda template, voice, person: template,
}
"""Service → its engine. ``plain`` has none: it is filled in here."""
