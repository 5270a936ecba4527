"""The words that archive pages put around articles, in the languages they appear in → what such a line is.

Everything is compared as `newsletter.model.folded` leaves it: no case, no accents, no punctuation.
"""

from __future__ import annotations

import re

from newsletter.model import folded


def _phrases(text: str) -> frozenset[str]:
    """Return the phrases of a text that parts them with ``|``, folded."""
    return frozenset(folded(phrase) for phrase in text.split("|"))


_MORE = _phrases(
    "read more|more|read on|continue reading|keep reading|read full article|read the full article|read article|"
    "read the article|read full story|read the full story|full story|read story|learn more|find out more|"
    "view article|view post|view more|details|watch now|watch the video|listen now|weiterlesen|mehr lesen|mehr|"
    "zum artikel|artikel lesen|leer más|seguir leyendo|continuar leyendo|ver más|lire la suite|lire plus|"
    "en savoir plus|lire l’article|leia mais|ler mais|continue lendo|saiba mais|leggi tutto|continua a leggere|"
    "leggi di più|lees meer|lees verder|läs mer|les mer|læs mere|lue lisää|czytaj dalej|czytaj więcej|читать далее|"
    "подробнее|devamını oku|διαβάστε περισσότερα|اقرأ المزيد|קרא עוד|続きを読む|もっと見る|阅读全文|阅读更多|閱讀更多|더 보기"
)
_MORE_BEGINS = tuple(sorted(_phrases(
    "continue reading|keep reading|read more about|read more on|read the full|read full|seguir leyendo|"
    "continuar leyendo|lire la suite de|continue lendo|continua a leggere"
)))
_FURNITURE = _phrases(
    "accept|accept all|accept all cookies|accept cookies|reject all|reject|decline|manage cookies|cookie settings|"
    "cookie preferences|manage preferences|alle akzeptieren|alle ablehnen|aceptar|aceptar todo|tout accepter|"
    "tout refuser|accetta|skip to content|skip to main content|skip to navigation|zum inhalt springen|menu|menü|"
    "search|suche|buscar|rechercher|log in|login|sign in|sign up|subscribe|subscribe now|abonnieren|suscribirse|"
    "donate|spenden|advertisement|advertising|anzeige|werbung|publicidad|publicité|sponsored|back to top|nach oben|"
    "top|home|close|open menu|close menu|toggle navigation|related articles|related posts|related|you may also like|"
    "loading|leave a comment|no comments|newsletter|feature image|featured image|image|"
    # What the page calls itself or its list: no section of the magazine.
    "archive|archives|article archive|articles|all articles|latest articles|latest|latest posts|recent articles|"
    "recent posts|all posts|posts|blog|archiv|artikel|alle artikel|archivo|artículos|todos los artículos|"
    "tous les articles|todos os artigos|arquivo|archivio|articoli|"
    # The rest of a menu, one name a line.
    "about|about us|who we are|our team|contact|contact us|imprint|privacy|privacy policy|terms|terms of use|faq|my account|"
    "über uns|kontakt|impressum|datenschutz|startseite|quiénes somos|sobre nosotros|contacto|inicio|aviso legal|"
    "qui sommes-nous|qui sommes-nous ?|à propos|accueil|mentions légales|nous contacter|quem somos|sobre nós|contato|contacto|"
    "início|chi siamo|contatti|over ons|om oss|o nas|о нас|контакты|hakkımızda|iletişim|من نحن|אודות"
)
_FURNITURE_BEGINS = tuple(sorted(_phrases(
    "we use cookies|this site uses cookies|this website uses cookies|our site uses cookies|our website uses cookies|"
    "by continuing to use|by continuing to browse|by using this site|diese website verwendet cookies|"
    "diese seite verwendet cookies|wir verwenden cookies|utilizamos cookies|este sitio utiliza cookies|"
    "este sitio web utiliza cookies|ce site utilise des cookies|nous utilisons des cookies|este site utiliza cookies|"
    "questo sito utilizza"
)))
_SHARING = _phrases(
    "share|tweet|post|email|e|mail|print|copy|link|facebook|twitter|x|whatsapp|linkedin|reddit|telegram|bluesky|"
    "mastodon|threads|pocket|pinterest|instagram|youtube|rss|on|via|this|article|story|to|by|teilen|drucken|"
    "compartir|imprimir|partager|imprimer|compartilhar|condividi|bookmark|save"
)
_SHARING_SAYS = _phrases(
    "share|tweet|email|print|facebook|twitter|whatsapp|linkedin|reddit|telegram|bluesky|mastodon|instagram|youtube|"
    "rss|teilen|drucken|compartir|imprimir|partager|imprimer|compartilhar|condividi|bookmark|copy"
)
_PAGING = _phrases(
    "next|previous|prev|page|pages|of|older|newer|posts|entries|articles|stories|results|items|first|last|load|more|"
    "show|showing|see|all|to|older|weiter|zurück|seite|von|nächste|vorherige|ältere|neuere|beiträge|artikel|mehr|"
    "laden|siguiente|anterior|página|de|entradas|antiguas|recientes|cargar|más|suivant|précédent|articles|plus|"
    "anciens|récents|suivante|précédente|charger|próxima|próximo|carregar|mais|successivo|precedente|pagina|volgende|"
    "vorige"
)
_PAGING_SAYS = _phrases(
    "next|previous|prev|page|pages|older|newer|load|show|showing|see|weiter|zurück|seite|nächste|vorherige|ältere|"
    "neuere|laden|siguiente|anterior|página|entradas|cargar|suivant|précédent|suivante|précédente|charger|próxima|"
    "próximo|carregar|successivo|precedente|pagina|volgende|vorige"
)
_COUNTING = _phrases(
    "view|views|comment|comments|share|shares|like|likes|min|mins|minute|minutes|read|reading|time|k|m|approx|ca|"
    "kommentar|kommentare|lesezeit|lesedauer|minuten|comentario|comentarios|minutos|de|lectura|tiempo|commentaire|"
    "commentaires|lecture|temps|leitura|tempo|lettura|minuti|leestijd"
)
_PHRASE_LENGTH = 80
"""Longest line, in characters, that can still be a phrase of the page; what begins with one may be longer."""


def asks_to_read(text: str) -> bool:
    """Say whether a line is a link to the article and nothing else: ``Read more``, ``Continue reading →``."""
    said = folded(text[:_PHRASE_LENGTH])
    goes_on = said.startswith(_MORE_BEGINS) and len(text) < 3 * _PHRASE_LENGTH
    return said in _MORE or goes_on and re.search(r"[→»>…”\"]$|\babout\b", text) is not None


_READ_MORE_AT_END = re.compile(
    r"(?:(?<=[.!?…\])”\"’。！？])\s*|\s+(?=[\[(]))([\[(]?(?:read more|continue reading|keep reading|read on|more|"
    r"weiterlesen|mehr lesen|mehr|leer más|seguir leyendo|ver más|lire la suite|en savoir plus|leia mais|ler mais|"
    r"continue lendo|leggi tutto|lees meer|läs mer|czytaj dalej|читать далее|اقرأ المزيد|続きを読む|"
    r"阅读全文)[\])]?\s{0,3}[→»›>…]{0,3})$", re.IGNORECASE)


def read_more_at_end(text: str) -> int:
    """Return where a ``Read more`` glued to the end of a sentence begins, or the text's length."""
    start = max(0, len(text) - 40)
    found = _READ_MORE_AT_END.search(text[start:])
    return start + found.start(1) if found and start + found.start() > 0 else len(text)


def is_furniture(text: str) -> bool:
    """Say whether a line belongs to the page and not to an article: paging, sharing, cookies, counts, advertising."""
    said = folded(text[:_PHRASE_LENGTH])
    if said.startswith(_FURNITURE_BEGINS):
        return True
    words = said.split() if len(text) <= _PHRASE_LENGTH else []
    return said in _FURNITURE or bool(words) and (_is_paging(words) or _is_sharing(words) or _is_count(words))


def _is_paging(words: list[str]) -> bool:
    numbers = [word for word in words if word.isdigit()]
    known = all(word in _PAGING or word.isdigit() for word in words)
    return known and (len(numbers) > 1 or not _PAGING_SAYS.isdisjoint(words))


def _is_sharing(words: list[str]) -> bool:
    return all(word in _SHARING for word in words) and not _SHARING_SAYS.isdisjoint(words)


def _is_count(words: list[str]) -> bool:
    """Say whether a line counts something about an article: ``5 min read``, ``12 comments``, ``1.2K views``."""
    numbers = [word for word in words if word[0].isdigit()]
    rest = [word for word in words if not word[0].isdigit()]
    counted = all(word in _COUNTING for word in rest) and all(re.fullmatch(r"\d+[km]?", word) for word in numbers)
    return bool(numbers and rest) and counted


# ── imprint ──────────────────────────────────────────────────────────────────────────────────────────────────

_SURE = re.compile(
    r"©|\(c\) ?\d{4}|\ball rights reserved\b|\balle rechte vorbehalten\b|\btodos los derechos\b|\btous droits\b|"
    r"\btodos os direitos\b|\bofficial (?:publication|organ|magazine|newspaper|journal) of\b|\bissn\b|"
    r"\bp\. ?o\. ?box\b|^(?:impressum|imprint|mentions légales|legal notice)\W*$|\bprivacy (?:policy|notice|"
    r"statement)\b|^datenschutz(?:erklärung|hinweise)?\W*$|\bpolítica de privacidad\b|"
    r"\bdirectrice de la publication\b|^(?:tel|telephone|telefon|teléfono|téléphone|phone|fax|e-?mail|address|"
    r"adresse|dirección)\b\.? ?:", re.IGNORECASE)
_MAYBE = re.compile(
    r"\bcopyright\b|\b(?:is|are) published by\b|^published by\b|\bcontact (?:us|the editors?)\b|^(?:contact|kontakt|"
    r"contacto|privacy|terms)\b|\bcontáctenos\b|\bcontactez\b|\bherausgegeben von\b|\beditado por\b|\bédité par\b|"
    r"\bpostfach\b|\bsubscribe to our\b|\bsign up (?:for|to) our\b|\bfollow us\b|\bpowered by\b|"
    r"\bunsubscribe\b", re.IGNORECASE)
_STREET = re.compile(
    r"\b(?:street|avenue|road|lane|square|strasse|straße|platz|rue|calle|avenida|rua|via|piazza|floor|suite)\b|"
    r"straße\b|strasse\b|str\.", re.IGNORECASE)
_MAIL_ADDRESS = re.compile(r"[^@]+@[^@]+\.[^@]+")
_LONGEST_IMPRINT_LINE = 160


def imprint_weight(text: str) -> int:
    """Return how much a line looks like one of an imprint: 2 surely (©, telephone, mail), 1 perhaps, 0 not."""
    if len(text) > _LONGEST_IMPRINT_LINE:
        return 0
    digits = sum(character.isdigit() for character in text)
    is_telephone = digits >= 7 and re.fullmatch(r"[\d\s()+./–-]+", text) is not None
    is_mail = len(text) <= 80 and "](" not in text and any(map(_MAIL_ADDRESS.fullmatch, text.split()))
    if is_telephone or is_mail or _SURE.search(text):
        return 2
    is_street = digits > 0 and len(text) <= 60 and _STREET.search(text) is not None
    return int(is_street or _MAYBE.search(text) is not None)


# ── labels before a colon ────────────────────────────────────────────────────────────────────────────────────

_LABELS = {
    folded(word): kind
    for kind, words in {
        "section": "category|categories|section|topic|kategorie|rubrik|ressort|thema|categoría|sección|tema|catégorie|"
                   "rubrique|categoria|seção|sezione|рубрика|القسم|分类|栏目|カテゴリー",
        "tags": "tags|tag|keywords|schlagworte|schlagwörter|etiquetas|mots clés|palavras chave|标签|タグ",
        "byline": "author|authors|by|written by|posted by|words|autor|autorin|autora|von|auteur|autrice|texte|autore|"
                  "автор|الكاتب|作者|文|著者|글",
        "picture": "image|alt|alt text|caption|picture description|bildbeschreibung|imagen|légende|legenda",
        "credit": "photo|picture|photograph|photo credit|image credit|credit|foto|fotos|bild|fotografie|fotografía|"
                  "crédito|crédit|crédit photo|crédito da foto|фото",
        "duration": "duration|length|runtime|dauer|länge|duración|durée|duração|durata",
        "url": "link|url|web|website|address|adresse|enlace|lien",
        "title": "title|headline|titel|überschrift|título|titular|titre|titolo|заголовок|标题",
        "teaser": "teaser|summary|abstract|excerpt|standfirst|dek|vorspann|zusammenfassung|resumen|entradilla|résumé|"
                  "chapeau|resumo|sommario",
    }.items()
    for word in words.split("|")
}
_SECTION_BEGINS = re.compile(r"(?:filed under|posted in|veröffentlicht in|publicado en|publié dans)\s+(?=\S)", re.I)


def labelled(text: str) -> tuple[str, str]:
    """Return what a line says it is, and what it says: ``Category: Europe`` → ``("section", "Europe")``."""
    found = _SECTION_BEGINS.match(text)
    if found:
        return "section", text[found.end():].lstrip(": ")
    label = re.match(r"[^\[(:：]{1,40}(?=[:：])", text)
    kind = _LABELS.get(folded(label[0]), "") if label else ""
    return (kind, text[label.end() + 1:].strip()) if label and kind and text[label.end() + 1:].strip() else ("", "")


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────

_WRITTEN_BY = re.compile(
    r"(?:written by|posted by|words by|by|von|por|par|di|da|door|av|af|od|από|بقلم|מאת)\s+(?=\S)", re.IGNORECASE)
_PARTICLES = frozenset(
    "de da do dos das del della di du d der den dem van von vom zu la le el al bin ibn bint ben e y i et und and og "
    "och en & ter ten te af av auf in at with mit con avec com et".split())
_ELIDED = re.compile(r"^(?:[dl]|dell)['’]")
_NAME_LENGTH = 70


def byline(text: str) -> str:
    """Return the names of a line that says who wrote it (``By M. Okafor``), or nothing."""
    found = _WRITTEN_BY.match(text)
    names = text[found.end():] if found else ""
    return names.rstrip(" ,") if is_name(names) else ""


def credit(text: str) -> str:
    """Return whose picture it is where a line says no more than that (``© T. Winter``), or nothing."""
    found = re.match(r"(?:©|\(c\))\s?(?=\D)", text)
    names = text[found.end():] if found else ""
    return names if is_name(names) else ""


def is_name(text: str) -> bool:
    """Say whether a text can be names of people: each word capitalised, or a particle between such words."""
    words = [word.strip(",.") for word in text.split()]
    if not words or not all(words) or len(words) > 10 or len(text) > _NAME_LENGTH:
        return False
    if re.search(r"[\d?!:;…“”\"«»|]", text):
        return False
    upright = [not _ELIDED.sub("", word)[:1].islower() for word in words]
    known = all(is_upright or word.casefold() in _PARTICLES for is_upright, word in zip(upright, words))
    return known and upright[-1] and (upright[0] or len(words) > 2)
