"""State secrets stay out: documents marked Mật, Tối mật or Tuyệt mật are refused, because this platform may not hold them."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from openpar.engine.errors import BadInput
from openpar.engine.vietnamese import nfc

# A marking stands alone on its line, or behind "Độ mật:"; "bảo mật", "bí mật kinh doanh" inside a sentence are not markings.
_MARK = re.compile(r"^\W*(?:độ\s+mật\s*:?\s*)?(?P<mark>tuyệt\s+mật|tối\s+mật|mật)\W*$", re.IGNORECASE | re.MULTILINE)
_NUMBER = re.compile(r"[(/\- ](?P<mark>TUYỆT MẬT|TỐI MẬT|MẬT)\)?$")


def marking(text: str, lines: int = 60) -> str:
    """The secrecy marking in the first lines of a text, or empty.

    >>> marking("ỦY BAN NHÂN DÂN\\nTỐI MẬT\\nSố: 12/BC"), marking("Tăng cường bảo mật thông tin")
    ('TỐI MẬT', '')
    """
    top = "\n".join(nfc(text).splitlines()[:lines])
    found = _MARK.search(top)
    return " ".join(found["mark"].split()) if found else ""


def refuse(*texts: str, shown: str = "") -> None:
    """A BadInput when one of these texts carries a marking."""
    for text in texts:
        number = _NUMBER.search(nfc(text).strip()) if len(text) < 400 else None
        if mark := (number["mark"] if number else marking(text)):
            raise BadInput(_("%(what)s có dấu độ mật “%(mark)s”. Hệ thống không được phép lưu tài liệu bí mật nhà nước; xử lý "
                             "theo quy định về bảo vệ bí mật nhà nước.") % {
                             "what": f"“{shown}”" if shown else pgettext("evidence", "Văn bản"), "mark": mark}, where="file")
