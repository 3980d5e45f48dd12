"""What ``fumidai-tui`` does without a screen: a module for each command, loaded when it is wanted."""
