"""Rows TX of the public failures of comparable products, as far as they concern the reading of directives."""

import unicodedata

from openpar.engine.directive import parse, read_text
from openpar.engine.vietnamese import fold, slug, sort_key

LETTERS = "aăâeêioôơuưy"
TONES = "\u0300\u0301\u0303\u0309\u0323"


class Register:
    """What an installation hands in: names to codes, compared without accents."""

    def __init__(self, **names):
        self.names = {fold(v): (k, v) for k, v in names.items()}

    def resolve(self, name):
        found = self.names.get(fold(name))
        return [found] if found else []


def test_case_TX_01():
    every = [unicodedata.normalize("NFC", a + t) for a in LETTERS for t in ("", *TONES)]
    assert all(set(fold(c) + fold(c.upper())) <= set("aeiouy") for c in every) and fold("đĐ") == "dd"
    assert fold("Tài nguyên và Môi trường") == "tai nguyen va moi truong"


def test_case_TX_02():
    """A text typed decomposed reads like the composed one; offsets point into the stored, composed text."""
    text = "1. Sở Y tế rà soát bệnh viện, báo cáo UBND tỉnh trước ngày 15/8/2022."
    one, two = parse(text), parse(unicodedata.normalize("NFD", text))
    assert one == two and two.text == text


def test_case_TX_03():
    assert fold("được đi học Đề án") == "duoc di hoc de an" and slug("Đề án") == "de-an"


def test_case_TX_04():
    """A name pasted decomposed resolves to the same unit of the register."""
    register = Register(snv="Sở Nội vụ")
    text = unicodedata.normalize("NFD", "1. Sở Nội vụ kiểm tra công vụ.")
    assert parse(text, register=register).tasks[0].lead[0].codes == (("snv", "Sở Nội vụ"),)


def test_case_TX_07():
    assert sorted(["Zalo", "Đà Nẵng", "Ân Thi", "Điện Biên", "An"], key=sort_key) == ["An", "Ân Thi", "Đà Nẵng",
        "Điện Biên", "Zalo"]


def test_case_TX_08():
    """Names with slash, ampersand and hyphen stay whole."""
    tasks = parse("1. Sở LĐ-TB&XH; Sở KH&CN\na) Rà soát hồ sơ.\n2. Sở Lao động - Thương binh và Xã hội hướng dẫn.").tasks
    assert [[n.name for n in t.lead] for t in tasks] == [["Sở LĐ-TB&XH", "Sở KH&CN"], ["Sở Lao động - Thương binh và Xã hội"]]


def test_case_TX_09():
    """Soft hyphens and blanks round a file's name do not hide its ending."""
    assert read_text("1. Sở Y tế rà soát.".encode(), " Chỉ\u00adthị .txt ").kind == "txt"


def test_old_and_new_tone_placement_read_alike():
    one, two = parse("1. Uỷ ban nhân dân các xã thực hiện trong quí IV năm 2025."), parse("1. Ủy ban nhân dân các xã "
        "thực hiện trong quý IV năm 2025.")
    assert one.tasks[0].deadline.value == two.tasks[0].deadline.value == "2025-Q4"
    assert one.tasks[0].lead[0].name == two.tasks[0].lead[0].name
