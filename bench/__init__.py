"""Measurements: what the assistant understands, and what it costs."""
