"""Work under fire for `make chaos`; tools/chaos.py says how a scenario is written and run."""
