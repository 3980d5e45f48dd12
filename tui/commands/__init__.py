"""What ``fumidai-tui`` does without its screen: a module for each command, over the same core.

A command prints what was asked for on standard output and nothing else there. A failure is one sentence on standard
error and an exit code. Nothing here asks the person anything. The modules load what they need when they run, so that
a word of help loads nothing.
"""
