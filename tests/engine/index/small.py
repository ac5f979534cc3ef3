"""Small frameworks that several tests of this room build."""

from openpar.engine.index import parse


def leaf(code, top, rule, **more):
    """A criterion."""
    return {"code": code, "title": f"Tiêu chí {code}", "max": top, "score": rule, **more}


def tree(*criteria, total, **more):
    """A framework of these criteria."""
    return parse({"index": "thu", "level": "unit", "year": 2022, "title": "Khung thử", "source": "tự đặt", "status": "published",
                  "total": total, "criteria": list(criteria), **more}, "thu/unit-2022")
