"""What somebody may have done with their own data in the chat. Pure."""
