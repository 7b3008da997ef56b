#!/bin/sh
# Makes the test certificates anew. For tests only: a root; leaves for gateway.test and 127.0.0.1 signed by it; a client
# root, and a client of two names signed by that one; a client that no root vouches for; two servers that nobody else
# signed, the time of one of which is over.
set -eu
cd "$(dirname "$0")"
days=36500
key="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"

root() {
    openssl req -x509 $key -keyout "$1.key" -out "$1.pem" -days $days -subj "/CN=$2" \
        -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign"
}

leaf() {
    openssl req $key -keyout "$1.key" -out "$1.csr" -subj "/CN=$3"
    printf 'subjectAltName=%s\nextendedKeyUsage=%s\n' "$4" "$5" > "$1.ext"
    openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -days $days -extfile "$1.ext" -out "$1.pem"
}

root root "Fusegate test root"
root client-root "Fusegate test client root"
root stranger-root "Fusegate test stranger"
leaf leaf root gateway.test DNS:gateway.test,IP:127.0.0.1 serverAuth
leaf renewed root gateway.test DNS:gateway.test,IP:127.0.0.1 serverAuth
leaf client client-root shop DNS:shop.test,URI:spiffe://fusegate.test/shop clientAuth
leaf stranger stranger-root shop DNS:shop.test,URI:spiffe://fusegate.test/shop clientAuth
root wildcards-root "Fusegate test wildcards"
leaf wildcards wildcards-root "*" "DNS:*,DNS:*.test,DNS:g*.shop.test,DNS:*.*.two.test,DNS:*.good.test" serverAuth
root self-signed gateway.test
openssl req $key -keyout expired.key -out expired.csr -subj "/CN=gateway.test"
cat > expired.cnf << END
[ca]
default_ca = any
[any]
database = expired.index
new_certs_dir = .
serial = expired.serial
default_md = sha256
policy = any_policy
[any_policy]
commonName = supplied
END
: > expired.index
echo 01 > expired.serial
openssl ca -batch -selfsign -config expired.cnf -in expired.csr -keyfile expired.key -startdate 20200101000000Z \
    -enddate 20210101000000Z -notext -out expired.pem
rm -f expired.cnf expired.index* expired.serial* 01.pem
rm -f ./*.csr ./*.ext ./*.srl root.key client-root.key stranger-root.key stranger-root.pem wildcards-root.key
