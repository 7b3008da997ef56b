"""Something that answers the same requests before the same upstream."""

import dataclasses
import subprocess


@dataclasses.dataclass(frozen=True)
class Upstream:
    port: int
    is_tls: bool = False

    @property
    def scheme(self):
        return "https" if self.is_tls else "http"


@dataclasses.dataclass
class Target:
    name: str
    port: int
    process: subprocess.Popen
    is_tls: bool = False

    @property
    def pid(self):
        return self.process.pid

    def url(self, path):
        return f"{'https' if self.is_tls else 'http'}://127.0.0.1:{self.port}{path}"
