"""Words and addresses → whether they lead out of a list: nobody opens such a link unasked, and every letter needs one."""

from __future__ import annotations

import re
from urllib.parse import unquote

from newsletter.model import folded

WAY_OUT = (
    r"\bunsub(?:scri|\b)|\bopt ?out\b|\babbestell|\babmelden\b|\babmeldung\b|\baustragen\b|\b(?:de|dar) baja\b|^baja$|^cancelar$|"
    r"\bremove me\b|\bstop (?:these|this|receiving|sending|getting|all)\b.*\be?mails?\b|^leave$|"
    r"\bleave (?:(?:this|the|our|my) )?(?:mailing ?|email )?list\b|\bno longer (?:want|wish)\b|"
    r"\bcancel (?:my|your) subscription\b|\bdesuscri|\bdesinscri|\bdesabonn|"
    r"\bcancelar\b.*\b(?:suscripcion|subscricao|assinatura|inscricao)|\bdescadastr|\bdisiscri|\bannulla\b.*\biscrizione|\bafmelden\b|"
    r"\buitschrijven\b|\bavprenumerera\b|\bavregistrera\b|\bwypisz|^remover\b|^anular\b|الغاء|\bהסר|\bביטול|"
    r"\bupdate (?:your|my) (?:profile|preferences|details)|\b(?:email|mail|manage|your|newsletter) (?:preferences|settings|subscription)")
"""A pattern for words as `newsletter.model.folded` leaves them."""

_LEADS_OUT = re.compile(WAY_OUT)
_CHANGES = re.compile(rf"{WAY_OUT}|\bpreferences?\b|\beinstellungen\b|\bpreferencias\b|\bpreferenze\b|\bmanage\b.{{0,20}}\bemails?\b|"
                      r"\bremover\b|\bcancelar\b|\bannulla\b")
# Words of which a story's address may have one, too.
_MAY_LEAD_OUT = re.compile(
    r"(?<![a-z])(?:unsub|opt-?out|leave|bye(?![a-z])|remove|baja|cancelar?|abmeld|abbestell|austrag|d[eé]sinscri|d[eé]sabonn|annull)",
    re.IGNORECASE)
# Characters that are not to be seen, with which a word looks whole and is not.
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")


def seen(text: str) -> str:
    """Return a text without the characters that are not to be seen."""
    return _UNSEEN.sub("", text)


def leads_out(text: str) -> bool:
    """Say whether a paragraph, or the words of a link, are about leaving the list or changing what arrives."""
    return _LEADS_OUT.search(folded(seen(text[:2000]))) is not None


def changes_what_comes(words: str) -> bool:
    """Say whether the words of a link may be about what a reader has asked for, or no longer wants: rather too often."""
    return _CHANGES.search(folded(seen(words[:2000]))) is not None


def may_lead_out(address: str) -> bool:
    """Say whether an address speaks of leaving, as that of a story may, too."""
    return _MAY_LEAD_OUT.search(unquote(address)) is not None
