"""Ways to break the header of the message."""

from __future__ import annotations

from breaks.message import header, put
from checks_help import Way

FROM = "From: The Courier <letter@courier.example>"
TO = "To: reader@reader.example"
DATE = "Date: Thu, 19 Nov 2026 09:00:00 +0000"


def _message_id(data: bytes, new: bytes) -> bytes:
    start = data.index(b"Message-ID:")
    return data[:start] + new + data[data.index(b"\r\n", start):]


WAYS = [
    Way("MSG-ONCE", "two subjects", message=header("Subject: Another")),
    Way("MSG-ONCE", "two senders", message=header("From: b@courier.example")),
    Way("MSG-ONCE", "two notes of servers", message=header("Received: from a\r\nReceived: from b"), found=False),
    Way("MSG-FROM", "no sender", message=put(FROM + "\r\n", "")),
    Way("MSG-FROM", "two senders in one", message=put(FROM, "From: a@courier.example, b@courier.example")),
    Way("MSG-FROM", "an empty name", message=put(FROM, 'From: "" <letter@courier.example>')),
    Way("MSG-FROM", "a group", message=put(FROM, "From: Editors: a@courier.example;")),
    Way("MSG-FROM", "no address", message=put(FROM, "From: The Courier")),
    Way("MSG-FROM", "two senders, and who sends", message=put(FROM, "From: a@a.example, b@a.example\r\nSender: a@a.example"), found=False),
    Way("MSG-DATE", "no date", message=put(DATE + "\r\n", "")),
    Way("MSG-DATE", "no date that can be read", message=put(DATE, "Date: next Friday")),
    Way("MSG-DATE", "no zone", message=put(DATE, "Date: Thu, 19 Nov 2026 09:00:00")),
    Way("MSG-DATE", "next year", message=put(DATE, "Date: Fri, 19 Nov 2027 09:00:00 +0000")),
    Way("MSG-DATE", "tonight, in another zone", message=put(DATE, "Date: Thu, 19 Nov 2026 23:00:00 +1200"), found=False),
    Way("MSG-MSGID", "none", message=lambda data: _message_id(data, b"X-Old: 1")),
    Way("MSG-MSGID", "without brackets", message=lambda data: _message_id(data, b"Message-ID: 47@courier.example")),
    Way("MSG-MSGID", "of a machine at home", message=lambda data: _message_id(data, b"Message-ID: <47@laptop.local>")),
    Way("MSG-MSGID", "long and whole", message=lambda data: _message_id(data, b"Message-ID: <" + b"a" * 60 + b"@courier.example>"), found=False),
    Way("MSG-ADDR", "a domain in its own letters", message=put(TO, "To: u@exämple.org")),
    Way("MSG-ADDR", "65 letters before the @", message=put(TO, f"To: {'u' * 65}@reader.example")),
    Way("MSG-ADDR", "64 letters, and an IDNA domain", message=put(TO, f"To: {'u' * 64}@xn--exmple-cua.org"), found=False),
    Way("MSG-NAME", "a comma in a bare name", message=put(TO, "To: Smith, John <a@b.example>")),
    Way("MSG-NAME", "brackets in a bare name", message=put(TO, "To: Smith [John <a@b.example>")),
    Way("MSG-NAME", "a comma between quotes", message=put(TO, 'To: "Smith, John" <a@b.example>'), found=False),
    Way("MSG-NAME", "two readers", message=put(TO, "To: Smith <a@b.example>, John <c@b.example>"), found=False),
]
