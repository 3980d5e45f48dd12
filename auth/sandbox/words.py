"""The words on the simulator's pages, in more than one language: a page is never recognised by them.

English stands for everything; the other languages translate what a person would see first.
"""

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    "sign-in": "Sign in",
    "one-account": "One account for the whole simulator.",
    "use-account": "Use your simulated account",
    "email": "Email or phone",
    "next": "Next",
    "welcome": "Welcome",
    "password": "Enter your password",
    "stay": "Stay signed in",
    "trust": "Don\u2019t ask again on this computer",
    "trust-30": "Remember this computer for 30 days",
    "forgot": "Forgot password?",
    "other-account": "Use a different account",
    "another-way": "Try another way",
    "skip": "Try another way to sign in",
    "two-step": "2-Step Verification",
    "really-you": "This extra step shows it\u2019s really you trying to sign in",
    "choose": "Choose how you want to sign in:",
    "choose-task": "To sign in to your account, choose a task from the list below.",
    "get-help": "Get help",
    "unavailable": "Not supported on this device or browser.",
    "done": "Done",
    "resend": "Resend it",
    "no-prompt": "Didn't get the prompt?",
    "responded": "I have responded from my phone",
    "no-script": "You appear to have JavaScript disabled. After you've finished on your phone, "
    "press the button below.",
    "tap-number": "Open the mail app on {about}, tap Yes on the prompt, then tap this number on your phone "
    "to verify it\u2019s you.",
    "notification": "Google sent a notification to {about}. Tap Yes on the notification to continue.",
    "totp": "Get a verification code from the Google Authenticator app",
    "ipp": "Get a verification code by text message or call at:",
    "ipp-sent": "A text message with a verification code was just sent to {about}",
    "iap": "Enter a phone number that can get a verification code",
    "ootp": "Use your phone or tablet to get a security code (even if it's offline)",
    "skotp": "Get a one-time code with your security key at g.co/sc on another device",
    "bc": "Enter one of your 8-digit backup codes",
    "sk": "Use your security key",
    "pk": "Use your passkey to confirm it's you",
    "dp": "Tap Yes on your phone or tablet",
    "az": "Tap Yes on your phone or tablet",
    "pwd": "Enter your password",
    "code-6": "Enter the 6-digit code",
    "code-8": "Enter the 8-digit code",
    "send-sms": "Send text message",
    "send-voice": "Call instead",
    "phone-number": "Phone number",
    "captcha": "Type the text you hear or see",
    "choose-account": "Choose an account",
    # what was wrong
    "unknown-user": "Couldn\u2019t find your account",
    "no-user": "Enter an email or phone number",
    "wrong-password": "Wrong password. Try again or click Forgot password to reset it.",
    "no-password": "Enter a password",
    "wrong-code": "Wrong code. Try again.",
    "used-code": "This code was used already. Wait for the next one.",
    "no-code": "Enter a code",
    "wrong-captcha": "Please enter the characters you see in the image above",
    "wrong-number": "This phone number format is not recognised. Check the country and number.",
    "timed-out": "Your sign-in attempt timed out. Resend the prompt to try again",
    "denied": "The sign-in was denied on your phone. Try another way to sign in.",
    "too-many": "Too many failed attempts",
    "too-many-more": "Unavailable because of too many failed attempts. Try again in a few hours.",
    # ends
    "rejected": "Couldn\u2019t sign you in",
    "rejected-more": "This browser or app may not be secure. Try using a different browser.",
    "rejected-js": "The browser you\u2019re using has JavaScript turned off.",
    "rejected-policy": "Your sign-in settings don\u2019t meet your organization\u2019s 2-Step Verification "
    "policy.",
    "rejected-policy-more": "Contact your admin for more info.",
    "admin-message": "Based on your organisation's policy, you need to turn on 2-step verification. "
    "Contact your administrator to learn more.",
    "unknown": "A page nobody has seen before",
    "unknown-more": "Please confirm the favourite colour of your simulator.",
    "suspicious": "Verify it\u2019s you",
    "suspicious-more": "It looks like someone else might be trying to access your Google Account.",
    "recaptcha": "Confirm you\u2019re not a robot",
    "recaptcha-more": "To make sure that it is a person signing in, tick the box.",
    "suspended": "Account disabled",
    "suspended-more": "Your account was disabled by the administrator of your organisation.",
    "cookies": "Turn cookies on or off",
    "cookies-more": "Your browser has cookies turned off. Turn them on to sign in.",
    "gaplustos": "Welcome to your new account",
    "gaplustos-more": "To use it, read and accept the terms of service.",
    "passkeyenrollment": "Sign in faster",
    "passkeyenrollment-more": "Create a passkey to sign in without a password.",
    "idvreenable": "Verify your account",
    "idvreenable-more": "Confirm a phone number to go on.",
    "samlconfirmaccount": "Confirm it\u2019s you",
    "samlconfirmaccount-more": "Is this the account you want to sign in with?",
    "continue": "Continue",
}

JAPANESE: Final[Mapping[str, str]] = {
    "sign-in": "ログイン",
    "use-account": "シミュレータのアカウントを使用",
    "email": "メールアドレスまたは電話番号",
    "next": "次へ",
    "welcome": "ようこそ",
    "password": "パスワードを入力",
    "another-way": "別の方法を試す",
    "skip": "別の方法でログインする",
    "two-step": "2 段階認証プロセス",
    "really-you": "ご本人であることを確認するための手順です",
    "choose": "ログイン方法を選択してください:",
    "totp": "Google 認証システム アプリから確認コードを取得する",
    "code-6": "6 桁のコードを入力",
    "done": "完了",
    "trust": "このパソコンでは次回から表示しない",
    "stay": "ログイン状態を保持する",
    "wrong-password": "パスワードが正しくありません。もう一度お試しください。",
    "wrong-code": "コードが正しくありません。もう一度お試しください。",
    "no-code": "コードを入力してください",
    "unknown-user": "アカウントが見つかりませんでした",
    "too-many": "失敗した回数が多すぎます",
    "rejected": "ログインできませんでした",
}

ROMANIAN: Final[Mapping[str, str]] = {
    "sign-in": "Conectați-vă",
    "email": "Adresa de e-mail sau numărul de telefon",
    "next": "Înainte",
    "welcome": "Bun venit",
    "password": "Introduceți parola",
    "another-way": "Încercați altă metodă",
    "skip": "Încercați altă metodă de conectare",
    "two-step": "Verificarea în doi pași",
    "totp": "Obțineți un cod de verificare din aplicația Google Authenticator",
    "code-6": "Introduceți codul din 6 cifre",
    "done": "Gata",
    "wrong-password": "Parolă greșită. Încercați din nou.",
    "wrong-code": "Cod greșit. Încercați din nou.",
    "rejected": "Nu vă puteți conecta",
}

LANGUAGES: Final[Mapping[str, Mapping[str, str]]] = {"en": ENGLISH, "ja": JAPANESE, "ro": ROMANIAN}


def words(language: str) -> Mapping[str, str]:
    """Every word, in *language* as far as it goes and in English from there."""
    return {**ENGLISH, **LANGUAGES.get(language, {})}
