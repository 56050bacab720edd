"""Going on with a conversation on another channel: the code that moves it, and how it is spoken of. Pure."""
