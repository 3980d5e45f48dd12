"""The screens: home, and one dialog for each thing that is asked or shown."""
