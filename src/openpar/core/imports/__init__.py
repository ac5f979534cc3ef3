"""Nhập dữ liệu: bringing in what was kept elsewhere. One way for every kind: a template, a file as it really is, a dry run that names
every row, and then all of it or nothing."""
