"""Text as people and programs type it."""

from orchestration.ingest.text import clean, fold, name_key


def test_clean_joins_what_only_looks_different():
    assert clean("Xã  Đắk\u00a0Lao ") == "Xã Đắk Lao"
    assert clean("La\u0323ng So\u031bn") == "Lạng Sơn"
    assert clean("Điện\u200b Biên\ufeff") == "Điện Biên"


def test_fold_is_for_headers():
    assert fold("  TỔNG SỐ hộ\nnghèo: ") == "tong so ho ngheo"
    assert fold("Phường/ Xã") == fold("Phường / xã")


def test_name_key_moves_tone_marks_but_keeps_them():
    assert name_key("Quảng Hoà") == name_key("Quảng Hòa")
    assert name_key("Ea TLing") == name_key("Ea T'Ling")
    assert name_key("Thủy Nguyên") == name_key("Thuỷ Nguyên")
    assert name_key("Hoa") != name_key("Hòa")
    assert name_key("Mường Ảng") != name_key("Mường Áng")
