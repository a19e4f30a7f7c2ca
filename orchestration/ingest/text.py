"""Vietnamese text: cleaned for landing, folded for comparing. No numbers, no layout."""

import functools
import re
import unicodedata

_ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_SPACES = re.compile(r"\s+")
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền hỏi ngã sắc nặng
_NOT_WORD = re.compile(r"[^\w]+")


@functools.lru_cache(maxsize=65536)
def clean(value: str) -> str:
    """One line of NFC text: no zero-width characters, single spaces, no spaces at the ends."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", value).translate(_ZERO_WIDTH)).strip()


@functools.lru_cache(maxsize=65536)
def fold(value: str) -> str:
    """Lower case, no marks, words apart by one space: `Đắk Lắk,` and `dak lak` are one.

    For headers, titles and code words, whose marks and punctuation are typed in many ways.
    """
    decomposed = unicodedata.normalize("NFD", clean(value).lower().replace("đ", "d"))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", bare).replace("_", " ").strip()


@functools.lru_cache(maxsize=65536)
def name_key(value: str) -> str:
    """A proper name without case, spacing, apostrophes and the place of its tone marks.

    `Quảng Hoà` = `Quảng Hòa`, `Ea TLing` = `Ea T'Ling` and `Phường 01` = `Phường 1`, but `Hòa` and
    `Hoa` stay apart.
    """
    words = []
    text = re.sub(r"['’`ʼ]", "", clean(value).lower())
    text = re.sub(r"\b0+(?=\d)", "", text)
    for word in _NOT_WORD.sub(" ", text).split():
        letters = unicodedata.normalize("NFD", word)
        tones = "".join(char for char in letters if char in _TONES)
        words.append("".join(char for char in letters if char not in _TONES) + tones)
    return unicodedata.normalize("NFC", " ".join(words))
