#!/bin/sh
# Makes the test certificates anew: a root, and a leaf for gateway.test and 127.0.0.1 signed by it. For tests only.
set -eu
cd "$(dirname "$0")"
days=36500
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key -out root.pem -days $days \
    -subj "/CN=Fusegate test root" -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign"
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout leaf.key -out leaf.csr -subj "/CN=gateway.test"
printf 'subjectAltName=DNS:gateway.test,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n' > leaf.ext
openssl x509 -req -in leaf.csr -CA root.pem -CAkey root.key -CAcreateserial -days $days -extfile leaf.ext -out leaf.pem
rm -f leaf.csr leaf.ext root.key root.srl
