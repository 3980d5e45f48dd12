"""A loopback stand-in for Google's sign-in, the AWS APIs and the console's sign-in host, for demo and tests.

Nothing outside this package imports it: the application starts it as a process of its own, and what only the
`demo` extra installs (moto, flask, pyotp, trustme, signxml) is imported here alone. No real password belongs
here.
"""
