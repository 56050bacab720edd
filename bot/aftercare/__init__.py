"""What a visitor's own dates mean for care after a session: pure, and told what day it is."""
