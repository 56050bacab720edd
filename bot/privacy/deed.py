"""What is to be done with a visitor's data when a turn ends: decided in the dialogue, done as the answer is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

RECEIPT: Final = "{receipt}"
"""Stands in an answer for the number of the receipt, which is known only when the erasing is done."""


@dataclass(frozen=True)
class Deed:
    """erase: everything about the person. withdraw: purposes of consents that end."""

    erase: bool = False
    withdraw: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"erase": self.erase, "withdraw": list(self.withdraw)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Deed:
        """Raises KeyError or TypeError for what `to_json` did not make."""
        purposes = tuple(value["withdraw"])
        if not isinstance(value["erase"], bool) or not all(isinstance(item, str) for item in purposes):
            raise TypeError("a deed is a flag and names of purposes")
        return cls(value["erase"], purposes)
