"""What happens when someone decides: one file per decision. Other rooms enter here."""

from .create import NewTask, create_tasks

__all__ = ["NewTask", "create_tasks"]
