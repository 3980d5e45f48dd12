"""What `fumidai-tui` does without its screen: one module for each command, over the same core.

A command prints what was asked for on standard output and nothing else there. A failure is one sentence on standard
error and exit code 1. Nothing here asks the person anything.
"""
