"""What ``fumidai-tui`` does without the screen: a command a module, which adds itself to the parser."""
