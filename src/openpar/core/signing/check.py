"""Checking signatures on any PDF: who, when, whether the file is still what was signed, and whether the certificate is trusted."""

import io
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from openpar.engine.errors import Unreadable

from .keys import TEST_NAME, roots

MAX_SIGNATURES = 50


@dataclass(frozen=True, slots=True)
class Finding:
    """What one signature says. `intact`: the signed bytes are unchanged; `whole`: nothing was added after it but signatures;
    `trusted`: its certificate leads to an authority trusted here; `test`: made by a key for trying."""

    signer: str
    signed_at: datetime | None
    intact: bool
    whole: bool
    trusted: bool
    test: bool

    @property
    def good(self) -> bool:
        return self.intact and self.whole and self.trusted


def check(pdf: bytes) -> list[Finding]:
    """The signatures of a file in order; empty where there are none. Raises Unreadable for what is no PDF."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        found = list(reader.embedded_signatures)[:MAX_SIGNATURES]
    except Exception as error:
        raise Unreadable(_("Tệp này không phải PDF đọc được. Chọn tệp PDF đã ký và thử lại."), where="file") from error
    return [_finding(one) for one in found]


def _finding(one) -> Finding:
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext
    try:
        subject = one.signer_cert.subject.native if one.signer_cert else {}
        status = validate_pdf_signature(one, ValidationContext(trust_roots=roots(), allow_fetching=False))
    except Exception:  # a signature that cannot even be read proves nothing; the others of the file are still told
        return Finding(_("không đọc được"), None, False, False, False, False)
    whole = status.modification_level is not None and status.modification_level <= ModificationLevel.FORM_FILLING
    return Finding(subject.get("common_name", ""), status.signer_reported_dt, bool(status.intact and status.valid), whole,
                   bool(status.trusted), subject.get("organization_name", "") == TEST_NAME)
