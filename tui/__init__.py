"""How it looks and feels: the full-screen application and the command that starts it."""

__version__ = "0.1.0"
