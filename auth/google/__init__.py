"""Google's sign-in for SAML applications, by its forms.

forms        a page's form, as a browser without JavaScript would send it
page_kinds   the pages, as values; pages: ``read(url, html)`` tells which one a text is; parsed_page: how it looks
refusals     what to tell the person for each page that ends a conversation
steps        what the conversation yields and is sent
flow         the conversation over the pages, as a generator that asks and never does
transport    the one place where HTTP leaves for Google
taps         waiting for a tap on the phone
jar          the cookies of a session, kept between runs
"""
