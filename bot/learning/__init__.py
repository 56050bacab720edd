"""Turns what staff say that messages meant into examples and phrases, and conversations into tests."""
