"""Vietnamese text: cleaned for landing, folded for comparing. No numbers, no layout."""

import functools
import re
import unicodedata
from collections.abc import Mapping

# Characters that show nothing: soft hyphen, joiners, marks of direction, byte order mark.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
# Every space and control character; the last three are letters by name and blank to the eye.
_SPACES = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2800\u3164\uffa0]+")
# A control character as Office Open XML writes it into a text.
_ESCAPED_CONTROL = re.compile(r"_x00[01][0-9A-Fa-f]_")
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền hỏi ngã sắc nặng
_NOT_WORD = re.compile(r"[^\w]+")
# Letters of other alphabets that look like Latin ones, and the two that look like Đ.
_LOOKALIKES = str.maketrans(
    "ÐðƉɖАВСЕНІЈКМОРЅТУХаеікорсухѕјһԁΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "ĐđĐđABCEHIJKMOPSTYXaeikopcyxsjhdABEZHIKMNOPTYXo",
)


def without_invisible(value: str) -> str:
    """The text without characters that show nothing."""
    return value if value.isascii() else _INVISIBLE.sub("", value)


@functools.lru_cache(maxsize=65536)
def clean(value: str) -> str:
    """One line of NFC text: nothing invisible, single spaces, no spaces at the ends.

    A control character counts as a space. Letters stay as sent, look-alikes too.
    """
    if value.isascii() and value.isalnum():
        return value
    text = unicodedata.normalize("NFC", without_invisible(value))
    return _SPACES.sub(" ", _ESCAPED_CONTROL.sub(" ", text)).strip()


def _latin(value: str) -> str:
    """Clean text in lower case, full-width forms and look-alikes as the letters they stand for."""
    return unicodedata.normalize("NFKC", clean(value)).translate(_LOOKALIKES).lower()


@functools.lru_cache(maxsize=65536)
def fold(value: str) -> str:
    """Lower case, no marks, words apart by one space: `Đắk Lắk,` and `dak lak` are one.

    For headers, titles and code words, whose marks and punctuation are typed in many ways.
    """
    decomposed = unicodedata.normalize("NFD", _latin(value).replace("đ", "d"))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", bare).replace("_", " ").strip()


def code_of(text: str, codes: Mapping[str, str]) -> str | None:
    """The code of a clean text: as printed; else without case and marks, where that leaves one."""
    if text in codes:
        return codes[text]
    word = fold(text)
    found = {code for printed, code in codes.items() if word and fold(printed) == word}
    return found.pop() if len(found) == 1 else None


@functools.lru_cache(maxsize=65536)
def name_key(value: str) -> str:
    """A proper name without case, spacing, apostrophes and the place of its tone marks.

    `Quảng Hoà` = `Quảng Hòa`, `Ea TLing` = `Ea T'Ling` and `Phường 01` = `Phường 1`, but `Hòa` and
    `Hoa` stay apart.
    """
    return unicodedata.normalize("NFC", " ".join(_words_with_tones_last(value)))


# Behind these letters a final i and y are two spellings of one sound: Mỹ and Mĩ, Quý and Quí.
_FINAL_Y = re.compile(rf"^([hklmstv]|qu)y(?=[{_TONES}]*$)")


@functools.lru_cache(maxsize=65536)
def spelling_key(value: str) -> str:
    """A `name_key` in which Mỹ = Mĩ, Kỳ = Kì, Lý = Lí, Quý = Quí."""
    words = (_FINAL_Y.sub(r"\1i", word) for word in _words_with_tones_last(value))
    return unicodedata.normalize("NFC", " ".join(words))


def _words_with_tones_last(value: str) -> list[str]:
    words = []
    text = re.sub(r"['’‘`´ʼʹ′]", "", _latin(value))
    text = re.sub(r"\b0+(?=\d)", "", text)
    for word in _NOT_WORD.sub(" ", text).replace("_", " ").split():
        letters = unicodedata.normalize("NFD", word)
        tones = "".join(char for char in letters if char in _TONES)
        words.append("".join(char for char in letters if char not in _TONES) + tones)
    return words
