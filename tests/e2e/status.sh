#!/usr/bin/env bash
# What the exit status means, and that each error says what, where, what to do.
source "${BASH_SOURCE[0]%/*}/lib.bash"

# ends STATUS PART ARG...: popbox ARG... ends so and says that on stderr.
ends() {
    local want=$1 part=$2 code=0
    shift 2
    timeout 60 "$POPBOX" "$@" >"$dir/out" 2>"$dir/said" || code=$?
    equal "status of 'popbox $*' ($(<"$dir/said"))" "$code" "$want"
    has "what 'popbox $*' says" "$(<"$dir/said")" "$part"
    ((want == 0)) || equal "stdout of 'popbox $*'" "$(<"$dir/out")" ''
}

# 2: the command line.
ends 2 'say what to do' ''
ends 2 'unknown command "srve"; did you mean serve?' srve
ends 2 'unknown option --orign; did you mean --origin?' serve --orign x
ends 2 '--port: "99999" is not a number from 0 to 65535' origin --port 99999
printf '{}' >"$dir/x.json"
ends 2 'a CONFIG or --origin, not both' serve --origin http://a "$dir/x.json"
ends 2 'is no origin: write http://HOST' serve --origin ftp://a
ends 2 'there is no scenario "nothing"' play nothing
ends 2 'there is no command and no topic' help nothing

# 3: a configuration, with the place.
ends 3 'cannot read /nonexistent' serve /nonexistent
printf '{"edges": {}\n ,"origin": {}}' >"$dir/bad.json"
ends 3 'bad.json:2:3: $.origin: unknown' serve "$dir/bad.json"
printf '{"edges": }' >"$dir/bad.json"
ends 3 'bad.json:1:11' serve "$dir/bad.json"
ends 3 'bad.json:1:11' play "$dir/bad.json"
ends 3 'CachePolicyId' serve --origin http://127.0.0.1:1 --cache-policy No
ends 3 'say --public if you mean it' serve --origin http://127.0.0.1:1 \
    --listen 0.0.0.0 --port 0
printf '{"CORSRules": [{"AllowedMethods": ["GET"]}]}' >"$dir/bad.json"
ends 3 'AllowedOrigins' origin --bucket assets --cors "$dir/bad.json" --port 0

# 4: the world says no.
start taken origin --port 0 -q
taken=$(port taken origins)
ends 4 "port $taken is taken" origin --port "$taken"
ends 4 "port $taken is taken" serve --origin http://127.0.0.1:1 --port "$taken"
ends 4 'cannot write /nonexistent/ready' origin --port 0 \
    --ready-file /nonexistent/ready
ends 4 'cannot write the log /nonexistent/log' origin --port 0 \
    --log /nonexistent/log
for words in help 'help config' version 'list --json' 'play --json'; do
    code=0
    # shellcheck disable=SC2086 # words
    "$POPBOX" $words >/dev/full 2>"$dir/said" || code=$?
    equal "a full disk under 'popbox $words'" "$code" 4
    has 'what it says' "$(<"$dir/said")" 'No space left on device'
done
code=0
"$POPBOX" help 2>"$dir/said" > >(exec <&-) || code=$?
[[ $code == 0 || $code == 4 ]] || fail "a closed pipe: status $code"
equal 'a closed pipe says nothing' "$(<"$dir/said")" ''

# 0, with data on stdout only.
for words in help --help 'serve --help' version --version list 'list --json'; do
    # shellcheck disable=SC2086 # words
    ends 0 '' $words
    [[ -s $dir/out ]] || fail "popbox $words prints nothing"
    equal "stderr of 'popbox $words'" "$(<"$dir/said")" ''
    has_not "colour of 'popbox $words'" "$(<"$dir/out")" $'\e'
done
for topic in demo serve origin play list show help version bug config status; do
    ends 0 '' help "$topic"
    ! grep -nE '^.{81}' "$dir/out" || fail "help $topic is too wide"
done
# The example in the help is one that runs.
"$POPBOX" help config | sed -n '/^  {"origins"/,/^$/p' |
    sed 's/localhost:[0-9]*/localhost:0/' >"$dir/example.json"
start example serve "$dir/example.json" -q
edge=$(port example edges)
equal 'the example' "$(status "http://127.0.0.1:$edge/logo.svg")" 200
stop "$pid" || fail "the example ended with $?"
"$POPBOX" list --json | python3 -m json.tool >/dev/null || fail 'list --json'
stop "${pids[0]}" || fail "the origin ended with $?"

# A check that a limit ended is no proof, though it found nothing: 1.
proof=${BASH_SOURCE[0]%/*}/../check/keyed-by-all-three
checked() {
    local want=$1 code=0
    shift
    "$POPBOX" check "$proof"/{distribution,cache-policy,cors}.json "$@" \
        >"$dir/out" || code=$?
    equal "status of a check with '$*'" "$code" "$want"
}
checked 0
has 'a proof' "$(<"$dir/out")" CLEAN
for limit in '--states=1' '--transitions=5'; do
    checked 1 "$limit"
    has "a check with $limit" "$(<"$dir/out")" 'This is a bound, not a proof'
done
