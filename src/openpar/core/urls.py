"""The addresses of the ground floor."""

from django.urls import path

from .views import (
    evidence,
    grants,
    jobs,
    letter,
    notices,
    organisations,
    rules,
    search,
    session,
    signatures,
    try_clock,
    webhooks,
)

app_name = "core"
urlpatterns = [
    path("", session.home, name="home"),
    path("lam-viec-thay/", session.act_for, name="act_for"),
    path("ngay-hom-sau/", session.next_day, name="next_day"),
    path("suc-khoe/", session.health, name="health"),
    path("suc-khoe/so-do/", session.readings, name="readings"),
    path("minh-chung/<int:pk>/", evidence.evidence, name="evidence"),
    path("minh-chung/<str:room>/<int:owner>.zip", evidence.together, name="evidence_together"),
    path("thong-bao/", notices.notices, name="notices"),
    path("thong-bao/da-doc/", notices.read, name="notices_read"),
    path("thong-bao/<int:pk>/", notices.notice, name="notice"),
    path("thu-hang-ngay/", letter.letter, name="letter"),
    path("tim/", search.search, name="search"),
    path("co-quan/", organisations.organisations, name="organisations"),
    path("co-quan/<int:pk>/", organisations.organisation, name="organisation"),
    path("quy-tac/", rules.index, name="rules"),
    path("quy-tac/chua-xac-nhan/", rules.unconfirmed, name="rules_unconfirmed"),
    path("quy-tac/xac-nhan/", rules.confirm, name="rule_confirm"),
    path("quy-tac/xuat/", rules.export, name="rules_export"),
    path("quy-tac/muc/<int:pk>/", rules.decide, name="rule_decide"),
    path("quy-tac/<path:name>/", rules.rule, name="rule"),
    path("ket-noi/", webhooks.page, name="webhooks"),
    path("ket-noi/<int:pk>/", webhooks.switch, name="webhook_switch"),
    path("vai-tro/", grants.page, name="grants"),
    path("vai-tro/<int:pk>/", grants.decide, name="grant"),
    path("viec-nen/", jobs.page, name="jobs"),
    path("viec-nen/chay/", jobs.run, name="jobs_run"),
    path("viec-nen/gui-lai/", jobs.revive, name="jobs_revive"),
    path("thu-tinh-han/", try_clock.try_clock, name="try_clock"),
    path("kiem-tra-chu-ky/", signatures.check, name="check_signatures"),
]
