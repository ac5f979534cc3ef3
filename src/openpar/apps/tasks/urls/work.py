"""Tasks and parts of work."""

from django.urls import path

from ..views import appraisal, reports, tasks, work

urlpatterns = [
    path("nhiem-vu/<int:pk>/", tasks.task, name="task"),
    path("phan-viec/<int:pk>/", work.assignment, name="assignment"),
    *(path(f"phan-viec/<int:pk>/{a.slug}/", work.act, {"code": a.code}, name=f"assignment_{a.code}") for a in work.ACTS.values()),
    path("phan-viec/<int:pk>/bao-cao-ket-qua.docx", reports.result_docx, name="result_docx"),
    path("minh-chung-phan-viec/<int:pk>/go/", work.remove_evidence, name="evidence_remove"),
    path("bao-cao-ky/<int:pk>/", reports.report, name="report"),
    path("gia-han/<int:pk>/", reports.extension, name="extension"),
    path("gia-han/<int:pk>/quyet-dinh/", reports.extension_decide, name="extension_decide"),
    path("cho-tham-dinh/", appraisal.queue, name="appraisal"),
    path("theo-doi/", appraisal.follow, name="follow"),
    path("theo-doi/xu-ly/", appraisal.bulk, name="bulk"),
]
