"""Messages are handed to servers that refuse, hang and break off: what became of each is known, and none goes twice."""

from __future__ import annotations

import contextlib
import errno
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Sequence

import pytest

from newsletter.errors import OutsideError, UsageError
from newsletter.send import PAUSES, Account, Outcome, Parcel, Program, Server, carrier, deliver, line, server_meant, smtp, where
from newsletter.send.account import own_account
from newsletter.send.explain import explained

from mail_help import CANARY, Certificates, Post, certificates, serve_mail  # isort: skip # noqa: F401

SENDER = "weekly@courier.example"
READERS = ("anna@reader.example", "bo@reader.example", "cy@reader.example")
MESSAGE = b"From: weekly@courier.example\r\nTo: anna@reader.example\r\nSubject: x\r\n\r\n.\r\n..\r\nwords\r\n"

ServeMail = Callable[..., Post]


pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Callable[[float, float], None]:
    """Sets how long an answer is waited for, and the last one, in seconds; a minute and ten are too long for a test."""
    def wait(seconds: float, after_the_dot: float) -> None:
        monkeypatch.setattr(line, "SECONDS", seconds)
        monkeypatch.setattr(smtp, "SECONDS", seconds)
        monkeypatch.setattr(smtp, "_SECONDS_AFTER_THE_DOT", after_the_dot)

    return wait


def sent_to(
    to: Server | Program | str, *readers: str, account: Account | None = None, paused: list[float] | None = None
) -> dict[str, Outcome]:
    """Send to readers, and return what became of each; pauses are noted, not waited for."""
    book: dict[str, Outcome] = {}
    to = where(to) if isinstance(to, str) else to
    deliver([Parcel(address=reader, data=MESSAGE) for reader in readers or READERS],
            carrier(to, sender=SENDER, account=lambda server: account), book,
            pause=(paused if paused is not None else []).append)
    return book


def states(book: dict[str, Outcome]) -> list[str]:
    return [outcome.state for outcome in book.values()]


def once(stage: str, fault: str, reader: str = "") -> Callable[[str, str], str]:
    """Return a script that has one fault, the first time a stage is reached (for a reader)."""
    left = [fault]
    return lambda at, whom: left.pop() if left and at == stage and reader in ("", whom) else ""


def always(stage: str, fault: str, reader: str = "") -> Callable[[str, str], str]:
    return lambda at, whom: fault if at == stage and reader in ("", whom) else ""


# ── all is well ──────────────────────────────────────────────────────────────────────────────────────────────


def test_each_reader_gets_a_message_of_their_own(serve_mail: ServeMail) -> None:
    """One connection, a message for each address, not an octet changed, dots included."""
    post = serve_mail()
    assert states(sent_to(post.via)) == ["sent"] * 3
    assert post.arrivals == [(SENDER, [reader], MESSAGE) for reader in READERS]
    assert post.connections == 1


# ── 4xx: come again ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("stage", ["connect", "EHLO", "MAIL", "RCPT", "DATA", "dot"])
def test_what_is_put_off_is_tried_again(serve_mail: ServeMail, stage: str) -> None:
    """A 4xx at any stage, once: the others are not kept waiting, and in the next round it goes through, just once."""
    post = serve_mail(once(stage, "451 4.3.0 in a moment"))
    paused: list[float] = []
    assert states(sent_to(post.via, paused=paused)) == ["sent"] * 3
    assert sorted(post.readers) == sorted(READERS)
    assert paused == [2]


@pytest.mark.parametrize("stage", ["RCPT", "DATA", "dot"])
def test_what_is_put_off_for_ever_is_listed(serve_mail: ServeMail, stage: str) -> None:
    """Tried after 2, 5 and 10 seconds, then left, with what was said; everybody else got it once."""
    greylisted = always(stage, "450 4.7.1 greylisted, come again", READERS[1])
    post = serve_mail(greylisted)
    paused: list[float] = []
    book = sent_to(post.via, paused=paused)
    assert states(book) == ["sent", "later", "sent"]
    assert paused == list(PAUSES) == [2, 5, 10]
    assert post.readers == [READERS[0], READERS[2]]
    assert book[READERS[1]].said == "450 4.7.1 greylisted, come again"


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("fault", ["421 4.3.2 too much for one connection", "close"])
def test_a_closed_connection_is_opened_anew_and_it_goes_on(serve_mail: ServeMail, stage: str, fault: str) -> None:
    """After each message the server has had enough: all arrive, each once, and nobody waits for another round."""
    count = [0]

    def tired(at: str, whom: str) -> str:
        if at == "connect":
            count[0] = 0
        if at == "dot":
            count[0] += 1
        return fault if at == stage and count[0] >= 1 else ""

    post = serve_mail(tired)
    paused: list[float] = []
    assert states(sent_to(post.via, paused=paused)) == ["sent"] * 3
    assert post.readers == list(READERS)
    assert (post.connections, paused) == (3, [])


def test_what_breaks_off_in_its_middle_was_not_taken(serve_mail: ServeMail) -> None:
    """The connection is gone before the last dot was on its way: tried again, and it arrives once."""
    post = serve_mail(once("body", "close", READERS[0]))
    large = MESSAGE + (b"x" * 900 + b"\r\n") * 9_000  # more than the two ends keep for each other
    book: dict[str, Outcome] = {}
    deliver([Parcel(address=READERS[0], data=large)], carrier(where(post.via), sender=SENDER), book, pause=lambda _: None)
    assert states(book) == ["sent"]
    assert post.readers == [READERS[0]]


@pytest.mark.parametrize("stage", ["connect", "EHLO", "MAIL", "RCPT", "DATA"])
def test_a_server_that_hangs_is_left(
    serve_mail: ServeMail, impatient: Callable[[float, float], None], stage: str
) -> None:
    """No answer in time is as if it said to come again; in the next round it is there."""
    impatient(1.5, 30)
    post = serve_mail(once(stage, "hang"))
    try:
        assert states(sent_to(post.via)) == ["sent"] * 3
    except OutsideError as error:
        assert stage == "connect"  # a server that never greeted anybody may be the wrong one
        assert "no answer came in time" in str(error)
        assert post.arrivals == []
    else:
        assert sorted(post.readers) == sorted(READERS)


# ── 5xx: no ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("stage", ["RCPT", "DATA", "dot"])
def test_who_is_refused_is_explained_and_not_tried_again(serve_mail: ServeMail, stage: str) -> None:
    """A 5xx is final for that reader alone, told in an editor's words beside the server's."""
    post = serve_mail(always(stage, "550 5.1.1 no such user here", READERS[0]))
    paused: list[float] = []
    book = sent_to(post.via, paused=paused)
    assert states(book) == ["refused", "sent", "sent"]
    assert book[READERS[0]].why == "there is no such mailbox: look at what stands before the @"
    assert book[READERS[0]].said == "550 5.1.1 no such user here"
    assert paused == []
    assert post.stages.count(stage) == 3


def test_what_a_server_says_stays_one_line(serve_mail: ServeMail) -> None:
    """Many lines, controls and no end of words are told as one short line."""
    post = serve_mail(always("RCPT", "550-5.1.1 no\r\n550-5.1.1 \x1b[2Jsuch\r\n550 5.1.1 user" + " x" * 200, READERS[0]))
    said = sent_to(post.via)[READERS[0]].said
    assert said.startswith("550 5.1.1 no 5.1.1 ")
    assert "such 5.1.1 user x x" in said
    assert said.isprintable()
    assert len(said) <= 300


def test_a_sender_who_is_refused_ends_the_run(serve_mail: ServeMail) -> None:
    """No other reader would fare better: nobody is tried, and the reason is said."""
    post = serve_mail(always("MAIL", "550 5.7.1 not yours"))
    book: dict[str, Outcome] = {}
    with pytest.raises(OutsideError, match=r"does not take mail from weekly@courier\.example: .* \(550 5\.7\.1 not yours\)"):
        deliver([Parcel(address=reader, data=MESSAGE) for reader in READERS], carrier(where(post.via), sender=SENDER), book)
    assert states(book) == ["untried"] * 3
    assert post.stages.count("MAIL") == 1


def test_a_server_that_lets_nobody_in_is_told(serve_mail: ServeMail) -> None:
    """554 instead of a greeting."""
    post = serve_mail(always("connect", "554 5.7.1 no mail from you"))
    with pytest.raises(OutsideError, match="lets nobody in"):
        sent_to(post.via)


@pytest.mark.parametrize(("code", "said", "means"), [
    (550, "5.1.1 User unknown", "no such mailbox"),
    (550, "5.1.10 null MX", "takes no mail at all"),
    (552, "5.2.2 over quota", "mailbox is full"),
    (552, "5.3.4 too big", "newsletter size"),
    (550, "5.7.26 unauthenticated", "SPF, DKIM, DMARC"),
    (535, "5.7.8 bad credentials", "newsletter login mail"),
    (530, "5.7.0 Must issue a STARTTLS command first", "encrypted"),
    (530, "5.7.0 Authentication required", "user and password first"),
    (530, "Authentication required", "user and password first"),
    (554, "Transaction failed", "rules"),
    (450, "4.2.0 Recipient address rejected", "wants to see whether you come again"),
    (450, "4.2.0 greylisted", "takes the message at a later try"),
    (451, "4.7.1 Greylisted, try later", "takes the message at a later try"),
    (451, "4.7.1 Please try again later", "wants to see whether you come again"),
    (450, "4.2.2 over quota", "mailbox is full"),
    (550, "5.7.1 no", "taken for spam"),
    (451, "no words", "whether you come again"),
    (559, "what?", "refuses it"),
    (499, "what?", "come again later"),
])  # fmt: skip
def test_codes_are_told_in_an_editors_words(code: int, said: str, means: str) -> None:
    """The enhanced code says it best (RFC 3463); else the code; else its first digit."""
    assert means in explained(code, said)


# ── the answer that never came ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("fault", ["close", "hang", "354 what?", "nonsense", "999 odd"])
def test_after_the_last_dot_only_an_answer_says_what_became_of_it(
    serve_mail: ServeMail, impatient: Callable[[float, float], None], fault: str
) -> None:
    """Closed, silent or babbling after it took a message: unknown, not tried again; all others get theirs, once."""
    impatient(30, 3)
    post = serve_mail(always("dot", fault, READERS[0]))
    paused: list[float] = []
    book = sent_to(post.via, paused=paused)
    assert states(book) == ["unknown", "sent", "sent"]
    assert "may have arrived" in book[READERS[0]].why
    assert post.readers == list(READERS)
    assert paused == []


@pytest.mark.parametrize(("fault", "why"), [
    ("endless", "the server's answer has no end"), ("drop by drop", "no answer came in time"),
    ("half", "the server broke off the connection"),
])  # fmt: skip
def test_an_answer_without_an_end_is_none(
    serve_mail: ServeMail, impatient: Callable[[float, float], None], fault: str, why: str
) -> None:
    """Lines without a last one, fast or slow, and half a line say nothing of what became of it: unknown, and it goes on."""
    impatient(30, 2)
    post = serve_mail(always("dot", fault, READERS[0]))
    book = sent_to(post.via)
    assert states(book) == ["unknown", "sent", "sent"]
    assert why in book[READERS[0]].why
    assert post.readers == list(READERS)


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("fault", ["endless", "half"])
def test_before_the_last_dot_it_is_tried_again(serve_mail: ServeMail, stage: str, fault: str) -> None:
    """An answer without an end before anything was handed over: the connection is left, and all get theirs, once."""
    post = serve_mail(once(stage, fault))
    assert states(sent_to(post.via)) == ["sent"] * 3
    assert sorted(post.readers) == sorted(READERS)


def test_after_the_last_dot_there_is_more_patience(
    serve_mail: ServeMail, impatient: Callable[[float, float], None]
) -> None:
    """A server that thinks longer than for any other answer has not lost the message: sent, once."""
    impatient(2, 30)
    post = serve_mail(always("dot", "slow", READERS[0]))
    assert states(sent_to(post.via)) == ["sent"] * 3
    assert post.readers == list(READERS)


def test_patience_is_what_rfc_5321_asks_for() -> None:
    """Ten minutes after the last dot (§4.5.3.2.6), a minute elsewhere."""
    assert (line.SECONDS, smtp.SECONDS, smtp._SECONDS_AFTER_THE_DOT) == (60, 60, 600)


def test_an_interruption_while_it_is_handed_over_leaves_it_unknown(serve_mail: ServeMail) -> None:
    """Ctrl-C while the server thinks: those before are sent, this one is unknown, those after are untried."""
    post = serve_mail(always("dot", "hang", READERS[1]))
    book: dict[str, Outcome] = {}

    def interrupt() -> None:
        while post.stages.count("dot") < 2:
            time.sleep(0.01)
        time.sleep(0.2)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt, daemon=True).start()
    with pytest.raises(KeyboardInterrupt):
        deliver([Parcel(address=reader, data=MESSAGE) for reader in READERS], carrier(where(post.via), sender=SENDER), book)
    assert states(book) == ["sent", "unknown", "untried"]


def test_an_interruption_before_that_leaves_it_untried(serve_mail: ServeMail) -> None:
    """Ctrl-C while waiting for the next round: what was put off was not taken, and the book says so."""
    post = serve_mail(always("RCPT", "450 4.2.0 later", READERS[1]))
    book: dict[str, Outcome] = {}

    def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver([Parcel(address=reader, data=MESSAGE) for reader in READERS], carrier(where(post.via), sender=SENDER), book,
                pause=interrupt)
    assert states(book) == ["sent", "later", "sent"]


# ── whatever happens ─────────────────────────────────────────────────────────────────────────────────────────

FAULTS = {
    "connect": ["421 4.3.2 later", "close"],
    "EHLO": ["421 4.3.2 later", "close"],
    "MAIL": ["451 4.3.0 later", "421 4.3.2 later", "close"],
    "RCPT": ["450 4.2.1 later", "550 5.1.1 who?", "421 4.3.2 later", "close"],
    "DATA": ["451 4.3.0 later", "554 5.7.1 no", "421 4.3.2 later", "close"],
    "dot": ["451 4.3.0 later", "554 5.7.1 no", "421 4.3.2 later", "close", "nonsense"],
}


@pytest.mark.parametrize("seed", range(40))
def test_nobody_is_lost_in_silence_and_nobody_gets_two(serve_mail: ServeMail, seed: int) -> None:
    """A server that fails at every third turn: who is told ``sent`` has one message, ``unknown`` one or none, others none."""
    chance = random.Random(seed)

    def script(stage: str, reader: str) -> str:
        faulty = stage in FAULTS and chance.random() < (0.1 if stage in ("connect", "EHLO") else 0.3)
        return chance.choice(FAULTS[stage]) if faulty else ""

    post = serve_mail(script)
    readers = [f"reader{number}@reader.example" for number in range(8)]
    book: dict[str, Outcome] = {}
    with contextlib.suppress(OutsideError):  # where the first greeting already is broken off
        deliver([Parcel(address=reader, data=MESSAGE) for reader in readers], carrier(where(post.via), sender=SENDER), book,
                pause=lambda seconds: None)
    assert list(book) == readers
    for reader, outcome in book.items():
        least, most = {"sent": (1, 1), "unknown": (0, 1)}.get(outcome.state, (0, 0))
        assert least <= post.readers.count(reader) <= most, (reader, outcome)


# ── no server ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_server_that_is_not_there_is_told_at_once() -> None:
    """A wrong port is a slip; nobody waits for three more rounds."""
    post = Post()  # a free port
    paused: list[float] = []
    with pytest.raises(OutsideError, match=rf"127\.0\.0\.1 \(port {post.port}\): nobody answers at this port"):
        sent_to(post.via, paused=paused)
    assert paused == []


def test_a_server_that_goes_away_is_waited_for(serve_mail: ServeMail, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was there, so it may come back: the rest is left for the next rounds, with one try each, then listed."""
    post = serve_mail(always("RCPT", "close", READERS[1]))
    real = line.smtplib.SMTP.connect
    tries: list[int] = []

    def gone(self: object, *more: object, **named: object) -> object:
        tries.append(1)
        if len(tries) > 1:
            raise ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")
        return real(self, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(line.smtplib.SMTP, "connect", gone)
    paused: list[float] = []
    book = sent_to(post.via, paused=paused)
    assert states(book) == ["sent", "later", "untried"]
    assert (len(tries), paused) == (1 + 4, [2, 5, 10])


# ── encrypted, or not at all ─────────────────────────────────────────────────────────────────────────────────

IMPOSTORS = ("of_nobody_we_know", "of_another", "expired")
ACCOUNT = Account(Server(host="127.0.0.1", port=1, security="tls"), "weekly", CANARY)


def test_a_trusted_server_is_told_the_password(serve_mail: ServeMail, certificates: Certificates) -> None:
    """TLS from the first byte, and by STARTTLS: logged in with a password of any letters, and sent."""
    tls = serve_mail(tls=certificates.good(), logs_in=True)
    starttls = serve_mail(tls_context=certificates.good(), require_starttls=True, logs_in=True)
    for via in (f"smtps://127.0.0.1:{tls.port}", f"smtp+starttls://127.0.0.1:{starttls.port}"):
        assert states(sent_to(via, account=ACCOUNT)) == ["sent"] * 3
    for post in (tls, starttls):
        assert post.logins == [("weekly", CANARY)]
        assert post.readers == list(READERS)


@pytest.mark.parametrize("kind", IMPOSTORS)
@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_an_impostor_hears_no_password(serve_mail: ServeMail, certificates: Certificates, kind: str, scheme: str) -> None:
    """Self-signed, another's, expired: refused before AUTH, by either way, and nothing is sent."""
    context = getattr(certificates, kind)()
    post = serve_mail(logs_in=True, **({"tls": context} if scheme == "smtps" else {"tls_context": context}))
    with pytest.raises(OutsideError, match=r"does not prove that it is 127\.0\.0\.1 \(.+\), so nothing was sent"):
        sent_to(f"{scheme}://127.0.0.1:{post.port}", account=ACCOUNT)
    assert (post.logins, post.arrivals) == ([], [])
    assert not {"AUTH", "MAIL"} & set(post.stages)


def test_a_server_stripped_of_starttls_hears_no_password(serve_mail: ServeMail) -> None:
    """Somebody in between took STARTTLS out of its greeting: refused before AUTH."""
    post = serve_mail(logs_in=True)
    with pytest.raises(OutsideError, match="offers no encryption"):
        sent_to(f"smtp+starttls://127.0.0.1:{post.port}", account=ACCOUNT)
    assert (post.logins, post.arrivals) == ([], [])
    assert not {"AUTH", "MAIL"} & set(post.stages)


def test_plain_words_where_encryption_is_asked_for_are_told(serve_mail: ServeMail, certificates: Certificates) -> None:
    """smtps:// to a port that speaks plainly names the usual ports."""
    post = serve_mail()
    with pytest.raises(OutsideError, match="usually 465"):
        sent_to(f"smtps://127.0.0.1:{post.port}", account=ACCOUNT)
    assert post.arrivals == []


@pytest.mark.parametrize("said", ["535 5.7.8 no", "535 5.7.8 you said {heard}", f"535 5.7.8 {CANARY} is wrong"])
def test_a_refused_password_is_told_and_not_repeated(serve_mail: ServeMail, certificates: Certificates, said: str) -> None:
    """Wrong password: what to do about it, nothing tried, and not a trace of it even where the server repeats it."""
    post = serve_mail(always("AUTH", said), tls=certificates.good(), logs_in=True)
    with pytest.raises(OutsideError, match="user or password is wrong: newsletter login mail") as told:
        sent_to(f"smtps://127.0.0.1:{post.port}", account=ACCOUNT)
    for secret in ACCOUNT._secrets():
        assert secret not in str(told.value)
    assert CANARY not in repr(ACCOUNT)
    assert post.stages.count("AUTH") == 1
    assert "MAIL" not in post.stages


def test_login_is_spoken_where_plain_is_not(serve_mail: ServeMail, certificates: Certificates) -> None:
    """Servers that know AUTH LOGIN alone let us in."""
    post = serve_mail(tls=certificates.good(), logs_in=True, auth_exclude_mechanism=["PLAIN"])
    assert states(sent_to(f"smtps://127.0.0.1:{post.port}", account=ACCOUNT)) == ["sent"] * 3
    assert post.logins == [("weekly", CANARY)]


# ── where ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("via", "url"), [
    ("smtps://mail.courier.example", "smtps://mail.courier.example:465"),
    ("smtps://mail.courier.example:2465/", "smtps://mail.courier.example:2465"),
    ("SMTP+STARTTLS://mail.courier.example", "smtp+starttls://mail.courier.example:587"),
    ("smtp://localhost", "smtp://localhost:25"),
    ("smtp://[::1]:1025", "smtp://[::1]:1025"),
    ("smtps://post.kürbis.example", "smtps://post.xn--krbis-kva.example:465"),
])  # fmt: skip
def test_a_server_is_understood(via: str, url: str) -> None:
    """Each scheme has its port; domains are spelled as the name system does."""
    found = where(via)
    assert isinstance(found, Server)
    assert found.url == url


def test_a_user_may_stand_in_the_address() -> None:
    """Percent-encoded, as an e-mail address must be."""
    found = where("smtps://weekly%40courier.example@mail.courier.example")
    assert isinstance(found, Server)
    assert (found.user, found.host) == ("weekly@courier.example", "mail.courier.example")


@pytest.mark.parametrize("via", [
    f"smtps://weekly:{CANARY}@mail.courier.example", f"smpt://weekly:{CANARY}@mail.courier.example",
    f"smtps://weekly:{CANARY}@mail.courier.example:port", f"smtp://weekly:{CANARY}@mail.courier.example",
    f"smtps://:{CANARY}@", f"smtps://weekly:{CANARY}@[::1", "smtp://mail.courier.example", "smtp://192.0.2.1",
    "smtps://", "smtps://mail.courier.example/inbox", "", "  ", "msmtp 't", "https://mail.courier.example",
])  # fmt: skip
def test_what_is_no_way_to_send_is_told_without_repeating_a_password(via: str) -> None:
    """Passwords, other machines without encryption, slips: wrong usage, and nothing secret in the answer."""
    with pytest.raises(UsageError) as told:
        where(via)
    assert CANARY not in str(told.value)


@pytest.mark.parametrize(("answer", "said"), [
    ("localhost:99999", "what you typed names no mail server — write smtps://mail.example.org or smtp+starttls://mail.example.org"),
    ("mail server", "what you typed names no mail server — write smtps://"),
    (f"letter:{CANARY}@mail.courier.example", "what you typed holds a password — write it without: the password has a place of its own"),
    ("", "what you typed names no mail server — write smtps://"),
])
def test_of_a_server_that_is_typed_no_option_is_spoken(answer: str, said: str) -> None:
    """Who is asked for a server gave no --via, and no command line; nor who set it in the environment."""
    with pytest.raises(UsageError) as told:
        server_meant(answer)
    assert str(told.value).startswith(said)
    assert CANARY not in str(told.value)
    with pytest.raises(UsageError) as told:
        own_account({"NEWSLETTER_MAIL_SERVER": answer or ":1"}, SENDER)
    assert str(told.value).startswith(said.replace("what you typed", "NEWSLETTER_MAIL_SERVER"))


# ── programs ─────────────────────────────────────────────────────────────────────────────────────────────────


def mailer(body: str) -> Program:
    return Program(words=("/bin/sh", "-c", body, "mailer", "-t"))


def test_a_program_gets_each_message_on_its_stdin(tmp_path: object) -> None:
    """One start for each reader, lines ended as pipes end them, and nothing of our password in its environment."""
    out = tmp_path / "out"  # type: ignore[operator]
    assert states(sent_to(mailer(f"cat >> {out}; env >> {out}.env"))) == ["sent"] * 3
    assert out.read_bytes() == MESSAGE.replace(b"\r\n", b"\n") * 3


def test_a_program_never_sees_our_password(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in the environment for us is not for others."""
    monkeypatch.setenv("NEWSLETTER_MAIL_PASSWORD", CANARY)
    out = tmp_path / "env"  # type: ignore[operator]
    sent_to(mailer(f"env > {out}"), READERS[0])
    assert CANARY not in out.read_text()
    assert "PATH=" in out.read_text()


@pytest.mark.parametrize(("body", "state"), [
    ("exit 0", "sent"), ("printf 'one\\ntwo' >&2; exit 75", "later"), ("exit 67", "refused"), ("exit 1", "refused"), ("kill -9 $$", "unknown"),
    ("exit 69", "refused"), ("exit 71", "later"), ("exit 74", "unknown"), ("exit 76", "unknown"), ("exit 100", "refused"), ("exit 111", "later"),
])  # fmt: skip
def test_how_a_program_ends_says_what_became_of_it(body: str, state: str) -> None:
    """sysexits.h, and qmail's; one that is killed, or lost the answer, may have sent it; what it says is told on one line."""
    book = sent_to(mailer(f"cat >/dev/null; echo 'a word' >&2; {body}"), READERS[0])
    assert states(book) == [state]
    assert book[READERS[0]].said in ("a word", "a word one two")


@pytest.mark.parametrize("status", [64, 66, 72, 77, 78])
def test_a_program_that_is_not_set_up_ends_the_run(status: int, tmp_path: object) -> None:
    """The next message would fare no better; its own words are told, controls excepted."""
    out = tmp_path / "starts"  # type: ignore[operator]
    with pytest.raises(OutsideError, match="account default not found") as told:
        sent_to(mailer(f"echo x >> {out}; printf 'account \\033[2Jdefault not found' >&2; exit {status}".replace("\\033[2J", "")))
    assert out.read_text() == "x\n"
    assert told.value.exit_code == 5


def test_a_program_that_is_missing_is_told() -> None:
    """And how a server would be written, for that is what is often meant."""
    with pytest.raises(OutsideError, match="no such program — .*smtps://"):
        sent_to(Program(words=("no-such-mailer", "-t")))


def words_of(program: Sequence[str]) -> list[str]:
    from newsletter.send.program import ProgramCarrier

    return ProgramCarrier(Program(words=tuple(program)), SENDER)._more(Parcel(address="-oQ@thief.example", data=b""))


def test_an_address_is_never_an_option() -> None:
    """Without -t the reader is named behind ``--``; sendmail and msmtp also hear where bounces go, unless told."""
    assert words_of(["mailer"]) == ["--", "-oQ@thief.example"]
    assert words_of(["/usr/sbin/sendmail", "-i"]) == ["-f", SENDER, "--", "-oQ@thief.example"]
    assert words_of(["sendmail", "-t"]) == ["-f", SENDER]
    for reads in ("-ti", "-it", "-ot", "-t"):
        assert words_of(["sendmail", "-oi", reads, "-f", "me@x.example"]) == []
    assert words_of(["msmtp", "--read-recipients", "--from=me@x.example"]) == []
