"""Questions that get a plain word before everything else: what is it that I have, and may I stop a medicine?"""

from __future__ import annotations

import re
from typing import Final, Literal

Asked = Literal["no_diagnosis", "never_stop"]
"""The phrase of screening.yml that answers."""

_QUOTES: Final = str.maketrans({"’": "'", "‘": "'", "`": "'"})
_ILL: Final = (
    r"(?:skin )?(?:cancer(?:ous)?|melanoma|malignant|benign|infect(?:ed|ion)|sepsis|serious|dangerous|bad|contagious"
    r"|an? (?:skin )?(?:cancer|infection|melanoma|reaction|disease|allergy|keloid|rash|tumou?r))"
)
_DIAGNOSIS: Final = re.compile(
    rf"\b(?:is|are|could|might|can|may|would|was) (?:it|this|that|they|these|those|mine|my [\w ]{{2,20}}?)"
    rf"(?: be| just| really| maybe| possibly)* {_ILL}\b[^.!]*\?"
    rf"|^\W*(?:so |and |but |do you think )*(?:is|are|could) (?:it|this|that|they|these|those)(?: be)? {_ILL}\W*$"
    r"|\bwhat (?:is|could|might) (?:it|this|that)(?: be| thing| lump| spot| mark)*\?"
    r"|\b(?:what|which) (?:illness|disease|condition) (?:do i|have i|is (?:it|this))\b"
    r"|\bdo(?:es)? (?:you think|it (?:sound|look)) .{0,30}\b(?:cancer|melanoma|infect\w+|serious|dangerous)\b",
    re.IGNORECASE,
)
_STOPPING: Final = (
    r"(?:stop(?:ping)?|come off|coming off|quit|pause|skip(?:ping)?|halt|leave off|leave out|miss|drop|reduce|halve"
    r"|lower|cut down|cut out|hold off|give up|change|swap|switch)"
)
_MEDICINE: Final = (
    r"(?:it|them|him|these|those|taking|that|this|my|her|his|the|medicat\w+|medicin\w*|meds?|tablets?|pills?|dose"
    r"|thinners?|steroids?|insulin|aspirin|warfarin|eliquis|injections?)"
)
_STOP: Final = re.compile(
    rf"\b(?:should|shall|can|could|may|must|do|does|would|is it (?:ok|okay|safe|fine|best|better) (?:if|to|for)"
    rf"|(?:need|have|has|ought|got|better) to|tell me to|want me to)\b.{{0,40}}?\b{_STOPPING}\b"
    rf"(?: \w+){{0,3}}? ?\b{_MEDICINE}\b",
    re.IGNORECASE,
)
_NOT_MEDICINE: Final = re.compile(
    r"\b(?:stop|quit|pause|skip|change|miss|drop) (?:this|the|these|that|my)? ?"
    r"(?:questions?|chat|answers?|session|appointment|booking|it hurting|messages|mind|smoking|shaving|minoxidil)\b",
    re.IGNORECASE,
)


def asked(text: str, *, medicines: bool) -> Asked | None:
    """The phrase that has to be said first. medicines: the message, or the talk so far, is about a medicine."""
    plain = text.translate(_QUOTES)
    if medicines and _STOP.search(plain) and not _NOT_MEDICINE.search(plain):
        return "never_stop"
    return "no_diagnosis" if _DIAGNOSIS.search(plain) else None
