"""The chain of documents around one, as a drawing."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openpar.web.charts import chain
from openpar.web.charts.chain import Node, Tie


def chain_drawing(document, relations):
    """The relations of `selectors.chain_of` as boxes with arrows; nothing where there are none."""
    if not relations:
        return ""
    nodes, ties = {}, []
    for r in relations:
        nodes.setdefault(r.document_id, _seen(r.document, document))
        key = r.other_id or f"named-{r.pk}"
        if r.other_id and r.other_seen:
            nodes.setdefault(key, _seen(r.other, document))
        else:
            nodes.setdefault(key, Node(str(key), _unseen(r)))
        ties.append(Tie(str(r.document_id), r.get_kind_display(), str(key)))
    said = ngettext("%(n)s quan hệ giữa các văn bản; danh sách bằng chữ ở ngay dưới hình.",
                    "%(n)s quan hệ giữa các văn bản; danh sách bằng chữ ở ngay dưới hình.", len(ties)) % {"n": len(ties)}
    return chain(list(nodes.values()), ties, sentence=said)


def _seen(row, here):
    return Node(str(row.pk), f"{row.get_kind_display()} {row.number}".strip(), reverse("documents:document", args=[row.pk]), row.title, row.pk == here.pk)


def _unseen(relation):
    other = relation.other
    return relation.named if other is None else str(other) if other.number else _("Văn bản chưa ban hành")
