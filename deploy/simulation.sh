#!/usr/bin/env bash
# Runs the simulation for every seed of a range; `make test` does it for a few. A failure names its seed and its plan.
set -euo pipefail
usage="usage: deploy/simulation.sh FIRST LAST [TEST]

Simulates the gateway for the seeds FIRST to LAST, in every test of SimulationTests that takes a seed, or in the named
one only. Of one seed alone, what happened in a run that fails is printed, with the simulated nanosecond of each line:
  anUnkindWorldAndRandomDeaths  three tenants in a world that loses, delays and doubles, with deaths at random
  aDeathAtEveryAwait            a run for each await of an undisturbed one, which dies there
  aDeathAtEveryAwaitWhileReceiversFail  the same, with receivers that lose, delay and refuse deliveries
  everyEndOfEveryCommit         a run for each commit and each way in which it can end
  aTenantNoticesNothingOfAnother, aSeedReproducesItsRun
  theBooksAreWhatTheFactsSay    a random history through all that writes into the books, beside a model of its own"

tests="anUnkindWorldAndRandomDeaths aDeathAtEveryAwait aDeathAtEveryAwaitWhileReceiversFail everyEndOfEveryCommit aTenantNoticesNothingOfAnother aSeedReproducesItsRun theBooksAreWhatTheFactsSay"

number='^[1-9][0-9]{0,17}$'
if [[ $# -lt 2 || $# -gt 3 || ! $1 =~ $number || ! $2 =~ $number || $1 -gt $2 || " $tests " != *" ${3:-$tests} "* ]]; then
    echo "$usage" >&2
    exit 64
fi
cd "$(dirname "$0")/.."
output=$(mktemp)
trap 'rm -f "$output"' EXIT
filter="SimulationTests\.[A-Za-z]+/(${3:-${tests// /|}})"
# The seeds of one run go side by side, each with files of its own: more would be more than a process may open.
step=1000
for ((first = $1; first <= $2; first += step)); do
    last=$((first + step - 1 < $2 ? first + step - 1 : $2))
    FUSEGATE_SIMULATION_SEEDS=$first-$last swift test --filter "$filter" | tee "$output"
    # A filter that matches nothing passes.
    if grep -q 'Test run with 0 tests' "$output"; then
        echo "no simulation was run" >&2
        exit 1
    fi
done
