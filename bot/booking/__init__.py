"""The booking request: who asks for a consultation, how to reach them and when; a person confirms it, never this."""
