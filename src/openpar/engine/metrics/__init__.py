"""Metrics: named questions over fact tables, answered for all organisations and periods at once, on any engine that Ibis speaks to."""

from .answers import Answer, Answers
from .compute import compute
from .periods import between, half_year, month, quarter, report_half, report_month, report_quarter, report_year, year
from .records import Counted, rows_of
from .registry import METRICS, Estimate, Metric, Ratio, metric
from .tree import Tree, own, tree

__all__ = ["METRICS", "Answer", "Answers", "Counted", "Estimate", "Metric", "Ratio", "Tree", "between", "compute", "half_year", "metric", "month", "own",
           "quarter", "report_half", "report_month", "report_quarter", "report_year", "rows_of", "tree", "year"]
