"""What a sandbox tells beside a question: its people have neither phones nor memories."""

from auth.browser.steps import Browse
from auth.errors import AuthError
from auth.places import Places, current_code
from auth.prompts import AskCode, AskPassword, AskPhoneApproval, AskUserName, Factor
from auth.signin import Asked
from tui.background import in_thread

WARNING = "SANDBOX: no real password belongs here."


class DemoHints:
    """Hints for *user* of the sandbox; for a real sign-in there are none."""

    def __init__(self, places: Places) -> None:
        self._places = places

    async def words(self, prompt: Asked | Browse) -> str:
        """The help to show beside *prompt*; empty for a real sign-in."""
        if not self._places.is_sandbox:
            return ""
        match prompt:
            case AskUserName():
                people = ", ".join(person.user for person in self._places.people[:3])
                return f"{WARNING}\nPeople here: {people}" if people else WARNING
            case AskPassword():
                person = self._places.person(prompt.account)
                return f"{WARNING}\n{person.user} signs in with: {person.password}" if person else WARNING
            case AskCode(factor=Factor.TOTP):
                return await self._code(prompt.account)
            case Browse():
                person = self._places.person(prompt.account)
                code = await self._code(prompt.account)
                return (
                    f"SANDBOX: {person.user} signs in with: {person.password}\n{code}" if person else WARNING
                )
            case AskPhoneApproval():
                person = self._places.person(prompt.account)
                then = "" if prompt.waits else "; then press Enter"
                return (
                    f"SANDBOX: {person.answer.rpartition(';')[2].strip() or person.about}{then}"
                    if person
                    else ""
                )
            case AskCode():
                person = self._places.person(prompt.account)
                return f"SANDBOX: {person.answer or person.about}" if person else ""
            case _:
                return ""

    async def _code(self, user: str) -> str:
        try:
            code, _until = await in_thread(lambda: current_code(self._places, user))
        except AuthError as error:
            return error.what
        return f"SANDBOX: the app of {user} shows {code[:3]} {code[3:]}" if code else ""
