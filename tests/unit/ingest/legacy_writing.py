"""Vietnamese text as it was typed before Unicode: the inverse of what the intake reads.

From the published tables (TCVN 5712:1993 VN3, VNI-Win, windows-1258), not the reader's own.
"""

import unicodedata

TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền hỏi ngã sắc nặng
# Base vowel -> the codes of its five tones, in the order of TONES, then of the toneless vowel.
_TCVN3 = {
    "a": "µ¶·¸¹a",
    "ă": "»¼½¾Æ¨",
    "â": "ÇÈÉÊË©",
    "e": "ÌÎÏÐÑe",
    "ê": "ÒÓÔÕÖª",
    "i": "×ØÜÝÞi",
    "o": "ßáâãäo",
    "ô": "åæçèé«",
    "ơ": "êëìíî¬",
    "u": "ïñòóôu",
    "ư": "õö÷øù\u00ad",
    "y": "úûüýþy",
}
_TCVN3_CAPITALS = dict(zip("ĂÂĐÊÔƠƯ", "¡¢§£¤¥¦", strict=True))
_VNI_TONES = dict(zip(TONES, "øûõùï", strict=True))
_VNI_TONED = {"ă": "èúüéë", "â": "àåãáä", "ê": "àåãáä", "ô": "àåãáä"}
_VNI_BASES = {"ă": "aê", "â": "aâ", "ê": "eâ", "ô": "oâ", "ơ": "ô", "ư": "ö", "đ": "ñ"}
_VNI_I = dict(zip(TONES, "ìæóíò", strict=True))


def letters() -> list[str]:
    """Every Vietnamese letter with a mark, both cases."""
    toned = [base + tone for base in _TCVN3 for tone in TONES]
    small = [unicodedata.normalize("NFC", letter) for letter in (*"ăâđêôơư", *toned)]
    return small + [letter.upper() for letter in small]


def _parts(letter: str) -> tuple[str, str]:
    """ế -> (ê, sắc)."""
    decomposed = unicodedata.normalize("NFD", letter)
    tone = "".join(char for char in decomposed if char in TONES)
    base = "".join(char for char in decomposed if char not in TONES)
    return unicodedata.normalize("NFC", base), tone


def tcvn3(text: str) -> str:
    """As typed in a font of lower case: a capital with a tone has no code, so it comes small."""
    return "".join(_tcvn3(char) for char in unicodedata.normalize("NFC", text))


def _tcvn3(char: str) -> str:
    if char in _TCVN3_CAPITALS:
        return _TCVN3_CAPITALS[char]
    base, tone = _parts(char.lower())
    if base == "đ":
        return "®"
    if base in _TCVN3 and (tone or base not in "aeiouy"):
        return _TCVN3[base][TONES.index(tone) if tone else 5]
    return char


def vni(text: str) -> str:
    return "".join(_vni(char) for char in unicodedata.normalize("NFC", text))


def _vni(char: str) -> str:
    base, tone = _parts(char.lower())
    if base == "i" and tone:
        written = _VNI_I[tone]
    elif base == "y" and tone == TONES[4]:
        written = "î"
    elif base in _VNI_TONED and tone:
        written = _VNI_BASES[base][0] + _VNI_TONED[base][TONES.index(tone)]
    elif base in _VNI_BASES or tone:
        written = _VNI_BASES.get(base, base) + (_VNI_TONES[tone] if tone else "")
    else:
        return char
    return written.upper() if char.isupper() else written


def windows_1258(text: str) -> bytes:
    """Letters with a quality mark have a byte, tones are bytes of their own behind them."""
    written = b""
    for char in unicodedata.normalize("NFC", text):
        base, tone = _parts(char)
        written += base.encode("cp1258") + tone.encode("cp1258")
    return written
