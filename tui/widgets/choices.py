"""A list to choose from."""

from textual.widgets import OptionList


class Choices(OptionList):
    """Textual's list, which without room for a single line would break on a page up or down."""

    def action_page_up(self) -> None:
        """A page up."""
        if self.scrollable_content_region:
            super().action_page_up()  # type: ignore[no-untyped-call]

    def action_page_down(self) -> None:
        """A page down."""
        if self.scrollable_content_region:
            super().action_page_down()  # type: ignore[no-untyped-call]
