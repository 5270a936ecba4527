"""Ways to break links."""

from __future__ import annotations

from checks_help import Pairs, Way

_URL = "url    = 'https://courier.example/europe/minho-bench'"
_ROOM = "https://courier.example/room"
_LINE = "url    = "


def story(url: str) -> Pairs:
    """Return how a story comes by another address."""
    return {_URL: f"{_LINE}'{url}'"}


def put(href: str, words: str = "our reading room") -> Pairs:
    """Return how a link, as it stands in the finished page, comes to lead elsewhere."""
    return {f'href="{_ROOM}"': f'href="{href}"', ">our reading room<": f">{words}<"}


def at(url: str) -> str:
    return f"{_LINE}'{url}'"


def way(rule: str, about: str, url: str, *, found: bool = True) -> Way:
    """Return a way that gives a story an address, found at its line."""
    return Way(rule, about, issue=story(url), found=found, line=at(url) if found else "")


WAYS = [
    Way("LINK-EMPTY", "nothing in it", html=put("")),
    Way("LINK-EMPTY", "blanks in it", html=put("  ")),
    Way("LINK-EMPTY", "a tag of the service", html=put("*|UNSUB|*"), found=False),
    Way("LINK-SCHEME", "a script", html=put("javascript:alert(1)")),
    Way("LINK-SCHEME", "a script with a tab in it", html=put("java\tscript:alert(1)")),
    Way("LINK-SCHEME", "a script after blanks", html=put(" \n javascript:alert(1)")),
    Way("LINK-SCHEME", "data", html=put("data:text/html,hello")),
    Way("LINK-SCHEME", "a file", html=put("file:///C:/letter.html")),
    Way("LINK-SCHEME", "no scheme", html=put("//courier.example/room")),
    Way("LINK-SCHEME", "one of ours that was left over", html=put("merge:unsubscribe")),
    Way("LINK-SCHEME", "in capitals", html=put("HTTPS://courier.example/room"), found=False),
    Way("LINK-SCHEME", "a telephone", html=put("tel:+351210000000"), found=False),
    Way("LINK-SYNTAX", "a word of the service's in it", issue={"https://courier.example/room": "https://courier.example/room?who={email}"},
        service="mautic", found=False),
    Way("LINK-SYNTAX", "a telephone without a country", html=put("tel:1"), line=""),
    Way("LINK-SYNTAX", "a telephone with one", html=put("tel:351210000000"), found=False),
    Way("LINK-SCHEME", "a colon later on", html=put("https://courier.example/data:1"), found=False),
    Way("LINK-REL", "a path", html=put("/room")),
    Way("LINK-REL", "a name without https", html=put("courier.example/room")),
    Way("LINK-REL", "a name with a port", html=put("courier.example:8080/room")),
    Way("LINK-REL", "nothing but #", html=put("#")),
    Way("LINK-REL", "a place that is not there", html=put("#nowhere")),
    Way("LINK-REL", "a place that is there", html={**put("#water"), "</body>": '<p id="water">water</p></body>'}, found=False),
    Way("LINK-REL", "a whole address", html=put("https://courier.example"), found=False),
    way("LINK-HTTP", "not encrypted", "http://courier.example/europe/minho-bench"),
    way("LINK-HTTP", "http further on", "https://courier.example/about/http://", found=False),
    Way("LINK-SYNTAX", "a blank", html=put("https://courier.example/the room")),
    Way("LINK-SYNTAX", "a line's end", html=put("https://courier.example/the&#10;room")),
    Way("LINK-SYNTAX", "escaped twice", html=put("https://courier.example/?a=1&amp;amp;b=2")),
    Way("LINK-SYNTAX", "a merge tag escaped", html=put("https://courier.example/%7B%7Bname%7D%7D")),
    Way("LINK-SYNTAX", "brackets of Markdown", html=put("https://courier.example/room)")),
    Way("LINK-SYNTAX", "half an IPv6", html=put("https://[courier.example/room")),
    Way("LINK-SYNTAX", "https twice", html=put("https://https://courier.example/room")),
    Way("LINK-SYNTAX", "no site", html=put("https:///room")),
    Way("LINK-SYNTAX", "one slash", html=put("https:/courier.example/room")),
    Way("LINK-SYNTAX", "two dots", html=put("https://courier..example/room")),
    Way("LINK-SYNTAX", "a quote", html=put("https://courier.example/&quot;room")),
    Way("LINK-SYNTAX", "a full stop behind it", html=put("https://courier.example/room.")),
    Way("LINK-SYNTAX", "mail to nobody", html=put("mailto:editors")),
    Way("LINK-SYNTAX", "a call to nobody", html=put("tel:now")),
    Way("LINK-SYNTAX", "brackets that match", html=put("https://courier.example/Loire_(river)"), found=False),
    Way("LINK-SYNTAX", "other letters", html=put("https://courier.example/łódź?q=ü"), found=False),
    Way("LINK-SYNTAX", "an IPv6 with a port", html=put("https://[2606:4700::1111]:8443/"), found=False),
    Way("LINK-SYNTAX", "mail with a subject", html=put("mailto:editors@courier.example?subject=The%20room"), found=False),
    Way("LINK-SYNTAX", "an escaped and", html=put("https://courier.example/?a=1&amp;b=2"), found=False),
    way("LINK-LOCAL", "this machine", "http://localhost:8000/europe/minho-bench"),
    way("LINK-LOCAL", "one's own network", "http://192.168.1.20/minho-bench"),
    Way("LINK-LOCAL", "this machine, in disguise", html=put("http://0x7f.1/room")),
    way("LINK-LOCAL", "a printer", "https://office.local/minho-bench"),
    way("LINK-LOCAL", "a name without a dot", "https://intranet/minho-bench"),
    way("LINK-LOCAL", "a trial copy", "https://staging.courier.example/minho-bench"),
    way("LINK-LOCAL", "a site called dev", "https://dev.example/minho-bench", found=False),
    way("LINK-LOCAL", "localhost as a word", "https://localhost.courier.example/", found=False),
    way("LINK-IP", "a number", "https://93.184.215.14/minho-bench"),
    way("LINK-IP", "a number in a name", "https://93.184.215.14.courier.example/", found=False),
    way("LINK-PORT", "a port", "https://courier.example:8443/minho-bench"),
    way("LINK-PORT", "the usual one", "https://courier.example:443/minho-bench", found=False),
    way("LINK-ESC", "escaped letters", "https://courier.example/%6d%69%6e%68%6f"),
    way("LINK-ESC", "an escaped site", "https://courier%2eexample/minho"),
    way("LINK-ESC", "escapes that must be", "https://courier.example/%C5%81%C3%B3d%C5%BA%20%2F", found=False),
    way("LINK-USERINFO", "a password", "https://editor:secret@courier.example/minho-bench"),
    way("LINK-USERINFO", "an @ in the path", "https://courier.example/@editor", found=False),
    Way("LINK-SPOOF", "another's address as words", html=put(_ROOM, "https://bank.example/in")),
    Way("LINK-SPOOF", "another's site as words", html=put(_ROOM, "www.bank.example")),
    Way("LINK-SPOOF", "a bare name as words", html=put(_ROOM, "bank.example")),
    Way("LINK-SPOOF", "its own address as words", html=put(_ROOM, "https://www.courier.example/"), found=False),
    Way("LINK-SPOOF", "a sentence with a name in it", html=put(_ROOM, "what bank.example has done"), found=False),
    Way("LINK-SPOOF", "a program's name", html=put(_ROOM, "Node.js"), found=False),
    Way("LINK-SPOOF", "a firm's name", html=put(_ROOM, "Booking.com"), found=False),
    way("LINK-IDN", "Cyrillic in Latin", "https://сourier.example/minho-bench"),
    way("LINK-IDN", "the same in Punycode", "https://xn--ourier-cyf.example/minho-bench"),
    way("LINK-IDN", "all like Latin", "https://сосо.example/minho-bench"),
    way("LINK-IDN", "a name with an umlaut", "https://zürich.example/minho-bench", found=False),
    way("LINK-IDN", "a Russian name", "https://новости.example/minho-bench", found=False),
    way("LINK-IDN", "a Japanese name", "https://東京ニュース.example/", found=False),
    way("LINK-SHORT", "a shortener", "https://bit.ly/3xyzabc"),
    way("LINK-SHORT", "a name that ends so", "https://rabbit.ly/3xyzabc", found=False),
    way("LINK-LONG", "a long one", f"https://courier.example/{'a' * 2000}"),
    way("LINK-LONG", "one just not so long", f"https://courier.example/{'a' * (2000 - 24)}", found=False),
    Way("LINK-DUP", "four of one", html={"</body>": '<a href="https://courier.example/europe/night-train-fund">again</a></body>'},
        line="url    = 'https://courier.example/europe/night-train-fund'"),
    Way("LINK-DUP", "three of one", html={"</body>": "</body>"}, found=False),
    Way("LINK-MANY", "a hundred more", html={"</body>": "".join(
        f'<a href="https://courier.example/{number}">{number}</a>' for number in range(101)) + "</body>"}),
    Way("LINK-MANY", "a hundred of one", html={"</body>": '<a href="https://courier.example/one">one</a>' * 101 + "</body>"},
        found=False),
    way("LINK-UTM", "twice in one", "https://loom.example/?utm_source=a&utm_source=b"),
    way("LINK-UTM", "missing on another", "https://loom.example/minho-bench"),
    way("LINK-UTM", "another site without", "https://other.example/minho-bench", found=False),
    Way("LINK-UNSUB-PREFETCH", "confirmed by being opened", html=put("https://courier.example/unsubscribe?id=7&confirm=1")),
    Way("LINK-UNSUB-PREFETCH", "in one click", html=put("https://courier.example/one-click/unsubscribe/7")),
    Way("LINK-UNSUB-PREFETCH", "a page that asks", html=put("https://courier.example/unsubscribe?id=7"), found=False),
    Way("LINK-UNSUB-PREFETCH", "an order confirmed", html=put("https://courier.example/order?confirm=1"), found=False),
]
