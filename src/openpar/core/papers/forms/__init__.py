"""Forms of papers: which layout is valid on which day, from the rulebook."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from openpar.engine.errors import BadInput
from openpar.engine.rulebook import digest, read

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Form:
    """One layout: its code, the template that draws it, its values, where they come from and how sure that is (A to D)."""

    code: str
    template: Path
    layout: dict
    source: str
    confidence: str
    digest: str


def form_on(day: date) -> Form:
    """The form valid on the day of the paper. Raises BadInput where the rulebook holds none."""
    for entry in read("documents/forms")["forms"]:
        if entry["from"] <= day and (entry.get("until") is None or day <= entry["until"]):
            return Form(entry["code"], HERE / f"{entry['code']}.typ", entry["paper"], entry["source"], entry["confidence"],
                        digest(entry))
    raise BadInput(_("Chưa có mẫu thể thức văn bản cho ngày %(day)s. Thêm mẫu vào bộ quy tắc, hoặc chọn ngày khác.") % {
        "day": f"{day:%d/%m/%Y}"}, where="day")
