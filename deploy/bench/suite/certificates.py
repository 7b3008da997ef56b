"""A certificate authority and one certificate for 127.0.0.1, made for one run."""

import dataclasses
import subprocess


@dataclasses.dataclass(frozen=True)
class Certificates:
    authority: str
    certificate: str
    key: str


def make(stage):
    directory = stage.path("tls", "authority.pem").parent
    made = Certificates(*(str(directory / name) for name in ("authority.pem", "certificate.pem", "key.pem")))
    authority_key, request = str(directory / "authority-key.pem"), str(directory / "request.pem")
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc"]
    extensions = stage.write("subjectAltName=IP:127.0.0.1,DNS:localhost\n", "tls", "extensions.cnf")
    for command in (
        ["req", "-x509", *curve, "-keyout", authority_key, "-out", made.authority, "-subj", "/CN=bench authority",
         "-days", "2", "-addext", "keyUsage=critical,keyCertSign"],
        ["req", "-new", *curve, "-keyout", made.key, "-out", request, "-subj", "/CN=localhost"],
        ["x509", "-req", "-in", request, "-CA", made.authority, "-CAkey", authority_key, "-CAcreateserial",
         "-days", "2", "-out", made.certificate, "-extfile", extensions],
    ):
        subprocess.run(["openssl", *command], check=True, capture_output=True)
    return made
