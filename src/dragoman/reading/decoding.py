"""Bytes to text: encoding found, binary refused, Unicode normalised to NFC (all offsets count code points of that)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from charset_normalizer import from_bytes

from dragoman.errors import ReadingError

BINARY = frozenset(range(0, 9)) | frozenset(range(14, 27)) | frozenset(range(28, 32))
SAMPLE = 65_536
MOST_CONTROL = 0.02  # share of control bytes above which a file is no text
BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
WESTERN = "cp1252"  # what English text that is not UTF-8 was nearly always written in
FEW = 0.05  # share of bytes beyond ASCII up to which a text is taken to be such
BROKEN = "\ufffd"
NAMED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*(?P<name>[A-Za-z0-9_:.-]{2,30})""", re.IGNORECASE)
NO_CHARSETS = (
    "utf-8",
    "utf8",
    "utf-16",
    "utf16",
    "utf-7",
    "utf7",
    "idna",
    "punycode",
    "unicode",
    "raw-unicode",
)  # told otherwise, or no charset of files
NAMED_WITHIN = 2048  # bytes in which a page or feed names its encoding
# What browsers take these names for: pages that say Latin-1 are written in Windows' Western.
ALIASES = dict.fromkeys(("iso-8859-1", "latin-1", "latin1", "iso8859-1", "ascii", "us-ascii", "windows-1252"), WESTERN) | {
    "gb2312": "gb18030", "gbk": "gb18030", "shift-jis": "cp932", "shift_jis": "cp932", "ks_c_5601-1987": "cp949", "euc-kr": "cp949",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text; `note` says how it was read where that was not plain UTF-8, else ""."""

    text: str
    note: str = ""


def decode(content: bytes, where: str) -> Decoded:
    """The text of a file. Raises ReadingError for an empty or binary file or one whose encoding cannot be told."""
    marked = next((encoding for mark, encoding in BOMS.items() if content.startswith(mark)), "")
    text = nfc(content.decode(marked, errors="replace")) if marked else ""
    if not (text if marked else content).strip():
        raise ReadingError("the file is empty", where, "give a file with text")
    if marked:
        return Decoded(text)
    sample = content[:SAMPLE]
    if b"\0" in sample or sum(byte in BINARY for byte in sample) > MOST_CONTROL * len(sample):
        raise ReadingError("this is a binary file, not text", where, "convert it to text first")
    try:
        return Decoded(nfc(content.decode("utf-8")))
    except UnicodeDecodeError:
        return guessed(content, sample, where)


def guessed(content: bytes, sample: bytes, where: str) -> Decoded:
    """Text that is not UTF-8 throughout: UTF-8 with damage, Western, or what its letters look like."""
    mended = content.decode("utf-8", errors="replace")
    broken = mended.count(BROKEN)
    if sum(ord(c) > 127 and c != BROKEN for c in mended) > broken:
        return Decoded(nfc(mended), f"not valid UTF-8 in {broken} places: read with {BROKEN} there")
    if sum(byte > 127 for byte in sample) <= FEW * len(sample):
        return Decoded(nfc(content.decode(WESTERN, errors="replace")), f"not UTF-8: read as {WESTERN}")
    best = from_bytes(sample).best()
    if best is None:
        raise ReadingError("the encoding cannot be told", where, "save the file as UTF-8")
    return Decoded(nfc(content.decode(best.encoding, errors="replace")), f"not UTF-8: read as {best.encoding}")


def nfc(text: str) -> str:
    """Unicode's NFC, and no half of a surrogate pair: JSON may hold one, no file can be written with it."""
    return text if text.isascii() else unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))


def decode_marked(content: bytes, where: str, charset: str = "") -> Decoded:
    """The text of a page or feed: by its byte order mark, the charset a server gave, the one it names itself, else as other files.

    Raises ReadingError for an empty or binary one.
    """
    if any(content.startswith(mark) for mark in BOMS):
        return decode(content, where)
    named = NAMED.search(content[:NAMED_WITHIN])
    for given in (charset, named["name"].decode("ascii") if named else ""):
        name = ALIASES.get(given.strip().lower(), given.strip().lower())
        if not name or name.replace("_", "-").startswith(NO_CHARSETS):
            continue
        try:
            return Decoded(nfc(content.decode(name)))
        except (LookupError, UnicodeError, ValueError):
            continue
    return decode(content, where)
