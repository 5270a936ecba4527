"""What came back is compared with what was handed over: nothing lost, and if so, what."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from urllib.parse import quote

import pytest
from checks_help import good

from newsletter import checks

Change = Callable[[str], str]


@cache
def sent() -> str:
    return good().message.decode()


def said(change: Change = str, html: Change = str) -> dict[str, bool]:
    """Return sentence → whether it is as it should be, of the good letter changed on its way."""
    one = good()
    head = sent().partition("\r\n\r\n")[0]
    head = re.sub(r"Content-Type:[^\r]*(?:\r\n[ \t][^\r]*)*", 'Content-Type: multipart/alternative; boundary="x"', head)
    base = one.sent_html
    body = (f'--x\r\nContent-Type: text/plain; charset="utf-8"\r\n\r\n{one.text}\r\n--x\r\n'
            f'Content-Type: text/html; charset="utf-8"\r\n\r\n{html(base)}\r\n--x--\r\n')
    message = change(f"{head}\r\n\r\n{body}")
    came = checks.foreign(message.encode(), "received.eml", one.publication)
    return {seen.what: seen.ok for seen in checks.against(came, one)}


def lost(change: Change = str, html: Change = str) -> list[str]:
    return [what for what, ok in said(change, html).items() if not ok]


def tracked(html: str) -> str:
    """Return a page as Mailchimp sends it: each link counted, the target readable in it."""
    return re.sub(r'href="(https://[^"]+)"', lambda found: (
        f'href="https://courier.us1.list-manage.com/track/click?u=a&amp;id=b&amp;url={quote(found[1], safe="")}"'), html)


def hidden(html: str) -> str:
    """Return a page as a service sends it that keeps the targets to itself."""
    numbers = iter(range(1000, 9999))
    return re.sub(r'href="https://[^"]+"', lambda _: f'href="https://u1.ct.sendgrid.net/ls/click?upn=u001.{next(numbers)}AbCdEfGh0123456789"', html)


def test_a_letter_that_came_as_it_was_sent_lost_nothing() -> None:
    """Headlines, teasers, addresses and the way out are there."""
    seen = said()
    assert all(seen.values())
    assert "All 4 headlines and all 4 teasers are in it." in seen
    assert "It is in the header, too, by one click." in seen


def test_links_that_a_service_counts_are_followed_where_they_can_be_read() -> None:
    """A wrapped address with its target in it is as good as the address; who counts is named."""
    seen = said(html=tracked)
    assert all(seen.values())
    assert any(re.fullmatch(r"\d+ links are tracked by Mailchimp\.", what) for what in seen)


def test_links_that_keep_their_target_to_themselves_are_told_as_such() -> None:
    """Nobody asks the web: what cannot be read is said to be hidden, and not to be lost."""
    seen = said(html=hidden)
    assert any("keep their target to themselves" in what for what in seen)
    assert not any("An address is not in it" in what for what in seen)


@pytest.mark.parametrize(("html", "sentence"), [
    (lambda html: html.replace("Porto Alegre builds its dyke again", "…"), "A headline is not in it: “Porto Alegre builds"),
    (lambda html: html.replace("Judges from both banks sit together", "…"), "A teaser is not in it: “Judges from both"),
    (lambda html: html.replace("https://courier.example/room", "https://courier.example/"), "An address is not in it: https://courier.example/room"),
    (lambda html: re.sub(r"<style.*?</style>", "", html, flags=re.DOTALL), "The style sheets are gone"),
    (lambda html: html.replace("dyke-", "dyke").replace("<img", "<i", 1), "1 of 4 pictures are gone."),
    (lambda html: html.replace("Dear friend", "Dear *|FNAME|*").replace("Dear Maria", "Dear *|FNAME|*"), "A merge tag was not filled in: *|FNAME|*."),
    (lambda html: re.sub(r"<a\b[^>]*>(?:Unsubscribe)</a>", "", html), "There is no way out of the list"),
    (lambda html: html + "<!--" + "x" * 110_000 + "-->", "Gmail hides what comes behind"),
], ids=["headline", "teaser", "address", "style", "picture", "tag", "way out", "size"])
def test_what_was_lost_is_told(html: Change, sentence: str) -> None:
    """Each thing that a service dropped is told, with the line of the issue where there is one."""
    assert any(sentence in what for what in lost(html=html)), lost(html=html)


@pytest.mark.parametrize(("change", "sentence"), [
    (lambda mail: mail.replace("Subject: Who pays for the night train?", "Subject: Trains"), "The subject is another one: “Trains”."),
    (lambda mail: mail.replace("List-Unsubscribe-Post:", "X-Post:"), "not by one click"),
    (lambda mail: mail.replace("List-Unsubscribe", "X-Leave"), "List-Unsubscribe is missing"),
    (lambda mail: re.sub(r"--x\r\nContent-Type: text/plain.*?(?=--x\r\nContent-Type: text/html)", "", mail, flags=re.DOTALL),
     "The plain text is gone."),
], ids=["subject", "one click", "header", "text"])
def test_what_became_of_the_header_is_told(change: Change, sentence: str) -> None:
    """Subject, the header's way out and the plain text are looked at, too."""
    assert any(sentence in what for what in lost(change)), lost(change)


def test_a_proof_says_that_it_is_one() -> None:
    """Something before the subject, as services write it into proofs, is told and is no loss."""
    seen = said(lambda mail: mail.replace("Subject: Who", "Subject: [Test] Who"))
    assert seen["The subject has something before it: “[Test] Who pays for the night train?”."]
