"""The tabs of the room; frameworks and PAPI are open to everybody."""

from django.utils.translation import gettext_lazy as _

from openpar.web.navigation import Tab, register

register(Tab("indices:framework", _("Chỉ số"), "indices:frameworks", order=60, public=True))
register(Tab("indices:papi", _("PAPI"), "indices:papi", order=61, public=True))
register(Tab("indices:round", _("Đánh giá"), "indices:rounds", order=62, also=("indices:sheet", "indices:result")))
register(Tab("indices:fact", _("Số liệu"), "indices:facts", act="fact.view", order=63))
