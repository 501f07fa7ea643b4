"""The words a column knows, in both languages, and the slugs they stand for."""

import hashlib

from flask_babel import force_locale

from servicecorps.imports.cells import folded
from servicecorps.imports.tables import Column
from servicecorps.words import Vocabulary

LOCALES = ("zh_Hans_CN", "en")


def _labels(vocabulary: Vocabulary) -> dict[str, str]:
    found: dict[str, str] = {}
    for locale in LOCALES:
        with force_locale(locale):
            for slug, label in vocabulary.items():
                text = str(label)
                found.setdefault(folded(text), slug)
                found.setdefault(folded(text.partition("（")[0].partition("(")[0]), slug)
    return found


_spelled: dict[int, dict[str, str]] = {}


def spellings(column: Column) -> dict[str, str]:
    """Return slug by every spelling a column knows: slug, label in both languages, other words."""
    found = _spelled.get(id(column))
    if found is None:
        found = {folded(slug): slug for slug in column.vocabulary or ()}
        if column.vocabulary is not None:
            found = _labels(column.vocabulary) | found
        found |= {folded(word): slug for word, slug in column.also.items()}
        _spelled[id(column)] = found
    return found


def offer_key(slug: str, said: str) -> str:
    """Return the key of an offer; it holds no name, for it stands in a form."""
    return f"{slug}-{hashlib.sha256(folded(said).encode()).hexdigest()[:20]}"
