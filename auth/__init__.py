"""How you become a role: the verbs and the wire.

prompts    what a sign-in can ask of a person, and what it can say meanwhile
errors     everything that can go wrong, each with its cause, its remedy and the roads that lead on
google     Google's sign-in: the pages, the conversation over them, the HTTP that carries it
saml       the assertion Google hands out: roles, times, session name
sts        trading the assertion for AWS keys
signin     the whole conversation, from the user name to the session
silent     the same without a person, as far as a Google session that lives leads
role_keys  the keys with which a profile is entered now
renewal    new keys of a target, from its root's on
kept_sessions  a bastion's session in the system's keyring
handing_out    keys for programs that ask, renewed once for all of them
console    a link into the AWS console, for keys of a session; handover gives it to a browser
account_colours  the colour that an account has in the console for everybody
sandbox    a stand-in for Google, AWS and the console on loopback, for ``--demo`` and the tests
"""
