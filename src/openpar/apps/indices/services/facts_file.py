"""An uploaded facts file becomes facts in memory. The file lives in a folder of its own until it is read, then it is gone."""

import io
import tempfile
from decimal import Decimal
from pathlib import Path

from openpar.core import filetypes
from openpar.engine.errors import BadInput
from openpar.engine.index.fact_files import read_facts
from openpar.engine.index.facts import FactSet

ENDINGS = (".xlsx", ".ods", ".csv")
MEGABYTES = 1
UNITS = 200
DIGITS = 15


def read(name: str, data: bytes, *, points: bool = False) -> FactSet:
    """The facts of a file (or the points that people gave, where `points`); BadInput or Unreadable name every faulty row."""
    filetypes.check(name, io.BytesIO(data))
    with tempfile.TemporaryDirectory(prefix="openpar-facts-") as folder:
        path = Path(folder) / filetypes.clean_name(name)
        path.write_bytes(data)
        facts = read_facts(path, points=points)
    if not facts.units:
        raise BadInput("Tệp không có đơn vị nào. Ghi ít nhất một dòng số liệu có đơn vị và mã.", where="file")
    if len(facts.units) > UNITS:
        raise BadInput(f"Tệp có {len(facts.units)} đơn vị; trang này chấm tối đa {UNITS}. Chia tệp, hoặc dùng lệnh openpar index score.",
                       where="file")
    for unit, row in facts.facts.items():
        for code, fact in row.items():
            if any(isinstance(v, Decimal) and v and abs(v.adjusted()) > DIGITS for v in (fact.value, fact.numerator, fact.denominator)):
                raise BadInput(f"{unit}, {code}: số quá lớn hoặc quá nhỏ. Kiểm tra lại ô này.", where="file")
    return facts
