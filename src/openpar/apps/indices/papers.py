"""Papers of the room: the decision that approves and publishes the result of a round, with its annex."""

from openpar.core import clock, offices
from openpar.core.outbox import kept_words
from openpar.core.papers import Content, NewPage, Signing, Table, Text, docx, form_on
from openpar.web import wording

from .selectors import rounds_framework as shelf
from .selectors.rounds_result import Shown, published_or_404
from .selectors.rounds_score import Standing, standing

PLACE = "Lai Châu"


def decision_now(round, at) -> bytes:
    """The decision as things stand: of the published result, or of what has been settled so far, under the lines in which it was approved."""
    shown = published_or_404(round.pk) if round.state == "published" else None
    lines = shown.lines() if shown else lines_of(standing(round, sides={}))  # drafts are nobody's result
    signing = offices.signed_under("indices.round", round.pk, "indices.round.approve")
    return decision(round, lines, at, signing, shown.result if shown and shown.result.revision > 1 else None)


def decision(round, lines: list[dict], at, signing: tuple = ((), ""), revised=None) -> bytes:
    """Quyết định phê duyệt và công bố kết quả, as a Word file to be read over, numbered and signed. `signing` are the lines and the name
    where it was approved in another one's place; `revised` is the result that takes the place of an earlier one, and says why."""
    day = clock.timezone.localtime(at).date()
    with kept_words():
        return docx(decision_content(round, lines, day, signing, revised), form_on(day))


def lines_of(standing: Standing) -> list[dict]:
    """The lines of a result that is not kept yet, as `Shown.lines` gives them."""
    return [{"name": r["organisation"].name, "total": r["total"], "percent": r["percent"], "rank": r["rank"], "klass": r["class"],
             "complete": r["complete"], "low": r["low"], "high": r["high"]} for r in standing.table]


def decision_content(round, lines: list[dict], day, signing: tuple = ((), ""), revised=None) -> Content:
    """What the decision says; the annex has every unit, those that are not complete with their bounds."""
    keeper, n = round.keeper.name, wording.number
    ranked = sum(1 for x in lines if x["rank"] is not None)
    rows = tuple((("–" if x["rank"] is None else n(x["rank"])), x["name"],
                  "–" if x["total"] is None else n(x["total"], 2),
                  "–" if x["percent"] is None else n(x["percent"], 2),
                  x["klass"] or ("" if x["complete"] else _bounds(x))) for x in lines)
    named, framework = f"{round.title[:1].lower()}{round.title[1:]}", shelf.frozen(round)
    subject = f"Đính chính kết quả {named}" if revised else f"Phê duyệt và công bố kết quả {named}"
    did = "Đính chính" if revised else "Phê duyệt và công bố"
    why = f" Lý do: {revised.reason.strip().rstrip('.')}." if revised else ""
    return Content(
        issuer=keeper, symbol="QĐ-UBND", place=PLACE, heading="QUYẾT ĐỊNH", subject=subject, blocks=(
            Text(f"{keeper.upper()}", "title"),
            Text("Căn cứ ……………………………………………………………;"),
            Text(f"Căn cứ {framework.title[:1].lower()}{framework.title[1:]};"),
            Text(f"Căn cứ kết quả thẩm định {len(lines)} đơn vị trong kỳ số liệu từ ngày {wording.official_date(round.starts_on)} đến hết ngày "
                 f"{wording.official_date(round.ends_on)};"),
            *((Text("Căn cứ Quyết định số ………… ngày ………… về kết quả đã công bố;"),) if revised else ()),
            Text("Theo đề nghị của ………………………………………………………."),
            Text("QUYẾT ĐỊNH:", "title"),
            Text(f"Điều 1. {did} kết quả {named} của {len(lines)} đơn vị (xếp hạng {ranked} đơn vị đủ số liệu) "
                 f"theo phụ lục kèm theo Quyết định này.{why}"),
            Text("Điều 2. Các đơn vị căn cứ kết quả, xây dựng và thực hiện kế hoạch khắc phục những tiêu chí bị mất điểm."),
            Text("Điều 3. Chánh Văn phòng, Giám đốc Sở Nội vụ, thủ trưởng các đơn vị có tên tại phụ lục chịu trách nhiệm thi hành Quyết định này./."),
            NewPage(), Text("PHỤ LỤC", "title"), Text("KẾT QUẢ ĐÁNH GIÁ", "title"),
            Text(f"(Kèm theo Quyết định số          /QĐ-UBND ngày      tháng      năm {day.year} của {keeper})", "note"),
            Table(("Hạng", "Đơn vị", "Điểm", "Chỉ số (%)", "Xếp loại"), rows, (14, 72, 20, 22, 36)),
            Text(f"Khung chấm: {round.framework_ref}, mã tệp {round.framework_digest[:16]}. Nguồn: {framework.source}.", "note")),
        recipients=("Như Điều 3", "Bộ Nội vụ (b/c)"), signing=Signing(signing[0] or ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), signing[1]))


def _bounds(line) -> str:
    if line["low"] is None:
        return "chưa đủ số liệu"
    return f"chưa đủ số liệu ({wording.number(line['low'], 2)} đến {wording.number(line['high'], 2)})"


__all__ = ["Shown", "decision", "decision_content", "lines_of"]
