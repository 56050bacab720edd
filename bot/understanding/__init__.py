"""Which topics a message asks about: clauses, sentence vectors, one calibrated confidence. Imports no Rasa."""
