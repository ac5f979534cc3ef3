"""Lists, the leader's page and my work."""

from django.urls import path

from ..views import calendar, days, leader, letters, lists, my_work

urlpatterns = [
    path("nhiem-vu/", lists.tasks, name="tasks"),
    path("nhiem-vu.xlsx", lists.tasks_xlsx, name="tasks_xlsx"),
    path("viec-cua-toi/", my_work.my_work_page, name="my_work"),
    path("viec-cua-toi.xlsx", my_work.my_work_xlsx, name="my_work_xlsx"),
    path("lich-ca-nhan/", calendar.page, name="calendar"),
    path("lich/<str:secret>.ics", calendar.feed, name="calendar_feed"),
    path("dieu-hanh/", leader.leader_page, name="leader"),
    path("dieu-hanh/bao-cao.docx", leader.follow_docx, name="follow_docx"),
    path("ngay-con-lai/", days.left, name="day_left"),
    path("cong-van-don-doc/", letters.letters, name="letters"),
    path("cong-van-don-doc/<int:pk>/vao-so/", letters.to_register, name="letter_register"),
    path("cong-van-don-doc/<int:pk>.docx", letters.letter_docx, name="letter_docx"),
]
