"""A draft in a link: what it changes of the published file, packed, so that who has the link sees the same draft."""

from __future__ import annotations

import base64
import binascii
import hashlib
import zlib

from admissions.errors import Place, refuse

MOST_BYTES = 512 * 1024
MOST_LETTERS = 4_000
"""How long a draft may be in a link: longer ones are cut off on the way by some programs."""


def packed(draft: str, published: str) -> str:
    """The draft in letters that a link can hold; empty where there would be too many."""
    pressed = zlib.compressobj(level=9, wbits=-15, zdict=_words(published))
    data = pressed.compress(draft.encode()) + pressed.flush()
    letters = f"{_mark(published)}.{base64.urlsafe_b64encode(data).decode().rstrip('=')}"
    return letters if len(letters) <= MOST_LETTERS else ""


def unpacked(letters: str, published: str) -> str:
    """The draft that a link holds. Raises Refused where it is damaged, and where it is of another published text."""
    if len(letters) > MOST_LETTERS:
        raise refuse(Place("draft"), "this link is longer than any that is given out", "ask who sent it for the file")
    mark, _, data = letters.partition(".")
    if mark != _mark(published):
        what = "this link is of a draft that was made from other published rules"
        raise refuse(Place("draft"), what, "begin with the rules as they are, or ask who sent it for the file")
    try:
        taken = zlib.decompressobj(wbits=-15, zdict=_words(published))
        found = taken.decompress(base64.urlsafe_b64decode(data + "=" * (-len(data) % 4)), MOST_BYTES)
        if not taken.eof:
            raise ValueError
        return found.decode()
    except (ValueError, zlib.error, binascii.Error):
        raise refuse(Place("draft"), "this link is damaged", "ask who sent it to send it again") from None


def _words(published: str) -> bytes:
    """What a draft most likely holds again; no more than the format looks back."""
    return published.encode()[-32_000:]


def _mark(published: str) -> str:
    return hashlib.sha256(published.encode()).hexdigest()[:12]
