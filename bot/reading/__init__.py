"""What a text says, by rules and no model: findings, dates, sessions, red flags. Knows nothing of Rasa.

`red_flags` imports plain Python only, so that the web process can look for emergencies before anything
else is up; `reader` imports spaCy.
"""
