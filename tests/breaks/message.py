"""Ways to break the form of the message."""

from __future__ import annotations

from collections.abc import Callable

from breaks.dark import logo, with_picture
from checks_help import Way
from newsletter.model import replace

Change = Callable[[bytes], bytes]


def put(old: str, new: str) -> Change:
    """Return what puts new octets in the place of old ones in a message."""
    def changed(data: bytes) -> bytes:
        assert old.encode() in data, old
        return data.replace(old.encode(), new.encode("utf-8", "surrogateescape"))
    return changed


def header(field: str) -> Change:
    """Return what puts another field into the header."""
    return put("MIME-Version: 1.0", f"{field}\r\nMIME-Version: 1.0")


SUBJECT = "Subject: Who pays for the night train?"

WAYS = [
    Way("MSG-LINE-998", "a header of 2,000 letters", message=header("X-Long: " + "a" * 2000)),
    Way("MSG-LINE-998", "a header of 990 letters", message=header("X-Long: " + "a" * 900), found=False),
    Way("MSG-LINE-78", "a subject never folded", message=put(SUBJECT, SUBJECT + " And who does not?" * 4)),
    Way("MSG-LINE-78", "a subject of 78 characters", message=put(SUBJECT, SUBJECT.ljust(78, "?")), found=False),
    Way("MSG-CRLF", "an LF without its CR", message=put("The vote", "The\nvote")),
    Way("MSG-CRLF", "a CR without its LF", message=put("The vote", "The\rvote")),
    Way("MSG-CRLF", "a NUL", message=put("The vote", "The\0vote")),
    Way("MSG-CRLF", "all lines kept by a mailbox with LF alone", message=lambda data: data.replace(b"\r\n", b"\n"), found=False),
    Way("MSG-CRLF", "a tab", message=put("The vote", "The\tvote"), found=False),
    Way("MSG-8BIT", "a bare ü in the subject", message=put(SUBJECT, "Subject: Zürich")),
    Way("MSG-8BIT", "a part that says 7bit and is not", message=lambda data: data.replace(
        b"Content-Transfer-Encoding: quoted-printable", b"Content-Transfer-Encoding: 7bit", 1).replace(b"The vote", "Le vôte".encode())),
    Way("MSG-8BIT", "an encoded ü in the subject", message=put(SUBJECT, "Subject: =?utf-8?q?Z=C3=BCrich?="), found=False),
    Way("MSG-EW-75", "a word of 90", message=put(SUBJECT, f"Subject: =?utf-8?q?{'a' * 78}?=")),
    Way("MSG-EW-75", "a line of 77", message=put(SUBJECT, f"Subject: abcdefgh =?utf-8?q?{'a' * 47}?=".ljust(77, "x"))),
    Way("MSG-EW-75", "a word of 75", message=put(SUBJECT, f"Subject:\r\n =?utf-8?q?{'a' * 63}?="), found=False),
    Way("MSG-EW-SPLIT", "half an ü in each", message=put(SUBJECT, "Subject: =?utf-8?q?Z=C3?= =?utf-8?q?=BCrich?=")),
    Way("MSG-EW-SPLIT", "a charset that does not exist", message=put(SUBJECT, "Subject: =?utf-99?q?Z?=")),
    Way("MSG-EW-SPLIT", "whole letters in each", message=put(SUBJECT, "Subject: =?utf-8?q?Z=C3=BC?= =?utf-8?q?rich?="), found=False),
    Way("MSG-EW-CHARSET", "two charsets", message=put(SUBJECT, "Subject: =?utf-8?q?Z=C3=BC?= =?iso-8859-1?q?r=EFch?=")),
    Way("MSG-EW-CHARSET", "one charset, spelt in two ways", message=put(SUBJECT, "Subject: =?utf-8?q?Z?= =?UTF-8?q?r?="), found=False),
    Way("MSG-EW-STRUCT", "List-Unsubscribe encoded", message=header("List-Unsubscribe: =?utf-8?q?=3Chttps=3A//a.example=3E?=")),
    Way("MSG-EW-STRUCT", "an encoded domain", message=put("To: reader@reader.example", "To: u@=?utf-8?q?ex=C3=A4mple?=.org")),
    Way("MSG-EW-STRUCT", "an encoded name", message=put("To: reader@reader.example", "To: =?utf-8?q?J=C3=BCrg?= <u@a.example>"), found=False),
    Way("MSG-INJECT", "a Bcc in a word", message=put(SUBJECT, "Subject: =?utf-8?q?a=0d=0aBcc:=20evil@x.example?=")),
    Way("MSG-INJECT", "a blank in a word", message=put(SUBJECT, "Subject: =?utf-8?q?a=20b?="), found=False),
    Way("MSG-SURROGATE", "half an emoji in the subject", change=lambda edition: replace(edition, subject="Trains \ud83d")),
    Way("MSG-SURROGATE", "half an emoji in the page", html={"The vote": "The \ud83dvote"}),
    Way("MSG-SURROGATE", "a whole emoji", html={"The vote": "The 🚂 vote"}, found=False),
    Way("MSG-ROUNDTRIP", "another subject", message=put(SUBJECT, "Subject: Who pays?")),
    Way("MSG-ROUNDTRIP", "another text", message=put("The vote is", "The goat is")),
    Way("MSG-ROUNDTRIP", "no message", message=lambda data: b""),
    Way("MSG-ROUNDTRIP", "a subject folded", message=put(SUBJECT, "Subject: Who pays for\r\n the night train?"), found=False),
    Way("MSG-SIZE", "600 kB", message=lambda data: data + b"a" * 600_000),
    Way("MSG-SIZE", "11 MB", message=lambda data: data + b"a" * 11_000_000),
    Way("MSG-SIZE", "pictures that travel in it", settings={"image_base_url = 'https://courier.example/letter/images/'": ""},
        change=with_picture(logo("#bbbbbb") + b"\0" * 900_000)),
    Way("MSG-SIZE", "pictures that stay on the web", change=with_picture(logo("#bbbbbb") + b"\0" * 900_000), found=False),
    Way("MSG-SIZE", "pictures that the service keeps", settings={"image_base_url = 'https://courier.example/letter/images/'": ""},
        change=with_picture(logo("#bbbbbb") + b"\0" * 900_000), service="mailchimp", found=False),
    Way("MSG-SIZE", "400 kB", message=lambda data: data + b"a" * 400_000, found=False),
]
