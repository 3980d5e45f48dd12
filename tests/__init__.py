"""The tests. `python3 -m tests` sets them up and runs the whole gate; see `__main__.py`."""
