"""A lively clinic to look at: conversations held with the product itself, and what staff made of them."""
