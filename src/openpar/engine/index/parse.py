"""The strict reading of a framework: from plain data to a value, each fault in its own sentence."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ..errors import BadInput, RuleError
from ..rulebook import GRADES, digest
from .compose import HOW
from .facts import decimal
from .framework import BY, ROUNDING, Compose, Criterion, Framework, Rule, Settings
from .methods import METHODS

FRAMEWORK_KEYS = ("index", "level", "year", "until", "variant", "jurisdiction", "title", "status", "revision", "revision_note",
                  "source", "confidence", "checked", "effective", "example", "note", "total", "compose", "counts", "missing",
                  "minimum_available", "settings", "criteria", "not_applicable")
CRITERION_KEYS = ("code", "title", "max", "weight", "metric", "by", "kind", "score", "compose", "missing", "minimum_available",
                  "not_applicable", "counts", "scale_text", "source", "note", "criteria")
SETTING_KEYS = ("decimals", "rounding", "rank_on", "ties", "rank_incomplete", "class_on", "class_value", "classes",
                "no_evidence", "not_applicable")
CHOICES = {"status": ("draft", "published", "replaced"), "rank_on": ("exact", "published"), "class_on": ("exact", "published"),
           "ties": ("standard", "max", "dense", "average"), "class_value": ("percent", "points"),
           "no_evidence": ("explain", "zero"), "not_applicable": ("leave", "rescale", "refuse"),
           "missing": ("bounds", "exclude"), "kind": ("core", "bonus", "deduction"), "rounding": tuple(ROUNDING),
           "by": tuple(BY), "how": tuple(HOW), "better": ("higher", "lower")}
UNKNOWN = "unknown"


def keys(data: Any, allowed: tuple[str, ...], where: str, required: tuple[str, ...] = ()) -> None:
    """Refuse what is not a mapping, unknown keys and missing keys, one sentence each."""
    if not isinstance(data, Mapping):
        raise RuleError(f"{where}: cần các cặp khóa: giá trị, ở đây là {type(data).__name__}.", where=where)
    for key in data:
        if key not in allowed:
            raise RuleError(f"{where}: khóa lạ “{key}”. Xóa hoặc sửa chính tả; các khóa dùng được: {', '.join(allowed)}.",
                            where=where)
    for key in required:
        if key not in data:
            raise RuleError(f"{where}: thiếu khóa “{key}”. Thêm khóa này theo văn bản.", where=where)


def one_of(data: Mapping, key: str, default: str, where: str) -> str:
    """A word from a closed list."""
    word = data.get(key, default)
    if word not in CHOICES[key]:
        raise RuleError(f"{where}: {key} “{word}” không dùng được. Chọn một trong: {', '.join(CHOICES[key])}.", where=where)
    return word


def amount(value: Any, where: str) -> Decimal:
    """A number of the rulebook."""
    if isinstance(value, bool):
        raise RuleError(f"{where}: cần một số, ở đây là {value}.", where=where)
    try:
        return decimal(value, where)
    except BadInput as error:
        raise RuleError(error.message, where=where) from None


def parse(data: Mapping[str, Any], ref: str, layer: str = "shipped", *, strict: bool = True) -> Framework:
    """A framework from plain data (a YAML file or an Excel tree). `ref` is its name, such as "demo/department-2022".

    With `strict` off, a known tree that does not add up loads too, so that a draft can be shown with its findings.
    """
    where = f"indices/{ref}.yaml"
    keys(data, FRAMEWORK_KEYS, where, ("index", "level", "year", "title", "source", "criteria"))
    settings = _settings(data.get("settings", {}), f"{where}#settings")
    children = tuple(_criterion(c, where, settings) for c in data["criteria"] or ())
    _unique(children, where)
    root = Criterion("", data["title"], _max(data, "total", where), children,
                     compose=_compose(data.get("compose", "sum"), where), counts=_counts(data, where),
                     missing=one_of(data, "missing", "bounds", where),
                     minimum_available=amount(data.get("minimum_available", 0), where),
                     not_applicable=one_of(data, "not_applicable", settings.not_applicable, where), source=data["source"])
    grade = data.get("confidence", "A")
    if grade not in GRADES:
        raise RuleError(f"{where}: độ tin cậy “{grade}” không phải là A, B, C hoặc D.", where=where)
    year, until = data["year"], data.get("until")
    if not isinstance(year, int) or (until is not None and (not isinstance(until, int) or until < year)):
        raise RuleError(f"{where}: năm áp dụng {year}–{until} không hợp lệ. Ghi year là năm đầu, until là năm cuối.", where=where)
    framework = Framework(data["index"], data["level"], year, data["title"], root, settings, until, data.get("variant", ""),
                          data.get("jurisdiction", ""), one_of(data, "status", "draft", where), data.get("revision", 1),
                          data.get("revision_note", ""), data["source"], GRADES[grade], data.get("checked", {}),
                          data.get("effective"), bool(data.get("example")), data.get("note", ""), ref, digest(data), layer)
    if framework.revision > 1 and not framework.revision_note:
        raise RuleError(f"{where}: bản sửa lần {framework.revision} phải ghi lý do (revision_note).", where=where)
    if strict:
        from .checks import add_up
        add_up(framework)
    return framework


def _max(data, key, where) -> Decimal | None:
    value = data.get(key, UNKNOWN)
    if value == UNKNOWN:
        return None
    top = amount(value, f"{where}/{key}")
    if top < 0:
        raise RuleError(f"{where}: điểm tối đa {top} nhỏ hơn 0. So lại với văn bản.", where=where)
    return top


def _counts(data, where) -> dict[str, int]:
    counts = data.get("counts", {})
    keys(counts, ("areas", "criteria", "components"), f"{where}#counts")
    return {k: int(v) for k, v in counts.items() if v != UNKNOWN}


def _compose(data, where) -> Compose:
    if isinstance(data, str):
        data = {"how": data}
    keys(data, ("how", "times", "low", "high", "floor", "cap"), f"{where}#compose", ("how",))
    how = one_of(data, "how", "sum", where)
    if how == "calibrated" and not {"low", "high"} <= set(data):
        raise RuleError(f"{where}: cách tổng hợp calibrated cần low và high.", where=where)
    numbers = {k: amount(v, f"{where}#compose/{k}") for k, v in data.items() if k != "how"}
    return Compose(how, **numbers)


def _settings(data, where) -> Settings:
    keys(data, SETTING_KEYS, where)
    words = {k: one_of(data, k, getattr(Settings(), k), where)
             for k in ("rounding", "rank_on", "ties", "class_on", "class_value", "no_evidence", "not_applicable")}
    classes = []
    for row in data.get("classes", ()):
        keys(row, ("name", "min"), f"{where}/classes", ("name", "min"))
        classes.append((row["name"], amount(row["min"], f"{where}/classes")))
    if sorted(classes, key=lambda c: -c[1]) != classes or len({c[1] for c in classes}) < len(classes):
        raise RuleError(f"{where}: các hạng phải xếp từ cao xuống thấp và không trùng mức.", where=where)
    return Settings(decimals=int(data.get("decimals", 2)), rank_incomplete=bool(data.get("rank_incomplete", False)),
                    classes=tuple(classes), **words)


def _criterion(data, where, settings) -> Criterion:
    at = f"{where}#{data.get('code', '?') if isinstance(data, Mapping) else '?'}"
    keys(data, CRITERION_KEYS, at, ("code", "title"))
    if not isinstance(data["code"], str):
        raise RuleError(f"{at}: mã {data['code']!r} phải để trong dấu nháy, vì 1.10 và 1.1 là hai mã.", where=at)
    children = tuple(_criterion(c, where, settings) for c in data.get("criteria") or ())
    top = _max(data, "max", at)
    score = data.get("score", UNKNOWN)
    compose = _compose(data.get("compose", "sum"), at)
    if children and score != UNKNOWN and compose.how != "pooled":
        raise RuleError(f"{at}: có tiêu chí con thì không chấm trực tiếp. Bỏ score, hoặc dùng compose: pooled.", where=at)
    rule = None if score == UNKNOWN else _rule(score, top, at)
    weight = data.get("weight")
    return Criterion(data["code"], data["title"], top, children, rule, compose,
                     None if weight is None else amount(weight, f"{at}/weight"), data.get("metric", ""),
                     one_of(data, "by", UNKNOWN, at), one_of(data, "kind", "core", at), one_of(data, "missing", "bounds", at),
                     amount(data.get("minimum_available", 0), at), one_of(data, "not_applicable", "leave", at)
                     if "not_applicable" in data else "", _counts(data, at), data.get("scale_text", ""),
                     data.get("source", ""), data.get("note", ""))


def _rule(data, top, at) -> Rule:
    if not isinstance(data, Mapping) or "method" not in data:
        raise RuleError(f"{at}: score phải ghi method (cách chấm), hoặc unknown khi chưa biết.", where=at)
    name = data["method"]
    if name not in METHODS:
        raise RuleError(f"{at}: chưa có cách chấm “{name}”. Các cách có sẵn: {', '.join(METHODS)}.", where=at)
    method = METHODS[name]
    keys(data, ("method", "confidence", *method.needs, *method.may), at, method.needs)
    if top is None:
        raise RuleError(f"{at}: biết cách chấm thì phải biết điểm tối đa (max).", where=at)
    grade = GRADES.get(data.get("confidence", "A"))
    if grade is None:
        raise RuleError(f"{at}: độ tin cậy “{data['confidence']}” không phải là A, B, C hoặc D.", where=at)
    params = {k: _param(k, v, f"{at}/{k}") for k, v in data.items() if k not in ("method", "confidence")}
    _check_params(name, params, top, at)
    return Rule(name, params, grade)


def _param(key, value, at) -> Any:
    if key == "better":
        return one_of({"better": value}, "better", "higher", at)
    if key == "anchors" and value == "round":
        return value
    if key == "bands":
        return tuple((amount(limit, at), amount(points, at)) for limit, points in value)
    if key == "grades":
        return {name: amount(share, at) for name, share in value.items()}
    if key in ("scale", "anchors", "range", "points"):
        if not isinstance(value, (list, tuple)) or len(value) != 2:
            raise RuleError(f"{at}: cần đúng hai số [thấp, cao].", where=at)
        return tuple(amount(v, at) for v in value)
    return amount(value, at)


def _check_params(name, p, top, at) -> None:
    def refuse(text):
        raise RuleError(f"{at}: {text}", where=at)

    if name == "bands":
        limits = [b[0] for b in p["bands"]]
        earned = [b[1] for b in p["bands"]] + [p.get("otherwise", Decimal(0))]
        if limits != sorted(set(limits), reverse=p.get("better") != "lower"):
            refuse("các mức phải xếp từ tốt nhất xuống và không trùng nhau.")
        if earned != sorted(earned, reverse=True):
            refuse("mức tốt hơn không được ít điểm hơn mức kém hơn.")
        if earned[0] != top:
            refuse(f"mức tốt nhất cho {earned[0]} điểm, nhưng điểm tối đa là {top}. So lại với văn bản.")
    if name == "choice" and max(p["grades"].values()) != 1:
        refuse("mức tốt nhất phải bằng 1 (100 % điểm tối đa).")
    for key in ("scale", "anchors", "range"):
        if isinstance(p.get(key), tuple) and p[key][0] >= p[key][1]:
            refuse(f"{key} phải đi từ thấp đến cao.")
    if name == "full_at" and p["full_at"] == p.get("zero_at", Decimal(0)):
        refuse("full_at và zero_at trùng nhau.")
    if name == "target" and p["target"] == p.get("base", Decimal(0)):
        refuse("target và base trùng nhau.")
    if name in ("minmax", "theoretical") and "points" in p and p["points"][1] != top:
        refuse(f"điểm cao nhất của points là {p['points'][1]}, nhưng điểm tối đa là {top}.")
    for key in ("each", "cap", "floor"):
        if key in p and p[key] < 0:
            refuse(f"{key} không được âm.")


def _unique(children, where) -> None:
    seen = set()
    for child in children:
        for c in child.walk():
            if c.code in seen:
                raise RuleError(f"{where}#{c.code}: mã này có hai lần. Mỗi tiêu chí một mã.", where=f"{where}#{c.code}")
            seen.add(c.code)
