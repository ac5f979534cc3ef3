"""What exists in the room: directives with their drafts, tasks, assignments, reports and requests."""

from .assignments import Assignment, Report, TargetValue
from .directives import Addressee, Directive, Draft
from .requests import Contest, Extension, Letter, Reminder
from .tasks import Series, Target, Task

__all__ = ["Addressee", "Assignment", "Contest", "Directive", "Draft", "Extension", "Letter", "Reminder", "Report", "Series", "Target", "TargetValue", "Task"]
