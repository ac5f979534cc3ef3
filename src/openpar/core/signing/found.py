"""What the signatures of a PDF say. Stands alone, so that it can also run as a program of its own for files nobody vouches for:

    python found.py ROOTS.pem < FILE.pdf     prints the findings as JSON; limits its own time and memory first
"""

import io
import json
import re
import sys
from dataclasses import asdict, dataclass, replace
from datetime import datetime

TEST_NAME = "OpenPAR: chứng thư thử, không có giá trị pháp lý"
MAX_SIGNATURES, SECONDS, MEGABYTES = 50, 20, 1500
LISTED = re.compile(r"(?:^|, )([^,]{1,300}) sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Finding:
    """What one signature says; no `signer` where it cannot be read. `intact`: the signed bytes are unchanged; `whole`: nothing was
    added after it but signatures; `trusted`: its certificate leads to an authority trusted here; `test`: made by a key for trying."""

    signer: str
    signed_at: datetime | None
    intact: bool
    whole: bool
    trusted: bool
    test: bool

    @property
    def good(self) -> bool:
        return self.intact and self.whole and self.trusted


def findings(pdf: bytes, trusted: list) -> list[Finding]:
    """The signatures in order; empty where there are none. Whatever the library raises at a file that is no PDF comes through."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    return [_finding(one, trusted) for one in list(PdfFileReader(io.BytesIO(pdf)).embedded_signatures)[:MAX_SIGNATURES]]


def annexed(pdf: bytes) -> list[tuple[str, str]]:
    """(name, SHA-256) of the files that a paper of ours lists as going with it, as they stood when the first signature was given: a later
    update of the file's description is no harm to a signature, and may not change this list."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    reader = PdfFileReader(io.BytesIO(pdf))
    first = next(iter(reader.embedded_signatures), None)
    trailer = (reader.get_historical_resolver(first.signed_revision) if first else reader).trailer_view
    return LISTED.findall(str(trailer["/Info"].get("/Keywords", ""))) if "/Info" in trailer else []


def _finding(one, trusted) -> Finding:
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext
    try:
        subject = one.signer_cert.subject.native if one.signer_cert else {}
        status = validate_pdf_signature(one, ValidationContext(trust_roots=trusted, allow_fetching=False))
    except Exception:  # a signature that cannot even be read proves nothing; the others of the file are still told
        return Finding("", None, False, False, False, False)
    whole = status.modification_level is not None and status.modification_level <= ModificationLevel.FORM_FILLING
    return Finding(str(subject.get("common_name", "")), status.signer_reported_dt, bool(status.intact and status.valid), whole,
                   bool(status.trusted), subject.get("organization_name", "") == TEST_NAME)


def told(found: list[Finding], listed: list[tuple[str, str]]) -> str:
    """Findings, and the listed files, as JSON."""
    return json.dumps({"signatures": [{**asdict(f), "signed_at": f.signed_at and f.signed_at.isoformat()} for f in found], "annexed": listed})


def heard(text: str) -> tuple[list[Finding], list[tuple[str, str]]]:
    """Findings, and the listed files, from JSON."""
    said = json.loads(text)
    return [replace(Finding(**one), signed_at=one["signed_at"] and datetime.fromisoformat(one["signed_at"]))
            for one in said["signatures"]], [(name, digest) for name, digest in said["annexed"]]


def main(path: str) -> int:
    import resource

    from pyhanko.keys import load_certs_from_pemder
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES * 2**20,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS,) * 2)
    try:
        data = sys.stdin.buffer.read()
        print(told(findings(data, list(load_certs_from_pemder([path]))), annexed(data)))
    except Exception:  # whatever a crafted file provokes; who started the program says it in words
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
