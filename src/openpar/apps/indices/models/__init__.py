"""What exists in this room: plans to improve an index, and what is always true of them."""

from .plans import PlanItem

__all__ = ["PlanItem"]
