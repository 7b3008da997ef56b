#!/usr/bin/env bash
# Installs what checks the admin API's description into a Python environment of its own, where it is missing.
set -euo pipefail
directory=${1:?the directory of the environment}
[ -x "$directory/bin/schemathesis" ] && exit 0
rm -rf "$directory"
python3 -m venv "$directory"
"$directory/bin/pip" install --quiet openapi-spec-validator==0.9.0 schemathesis==4.32.5
