"""Charts drawn on the server as SVG: every mark can be a link to its list, no script, colours come from the style sheet.

Each function returns safe markup with a role and a sentence. Numbers are written in text beside or inside the chart;
the caller keeps the table one click away.
"""

from .bars import bar_list, kept_lost, meter, status_strip, target_bar, waterfall
from .chain import chain
from .columns import columns
from .heat import heat_class, heat_table
from .lines import line, small_line
from .strips import dot_strip
from .tiles import tile_grid

__all__ = [
    "bar_list",
    "chain",
    "columns",
    "dot_strip",
    "heat_class",
    "heat_table",
    "kept_lost",
    "line",
    "meter",
    "small_line",
    "status_strip",
    "target_bar",
    "tile_grid",
    "waterfall",
]
