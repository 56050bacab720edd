"""Commands of the command line that have a module of their own: `add_to` registers one, `run` carries it out."""

from __future__ import annotations


class UnusableInputError(ValueError):
    """The input cannot be used; the message says where, and what is expected or possible."""
