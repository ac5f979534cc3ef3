"""What the room tells the house: where an item of a plan has its page."""

from django.utils.translation import gettext_lazy as _

from openpar.core.rooms import Room, register

register(Room("indices.plan", _("Kế hoạch cải thiện chỉ số")))
