"""The ways of the sandbox's people to prove who they are, and words that many of them share."""

from typing import Final

from auth.sandbox.people import Challenge, Kind, Phone

MASKED: Final = "(\u2022\u2022\u2022) \u2022\u2022\u2022-\u2022\u202242"
PIXEL: Final = "your Pixel 9"
SOON: Final = Phone(approves_after=4.0)

TOTP: Final = Challenge(Kind.TOTP, 4)
PROMPT: Final = Challenge(Kind.PROMPT, 11, PIXEL, phone=SOON)
NUMBERED: Final = Challenge(Kind.PROMPT, 11, PIXEL, shows_number=True, phone=SOON)
OLD_PROMPT: Final = Challenge(Kind.OLD_PROMPT, 5, PIXEL, phone=SOON)
TEXT: Final = Challenge(Kind.TEXT_OR_CALL, 7, MASKED, methods=("SMS",))
VOICE: Final = Challenge(Kind.TEXT_OR_CALL, 8, MASKED, methods=("VOICE",))
BACKUP: Final = Challenge(Kind.BACKUP_CODE, 2)
OFFLINE: Final = Challenge(Kind.OFFLINE_CODE, 9)
KEY_OTP: Final = Challenge(Kind.KEY_CODE, 5)
ANY_PHONE: Final = Challenge(Kind.PHONE_NUMBER, 3)
KEY: Final = Challenge(Kind.SECURITY_KEY, 10, usable=False)
PASSKEY: Final = Challenge(Kind.PASSKEY, 6, usable=False)

PASSWORD_THEN_CODE: Final = "password, code of the authenticator app"
PASSWORD_THEN_TAP: Final = "password; the phone approves by itself after 4 s"
