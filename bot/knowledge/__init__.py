"""What may be told: facts with their sources, answers, phrases, and the clinic itself."""

from bot.knowledge.answers import Answer
from bot.knowledge.clinic import Clinic, Holiday, Opening, load_clinic
from bot.knowledge.composer import Composed, compose
from bot.knowledge.facts import ArticlePlace, Fact, Facts, ScreeningRule
from bot.knowledge.knowledge import Knowledge, load_knowledge
from bot.knowledge.next_steps import Next
from bot.knowledge.phrases import Phrase
from bot.knowledge.topics import FAQ_TOPICS, TASK_TOPICS

__all__ = [
    "FAQ_TOPICS",
    "TASK_TOPICS",
    "Answer",
    "ArticlePlace",
    "Clinic",
    "Composed",
    "Fact",
    "Facts",
    "Holiday",
    "Knowledge",
    "Next",
    "Opening",
    "Phrase",
    "ScreeningRule",
    "compose",
    "load_clinic",
    "load_knowledge",
]
