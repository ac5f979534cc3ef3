"""What the ground floor tells the house about itself: its own evidence is the files behind rule entries."""

from django.utils.translation import gettext_lazy as _

from .models import Evidence
from .rooms import Room, register


def rule_files(actor):
    """Files of rule entries, for everybody who may read the rules."""
    return Evidence.objects.filter(room="core.rule") if actor.can("rule.view") else Evidence.objects.none()


register(Room("core.rule", _("Quy tắc"), evidence=rule_files))
