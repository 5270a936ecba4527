"""What newsletter.toml may say: its keys, as the program, the command line and the manual know them."""

from __future__ import annotations

from collections.abc import Mapping

from newsletter.model import Field

_ADDRESSES = {
    "unsubscribe": Field(kind="link", about="where a reader leaves; may hold {email}, or a {token} that a program of your own fills in"),
    "web_version": Field(kind="link", about="where the letter stands on the web"),
    "preferences": Field(kind="link", about="where a reader changes what arrives"),
}
_SOURCE = {
    "address": Field(needs=True, about="a file in the publication, or an address on the web"),
    "kind": Field(about="what it is, where the guess is wrong: see `newsletter list sources`"),
    "name": Field(about="what it is called in messages and in match = ['source:…']"),
    "base": Field(kind="link", about="where relative addresses in it start; of a folder, where it stands on the web"),
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

FIELDS: Mapping[str, Field] = {
    "name": Field(needs=True, about="what the publication is called"),
    "tagline": Field(about="one line under the name"),
    "url": Field(kind="link", about="its site"),
    "language": Field(about="the language it is written in: en, es, pt-BR, ar …"),
    "timezone": Field(about="where its week begins and ends: Europe/Lisbon"),
    "day": Field(choices=_DAYS, about="the day it appears: friday"),
    "sender": Field(about="who the letter comes from: Name <address>"),
    "reply_to": Field(about="where answers go, if not to the sender"),
    "logo": Field(kind="picture", about="a picture of the name, for the head of the letter"),
    "logo_alt": Field(about="what the logo says, where pictures are off"),
    "colour": Field(kind="colour", about="the one brand colour, as #rrggbb"),
    "theme": Field(about="how the letter looks: see `newsletter list themes`"),
    "service": Field(about="who sends it: see `newsletter list services`"),
    "imprint": Field(kind="markdown", about="who is responsible, and the ways out of the list (Markdown)"),
    "postal_address": Field(about="a postal address; many countries ask for one"),
    "addresses": Field(kind="table", fields=_ADDRESSES, about="addresses behind merge:unsubscribe and its kin"),
    "list_id": Field(about="the list's own name for mail programs: letter.example.org"),
    "image_base_url": Field(kind="link", about="where the letter's pictures will stand on the web"),
    "require_approval": Field(kind="flag", about="true: only what newsletter approve has seen is sent, exported, or handed over in the preview"),
    "require_credit": Field(kind="flag", about="true: a picture that does not say who made it is told"),
    "social": Field(kind="tables", fields={
        "name": Field(needs=True, about="as readers know it"),
        "url": Field(kind="link", needs=True, about="the address there"),
    }, about="other places to find it"),
    "source": Field(kind="tables", fields=_SOURCE, about="where its articles come from"),
    "pick": Field(kind="table", fields={
        "most": Field(kind="number", about="stories in a number, at the most"),
        "window": Field(about="how far back to look where there was no number before: 7d"),
        "skip": Field(kind="list", about="headlines or addresses never to pick"),
        "per_section": Field(kind="number", about="stories of one section in a number, at the most"),
        "per_source": Field(kind="number", about="stories from one source in a number, at the most"),
        "balance": Field(kind="number", about="the number in a row with the same lead section, source or author that is "
                                              "avoided: 3, unless it says otherwise; 0 for none"),
        "repeat": Field(kind="list", about="headlines or addresses that may come again: https://courier.example/events/*"),
    }, about="how numbers are picked"),
    "tracking": Field(kind="table", fields={
        "utm_source": Field(about="where a visit came from: 'newsletter'; {service} is the service's id"),
        "utm_medium": Field(about="how: 'email'"),
        "utm_campaign": Field(about="which number: 'weekly-{number}', or with {date}"),
        "utm_content": Field(about="anything more"),
        "utm_term": Field(about="anything more"),
        "links": Field(choices=("own", "all"), about="own: only links to the publication's site and to `hosts`, as "
                                                     "where it says nothing; all: every link"),
        "hosts": Field(kind="list", about="other sites of the publication's: ['shop.example.org']"),
        "services": Field(kind="list", about="only for these services; for all of them where it says nothing"),
    }, about="what is put behind the addresses of links, for the statistics of the site"),
    "checks": Field(kind="table", about="how much findings count: SUBJ-LEN = 'off', 'info', 'warning' or 'error'; see "
                                        "`newsletter list checks`"),
    "audience": Field(kind="table", about="the mail programs its readers use, in percent: gmail = 40; decides what "
                                           "`newsletter check` warns of"),
    "proof": Field(kind="table", fields={
        "to": Field(kind="list", about="the addresses that proofs go to: ['me@courier.example']"),
    }, about="who looks at a letter before it goes out"),
    "text": Field(kind="table", fields={
        "links": Field(choices=("below", "numbered"), about="where addresses stand: each below its words, or numbered in "
                                                            "a list at the end; below, unless it says otherwise"),
    }, about="how the letter reads as plain text"),
}
