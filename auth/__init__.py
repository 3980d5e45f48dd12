"""How you become a role: the verbs and the wire.

prompts    what a sign-in can ask of a person, and what it can say meanwhile
errors     everything that can go wrong, each with its cause, its remedy and the roads that lead on
google     Google's sign-in: the pages, the conversation over them, the HTTP that carries it
saml       the assertion Google hands out: roles, times, session name
sts        trading the assertion for AWS keys
signin     the whole conversation, from the user name to the session
role_keys  the keys with which a profile is entered now
console    a link into the AWS console, for keys of a session
sandbox    a stand-in for Google, AWS and the console on loopback, for ``--demo`` and the tests
"""
