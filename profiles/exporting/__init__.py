"""Profiles for others: text for AWS Extend Switch Roles (AESR), and a config to share. Pure.

What an export writes, `profiles.importing` reads back without a difference.
"""

from profiles.exporting.aesr import aesr_text
from profiles.exporting.export import Export, NotExported
from profiles.exporting.shareable import shareable_config

__all__ = ["Export", "NotExported", "aesr_text", "shareable_config"]
