#!/usr/bin/env bash
# Fuzzes one target with libFuzzer and AddressSanitizer: deploy/fuzz/run.sh TARGET SECONDS [libFuzzer options]
# Targets: request response chunked json idempotency-key api-key callback-url configuration
#
# What is found stays in .build-fuzz/corpus/TARGET and guides the next run; an input that breaks something is written
# to .build-fuzz/TARGET-*, its path printed, and the exit status is not 0. Repair it, then keep it as a seed in
# Tests/Fixtures/fuzz/TARGET.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,3s/^# //p' "$0" >&2; exit 64; }
target=$1 seconds=$2
shift 2
cd "$(dirname "$0")/../.."
seeds=Tests/Fixtures/fuzz/$target
[ -d "$seeds" ] || { echo "no such target: $target ($(ls Tests/Fixtures/fuzz | tr '\n' ' '))" >&2; exit 64; }

# The program is linked by clang, which knows where libFuzzer is; coverage is recorded in all of the package's code.
FUSEGATE_FUZZING=1 swift build --quiet --scratch-path .build-fuzz -c release --product fuzzing-entry \
    --sanitize address -Xswiftc -sanitize=fuzzer -Xswiftc -assert-config -Xswiftc Debug \
    -Xswiftc -use-ld=lld

corpus=.build-fuzz/corpus/$target
mkdir -p "$corpus"
dictionary=()
[ -f "deploy/fuzz/$target.dict" ] && dictionary=(-dict="deploy/fuzz/$target.dict")
# The runtime would spend a minute on a backtrace of its own; the failed input and the message say enough.
export SWIFT_BACKTRACE=enable=no FUZZ_TARGET=$target
exec .build-fuzz/release/fuzzing-entry -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=4096 \
    -print_final_stats=1 -artifact_prefix=".build-fuzz/$target-" "${dictionary[@]}" "$@" "$corpus" "$seeds"
