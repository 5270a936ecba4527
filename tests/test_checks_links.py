"""Links as they are written: what else the rules of that family must know, beside the ways in ``breaks/links.py``."""

from __future__ import annotations

import pytest
from checks_help import Way, found, good, line_of
from hypothesis import given, settings, strategies as st

from newsletter import checks
from newsletter.checks.links import addresses
from newsletter.checks.links.addresses import address
from newsletter.model import Edition, replace
from newsletter.web.address import registrable

_MINHO = "url    = 'https://courier.example/europe/minho-bench'"


def test_an_address_is_found_where_the_editor_wrote_it() -> None:
    """A story's address is mended at its url, not at its headline; that of the publication, in newsletter.toml."""
    at_url = Way("LINK-HTTP", "", issue={_MINHO: "url    = 'http://courier.example/minho'"})
    (one,) = found(at_url, "LINK-HTTP")
    assert one.where == f"issues/047.toml:{line_of('http://courier.example/minho', at_url.issue)}"
    in_settings = Way("LINK-HTTP", "", settings={"url      = 'https://courier.example/'": "url      = 'http://courier.example/'"})
    (one,) = found(in_settings, "LINK-HTTP")
    assert one.where.endswith("newsletter.toml:3")


def test_one_address_is_told_of_once() -> None:
    """Picture, headline and “read on” lead to one page: what is wrong with it is said once."""
    lead = "url    = 'https://courier.example/europe/night-train-fund'"
    assert len(found(Way("LINK-HTTP", "", issue={lead: "url    = 'http://courier.example/europe/night-train-fund'"}), "LINK-HTTP")) == 1


@pytest.mark.parametrize("tag", ["*|UNSUB|*", "{{ unsubscribe_url }}", "%%unsubscribe%%", "[[unsubscribe]]", "{$unsubscribe}",
                                 "<%= unsubscribe %>", "%UNSUBSCRIBE%", "[unsubscribe]", "https://x.example/{token}"])
def test_what_a_service_fills_in_is_not_judged(tag: str) -> None:
    """Nobody knows yet where a merge tag leads, whichever service's it is."""
    page = tag.replace("<", "&lt;").replace(">", "&gt;")
    sheet = _foreign(f'<a href="{page}">leave</a>')
    assert [one.rule for one in checks.judged(sheet, ["links"]).findings] == []


def _foreign(html: str) -> checks.Sheet:
    letter = replace(good().edition.letter, html=html, marks=())
    edition = Edition(letter=letter, service="plain", subject="", preheader="", html=html, text="")
    return checks.Sheet(edition=edition, publication=good().publication, name="letter.html")


def test_in_a_letter_from_elsewhere_a_link_is_placed_to_the_column() -> None:
    """Without an issue, a fault stands at the line and column of its link's tag."""
    (one,) = checks.judged(_foreign("<p>one\n two <a href='/room'>room</a>"), ["LINK-REL"]).findings
    assert one.where == "letter.html:2:6"


@pytest.mark.parametrize(("host", "owner"), [
    ("courier.example", "courier.example"), ("news.courier.example", "courier.example"), ("a.b.bbc.co.uk", "bbc.co.uk"),
    ("folha.uol.com.br", "uol.com.br"), ("co.uk", "co.uk"), ("localhost", "localhost"), ("127.0.0.1", "127.0.0.1"),
    ("www.gov.pt", "www.gov.pt"), ("Courier.Example.", "courier.example"),
])
def test_whose_a_site_is(host: str, owner: str) -> None:
    """The registered part of a name is its last two labels, or three below a country's shared ones."""
    assert registrable(host) == owner


_ODD = st.text(alphabet=st.sampled_from(list("htps:/@[]().%#?&={}|<>\\\"' \t\nаé-_x1\0")), max_size=40)


@settings(max_examples=300, deadline=None)
@given(href=st.builds(str.__add__, st.sampled_from(["", "https://", "http://", "mailto:", "tel:", "//", "https://xn--"]), _ODD))
def test_any_address_is_judged_without_a_traceback(href: str) -> None:
    """Whatever stands in a link, each question about it has an answer that can be."""
    one = address(href)
    assert "\n" not in addresses.slip(one, href)
    assert not addresses.leaves_at_once(one) or addresses.is_way_out(one, "")
    assert one.is_page == bool(one.host and one.scheme in ("http", "https"))
    assert -1 <= addresses.port(one) < 65536
    assert one.is_page or not addresses.campaign(one)
    assert not addresses.is_number(one.host) or not addresses.look_alike(one.host)
    assert not (addresses.is_local(one.host) and addresses.is_being_built(one.host)) or one.host.count(".")


@settings(max_examples=60, deadline=None)
@given(hrefs=st.lists(_ODD, max_size=5))
def test_any_letter_is_judged_without_a_traceback(hrefs: list[str]) -> None:
    """The whole family goes through a letter of odd links."""
    links = "".join(f'<a href="{href.replace(chr(34), "&quot;")}">{href}</a>' for href in hrefs)
    for finding in checks.judged(_foreign(f"<body>{links}</body>"), ["links"]).findings:
        assert finding.rule.startswith("LINK-")
        assert finding.message.isprintable(), "a message is one line, whatever an address holds"
