"""Chỉ số: published results for everybody to read, frameworks as trees, scores explained, plans to improve."""
