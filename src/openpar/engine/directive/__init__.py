"""Reading directives: from prose to obligations. `read_text` opens a file, `parse` reads its text into tasks."""

from .files import SourceText, read_text
from .parse import parse
from .values import Deadline, Directive, Doubt, LegalRef, Many, Named, Report, Section, Target, Task

__all__ = ["Deadline", "Directive", "Doubt", "LegalRef", "Many", "Named", "Report", "Section", "SourceText", "Target",
           "Task", "parse", "read_text"]
