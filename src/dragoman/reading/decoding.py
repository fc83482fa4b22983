"""Bytes to text: encoding found, binary refused, Unicode normalised to NFC (all offsets count code points of that)."""

from __future__ import annotations

import unicodedata

from charset_normalizer import from_bytes

from dragoman.errors import ReadingError

BINARY = frozenset(range(0, 9)) | frozenset(range(14, 27)) | frozenset(range(28, 32))
SAMPLE = 65_536
MOST_CONTROL = 0.02  # share of control bytes above which a file is no text
BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def decode(content: bytes, where: str) -> str:
    """The text of a file. Raises ReadingError for an empty or binary file or one whose encoding cannot be told."""
    if not content.strip():
        raise ReadingError("the file is empty", where, "give a file with text")
    for mark, encoding in BOMS.items():
        if content.startswith(mark):
            return unicodedata.normalize("NFC", content.decode(encoding, errors="replace"))
    sample = content[:SAMPLE]
    if b"\0" in sample or sum(byte in BINARY for byte in sample) > MOST_CONTROL * len(sample):
        raise ReadingError("this is a binary file, not text", where, "convert it to text first")
    try:
        return unicodedata.normalize("NFC", content.decode("utf-8"))
    except UnicodeDecodeError:
        best = from_bytes(sample).best()
        if best is None:
            raise ReadingError("the encoding cannot be told", where, "save the file as UTF-8") from None
        return unicodedata.normalize("NFC", content.decode(best.encoding, errors="replace"))
