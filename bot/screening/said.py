"""Short remarks about the dialogue itself, known by rule: "not sure", "skip", "why do you ask?", "go back"."""

from __future__ import annotations

import re
from typing import Final, Literal

Remark = Literal[
    "yes", "no", "unsure", "skip", "why", "stop", "back", "change", "resume", "restart", "person"
]

_LEAD: Final = (
    r"^\W*(?:(?:ok|okay|well|um+|er+|hm+|sorry|please|actually|and|but|(?:can|could) (?:we|you|i)|let's"
    r"|i(?:'d| would) like to|i want to)\W+)*"
)
_TAIL: Final = r"(?:\W+(?:please|thanks|thank you|now|then|sorry|mate|tbh|for now))*\W*$"

_WHOLE: Final[dict[Remark, tuple[str, ...]]] = {
    "why": (
        r"why(?: (?:do|are|would|should|does|is) .*|\W*|.*(?:ask|need|matter|important|want to know).*)",
        r"what(?:'s| is)? (?:that|this|it) for|how come|what for",
        r"(?:what )?does (?:it|that) matter",
        r"what (?:has|have|does) (?:that|this) (?:got )?to do with (?:it|anything|this)",
    ),
    "skip": (
        r"skip(?: (?:it|this|that|one|this one|that one|the question|this question))*",
        r"pass|next(?: (?:one|question))?|no comment|none of your business",
        r"(?:i(?: would|'d)? ?)?(?:rather|prefer) not(?: to)?(?: (?:say|answer|tell you|tell))?",
        r"(?:i )?(?:don'?t|do not) want to (?:say|answer)(?: (?:that|this))?",
    ),
    "unsure": (
        r"(?:i(?:'m| am)? ?)?(?:really )?(?:not (?:too |really |quite |entirely |completely |100% )?sure"
        r"(?: (?:about (?:that|this|it)|really|when|which|if.*))?|unsure)",
        r"no idea(?: .*)?|no clue|dunno|idk|hard to say|could be either|maybe|perhaps|possibly",
        r"(?:i )?(?:really )?(?:don'?t|do not)(?: really)? (?:know|remember)(?: (?:that|which|when|exactly|really))?",
        r"(?:i )?(?:can'?t|cannot)(?: really)? (?:remember|recall|say|tell)|(?:i )?haven'?t (?:got )?a clue",
    ),
    "stop": (
        r"stop(?: (?:it|this|here|asking(?: .*)?|the (?:questions|screening|check)))?|pause|leave it",
        r"cancel(?: (?:it|this|that))?|quit|exit|never ?mind|forget (?:it|about it)",
        r"enough(?: (?:questions|already))?|no more(?: questions)?|(?:i )?(?:have to|need to|must|gotta) go",
        r"(?:i(?:'ll| will) )?(?:(?:do (?:it|this)|finish(?: (?:it|this))?|come back|carry on|continue) )?"
        r"(?:later|another time|some other time|tomorrow)",
    ),
    "back": (
        r"(?:go )?back(?: (?:one|a step|a question))*|previous(?: (?:one|question))?|undo(?: (?:that|it))?",
        r"(?:the )?last (?:one|answer|question) (?:was|is) wrong|that (?:was|is) wrong|wrong (?:button|answer)",
        r"i (?:tapped|pressed|clicked|hit) the wrong (?:one|button|thing)",
    ),
    "restart": (
        r"(?:start|begin)(?: (?:over|again|afresh|anew|new|from the (?:start|beginning)))+|restart|reset",
    ),
    "resume": (r"continue|go on|carry on|resume|where were we|keep going|proceed|i'?m back",),
    "yes": (
        r"yes|yep|yeah|yea|yup|ye|y|sure|ok|okay|fine|correct|right|that'?s right|of course|definitely|👍",
        r"absolutely|please do|go ahead|i agree|agreed|agree|no problem|that(?:'?s| is) fine|affirmative",
        r"(?:yes )?(?:i (?:do|have|am)|it (?:is|does)|they do|s?he (?:is|does|has)|of course)",
    ),
    "no": (
        r"no|nope|nah|n|not|never|none|neither|nothing|negative|not at all|not really|no way|disagree|👎",
        r"none of (?:them|these|those|that)|no thanks|no thank you|nothing (?:like that|at all)|none at all",
        r"(?:no )?(?:i (?:don'?t|do not|haven'?t|disagree)|i'?m not|it (?:isn'?t|doesn'?t)|s?he (?:isn'?t|doesn'?t))",
    ),
}
_PATTERNS: Final = {
    name: re.compile(_LEAD + f"(?:{'|'.join(parts)})" + _TAIL, re.IGNORECASE)
    for name, parts in _WHOLE.items()
}
_CHANGE: Final = re.compile(
    r"\b(?:change|correct|edit|redo|fix|update|alter|amend)\b.{0,40}"
    r"\b(?:answers?|question|reply|what i said|bit|one|part)\b"
    r"|^\W*(?:change|correct|edit|redo|fix|update)\b.{1,40}$"
    r"|\bmy (?:\w+ ){0,3}answer (?:was|is) wrong\b",
    re.IGNORECASE,
)
_PERSON: Final = re.compile(
    r"\b(?:talk|speak|chat|pass me|put me through|transfer me|get me|connect me|want|need|can i have)\b.{0,25}"
    r"\b(?:person|human|someone|somebody|real|staff|agent|artist|receptionist|practitioner)\b",
    re.IGNORECASE,
)
_THINGS: Final = r"(?:conditions?|illness(?:es)?|diseases?|medicines?|medications?|reasons?|health problems?)"
_STOPS: Final = (
    r"(?:stop|prevent|exclude|disqualif|not (?:be )?(?:suitable|allowed|eligible|possible)|unsuitable|problem|issue"
    r"|can'?t|cannot|refuse|turn(?:ed)? (?:me |people |away)|rule)"
)
_GENERAL: Final = re.compile(
    r"\brul(?:e|es|ed|ing)\b.{0,10} out\b|\bcontra-?indicat"
    r"|\b(?:who|which people) (?:can'?t|cannot|can not|shouldn'?t|should not|isn'?t|is not|may not|couldn'?t)\b"
    rf"|\b(?:what|which|any|are there|list|list of)\b.{{0,40}}\b{_THINGS}\b.{{0,60}}\b{_STOPS}"
    r"|\b(?:what|anything)\b.{0,30}\b(?:disqualif\w*|make me (?:unsuitable|ineligible)"
    r"|stop me (?:from )?(?:having|getting)|mean i can'?t)",
    re.IGNORECASE,
)
_QUOTES: Final = str.maketrans({"’": "'", "‘": "'", "`": "'"})


def remark(text: str) -> Remark | None:
    """The remark that the whole of a text is, or None. A request to change an answer may name which one."""
    plain = text.translate(_QUOTES)
    for name, pattern in _PATTERNS.items():
        if pattern.match(plain):
            return name
    if _PERSON.search(plain):
        return "person"
    return "change" if _CHANGE.search(plain) else None


def leading_answer(text: str) -> Literal["yes", "no"] | None:
    """The yes or no that a longer answer begins with: "yes, since March", "no it's flat"."""
    found = re.match(
        r"\W*(yes|yep|yeah|yup|sure|okay|ok|no(?! problem| worries)|nope|nah)\b",
        text.translate(_QUOTES),
        re.IGNORECASE,
    )
    if found is None:
        return None
    return "no" if found[1].lower().startswith("n") else "yes"


def asks_in_general(text: str) -> bool:
    """ "What might rule me out?": a question about the rules and not about somebody."""
    return bool(_GENERAL.search(text.translate(_QUOTES)))
