"""Documents of the small province: a report of the finance department to the people's committee."""

from openpar.apps.documents import services
from openpar.apps.documents.services import Draft
from tests.people import moment


def store_in(settings, folder):
    settings.DATA_DIR = folder
    settings.STORAGES = {**settings.STORAGES, "evidence": {"BACKEND": "django.core.files.storage.FileSystemStorage",
                                                          "OPTIONS": {"location": str(folder / "evidence")}}}


def words(province, **changes):
    return Draft(**{"kind": "bao_cao", "title": "Kết quả cải cách hành chính quý III năm 2022",
                    "body": ("Sở Tài chính báo cáo kết quả như sau.", "Toàn bộ hồ sơ trả đúng hạn./."), "place": "Lai Châu",
                    "recipients": (province.ubnd_tinh, province.snv), "others": ("Báo Lai Châu",), "lines": ("GIÁM ĐỐC",),
                    "signer": "Trần Văn Dũng", **changes})


def drafted(province, **changes):
    return services.make_draft(words(province, **changes), organisation=province.stc, by=province.actor("minh"), at=moment())


def issued(province, **changes):
    """Drafted by Minh, signed by Dũng, sealed and sent by Văn, in the morning of the small province."""
    row = services.submit(drafted(province, **changes), by=province.actor("minh"), at=moment())
    row = services.sign(row, by=province.actor("dung"), at=moment(hour=10))
    return services.issue(row, by=province.actor("van_thu"), at=moment(hour=11))
