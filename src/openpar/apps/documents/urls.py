"""The addresses of the room."""

from django.urls import path

from .views import acts, beside, publishing, registers, signing, writing

app_name = "documents"
urlpatterns = [
    path("so-van-ban/di/", registers.register, {"direction": "out"}, name="out"),
    path("so-van-ban/den/", registers.register, {"direction": "in"}, name="in"),
    path("so-van-ban/di.xlsx", registers.register_xlsx, {"direction": "out"}, name="out_xlsx"),
    path("so-van-ban/den.xlsx", registers.register_xlsx, {"direction": "in"}, name="in_xlsx"),
    path("so-van-ban/di/in/", registers.print_book, {"direction": "out"}, name="out_print"),
    path("so-van-ban/den/in/", registers.print_book, {"direction": "in"}, name="in_print"),
    path("so-van-ban/cho-ky/", signing.queue, name="queue"),
    path("so-van-ban/soan/", writing.draft_new, name="draft_new"),
    path("so-van-ban/tiep-nhan/", writing.arrival_new, name="arrival_new"),
    path("so-van-ban/<int:pk>/", acts.document, name="document"),
    path("so-van-ban/<int:pk>/sua/", writing.draft_edit, name="draft_edit"),
    path("so-van-ban/<int:pk>/ban-in/", acts.paper, name="paper"),
    path("so-van-ban/<int:pk>/ban-in.docx", acts.paper_docx, name="paper_docx"),
    path("so-van-ban/<int:pk>/phan-cong/", writing.assign, name="assign"),
    path("so-van-ban/<int:pk>/tep/", beside.files, name="files"),
    path("so-van-ban/<int:pk>/tep/<int:file>/go/", beside.file_drop, name="file_drop"),
    path("so-van-ban/<int:pk>/quan-he/", beside.relate, name="relate"),
    path("so-van-ban/<int:pk>/quan-he/<int:relation>/bo/", beside.relation_drop, name="relation_drop"),
    path("so-van-ban/<int:pk>/cong-bo/", publishing.publish, name="publish"),
    path("so-van-ban/<int:pk>/thoi-cong-bo/", publishing.unpublish, name="unpublish"),
    path("van-ban-cong-bo/", publishing.index, name="published"),
    path("van-ban-cong-bo/<int:pk>/", publishing.one, name="published_one"),
    path("van-ban-cong-bo/<int:pk>/ban-cong-bo.pdf", publishing.copy, name="published_copy"),
    path("so-van-ban/<int:pk>/giu-lai/", acts.keep, name="keep"),
    path("so-van-ban/<int:pk>/giao-viec/", acts.give_as_tasks, name="give_as_tasks"),
    path("so-van-ban/<int:pk>/viec/<slug:act>/", acts.act, name="act"),
]
