"""What people and systems call the parts of a piece, in the languages of the house → the field of it that is meant.

Shared by the kinds whose pieces come with named values: the columns of a table, the keys of JSON and of front matter.
No kind itself.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from newsletter.model import folded

# Field → its names; of two that one piece has, the earlier is meant, unless it is empty.
NAMES = {
    "title":
        "title|headline|post title|article title|heading|titel|überschrift|schlagzeile|título|titular|titre|"
        "manchete|titolo|العنوان|عنوان|name|nombre|nom|nome",
    "url":
        "url|link|permalink|canonical url|canonical|href|article url|post url|web url|page url|html url|"
        "address|webadresse|adresse|enlace|vínculo|dirección|lien|adresse web|ligação|endereço|الرابط|رابط|"
        "external url|website|web|guid",
    "slug": "slug|kurzname|post name",
    "teaser":
        "teaser|standfirst|dek|deck|lead|lede|intro|introduction|summary|excerpt|post excerpt|abstract|"
        "description|meta description|subtitle|subheadline|subheading|vorspann|anriss|anreißer|"
        "zusammenfassung|auszug|beschreibung|untertitel|entradilla|resumen|extracto|descripción|bajada|"
        "subtítulo|chapeau|chapô|résumé|extrait|accroche|sous titre|resumo|descrição|linha fina|chamada|"
        "sommario|ملخص|الملخص|المقدمة|الوصف|وصف",
    "body":
        "body|content|content html|content text|html|text|full text|post content|article body|inhalt|"
        "volltext|contenido|cuerpo|texto|contenu|corps|texte|conteúdo|corpo|المحتوى|النص",
    "image":
        "image|picture|main image|featured image|feature image|hero image|lead image|hero|cover|cover image|"
        "teaser image|header image|thumbnail|thumb|photo|banner|banner image|social image|og image|image url|"
        "image src|picture url|photo url|thumbnail url|featured image url|images|pictures|photos|bild|"
        "bild url|titelbild|aufmacherbild|foto|vorschaubild|bilder|imagen|imagen destacada|portada|miniatura|"
        "imágenes|image à la une|vignette|images à la une|imagem|imagem destacada|capa|imagens|صورة|الصورة",
    "alt":
        "alt|alt text|image alt|picture alt|alternative text|image description|picture description|"
        "image alt text|caption|image caption|alternativtext|bildbeschreibung|bildunterschrift|"
        "texto alternativo|descripción de imagen|descripción de la imagen|pie de foto|texte alternatif|"
        "description de l’image|légende|descrição da imagem|legenda|النص البديل|وصف الصورة",
    "credit":
        "credit|photo credit|image credit|picture credit|photographer|photo by|credits|fotograf|fotografin|"
        "bildnachweis|bildquelle|fotonachweis|crédito|crédito de la foto|fotógrafo|fotógrafa|crédit|"
        "crédit photo|photographe|crédito da foto|crédito da imagem|المصور|تصوير",
    "date":
        "date published|published at|publish date|publication date|pub date|published on|published date|"
        "published|post date|date|release date|day|datum|veröffentlicht|veröffentlicht am|"
        "veröffentlichungsdatum|erscheinungsdatum|erschienen|fecha|fecha de publicación|publicado|"
        "publicado el|date de publication|date de parution|publié le|data|data de publicação|publicado em|"
        "تاريخ النشر|التاريخ|تاريخ|created at|created|date created|timestamp|time|zeit|date modified|"
        "updated at|updated|modified|lastmod|last modified",
    "byline":
        "byline|author|authors|author name|writer|written by|by|creator|dc creator|post author|autor|autorin|"
        "autoren|verfasser|verfasserin|von|autora|autores|autoras|firma|por|auteur|autrice|auteurs|auteure|"
        "signature|autoria|المؤلف|الكاتب|بقلم",
    "section":
        "section|category|categories|main category|primary category|topic|desk|channel|rubric|ressort|rubrik|"
        "kategorie|kategorien|thema|bereich|sección|categoría|categorías|tema|rubrique|catégorie|catégories|"
        "thème|seção|secção|editoria|categoria|categorias|القسم|التصنيف|الفئة",
    "tags":
        "tags|tag|keywords|keyword|labels|topics|tag names|schlagworte|schlagwörter|stichwörter|stichworte|"
        "etiquetas|palabras clave|temas|étiquettes|mots clés|mots clefs|palavras chave|marcadores|الوسوم|"
        "كلمات مفتاحية",
    "language": "language|lang|locale|sprache|idioma|lengua|langue|língua|اللغة|لغة",
    "duration": "duration|length|runtime|run time|running time|dauer|länge|laufzeit|duración|durée|duração|المدة",
    "kind": "kind|type|content type|post type|format|media type|art|typ|inhaltstyp|tipo|clase|genre|نوع|النوع",
    "width": "image width|picture width|width|bildbreite|breite|ancho|largeur|largura",
    "draft": "draft|entwurf|borrador|brouillon|rascunho|مسودة",
    "status": "status|post status|state|estado|statut|situação|الحالة",
}  # fmt: skip

# The parts of a value that has parts: image.url, title.rendered, author.name.
_WRAPPERS = frozenset((
    "attributes", "node", "fields", "article", "post", "source", "extra", "properties", "params", "taxonomies", "data",
    "seo", "meta", "acf", "yoast head json"))
_WHOLE = frozenset((
    "", "rendered", "raw", "text", "value", "plain", "html", "name", "label", "title", "display name", "full name",
    "iso", "datetime", "date", "term", "slug", "default", "main"))
_OF_PICTURE = {
    "": "image", "url": "image", "src": "image", "href": "image", "source url": "image", "path": "image",
    "file": "image", "image": "image", "original": "image", "large": "image", "full": "image", "content url": "image",
    "feature": "image",
    "alt": "alt", "alt text": "alt", "description": "alt", "caption": "alt", "title": "alt",
    "credit": "credit", "photographer": "credit", "author": "credit", "copyright": "credit", "width": "width",
}
_OF_LINK = frozenset(("", "url", "href", "canonical", "web", "html"))


def _key(name: str) -> str:
    """Return a name as it is compared: ``datePublished``, ``Date_published`` and ``date-published`` are one."""
    return folded(re.sub(r"(?<=[a-z])(?=[A-Z][a-z])|[_:@$-]", " ", name[:80]))


class Meaning(NamedTuple):
    """Which field a name means; of two names for one field the lower rank is meant. An empty field: none."""

    field: str
    rank: int


NOTHING = Meaning("", 0)

_MEANT = {_key(name): Meaning(field, rank)
          for field, names in reversed(NAMES.items()) for rank, name in reversed(list(enumerate(names.split("|"))))}


@lru_cache(maxsize=4096)
def meaning(*names: str) -> Meaning:
    """Return what a name means, after those it stands in: ``meaning("image", "url")`` is the picture."""
    path = [_key(name) for name in names]
    while len(path) > 1 and path[0] in _WRAPPERS:
        del path[0]
    together = _MEANT.get(" ".join(path))
    if together or not path[1:]:
        return together or NOTHING
    field, rank = _MEANT.get(path[0], NOTHING)
    last = path[-1]
    # What is a link of the author, or a name of the picture, is not the piece's own.
    if field == "image":
        return Meaning(_OF_PICTURE.get(last, ""), rank)
    if field == "url":
        return Meaning("url", rank) if last in _OF_LINK else NOTHING
    return Meaning(field, rank) if field and last in _WHOLE else NOTHING
