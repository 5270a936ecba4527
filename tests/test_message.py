"""An Edition becomes a message that says exactly what was meant, whatever the words are."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from message_help import BLUE, FRIDAY, HTML, RED, SENDER, TEXT, Entity, edition, strict
from naughty_help import naughty

from newsletter.errors import InputError, NewsletterError, UsageError
from newsletter.message import build, parse_address, reading
from newsletter.model import Picture, place_pictures

DATA = Path(__file__).parent / "data" / "message"
ATTACK = "=?utf-8?q?a=0d=0aBcc:_evil@thief.example?="
FIELDS = [
    "From", "To", "Subject", "Date", "Message-ID", "Precedence", "Auto-Submitted", "Content-Language", "MIME-Version",
    "Content-Type",
]  # fmt: skip

# Every plane of Unicode, half characters and controls among them.
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200)
UNICODE = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=200)
RISKY_PIECES = st.sampled_from([
    "\n", "\r", "\r\n", ".", " ", "\t", "=", "=?utf-8?q?x?=", "From ", "--=_alternative_", "é", "火", "👩🏽‍🚀", "שלום",
    "\0", "\x85", "\u2028", "\ud83d", "\ufeff", "w" * 80, "=\n", "\\", '"', ",", "<", ">", "@", "(", ";", "?=", "\x1b",
])  # fmt: skip
RISKY = st.lists(RISKY_PIECES, max_size=40).map("".join)
travels = settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])


def read(**arguments: object) -> Entity:
    """Build a message of the edition's changes and the envelope given, and read it strictly."""
    envelope = {"sender": SENDER, "date": FRIDAY} | {k: arguments.pop(k) for k in [*arguments] if k in ENVELOPE}
    return strict(build(edition(**arguments), **envelope))


ENVELOPE = ("sender", "to", "reply_to", "date", "message_id", "list_id", "list_name", "image_base_url")


def one_line(text: str) -> str:
    """What a header field may keep of a text, written a second time and differently."""
    kept = "".join(" " if ord(c) < 33 or 127 <= ord(c) < 160 or c in "\u2028\u2029" else c for c in text)
    return " ".join(filter(None, "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in kept).split(" ")))


def several_lines(text: str) -> str:
    """What a body may keep of a text, written a second time and differently."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in text if c in "\t\n" or not (ord(c) < 32 or 127 <= ord(c) < 160))
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in kept)


# ── the whole ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_message_is_the_one_kept_byte_for_byte() -> None:
    """The same edition and envelope make the same bytes, on every machine and in every run."""
    data = build(
        edition(
            subject="Wer bezahlt den Nachtzug nach Łódź? Vier Ministerien, ein Fonds und eine Abstimmung",
            unsubscribe="https://courier.example/leave?t=8f31",
            one_click=True,
            language="de",
        ),
        sender="Kurier, Wöchentlich <weekly@courier.example>",
        to=["Smith, John <john@reader.example>", "anna@reader.example"],
        reply_to="Desk <desk@courier.example>",
        date=FRIDAY,
        list_id="weekly.courier.example",
        list_name="Courier Weekly",
    )
    strict(data)
    assert data == (DATA / "courier-047.eml").read_bytes()


def test_text_stands_first_and_pictures_beside_the_html() -> None:
    """alternative > text, related > html, pictures, each picture once; a mail program shows the last it knows."""
    message = read()
    assert message.outline() == [
        "multipart/alternative",
        "text/plain",
        ["multipart/related", "text/html", "image/png", "image/png"],
    ]
    text, html, *pictures = message.leaves()
    assert text.data.decode() == TEXT.replace("\n", "\r\n")
    assert [p.data for p in pictures] == [RED.data, BLUE.data]
    shown = re.findall(r'src="cid:([^"]+)"', html.data.decode())
    assert shown == ["5f1c0a77.png@courier.example", "b2d9e431.png@courier.example", "5f1c0a77.png@courier.example"]
    assert [p.header["Content-ID"] for p in pictures] == [f"<{name}>" for name in shown[:2]]
    assert b"picture.invalid" not in html.data


def test_pictures_with_an_address_stay_out_of_the_message() -> None:
    """With image_base_url the html names that folder, escaped for an attribute, and no picture travels."""
    for base in ("https://courier.example/i?a=1&b", "https://courier.example/i?a=1&b/"):
        message = read(image_base_url=base)
        assert message.outline() == ["multipart/alternative", "text/plain", "text/html"]
        assert b'src="https://courier.example/i?a=1&amp;b/5f1c0a77.png"' in message.leaves()[1].data


def test_a_picture_that_the_html_does_not_show_stays_out() -> None:
    """Only what the html refers to is sent; without any, there is no multipart/related."""
    shown_once = HTML.replace("https://picture.invalid/5f1c0a77.png", "https://courier.example/a.png")
    assert [leaf.data for leaf in read(html=shown_once).leaves()[2:]] == [BLUE.data]
    assert read(html="<p>words</p>").outline() == ["multipart/alternative", "text/plain", "text/html"]


def test_a_stand_in_that_is_nobodys_picture_is_left_alone() -> None:
    """A source that writes such an address itself gets no picture, breaks nothing, and it does not leave as cid:."""
    html = '<a href="https://picture.invalid/../secret">x</a><img src="https://picture.invalid/other.png">'
    assert read(html=html).leaves()[1].data.decode() == html


def test_place_pictures_escapes_what_it_puts_in() -> None:
    """An address with a quote ends no attribute."""
    picture = Picture(name="a.png", data=b"", media_type="image/png", width=1, height=1)
    html = '<img src="https://picture.invalid/a.png" alt="">'
    assert place_pictures(html, [picture], lambda one: f'x"&{one.name}') == '<img src="x&quot;&amp;a.png" alt="">'


def test_the_header_holds_exactly_what_was_given() -> None:
    """Nothing is added beside the fields asked for, and none of them is empty."""
    assert list(read().header) == FIELDS
    message = read(
        to=["a@reader.example"],
        reply_to="desk@courier.example",
        list_id="Courier Weekly <weekly.courier.example>",
        unsubscribe="https://courier.example/leave/8f31",
        one_click=True,
    )
    assert list(message.header) == [
        "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Precedence", "Auto-Submitted", "List-Id",
        "List-Unsubscribe", "List-Unsubscribe-Post", "Content-Language", "MIME-Version", "Content-Type",
    ]  # fmt: skip
    assert message.header["From"] == SENDER
    assert message.header["Reply-To"] == "desk@courier.example"
    assert (message.header["Precedence"], message.header["Auto-Submitted"]) == ("bulk", "auto-generated")
    assert message.header["List-Id"] == "Courier Weekly <weekly.courier.example>"
    assert parsedate_to_datetime(message.header["Date"]) == FRIDAY
    assert message.header["Date"].endswith("+0100")
    assert message.header["Content-Language"] == "en"
    assert "Content-Language" not in read(language="kölsch\r\nX: y").header


def test_without_recipients_they_are_undisclosed() -> None:
    """A message without To or Cc would be rewritten by some servers; an empty group says there is nobody to show."""
    assert read().header["To"] == "undisclosed-recipients:;"


def test_each_recipient_stands_once() -> None:
    """The same address again, also with another name or its domain in capitals, is the same recipient."""
    to = ["Anna <anna@reader.example>", "ben@reader.example", "anna@READER.example", "Anna@reader.example"]
    assert read(to=to).header["To"] == "Anna <anna@reader.example>, ben@reader.example, Anna@reader.example"


def test_many_recipients_fold_and_are_all_read() -> None:
    """Fifty recipients with names stand in one field whose lines stay short."""
    to = [f"Reader, Number {n} <reader-{n}@reader.example>" for n in range(50)]
    message = message_from_bytes(build(edition(), sender=SENDER, to=to, date=FRIDAY), policy=policy.default)
    assert [(a.display_name, a.addr_spec) for a in message["To"].addresses] == [
        (f"Reader, Number {n}", f"reader-{n}@reader.example") for n in range(50)
    ]


def test_the_message_id_is_the_senders_and_the_contents() -> None:
    """Same content, recipients and date: same Message-ID; another of them: another; a given one is kept."""
    first = read().header["Message-ID"]
    assert re.fullmatch(r"<47\.[0-9a-f]{24}@courier\.example>", first)
    assert read().header["Message-ID"] == first
    others = [
        read(subject="x"), read(text="x"), read(html="x"), read(to=["a@reader.example"]),
        read(date=FRIDAY.replace(minute=31)), read(sender="weekly@courier.example"), read(reply_to="a@reader.example"),
    ]  # fmt: skip
    assert len({first, *(other.header["Message-ID"] for other in others)}) == 8
    for given_id in ("issue-47@courier.example", "<issue-47@courier.example>"):
        assert read(message_id=given_id).header["Message-ID"] == "<issue-47@courier.example>"
    for wrong in ("issue 47\r\nBcc: a@thief.example", "issue-47", "@courier.example", "4" * 990 + "@courier.example"):
        with pytest.raises(UsageError, match="no Message-ID"):
            read(message_id=wrong)


def test_without_a_sender_the_editor_is_told_where_to_name_one() -> None:
    """No sender: wrong usage, and both places where one can be given."""
    with pytest.raises(UsageError, match="no sender — give --from .* or write sender = .* in newsletter.toml") as told:
        read(sender=" ")
    assert told.value.exit_code == 2


# ── unsubscribing and the list ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("length", [40, 76, 77, 300, 900])
def test_list_unsubscribe_is_raw_and_whole_at_any_length(length: int) -> None:
    """An address of any length stands in one piece between < and >: encoded or folded ones are not offered."""
    address = "https://courier.example/leave?t=".ljust(length, "a")
    data = build(edition(unsubscribe=address, one_click=True), sender=SENDER, date=FRIDAY)
    assert f"\r\nList-Unsubscribe: <{address}>\r\n".encode() in data
    assert strict(data).header["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_scheme_may_stand_in_capitals() -> None:
    """Schemes have no case (RFC 3986 §3.1), so one click is offered for this one too."""
    header = read(unsubscribe="HTTPS://courier.example/leave?t=8f31", one_click=True).header
    assert header["List-Unsubscribe"] == "<HTTPS://courier.example/leave?t=8f31>"
    assert "List-Unsubscribe-Post" in header


@pytest.mark.parametrize(
    ("address", "one_click"),
    [
        ("https://courier.example/leave", False),
        ("http://courier.example/leave?t=8f31", True),
        ("mailto:leave@courier.example?subject=leave%20weekly", True),
    ],
)
def test_one_click_is_offered_only_where_it_works(address: str, one_click: bool) -> None:
    """RFC 8058: an https address that tells who is leaving; nothing else may promise one click."""
    header = read(unsubscribe=address, one_click=one_click).header
    assert header["List-Unsubscribe"] == f"<{address}>"
    assert "List-Unsubscribe-Post" not in header


@pytest.mark.parametrize(
    "address",
    [
        "courier.example/leave", "/leave", "javascript:alert(1)", "https://courier.example/leave me",
        "https://courier.example/désabonner", "https://courier.example/>\r\nBcc: a@thief.example",
        "https://courier.example/" + "a" * 900, "*|UNSUB|*", "https://courier.example/\u0130", "https://courier.example/\u017f",
        "maİlto:leave@courier.example", "httpſ://courier.example/",
    ],
)  # fmt: skip
def test_an_unsubscribe_address_that_cannot_stand_in_a_header_is_refused(address: str) -> None:
    """It would be ignored by every mail program, or be more than an address."""
    with pytest.raises(InputError, match="unsubscribe address .* cannot stand in a header — give it as https://"):
        read(unsubscribe=address)


@pytest.mark.parametrize(
    ("list_id", "list_name", "meant"),
    [
        ("weekly.courier.example", "", "<weekly.courier.example>"),
        ("weekly.courier.example", "Courier, Weekly", '"Courier, Weekly" <weekly.courier.example>'),
        ('"Wöchentlich" <weekly.courier.example>', "Other", "Wöchentlich <weekly.courier.example>"),
        ("weekly.courier.example", ATTACK, f"{ATTACK} <weekly.courier.example>"),
    ],
)
def test_list_id_is_name_and_label(list_id: str, list_name: str, meant: str) -> None:
    """RFC 2919: a name where there is one, and a label with dots in angle brackets."""
    message = read(list_id=list_id, list_name=list_name)
    assert message.words("List-Id") == meant
    assert list(message.header) == [*FIELDS[:7], "List-Id", *FIELDS[7:]]


@pytest.mark.parametrize("list_id", [
    "weekly@courier.example", "weekly", "a b.example", "é.example", "a.b>\r\nX: y", "=?utf-8?q?a?=.example",
    "a." * 127 + "bc",
])  # fmt: skip
def test_a_list_id_that_is_none_is_refused(list_id: str) -> None:
    """It is named, with the form it should have."""
    with pytest.raises(InputError, match="no list identifier — write it with dots"):
        read(list_id=list_id)


# ── words in the header ──────────────────────────────────────────────────────────────────────────────────────


@travels
@given(ANY_TEXT | RISKY)
@example("=?utf-8?q?x?=")
@example("火" * 500)
@example("👩🏽‍🚀" * 40)
@example("w" * 5000)
@example("a " * 2500)
@example("x" * 64 + " " + "y" * 65)
def test_any_subject_arrives(subject: str) -> None:
    """A subject reads as it was, but for controls, half characters and blanks in a row; nothing else is added."""
    message = read(subject=subject)
    assert message.words("Subject") == one_line(subject)
    assert list(message.header) == FIELDS


@travels
@given(UNICODE)
def test_the_standard_library_reads_any_subject(subject: str) -> None:
    """A second reader, with another way of decoding, finds the same words."""
    data = build(edition(subject=subject), sender=SENDER, date=FRIDAY)
    assert message_from_bytes(data, policy=policy.default)["Subject"] == one_line(subject)


@travels
@given(ANY_TEXT | RISKY, UNICODE | RISKY)
@example("Smith, John (Ünï)", "")
@example(ATTACK, ATTACK)
@example("John @ home", 'Jack "the Ripper" \\')
@example("a" * 2000, "é" * 2000)
def test_any_name_arrives_with_its_address(name: str, other: str) -> None:
    """A quoted name reads as it was, beside its own address and nobody else's."""

    def quoted(words: str) -> str:
        return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'

    message = read(
        sender=f"{quoted(name)} <weekly@courier.example>",
        to=[f"{quoted(other)} <a@reader.example>", f"{quoted(name)} <b@reader.example>"],
        reply_to=f"{quoted(other)} <desk@courier.example>",
    )
    name, other = one_line(name), one_line(other)
    assert list(message.header) == [*FIELDS[:2], "Reply-To", *FIELDS[2:]]
    assert message.mailboxes("From") == [(name, "weekly@courier.example")]
    assert message.mailboxes("To") == [(other, "a@reader.example"), (name, "b@reader.example")]
    assert message.mailboxes("Reply-To") == [(other, "desk@courier.example")]


@travels
@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=9))
def test_the_standard_library_reads_any_short_name(name: str) -> None:
    """A second reader finds the same name and one address; in longer names it keeps blanks between encoded words."""
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    data = build(edition(), sender=f'"{quoted}" <weekly@courier.example>', date=FRIDAY)
    (found,) = message_from_bytes(data, policy=policy.default)["From"].addresses
    # This reader takes a no-break space at the end of a name for a blank.
    assert found.display_name.replace("\u00a0", " ") == one_line(name).replace("\u00a0", " ")
    assert found.addr_spec == "weekly@courier.example"


def test_a_subject_that_looks_encoded_arrives_as_these_words_and_adds_no_header() -> None:
    """The subject of CVE-2024-6923 is read as the words it is, by two readers, and there is no Bcc."""
    data = build(edition(subject=ATTACK), sender=f"{ATTACK} <weekly@courier.example>", date=FRIDAY)
    message = message_from_bytes(data, policy=policy.default)
    assert strict(data).words("Subject") == message["Subject"] == ATTACK
    assert strict(data).mailboxes("From") == [(ATTACK, "weekly@courier.example")]
    assert message.keys() == FIELDS
    assert b"evil@thief" not in data


def test_the_attack_is_real_where_python_is_not_patched() -> None:
    """The standard library writes a Bcc field from that subject: what is proved here is proved under attack."""
    naive = EmailMessage()
    naive["Subject"] = ATTACK
    try:
        written = naive.as_bytes()
    except Exception:  # patched Pythons refuse to write it
        pytest.skip("this Python is patched against CVE-2024-6923")
    if b"\nBcc:" not in written:
        pytest.skip("this Python is patched against CVE-2024-6923")
    assert b"\nBcc:" not in build(edition(subject=ATTACK), sender=SENDER, date=FRIDAY)


def test_plain_words_stay_readable_in_the_source() -> None:
    """What can stand bare does; only what cannot is encoded."""
    assert b"\r\nSubject: Who pays for the night train?\r\n" in build(edition(), sender=SENDER, date=FRIDAY)
    assert read(sender="J. Okafor <j@courier.example>").header["From"] == '"J. Okafor" <j@courier.example>'


def test_naughty_strings_travel_as_subject_name_and_text() -> None:
    """Each of those that have broken programs before reads as it was, and adds no header."""
    for text in naughty():
        name = text.replace("\\", "\\\\").replace('"', '\\"')
        message = read(subject=text, sender=f'"{name}" <weekly@courier.example>', text=text, html=text)
        assert message.words("Subject") == one_line(text)
        assert list(message.header) == FIELDS
        assert [leaf.data.decode() for leaf in message.leaves()] == [several_lines(text).replace("\n", "\r\n")] * 2


# ── bodies ───────────────────────────────────────────────────────────────────────────────────────────────────


@travels
@given(ANY_TEXT | RISKY, ANY_TEXT | RISKY)
@example("a\n.\nb", "a\r.\rb")
@example("\n.\r\n", ".")
@example("w" * 5000, "é" * 5000)
@example("." * 200, " " * 200)
@example("x" * 73 + "." + "\n" + "x" * 73 + "From here", "x" * 74 + " \n" + "x" * 75 + "=\n" + "x" * 76)
@example("", "\n\n\n")
def test_any_text_arrives(text: str, html: str) -> None:
    """Both bodies read as they were, but for controls and half characters, on lines that no transport touches."""
    bodies = [leaf.data.decode() for leaf in read(text=text, html=html).leaves()]
    assert bodies == [several_lines(body).replace("\n", "\r\n") for body in (text, html)]


@given(st.lists(st.sampled_from([".", "From ", "a", "é", "=", " ", "火"]), min_size=60, max_size=100).map("".join))
@settings(deadline=None, max_examples=200)
def test_a_line_cut_anywhere_stays_short_and_untouched(line: str) -> None:
    """Wherever quoted-printable cuts a long line, no escape is cut, no line passes 76, none begins with a dot."""
    assert read(text=line + "a" * 400).leaves()[0].data.decode() == line + "a" * 400


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("Łódź and the night train\n", "quoted-printable"), ("夜行列车的钱由谁来出\n" * 9, "base64")],
)
def test_the_shorter_encoding_is_taken(text: str, encoding: str) -> None:
    """Mostly-ASCII text stays readable and unsuspicious; a text of other letters takes a third less."""
    assert read(text=text).leaves()[0].header["Content-Transfer-Encoding"] == encoding


# ── addresses ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "name", "address"),
    [
        ("a@b.example", "", "a@b.example"),
        (" <a@b.example> ", "", "a@b.example"),
        ("Courier Weekly <weekly@courier.example>", "Courier Weekly", "weekly@courier.example"),
        ("Smith, John <a@b.example>", "Smith, John", "a@b.example"),
        ('"Smith, \\"J\\" \\\\ <x>" <a@b.example>', 'Smith, "J" \\ <x>', "a@b.example"),
        ('John "Jack" Smith <a@b.example>', 'John "Jack" Smith', "a@b.example"),
        ("a@b.example <a@b.example>", "a@b.example", "a@b.example"),
        ("Zoë  Łuć\n👩🏽‍🚀 <z.l+news_1@b.example>", "Zoë Łuć 👩🏽‍🚀", "z.l+news_1@b.example"),
        ("שירה <shira@b.example>", "שירה", "shira@b.example"),
        ("u@exämple.example", "", "u@xn--exmple-cua.example"),
        ("u@EXÄMPLE.example", "", "u@xn--exmple-cua.example"),
        ("u@straße.example", "", "u@xn--strae-oqa.example"),
        ("u@例え.テスト", "", "u@xn--r8jz45g.xn--zckzah"),
        ("root@localhost", "", "root@localhost"),
        ("a@sub.b.example", "", "a@sub.b.example"),
    ],
)
def test_an_address_is_read_as_people_type_it(typed: str, name: str, address: str) -> None:
    """Name bare or quoted, commas and accents and all; the domain in ASCII."""
    assert parse_address(typed) == (name, address)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "is no e-mail address"),
        ("Courier Weekly", "is no e-mail address"),
        ("@b.example", "is no e-mail address"),
        ("a b@c.example", "is no e-mail address"),
        ("a..b@c.example", "is no e-mail address"),
        ("a@b@c.example", "is no e-mail address"),
        ("Anna a@b.example", "is no e-mail address"),
        ("Anna <a@b.example", "is no e-mail address"),
        ("Anna <>", "is no e-mail address"),
        ("a@b.example>", "is no domain"),
        ("A <x> <a@b.example>", "is no e-mail address"),
        ("mailto:a@b.example", "is no e-mail address"),
        ("readers: a@b.example;", "is no e-mail address"),
        ("=?utf-8?q?a=0d=0aBcc:_x?=@b.example", "is no e-mail address"),
        ("=?utf-8?q?a?=@b.example", "is no e-mail address"),
        ("a" * 65 + "@b.example", "is no e-mail address"),
        ("a@b.example\r\nBcc: evil@thief.example", "is no e-mail address"),
        ("a@b.example, c@d.example", "holds several addresses"),
        ("Anna <a@b.example>, Ben <c@d.example>", "holds several addresses"),
        ('"Anna" <a@b.example>; ben@d.example', "holds several addresses"),
        ("zoë@b.example", "has letters before the @"),
        ("a@b", "is no domain"),
        ("a@", "is no domain"),
        ("a@-b.example", "is no domain"),
        ("a@b..example", "is no domain"),
        ("a@b.example.", "is no domain"),
        ("a@[127.0.0.1]", "is no domain"),
        ("a@👩.example", "is no domain"),
        ("a@ä" + "b" * 70 + ".example", "is no domain"),
        ("a@" + "b." * 150 + "example", "is no domain"),
        ("a@b.example (Anna)", "is no domain"),
    ],
)
def test_what_is_no_address_is_refused_in_plain_words(typed: str, why: str) -> None:
    """One line that names what was typed and what to do, wherever the address was given."""
    for place in ({"sender": typed or "x"}, {"to": [typed]}, {"reply_to": typed or "x"}):
        with pytest.raises(UsageError, match=why) as told:
            read(**place)
        assert "\n" not in str(told.value) and " — " in str(told.value)


@travels
@given(ANY_TEXT | RISKY | st.lists(st.sampled_from('"<>@,.a é\\;:()[]\n'), max_size=30).map("".join))
def test_any_text_is_an_address_or_is_refused(typed: str) -> None:
    """Whatever is typed as a recipient gives one mailbox that two readers agree on, or a UsageError."""
    try:
        name, address = parse_address(typed)
    except UsageError:
        return
    assert read(to=[typed]).mailboxes("To") == [(name, address)]


# ── the guard ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("was", "now", "what"),
    [
        (b"Subject: Who", b"Subject: Why", "header, subject"),
        (b"MIME-Version: 1.0\r\n", b"MIME-Version: 1.0\r\nBcc: a@thief.example\r\n", "header"),
        (b"Reply-To: desk@courier.example\r\n", b"", "header, reply address"),
        (b"weekly@courier.example", b"evil@thief.example", "header, sender"),
        (b"anna@reader.example", b"anna@reader.example, b@thief.example", "header, recipients"),
        (b"night-train-budget", b"night-train-bargain", "parts"),
        (b"iVBORw0KGgo", b"iVBORw0KGgp", "parts"),
        (b"Content-Type: image/png", b"Content-Type: image/gif", "parts"),
        (b"Dear friend,\r\n", b"Dear friend,\n", "lines, parts"),
        (b"Dear friend", b"Dear fri\x00nd", "lines, parts"),
    ],
)
def test_a_message_that_reads_otherwise_than_meant_never_leaves(
    monkeypatch: pytest.MonkeyPatch, was: bytes, now: bytes, what: str
) -> None:
    """Were the writer ever wrong, in header, addresses, words or pictures, the reader beside it stops the message."""
    compare = reading.compare

    def damaged(data: bytes, fields: object, meant: object) -> None:
        assert was in data
        compare(data.replace(was, now, 1), fields, meant)  # type: ignore[arg-type]

    monkeypatch.setattr("newsletter.message.compare", damaged)
    with pytest.raises(NewsletterError, match=f"does not read as it was meant: {what}$") as told:
        read(to=["anna@reader.example"], reply_to="desk@courier.example")
    assert told.value.exit_code == 70
