"""What the keys of the home screen set going, one module for each kind of work.

Each is a class that the home screen is made of; what they share is in ``base``.
"""
