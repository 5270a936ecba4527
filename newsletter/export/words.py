"""The words that a service asks for apart from the letter, under the names that it has for them."""

from __future__ import annotations

from newsletter.model import Edition, Publication, Service

# As we call them; a service's profile may say how it does.
_OURS = {
    "letter": "letter", "subject": "Subject", "preheader": "Preheader", "sender": "From", "reply_to": "Answers go to",
    "text": "plain text", "html": "HTML",
}


def called(word: str, service: Service) -> str:
    """Return what a service calls one of our words; as we do where its profile does not say."""
    return service.words.get(word) or _OURS.get(word, word)


def explained(word: str, service: Service) -> str:
    """Return one of our words within a sentence, with the service's own beside it where it has another."""
    own, ours = service.words.get(word, ""), _OURS.get(word, word)
    return f"{_within(ours)} ({service.name} says “{own}”)" if own and own.lower() != ours.lower() else _within(ours)


def _within(word: str) -> str:
    return word if word.isupper() else word.lower()


def asked_for(service: Service) -> tuple[str, ...]:
    """Return which of our words a service asks for: the preheader only where it has a place for one."""
    return ("subject", "preheader") if service.prints_preheader else ("subject",)


def words_to_copy(edition: Edition, service: Service, publication: Publication) -> str:
    """Return what is to be copied, each on a line of its own under the service's name for it."""
    own = {"subject": edition.subject, "preheader": edition.preheader}
    said = {
        **{called(word, service): own[word] for word in asked_for(service)},
        called("sender", service): publication.sender,
        called("reply_to", service): publication.reply_to,
        "Other subject lines": "\n".join(edition.subjects),
    }
    return "\n".join(f"{name}:\n{words}\n" for name, words in said.items() if words)
