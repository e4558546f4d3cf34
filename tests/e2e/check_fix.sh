#!/usr/bin/env bash
# popbox check: findings, cures, and that what --fix writes is as promised.
source "${BASH_SOURCE[0]%/*}/lib.bash"

planted=${BASH_SOURCE[0]%/*}/../check/s57-method
files=("$planted"/{distribution,cache-policy,cors}.json)

# ends STATUS ARG...: popbox check ARG... ends so.
ends() {
    local want=$1 code=0
    shift
    "$POPBOX" check "$@" >"$dir/out" 2>"$dir/said" || code=$?
    equal "status of 'check $*' ($(<"$dir/said"))" "$code" "$want"
}

ends 1 "${files[@]}"
has 'the cures' "$(<"$dir/out")" 'Cures, each run through the checker'
ends 1 --json "${files[@]}"
has 'a cure without findings' "$(<"$dir/out")" '"findings": 0,'

for n in 1 2; do
    ends 0 --fix "$n" --out "$dir/cured$n" "${files[@]}"
    has 'the command' "$(<"$dir/out")" 'aws cloudfront update-distribution'
    has 'its file' "$(<"$dir/out")" "file://$dir/cured$n/distribution-config.json"
    ends 0 "$dir/cured$n"/*.json
    has 'the promise' "$(<"$dir/out")" 'CLEAN: no finding'
done

# What is there stays as it is, unless that is meant.
printf 'mine' >"$dir/cured1/distribution-config.json"
ends 3 --fix 1 --out "$dir/cured1" "${files[@]}"
has 'what to do' "$(<"$dir/said")" '--force to write over it'
equal 'the file' "$(<"$dir/cured1/distribution-config.json")" mine
ends 0 --fix 1 --out "$dir/cured1" --force "${files[@]}"
ends 0 "$dir/cured1"/*.json

ends 3 --fix 9 --out "$dir/cured9" "${files[@]}"
has 'which there are' "$(<"$dir/said")" 'there are 3 cures'
equal 'nothing was written' "$(compgen -G "$dir/cured9*" || true)" ''

# A proof can be written down, and be verified by another program than made it.
proven=("$dir/cured2"/*.json)
ends 0 --certificate "$dir/proof" "${proven[@]}"
ends 0 --verify "$dir/proof" "${proven[@]}"
ends 1 --certificate "$dir/none" "${files[@]}"
[[ ! -e $dir/none ]] || fail 'a certificate of what is broken'
sed '20d' "$dir/proof" >"$dir/forged"
ends 1 --verify "$dir/forged" "${proven[@]}"
