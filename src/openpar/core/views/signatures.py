"""Kiểm tra chữ ký số: anybody checks a signed PDF; nothing of it is kept."""

import hashlib

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openpar.core import signing
from openpar.core.forms import SignedFileForm
from openpar.core.models import Signature
from openpar.core.pages import on_form
from openpar.engine.errors import OpenParError


@require_http_methods(["GET", "HEAD", "POST"])
def check(request):
    """Each signature in words: who, when, unchanged or not, trusted here or not; and whether the file was issued by this platform."""
    form = SignedFileForm(request.POST, request.FILES) if request.method == "POST" else SignedFileForm()
    found, ours, annexes, believed, status = None, False, None, False, 200
    if form.is_bound and form.is_valid():
        data = form.cleaned_data["file"].read()
        try:
            signatures, listed = signing.check_apart(data)
            found = [(f, _sentences(f)) for f in signatures]
            annexes = _compared(listed, form.cleaned_data["annexes"]) if listed or form.cleaned_data["annexes"] else None
            believed = bool(signatures) and all(f.good for f in signatures)
            ours = Signature.objects.filter(digest=hashlib.sha256(data).hexdigest()).exists()
        except OpenParError as error:
            status = on_form(form, error)
    elif form.is_bound:
        status = 422
    return render(request, "core/check_signatures.html", {"form": form, "found": found, "ours": ours, "annexes": annexes, "believed": believed}, status=status)


def _compared(listed, uploads):
    """(name, sentence, kind of message) of each uploaded file against the list under the signatures, then the listed ones nobody sent."""
    names, digests, out, seen = {name for name, _d in listed}, {d: name for name, d in listed}, [], set()
    for one in uploads:
        found = hashlib.sha256()
        for chunk in one.chunks():
            found.update(chunk)
        if (digest := found.hexdigest()) in digests:
            seen.add(digest)
            out.append((one.name, _("Khớp với tệp kèm theo văn bản đã ký."), "success"))
        elif one.name.replace(",", " ") in names:
            out.append((one.name, _("Đã bị thay đổi: cùng tên nhưng nội dung khác tệp kèm theo văn bản đã ký."), "error"))
        else:
            out.append((one.name, _("Không có trong danh mục tệp kèm theo của văn bản đã ký, hoặc đã đổi cả tên lẫn nội dung."), "error"))
    return out + [(name, _("Có trong danh mục tệp kèm theo; chọn thêm tệp này để đối chiếu."), "") for name, d in listed if d not in seen]


def _sentences(f):
    if not f.signer:
        return [_("Chữ ký này không đọc được.")]
    out = [_("Nội dung đã ký còn nguyên.") if f.intact else _("Nội dung đã bị thay đổi sau khi ký, hoặc chữ ký không đúng.")]
    if f.intact:
        out.append(_("Sau chữ ký này, tệp không bị thêm bớt gì ngoài chữ ký khác.") if f.whole
                   else _("Sau chữ ký này, tệp đã bị thêm hoặc sửa nội dung."))
    out.append(_("Chứng thư do tổ chức được hệ thống tin cậy cấp.") if f.trusted
               else _("Chưa xác định được tổ chức cấp chứng thư; không kết luận được ai đã ký."))
    if f.test:
        out.append(_("Đây là chứng thư thử, không có giá trị pháp lý."))
    return out
