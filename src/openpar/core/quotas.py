"""How much may be uploaded: by one person in a day, and kept by one organisation.

Two counters, changed in the transaction that keeps the file by one guarded statement each, so that uploads at once never pass the limit
together. Every door that keeps a file (forms, API, imports) comes through `evidence`, which asks here.
"""

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Sum, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from openpar.engine.errors import QuotaReached

from .models import Evidence, FilesKept, FilesUploaded

MB = 1024 * 1024
NEARLY = 0.9  # of an organisation's quota: from here the operator is warned


def person_limit() -> int:
    """Bytes that one person may upload in a day of the real calendar; 0 is no limit."""
    return max(settings.UPLOAD_PERSON_DAY_MB, 0) * MB


def organisation_limit() -> int:
    """Bytes of uploaded files that one organisation may keep; 0 is no limit."""
    return max(settings.UPLOAD_ORGANISATION_MB, 0) * MB


def take(size: int, *, person_id: int, organisation_id: int, shown: str) -> None:
    """Count a file of this many bytes for both. Raises QuotaReached with what to do; the caller's transaction then keeps nothing."""
    today = timezone.localdate()  # real: a demo's clock gives nobody a new day
    if not _of_person(size, person_id, today):
        raise QuotaReached(_("Tệp “%(shown)s” (%(size)s MB) vượt hạn mức tải lên của bạn trong ngày: đã tải %(used)s MB trong %(limit)s MB. Nén hoặc bỏ "
                             "bớt tệp, tải tiếp vào ngày mai, hoặc đề nghị người vận hành nâng hạn mức. Chưa có gì được lưu.") % {
            "shown": shown, "size": _mb(size), "limit": settings.UPLOAD_PERSON_DAY_MB,
            "used": _mb(FilesUploaded.objects.filter(user_id=person_id, day=today).values_list("size", flat=True).first() or 0)}, where="file")
    if not _of_organisation(size, organisation_id):
        raise QuotaReached(_("Tệp “%(shown)s” (%(size)s MB) vượt dung lượng lưu tệp của đơn vị: đang giữ %(used)s MB trong %(limit)s MB. Gỡ những tệp "
                             "không còn dùng, dẫn đường dẫn thay cho tệp, hoặc đề nghị người vận hành nâng hạn mức. Chưa có gì được lưu.") % {
            "shown": shown, "size": _mb(size), "limit": settings.UPLOAD_ORGANISATION_MB,
            "used": _mb(FilesKept.objects.filter(organisation_id=organisation_id).values_list("size", flat=True).first() or 0)}, where="file")


def give_back(size: int, *, organisation_id: int) -> None:
    """A file of the organisation is gone. What the person uploaded today stays counted, else a loop of adding and removing had no end."""
    FilesKept.objects.filter(organisation_id=organisation_id, size__gte=size).update(size=F("size") - size)


def recount() -> int:
    """Set every organisation's counter to what its files weigh; how many were wrong. Run nightly, and after files came in by other ways."""
    real = dict(Evidence.objects.filter(blob__isnull=False).order_by().values_list("organisation_id").annotate(n=Sum("blob__size")))
    wrong = {pk for pk, size in FilesKept.objects.values_list("organisation_id", "size") if real.get(pk, 0) != size}
    for pk in sorted(wrong):
        with transaction.atomic():
            row = FilesKept.objects.select_for_update().get(organisation_id=pk)
            row.size = _weight(pk)
            row.save(update_fields=["size"])
    return len(wrong)


def fullest(n: int = 10) -> list[FilesKept]:
    """The organisations that keep most, heaviest first; `share` is the part of the quota in use, 0 without one."""
    limit, rows = organisation_limit(), list(FilesKept.objects.filter(size__gt=0).select_related("organisation").order_by("-size", "pk")[:n])
    for row in rows:
        row.share = row.size / limit if limit else 0
        row.nearly, row.megabytes = row.share >= NEARLY, row.size / MB
    return rows


def kept_by_all() -> int:
    """Bytes of all uploaded files, as counted."""
    return FilesKept.objects.aggregate(n=Sum("size"))["n"] or 0


def _of_person(size: int, pk: int, today) -> bool:
    """One guarded statement: the day's sum grows, beginning at nothing on a new day, unless it would pass the limit."""
    def grow() -> int:
        used = Case(When(day=today, then=F("size")), default=Value(0))
        rows = FilesUploaded.objects.filter(user_id=pk)
        if limit := person_limit():
            rows = rows.annotate(used=used).filter(used__lte=limit - size)
        return rows.update(size=used + size, day=today)
    if grow():
        return True
    FilesUploaded.objects.get_or_create(user_id=pk, defaults={"day": today})  # who comes at the same time waits here for the other's row
    return bool(grow())


def _of_organisation(size: int, pk: int) -> bool:
    def grow() -> int:
        rows = FilesKept.objects.filter(organisation_id=pk)
        if limit := organisation_limit():
            rows = rows.filter(size__lte=limit - size)
        return rows.update(size=F("size") + size)
    if grow():
        return True
    # the first file after an upgrade: the row begins with what is already kept; others wait at its unique key
    FilesKept.objects.get_or_create(organisation_id=pk, defaults={"size": lambda: _weight(pk)})
    return bool(grow())


def _weight(pk: int) -> int:
    return Evidence.objects.filter(organisation_id=pk, blob__isnull=False).aggregate(n=Sum("blob__size"))["n"] or 0


def _mb(size: int) -> str:
    return f"{size / MB:.1f}".replace(".", ",")
