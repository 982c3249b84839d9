"""Faces: each parses what it is asked, calls one service function and renders its report."""
