"""The English catalogue: bring it up to date, compile it, or say what it lacks.

python docs/translations.py update    take in new sentences, keep what is translated
python docs/translations.py compile   write the .mo the program reads
python docs/translations.py check     exit 1 if a sentence lacks its English or the .mo is old
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "servicecorps" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
MO = PO.with_suffix(".mo")
HEADER = "# What the program says, in English. Kept by docs/translations.py."
KEYWORDS = {
    "_": None, "gettext": None, "lazy_gettext": None, "_l": None,
    "ngettext": (1, 2), "_n": (1, 2), "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2), "lazy_pgettext": ((1, "c"), 2), "_lp": ((1, "c"), 2),
}  # fmt: skip


def extracted() -> Catalog:
    """Return every sentence of program and templates, with where it stands."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    catalog = Catalog(project="servicecorps", charset="utf-8")
    found = extract_from_dir(str(ROOT), methods, options, KEYWORDS, ["NOTE:"])
    for name, _line, message, comments, context in found:
        # Without line numbers a change elsewhere in a file leaves the catalogue as it is.
        catalog.add(message, None, [(name, 0)], auto_comments=comments, context=context)
    return catalog


def stored() -> Catalog:
    """Return the catalogue as it stands, empty at first."""
    if not PO.exists():
        return Catalog(locale="en", project="servicecorps", charset="utf-8")
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def update() -> None:
    """Take new sentences in and those nobody says any more out; guess nothing."""
    catalog = stored()
    made = catalog.creation_date
    catalog.update(extracted(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    # The day of the update would be a change in every commit.
    catalog.creation_date, catalog.fuzzy, catalog.header_comment = made, False, HEADER
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, catalog, sort_output=True, omit_header=False, include_lineno=False)


def compile_() -> None:
    """Write what the program reads."""
    MO.write_bytes(compiled(stored()))


def compiled(catalog: Catalog) -> bytes:
    """Return the .mo of a catalogue."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def problems(wanted: Catalog) -> list[str]:
    """Return what the catalogue lacks of the sentences there are, a line each."""
    catalog = stored()
    known = {_key(message): message for message in catalog if message.id}
    needed = {_key(message) for message in wanted if message.id}
    found = [f"not in the catalogue: {key[1]}" for key in sorted(needed - set(known), key=str)]
    found += [f"nobody says it any more: {key[1]}" for key in sorted(set(known) - needed, key=str)]
    found += [f"fuzzy: {key[1]}" for key, message in known.items() if message.fuzzy]
    found += [f"no English: {key[1]}" for key, message in known.items() if not _is_told(message)]
    for key, message in known.items():
        found += [f"{problem}: {key[1]}" for problem in message.check(catalog)]
    if not found and (not MO.exists() or not _is_fresh(catalog)):
        found.append("messages.mo is not what the catalogue says: translations.py compile")
    return found


def _key(message: Message) -> tuple[str, str]:
    text = message.id if isinstance(message.id, str) else message.id[0]
    return message.context or "", text


def _is_told(message: Message) -> bool:
    told = message.string if isinstance(message.string, list | tuple) else [message.string]
    return all(told)


def _is_fresh(catalog: Catalog) -> bool:
    return MO.read_bytes() == compiled(catalog)


def main(arguments: list[str]) -> int:
    """Do what the command line asks."""
    if arguments == ["update"]:
        update()
    elif arguments == ["compile"]:
        compile_()
    elif arguments == ["check"]:
        found = problems(extracted())
        print("\n".join([*found, f"{len(found)} problems"]))
        return 1 if found else 0
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
