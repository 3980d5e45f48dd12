"""A throw-away certificate authority, for `--tls`."""

import os
import ssl
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Certificates:
    """What the servers use and the file that clients must trust."""

    context: ssl.SSLContext
    ca: Path


def make_certificates(folder: Path) -> Certificates:
    """A new authority, known to nobody else, and a certificate of it for loopback.

    Only its public certificate is written, to `ca.pem` in *folder*, with mode 0600.
    """
    import trustme  # cryptography takes 100 ms to load; most runs do without TLS

    authority = trustme.CA(organization_name="fumidai-tui sandbox")
    certificate = authority.issue_cert("127.0.0.1", "localhost", "::1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    ca = folder / "ca.pem"
    with os.fdopen(os.open(ca, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(authority.cert_pem.bytes())
    return Certificates(context, ca)
