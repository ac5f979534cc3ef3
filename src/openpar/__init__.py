"""OpenPAR: a directive becomes tasks, tasks become facts, facts become a score, and the gap becomes the next task."""

__version__ = "0.1.0"
