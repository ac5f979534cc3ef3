"""Read the request, call one service or selector, answer."""
