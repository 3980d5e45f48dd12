"""A loopback stand-in for Google's sign-in, the AWS APIs and the console's sign-in host, for demo and tests.

Nothing outside this package imports it: the application starts it as a process of its own, and what only the
`demo` extra installs (moto, flask, pyotp, trustme, signxml) is imported here alone. No real password belongs
here.

Four origins of one process, all on 127.0.0.1 with ports of their own, all answering loopback names only:

- accounts: Google's sign-in. `people` says who exists and `scenarios` what happens to each of them; `google`
  speaks HTTP, `google_steps` decides, `google_pages` draws, `google_forms` holds a post against the page it
  answers, `google_ends` has refusals and faults, `google_saml` the assertion. `control` adds `/sandbox…`.
- googleapis: the wait of the old phone prompt.
- aws: every AWS API (`aws`), over the accounts and roles of `company`.
- console: `/switchrole`, `/federation`, `/saml`, `/console`.

Real-shaped, after pages and logs that other projects published: addresses, redirects, form ids, actions, names of
inputs and buttons, hidden decoys, attributes that mark errors and numbers, for the pages v1 password (in part), v2
password, authenticator app, text message, old and new phone prompt, backup code and list of methods, v3 password,
captcha and list of methods; the wait of the old prompt; the shape of the assertion. aws-google-auth 0.0.38 signs in
here as it does at Google.

Invented, because nobody has published them: v1 first page in its details, v3 first page without a captcha, every v3
challenge page (authenticator app, text, prompt, phone number, backup code, offline code, code of a key, key,
passkey), v2 offline code, code of a key and phone number, a denied or timed-out prompt, too many attempts on v2,
account chooser, all speedbump and rejected pages but for their addresses, the markup around the assertion, error
pages, a cookie that is refused.

Known differences from Google:

- Who comes in is not known at the first page, so everybody gets today's (v3), and people of older generations are
  led from there to their own pages. The first page of v1 is shown for the partner company's application and to
  aws-google-auth.
- A page's tokens are good for one post, and only those of the page shown last. Google is laxer in places.
- A browser (`Mozilla/…`) gets the assertion with the console's `/saml` of the sandbox as its target instead of
  AWS's, so that nothing leaves this machine; clients that post forms are told AWS's real address.
- No script, no botguard, no risk engine, no rate limit; one password and one authenticator seed for everybody.
- Cookies are set for this host alone and are `Secure`, with `__Host-` and `__Secure-` names, only with `--tls`.
- A code of an authenticator app is taken once, up to one window early or late.
"""
