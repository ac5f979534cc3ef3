"""Measurements. Each file here offers `run(only)`: rows for the ids in `only`, or all of its rows where `only` is None.

A row is a dict: id, what, ours, unit, and where there is something to compare with peer (its name), peer_value and correct
(both agree on the answer). `higher` says whether more is better, by default true for units "per second".
"""
