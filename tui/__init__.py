"""How it looks and feels: the screens, and the command that starts them."""

__version__ = "0.1.0"
