"""How people name sessions, plans and wishes around them: the words that a day is told for."""

from __future__ import annotations

import re
from typing import Final

from bot.reading.calendar_words import MONTH
from bot.reading.text import whole_words

_NTH: Final = (
    r"(?:first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th|last|final|next|latest|previous|other|new)"
)
_SMP: Final = r"(?:scalp micropigmentation|micropigmentation|smp|scalp tattoo(?:ing)?|head tattoo|hairline tattoo|hair tattoo)"
_NOUN: Final = (
    rf"(?:{_SMP} )?(?:session|sessions|appointment|appointments|appt|treatment|touch up|touch - up|sitting)"
)
_DET: Final = r"(?:(?:my|his|her|the|a|our|their|an|your|this|these) )?"
_NUMBER_WORD: Final = r"(?:one|two|three|four|five|[1-5])"

NUMBERS: Final = {
    "first": 1, "1st": 1, "one": 1, "1": 1, "second": 2, "2nd": 2, "two": 2, "2": 2, "third": 3, "3rd": 3, "three": 3,
    "3": 3, "fourth": 4, "4th": 4, "four": 4, "4": 4, "fifth": 5, "5th": 5, "five": 5, "5": 5,
}  # fmt: skip

SESSION: Final = tuple(
    whole_words(pattern)
    for pattern in (
        rf"{_DET}(?:(?P<nth>{_NTH}) )?(?:and (?:last|final) )?{_NOUN}(?: (?:number |no )?(?P<number>{_NUMBER_WORD})"
        rf"(?! (?:days|day|weeks|week|months|month|hours|years|ago|/|-|of|{MONTH}) ))?(?: (?:date|day))?",
        rf"{_DET}(?P<nth>{_NTH}) {_SMP}",
        rf"{_DET}(?P<nth>{_NTH}) (?:one|1)(?! (?:of|day|week))",
        rf"{_DET}(?P<nth>first|second|third|fourth|1st|2nd|3rd|4th|last|final|next)"
        r"(?= (?:is|was|'s|on|will|would|booked|for|moved|changed|yesterday|tomorrow|last|this)(?! (?:time|thing)) )",
        rf"(?:had|got|get|getting|having|have|did|do|doing|book|booked) (?:my |the |his |her )(?P<nth>{_NTH})(?: (?:one|session))?(?: done)?(?! \w*(?:time|thing))",
        rf"(?:had |did |was |number )(?:number )(?P<number>{_NUMBER_WORD})",
        rf"(?:had|got|have had|has had|having|get|getting) (?:it|mine|his|hers|my (?:head|scalp|hairline|crown|scar|hair)|"
        rf"{_SMP}|my {_SMP}|this)(?: (?:done|tattooed|treated|inked|micropigmented))?",
        r"(?:i|he|she|we|they|who) (?:was|were|am|am being|am getting|got|get|is|'s|are) (?:done|treated|tattooed|inked|micropigmented)",
        r"(?:done|treated|tattooed|inked)(?! (?:with|for|by|soon|and))",
        r"(?:they|you|he|she|(?:the|my|our) artist) (?:did|do|does|tattooed|tattoo|treated|treat|are doing|will do) (?:me|my (?:head|scalp|hairline))",
        r"(?:i am |i have |i 'm |i )?(?:booked in|booked|booking|scheduled|pencilled in)(?: (?:in|it))?(?: for)?",
        r"(?:i |we )?(?:start|starting|started)(?= (?:on|the|\d|next|this|in|tomorrow|monday|tuesday|wednesday|thursday|friday|"
        r"saturday|sunday))",
        r"(?:mine|my \w+ 's)(?= (?:is|was|will) )",
        rf"(?:my|his|her|the) {_SMP}(?! (?:aftercare|artist|clinic|plan|dates))",
        rf"(?<= )(?:{_SMP})(?= (?:on|is|was|yesterday|tomorrow|today|last|next|this|\d|done|monday|tuesday|wednesday|thursday|"
        r"friday|saturday|sunday))",
    )
)
"""A session of SMP; group `nth` or `number` says which."""

WEAK: Final = 6
"""From this place on the patterns of SESSION are verbs and short forms, which any noun nearby comes before."""

NOT_OURS: Final = whole_words(
    r"(?:my |the |a )?(?:consultation|consult|patch test|doctor|doctors|gp|dentist|dermatologist|blood test|scan|mri|surgery|operation)"
    r"(?: appointment)?"
)
"""Appointments that are no session of SMP."""

MOVED: Final = whole_words(
    r"moved|changed to|changed from|changed my (?:session|appointment|date)|been changed|got changed|rescheduled|re - scheduled|postponed|"
    r"pushed (?:back|to)|put back|put off|brought forward|delayed|shifted|rebooked|now (?:on|be on)|instead(?= [.!?] )|"
    r"(?:move|change|reschedule|push) (?:my|the|our|it|that|me)(?: \w+)? ?(?:session|appointment|treatment|date|to)"
)
"""A session has another day than before."""

PAST_CUES: Final = frozenset("had was were did went since started ago yesterday".split())
DONE_CUES: Final = frozenset("done treated tattooed inked".split())
"""Past where nothing else tells: "done on Sunday", but "getting it done on Sunday"."""

PLANNED_CUES: Final = frozenset(
    "is 's will booked having going getting next upcoming if would should tomorrow start starting due book get planning be "
    "am have for scheduled coming before plan can could do pencilled are new".split()
)
BREAKS_CLAUSE: Final = frozenset(", and but so ; then if because while ( ) - or when can".split())

_EVENTS: Final[tuple[tuple[str, str], ...]] = (
    ("military_haircut", r"(?:military|army|navy|raf|marines|boot camp|recruit|regulation)(?: \w+){0,2} (?:haircut|hair cut|buzz cut|shave|cut)"
     r"|(?:basic training|boot camp|enlist|enlisting|army induction|join(?:ing)? (?:up|the army|the navy|the marines|the military))"),
    ("transplant", r"(?:hair )?transplant|fue|fut|hair graft|grafts"),
    ("prp", r"prp|platelet rich plasma|platelets"),
    ("treatment", r"(?:laser|microneedling|dermaroller|derma roller|mesotherapy|botox|filler|fillers|chemical peel|facial|steroid injections?|"
     r"hair treatment)(?: (?:session|appointment|treatment))?"),
    ("dye", r"(?:hair )?dye|dyeing|dyed|colou?r my hair|hair colou?r|hair colou?red|bleach|bleached|highlights"),
    ("wedding", r"wedding|get(?:ting)? married|marry|marrying|marriage"),
    ("photos", r"photo ?shoot|photo - shoot|photos|passport photo|headshots|photographs|photo"),
    ("sauna", r"sauna|steam room|steam|spa(?: (?:weekend|day|break|hotel|trip|treatment))?|hot tub|jacuzzi|hammam|turkish bath|onsen"),
    ("pool", r"swim|swimming|swam|pool(?: party)?|snorkel(?:ling)?|dive|diving|scuba|water ?park|surf|surfing|gala|aqua \w+|kayak(?:ing)?"),
    ("sunbathing", r"sunbath(?:e|ing)|sun bath(?:e|ing)|tan|tanning|sunbeds?|sun ?bed"),
    ("beach", r"beach|seaside|sea|ocean"),
    ("gym", r"gym|work ?out|working out|run|running|marathon|half marathon|park ?run|football|footy|soccer|rugby|tennis|match|training|"
     r"train|exercise|sport|sports|race|yoga|cross ?fit|cycling|cycle|bike ride|hike|hiking|boxing|spin class|pilates|triathlon|cricket|"
     r"basketball|golf|competition|lift weights|weights|tournament|climb|climbing"),
    ("holiday", r"holiday|holidays|vacation|abroad|ski(?:ing)?(?: trip)?|cruise|honeymoon|getaway|city break|camping|hols|safari|"
     r"backpacking|all inclusive"),
    ("occasion", r"(?:job )?interview|party|stag do|hen do|stag|night out|birthday (?:party|is|on)|christening|prom|graduation|funeral|reunion|gig|concert|festival|"
     r"date night|ceremony|baptism|bar mitzvah|conference|presentation|speech|audition|reception"),
    ("flight", r"fly|flying|flight|flights|plane|airport|trip|travel|travelling|traveling|leave for|leaving for|"
     r"off to|heading to|jetting (?:off|to)|going away"),
    ("shave", r"shave|shaving|razor|wet shave|clippers|clip|clip it|buzz (?:it|my head)|head shave"),
    ("haircut", r"hair ?cut|barber|barbers|trim|hairdresser"),
    ("work", r"back (?:to|at) work|at work|to work|my job|new job|back on site|on site|hard hat|helmet|shift|the office"),
    ("deadline", r"ramadan|eid|exams?|deploy|deployed|deployment|emigrate|emigrating|move abroad|moving abroad"),
)  # fmt: skip
DEADLINE_KIND: Final = "deadline"
EVENTS: Final = tuple((kind, whole_words(pattern)) for kind, pattern in _EVENTS)
"""Kinds of aftercare.yml's events and their words; one that stands earlier takes a word before a later one."""

UNDATED: Final = frozenset(
    {"flight", "holiday", "wedding", "occasion", "photos", "transplant", "prp", "military_haircut"}
)
"""Events that have a day of their own, so that one told without it is worth asking about."""

DEADLINE: Final = whole_words(
    r"(?:before|by|until|till|in time for|ahead of|ready for|finished for|done for)(?: the)?"
)

ASKED: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (name, whole_words(pattern))
    for name, pattern in (
        (
            "calendar",
            r"calendar|ics|ical|i cal|diary|reminders?|remind me|outlook|google cal|calender|text me when",
        ),
        (
            "next_session",
            r"(?:whens?|what date|which dates?|what day|how soon|how long (?:until|till|before))(?: (?!if )\w+| 's| ,){0,6} (?:(?:next|second|third|"
            r"fourth|2nd|3rd|4th|another|other)(?: (?:and|or) \w+)?(?: smp)? (?:session|sessions|appointment|one|treatment|be|due|fall)"
            r"|(?:last|final)(?: (?:session|one|appointment|treatment))? (?:be|fall))"
            r"|(?<!what 's )(?:second|third|fourth|next|2nd|3rd|4th|session two|session 2|session three|session 3|second one|next one)(?: when)? \?"
            r"|session (?:two|three|four|2|3|4) when|space (?:the|my|them|out)|session (?:two|three|four|2|3|4) \?"
            r"|when(?:s| is| 's| would| should| will)?(?: my| the| i have(?: my| the)?)? (?:next|second|third|session (?:two|three|2|3))|"
            r"should i have the (?:next|second|third)",
        ),
        (
            "book_by",
            r"when (?:should|do|must|would|shall|could|can|'s the latest|is the latest)(?: the| my)? ?(?:i|we|first)?(?: \w+){0,3} "
            r"(?:book|start|begin|have the session|get it done|have it done|come in|do it|have a session|first session be|last session be)"
            r"|when must|at the latest|(?:done|finished|session|sessions|it) (?:before|in time for|by) (?:my|the|our|we|i)"
            r"|latest (?:i|day|date|that)|how late|(?:still )?(?:time|enough time) (?:for|to (?:fit|have|get|do))|in time|far enough ahead|how many sessions can"
            r"|how (?:early|far ahead|soon before|long before)|last day i can",
        ),
        (
            "day_number",
            r"(?:what|which) day (?:am i on|is (?:it|today)|of healing|am i)|where am i|what (?:is|'s) today|what now|how many days(?: has it been|"
            r" is it since| since| am i)|what (?:can|may|am|should) i (?:allowed )?(?:to )?do (?:now|today)|how far along|"
            r"which day is today|what am i allowed to do|what day is this",
        ),
        (
            "plan",
            r"(?:aftercare|care|healing|session|my|the|send|need|want|personal|new|all|what|which|some|count|give me|for)(?: \w+){0,2} "
            r"(?:dates|plan|schedule|timeline|timetable)|day by day|work out (?:my|the)|plan my|plan the|schedule for|dates (?:for|please|pls)"
            r"|i need dates|timeline|count the days",
        ),
    )
)
"""What is wished for, by the names of DatesSaid.asked."""

DAY_NUMBER: Final = whole_words(
    r"(?:day|days)(?: number)? (?P<n>\d{1,4}|- ?\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|fifteen)(?! (?:of|/|-|hours|sessions) )(?! \d)"
)
DAY_ASKED: Final = whole_words(r"(?:can|could|may|should|when|what|is|am|allowed|ok|okay|how)")
DAY_IS_TODAY: Final = whole_words(
    r"(?:today|i am|it 's|it is|now|i 'm|still|at|currently|we are|already|am)(?: (?:now|only|just|is|on|at|currently|today))*"
)
"""Before "day 4": it is the day on which they write."""

TELLS: Final = whole_words(
    r"my|our|his|her|the|a|an|i am|i have|we are|we have|i fly|i leave|i go|i get|i marry|going on|there 's|there is|got"
)
WANTED: Final = whole_words(
    rf"(?P<n>\d+|no|zero|one|two|three|four|five|six|seven|eight|nine|ten|forty|twenty|thirty|fifty|hundred) (?:{_SMP} )?(?:sessions|session|appointments)"
    r"(?! (?:apart|ago|done|so far|already|in|down))"
)
WANTS: Final = whole_words(
    r"want|need|have|having|book|booked|plan|planning|do|get|fit|for|all|the|total|course of|going for|take|taking|would like|time for|paid for|if i|only|with"
)
