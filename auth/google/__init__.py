"""Google's sign-in for SAML applications, by its forms.

forms      a page's form, as a browser without JavaScript would send it
pages      ``read(url, html)``: which page this is, by structure, never by wording
flow       the conversation over the pages, as a generator that asks and never does
transport  the one place where HTTP leaves for Google
"""
