"""The screening dialogue: what was read, what is still to be asked, what is told. No Rasa, no database."""
