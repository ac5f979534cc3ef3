"""Directives, their review and what happens to them afterwards."""

from django.urls import path, re_path

from ..views import amend, directives, review

urlpatterns = [
    path("van-ban/", directives.directives, name="directives"),
    path("van-ban.xlsx", directives.directives_xlsx, name="directives_xlsx"),
    path("van-ban/moi/", directives.new, name="directive_new"),
    path("van-ban/<int:pk>/", directives.directive, name="directive"),
    path("van-ban/<int:pk>/dan/", directives.paste, name="directive_paste"),
    path("van-ban/<int:pk>/thong-tin/", directives.head, name="directive_head"),
    path("van-ban/<int:pk>/bo/", directives.discard, name="directive_discard"),
    path("van-ban/<int:pk>/ra-soat/", review.review, name="review"),
    path("van-ban/<int:pk>/ra-soat/them/", review.add, name="review_add"),
    path("van-ban/<int:pk>/ra-soat/theo-muc/", review.bulk, name="review_bulk"),
    path("van-ban/<int:pk>/ra-soat/don-vi/<int:addressee>/", review.name, name="review_name"),
    path("van-ban/<int:pk>/ra-soat/<int:draft>/", review.card, name="review_card"),
    path("van-ban/<int:pk>/ra-soat/<int:draft>/<slug:act>/", review.act, name="review_act"),
    path("van-ban/<int:pk>/giao/", review.issue, name="issue"),
    path("van-ban/<int:pk>/thu-hoi/", amend.directive_withdraw, name="directive_withdraw"),
    path("van-ban/<int:pk>/doi-chieu/", amend.directive_replace, name="directive_replace"),
    path("nhiem-vu/moi/", directives.task_new, name="task_new"),
    path("nhiem-vu/<int:pk>/dieu-chinh/", amend.task_amend, name="task_amend"),
    re_path(r"^nhiem-vu/(?P<pk>\d+)/dieu-chinh/(?P<act>sua|thu-hoi|gop|them-don-vi)/$", amend.task_act, name="task_act"),
    path("phan-viec/<int:pk>/thu-hoi/", amend.part_withdraw, name="part_withdraw"),
]
