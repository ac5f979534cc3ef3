"""What happens when someone decides: one file per decision. Other rooms enter here."""

from ..origins import Origin
from .create import NewTask, create_tasks
from .measured import measured, worked_on

__all__ = ["NewTask", "Origin", "create_tasks", "measured", "worked_on"]
