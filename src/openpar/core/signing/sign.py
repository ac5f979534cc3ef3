"""Signing papers: PAdES, with a visible stamp where the form leaves room for it; one or many in one act."""

import hashlib
import io
import json
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openpar.engine.errors import BadInput, Conflict

from .. import audit, blobs
from ..actor import Actor
from ..models import Blob, Paper, Signature
from ..papers.kept import newest_pdf
from .keys import Key, key_for

ACTS = {Signature.Purpose.PERSON: "paper.sign", Signature.Purpose.ORGANISATION: "paper.number"}  # the seal is the clerk's
MODES = ("", "TM", "KT", "Q", "TL", "TUQ")
PAGE_HEIGHT = 841.89  # A4, points
STAMP = Path(__file__).parent / "stamp.typ"
# Left and top from the corner that the form leaves for signing, width, height; in points. The seal covers the left third.
BOX = {Signature.Purpose.PERSON: (58, 4, 154, 40), Signature.Purpose.ORGANISATION: (-46, 18, 112, 50)}


def sign(paper: Paper, *, purpose: str, by: Actor, at, signer: str = "", mode: str = "", position: str = "") -> Signature:
    """Put one signature on a paper; a second click of the same person gives the signature that is there."""
    [done] = sign_many([paper], purpose=purpose, by=by, at=at, signer=signer, mode=mode, position=position)
    return done


@transaction.atomic
def sign_many(papers: Iterable[Paper], *, purpose: str, by: Actor, at, signer: str = "", mode: str = "",
              position: str = "") -> list[Signature]:
    """Sign a batch: all or none. The moment inside the file is real time, since a certificate knows no other."""
    if mode not in MODES:
        raise BadInput(_("Hình thức ký “%(mode)s” không có trong quy định: TM., KT., Q., TL., TUQ.") % {"mode": mode}, where="mode")
    rows = list(Paper.objects.select_for_update(of=("self",)).filter(pk__in=[p.pk for p in papers]).select_related(
        "organisation", "pdf", "number").order_by("pk"))
    done = []
    for paper in rows:
        by.require(ACTS[purpose], paper.organisation)
        if Paper.objects.filter(replaces=paper).exists():
            raise Conflict(_("“%(title)s” đã được thay bằng bản in mới. Tải lại để xem bản mới.") % {"title": paper.title}, where="paper")
        had = paper.signatures.filter(purpose=purpose, signed_by=by.user).first()
        done.append(had or _sign(paper, purpose, by, at, signer or _name(paper, purpose, by), mode, position))
    return done


def _name(paper, purpose, by):
    return paper.organisation.name if purpose == Signature.Purpose.ORGANISATION else by.user.full_name


def _sign(paper, purpose, by, at, signer, mode, position) -> Signature:
    key, real = key_for(signer), timezone.now()
    with blobs.open_bytes(newest_pdf(paper)) as stream:
        data = signed(stream.read(), key, purpose=purpose, signer=signer, moment=real, place=paper.data.get("sign_at"),
                      field=f"{purpose}-{paper.signatures.count() + 1}")
    row = Signature.objects.create(
        paper=paper, purpose=purpose, signer=signer, mode=mode, position=position, certificate=key.name, test_key=key.test,
        signed_by=by.user, signed_at=at, digest=hashlib.sha256(data).hexdigest(),
        pdf=blobs.keep(blobs.PAPERS, io.BytesIO(data), Blob.Scan.CLEAN))
    audit.record("paper.sign", paper.room, paper.object_id, by=by, at=at, reference=str(paper.number or ""),
                 organisation_id=paper.organisation_id,
                 changes={"signature": [None, row.pk], "mode": [None, mode], "digest": [None, row.digest]})
    return row


def signed(pdf: bytes, key: Key, *, purpose: str, signer: str, moment, place: dict | None, field: str) -> bytes:
    """The file with one more signature; what was in it before keeps its bytes."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko.stamp import StaticStampStyle

    writer, out = IncrementalPdfFileWriter(io.BytesIO(pdf)), io.BytesIO()
    left, top, width, height = BOX[purpose]
    spec, stamp = fields.SigFieldSpec(field), b""
    if place:
        left, top = place["x"] + left, PAGE_HEIGHT - place["y"] - top
        spec = fields.SigFieldSpec(field, on_page=place["page"] - 1,
                                   box=(round(left), round(top - height), round(left + width), round(top)))
        stamp = _stamp(purpose, signer, moment, width, height)
    meta = signers.PdfSignatureMetadata(field_name=field, name=signer, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256")
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:  # the library opens a stamp by its name only
        file.write(stamp)
        file.flush()
        style = StaticStampStyle.from_pdf_file(file.name, border_width=0) if stamp else None
        signers.PdfSigner(meta, signer=key.signer, stamp_style=style, new_field_spec=spec).sign_pdf(writer, output=out)
    return out.getvalue()


def _stamp(purpose, signer, moment, width, height) -> bytes:
    """The stamp, drawn like the papers, so that it has every Vietnamese letter."""
    import typst
    local = timezone.localtime(moment).replace(microsecond=0).isoformat()
    organisation = purpose == Signature.Purpose.ORGANISATION
    data = {"width": width, "height": height, "red": organisation,
            "lines": [("Cơ quan: " if organisation else "Người ký: ") + signer, "Thời gian ký: " + local]}
    return typst.compile(STAMP, ignore_system_fonts=True, sys_inputs={"data": json.dumps(data)}, format="pdf")
