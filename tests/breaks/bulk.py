"""Ways to break what is asked of letters to many."""

from __future__ import annotations

import re

from breaks.headers import FROM, TO
from breaks.message import header, put
from checks_help import Way

from newsletter.model import replace

OUT = "unsubscribe = 'https://courier.example/letter/leave?who={token}'"
EXIT = "26 November 2026.</p>"
LINK = '<p><a href="https://courier.example/letter/leave">Unsubscribe</a></p>'
POSTAL = "postal_address = 'The Courier, Rua do Cordame 14, Lisboa, Portugal'"
SIGNED = "DKIM-Signature: v=1; a=rsa-sha256; d=courier.example; h=from:to:{}; b=abc"
ONE_CLICK = "List-Unsubscribe: <https://courier.example/leave/1>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click"
_NO_NUMBER = {POSTAL: "", "{postal_address} ·": ""}



def _out(style: str) -> dict[str, str]:
    """Return what changes the words of the way out."""
    return {">Unsubscribe</a>": f'><span style="{style}">Unsubscribe</span></a>'}


WAYS = [
    Way("BULK-1CLICK", "no address to leave at", settings={OUT: ""}),
    Way("BULK-1CLICK", "an address without https", settings={OUT: "unsubscribe = 'http://courier.example/leave?who={token}'"}),
    Way("BULK-1CLICK", "an address that says nobody", settings={OUT: "unsubscribe = 'https://courier.example/leave'"}),
    Way("BULK-1CLICK", "no address, where the service has its own", settings={OUT: ""}, service="mailchimp", found=False),
    Way("BULK-1CLICK-SYNTAX", "a bracket in the address", settings={OUT: OUT.replace('leave', 'le<ave')}),
    Way("BULK-1CLICK-SYNTAX", "a bare address", message=header("List-Unsubscribe: https://courier.example/leave")),
    Way("BULK-1CLICK-SYNTAX", "an encoded address", message=header("List-Unsubscribe: =?utf-8?q?https?=")),
    Way("BULK-1CLICK-SYNTAX", "a relative address", message=header("List-Unsubscribe: </leave>")),
    Way("BULK-1CLICK-SYNTAX", "two addresses", message=header("List-Unsubscribe: <https://a.example/1>,\r\n <mailto:a@a.example>"), found=False),
    Way("BULK-1CLICK-OPAQUE", "the reader's address", settings={OUT: OUT.replace("{token}", "{email}")}),
    Way("BULK-1CLICK-OPAQUE", "the reader's address elsewhere", settings={"choose?who={token}": "choose?who={email}"}, found=False),
    Way("BULK-BODY-UNSUB", "no way out in the imprint", settings={"[Unsubscribe](merge:unsubscribe) ·": ""}),
    Way("BULK-BODY-UNSUB", "no way out, where the service has a word for it", settings={"[Unsubscribe](merge:unsubscribe) ·": ""}, service="listmonk"),
    Way("BULK-BODY-UNSUB", "the service has no way out but an own address that is nobody's", service="sparkpost"),
    Way("BULK-BODY-UNSUB", "the service marks the own address", service="sparkpost", settings={OUT: OUT.replace("{token}", "{email}")},
        found=False),
    Way("BULK-BODY-UNSUB", "a way out at the end of a long line of the text", found=False, service="listmonk",
        change=lambda edition: replace(edition, text=f"{'Words of the letter. ' * 200}To unsubscribe, answer to this letter.")),
    Way("BULK-BODY-UNSUB", "none in the text", service="listmonk",
        change=lambda edition: replace(edition, text="Words of the letter. " * 200)),
    Way("BULK-BODY-UNSUB", "only one that is not seen", html=_out("display:none")),
    Way("BULK-BODY-UNSUB", "only one that is tiny", html=_out("font-size:8px")),
    Way("BULK-BODY-UNSUB", "only one that is faint", html=_out("color:#ccccc8")),
    Way("BULK-BODY-UNSUB", "one that is tiny, one that is seen", html=_out("font-size:8px") | {EXIT: EXIT + LINK}, found=False),
    Way("BULK-LISTID", "no list_id", settings={"list_id  = 'letter.courier.example'": ""}),
    Way("BULK-LISTID", "a name without a domain", message=put("List-Id: The Courier <letter.courier.example>", "List-Id: The Courier")),
    Way("BULK-LISTID", "a domain without a name", message=put("List-Id: The Courier <letter", "List-Id: <letter"), found=False),
    Way("BULK-PRECEDENCE", "neither List-Id nor Precedence", message=lambda data: re.sub(
        rb"(Precedence|Auto-Submitted|List-Id):", rb"X-Not:", data)),
    Way("BULK-PRECEDENCE", "only Precedence", message=lambda data: re.sub(rb"(Auto-Submitted|List-Id):", rb"X-Not:", data), found=False),
    Way("BULK-REPLYTO", "a free mail service", message=put(FROM, "From: The Courier <courier@gmail.com>")),
    Way("BULK-REPLYTO", "nobody answers", message=lambda data: put(FROM, "From: A <no-reply@courier.example>")(data).replace(b"Reply-To: ", b"X-Not: ")),
    Way("BULK-REPLYTO", "nobody answers there, but elsewhere", message=put(FROM, "From: A <no-reply@courier.example>"), found=False),
    Way("BULK-POSTAL", "no address anywhere", settings=_NO_NUMBER),
    Way("BULK-POSTAL", "one in the imprint", settings={POSTAL: "", "{postal_address}": "Rua do Cordame 14, Lisboa"}, found=False),
    Way("BULK-DUP-RCPT", "twice, its domain in capitals", message=put(TO, "To: a@reader.example, a@READER.example")),
    Way("BULK-DUP-RCPT", "another before the @", message=put(TO, "To: a@reader.example, A@reader.example"), found=False),
    Way("BULK-AUTH", "no signature that holds", message=header("Authentication-Results: mx.a.example; dkim=fail; spf=pass")),
    Way("BULK-AUTH", "all of it holds", message=header("Authentication-Results: mx.a.example; dkim=pass; spf=pass; dmarc=pass"), found=False),
    Way("BULK-DKIM-COVER", "not signed", message=header(SIGNED.format("subject") + "\r\n" + ONE_CLICK)),
    Way("BULK-DKIM-COVER", "signed", message=header(SIGNED.format("list-unsubscribe:List-Unsubscribe-Post") + "\r\n" + ONE_CLICK), found=False),
]
