"""The examples of the guide page, as data: the page writes them for curl, a test sends every one of them."""

import json
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Example:
    """One request. `form` is sent as a form with the program's id and secret; `body` as JSON with a key for the act."""

    title: object
    method: str
    path: str
    form: tuple = ()
    body: dict | None = None
    status: int = 200

    def curl(self, root: str) -> str:
        """The request as one types it.

        >>> print(Example("", "GET", "/me").curl("https://vd.vn/api/v1"))
        curl 'https://vd.vn/api/v1/me' \\
          -H "Authorization: Bearer $TOKEN"
        """
        lines = [f"curl '{root}{self.path}'"]
        if self.form:
            lines += ['-u "$CLIENT_ID:$CLIENT_SECRET"', *(f"-d {k}={v}" for k, v in self.form)]
        else:
            lines.append('-H "Authorization: Bearer $TOKEN"')
        if self.body is not None:
            lines += ['-H "Idempotency-Key: $(uuidgen)"', '-H "Content-Type: application/json"', f"-d '{json.dumps(self.body, ensure_ascii=False)}'"]
        return " \\\n  ".join(lines)


EXAMPLES = (
    Example(_("Xin thẻ một giờ bằng mã và khóa của phần mềm"), "POST", "/oauth/token", form=(("grant_type", "client_credentials"),)),
    Example(_("Thẻ này là ai, làm việc cho cơ quan nào, được làm gì"), "GET", "/me"),
    Example(_("Phần việc chưa xong, đến hạn trước đứng trước, mỗi trang 100 dòng"), "GET", "/assignments?status=open&order=due&limit=100"),
    Example(_("Việc quá hạn của cơ quan"), "GET", "/deadlines?late=true"),
    Example(_("Tiếp nhận một văn bản đến từ hệ thống khác"), "POST", "/documents/arrivals", status=201, body={
        "kind": "cong_van", "number": "12/VD-KT", "on": "2022-08-20", "title": "Về việc thử kết nối", "author": "Đơn vị ví dụ"}),
    Example(_("Tìm cơ quan theo tên, không cần dấu"), "GET", "/organisations?q=so+tai+chinh"),
)
