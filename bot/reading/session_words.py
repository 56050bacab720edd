"""How people speak of an SMP session: done, to come, or only named beside a day."""

from __future__ import annotations

import re
from typing import Final

from bot.reading.periods import NUMBER
from bot.reading.text import whole_words

ORDINALS: Final = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": 0, "final": 0,
}  # fmt: skip
_ORDINAL: Final = rf"(?:(?P<ordinal>{'|'.join(ORDINALS)}) )?"
_SMP: Final = (
    r"(?:scalp micropigmentation|scalp micro pigmentation|micropigmentation|smp|scalp tattoo(?:ing)?"
    r"|head tattoo(?:ed)?|scalp pigmentation|hair tattoo)"
)
_PART: Final = r"(?:head|scalp|hairline|hair line|crown|scar|parting|dots|smp|mine|his|hers|it|density|top|temples|bald spot)"
_WORKED: Final = r"(?:done|tattooed|treated|inked|micropigmented|pigmented|worked on)"
_SESSION: Final = (
    rf"{_ORDINAL}(?:{_SMP} )?(?:session|sessions|treatment|appointment|appt)(?: (?:number |no )?(?P<number>[1-6]))?"
    r"(?! (?:weeks|days|months|hours|years))"
)
_HAD: Final = (
    r"(?:i |he |she |we |they |who |and )?(?:have |has |'s |just |only |recently |already |finally )*"
    r"(?:had|got|did|done|finished|completed|having had|been for|went for|came (?:in )?for|come back from|attended)"
)
_MY: Final = r"(?:my |his |her |the |a |our |their |with you |an )?"
_OWN: Final = r"(?:my |his |her |the |our |their )?"
_AFTER: Final = r"(?:since|after|following|post|from)(?: -)?"
_NOT_YET: Final = r"(?! (?:booked|planned|scheduled|coming|next|for|in \d))"
_COUNT: Final = (
    rf"(?P<units>{NUMBER}|a few|few|couple of|a couple of|a) (?:hours?|days?|weeks?|months?|years?)"
)

PAST: Final = tuple(
    whole_words(pattern)
    for pattern in (
        rf"{_HAD} {_MY}{_SESSION}{_NOT_YET}",
        rf"{_HAD} {_OWN}(?:{_ORDINAL}{_SMP}|(?:first|second|third|1st|2nd|3rd|last) one)(?: done| finished)?{_NOT_YET}",
        rf"(?:had|got|have had|has had) {_OWN}{_PART} {_WORKED}(?: on)?",
        rf"{_OWN}{_PART} (?:was|were|got) {_WORKED}",
        rf"{_AFTER} (?:my |his |her |the |having |having my |having the |getting |our |their |i had |i had my |i got )?{_SESSION}",
        rf"{_AFTER} (?:my |his |her |the |having |getting |having my |i had |i had my |i got )?{_ORDINAL}{_SMP}(?: done)?",
        rf"(?:since|after) (?:i (?:had|got) )?(?:it|mine|my head|my scalp|my hairline) (?:was |being |got |had )?{_WORKED}",
        rf"{_MY}{_SESSION} (?:was|were|finished|went|happened|ended|took place|got done)",
        rf"(?<!from )(?<!as )(?<!than )(?<!like )(?:day|days) (?P<count>{NUMBER})(?! of (?!healing))(?: (?:after|post|since|following)| of healing)?",
        rf"{_COUNT} (?:after|post|since|out|into|on from|following|later)(?: -)?(?: (?:my|his|her|the|having|getting|i had|i got))*"
        rf" {_ORDINAL}(?:{_SMP}|session|treatment|mine)(?: session| treatment| done)?",
        r"(?:just|only just) (?:left|come out of|got home from|back from|walked out of|got back from)"
        r" (?:the |your |my )?(?:clinic|studio|session|treatment|salon|place|appointment|shop)",
        r"where (?:they|you|he|she|the artist) (?:worked|treated|tattooed|did it|did me|did my head|put the ink|did the dots)",
        r"(?:my|the|his|her) (?:new|fresh|freshly done) (?:smp|scalp tattoo|dots|hairline tattoo|head tattoo|tattoo)",
        r"(?:my|the|his|her) treated (?:scalp|head|area|skin|hairline)|(?:treated|tattooed) (?:area|scalp|head|skin|part)",
    )
)
PLANNED: Final = tuple(
    whole_words(pattern)
    for pattern in (
        rf"(?:have|got|has|having|booked|booking|book|going for|going to have|getting|due|is) {_MY}{_SESSION}"
        r"(?: booked| planned| scheduled| coming up| is)?",
        rf"{_MY}{_SESSION} (?:is|'s|booked|planned|scheduled|coming up|next)",
        rf"(?:booked|booking|book|going|due|want|coming|scheduled)(?: in)? (?:for|to have|to get) (?:my |a |the )?"
        rf"{_ORDINAL}(?:{_SMP}|session|{_PART} done|one)",
        rf"before (?:my |his |her |the |our )?{_SESSION}",
        rf"(?:next|upcoming|coming) (?:{_SMP} )?(?:session|treatment|appointment|appt)",
        rf"(?:i am|he 's|she 's) (?:booked in|coming in|having it done|having {_SMP}|getting {_SMP})",
    )
)
NAMED: Final = whole_words(
    rf"{_OWN}{_ORDINAL}(?:(?:{_SMP}|session|sessions|appointment|appt)(?: (?:number |no )?(?P<number>[1-6])"
    r"(?! (?:weeks|days|months|hours|years|pm|am)))?(?: session| treatment| appointment)?)"
)
"""A session named and nothing more: only a day beside it tells whether it was or will be."""

OTHER_TREATMENTS: Final = frozenset(
    """laser prp chemo physio therapy botox microneedling radiotherapy transplant gym training counselling filler
    vampire needling dialysis massage acupuncture facial removal dentist doctor gp hospital dermatologist""".split()
)
ASKING: Final[re.Pattern[str]] = whole_words(
    r"(?:when|how soon|how long|can|could|should|may|is it ok|is it okay|what|do|does|will|would|how many|am)"
    r"(?: (?:can|could|should|long|soon|do|does|will|would|to|many|days|weeks|much|after))*"
    r" (?:i|you|we|it|one|he|she|to|people|does|do|the)|(?:anyone|anybody|have you|people)(?: ever)?"
)
HAPPENING: Final[re.Pattern[str]] = whole_words(
    r"my|i have|i am|is it normal|it 's|it is|still|getting|today|this morning|now|help|got|and (?:it|there|the)"
)
