#!/usr/bin/env bash
# The demo: over sockets and in virtual time the same text, 80 columns wide, no
# colour but on a terminal; JSON that is JSON; status 0.
source "${BASH_SOURCE[0]%/*}/lib.bash"

timeout 120 "$POPBOX" demo >"$dir/live" 2>"$dir/demo.err" ||
    fail "status $?: $(tail -n 30 "$dir/live")"
timeout 120 "$POPBOX" demo --virtual >"$dir/virtual" || fail "virtual: $?"
cmp "$dir/live" "$dir/virtual" || fail 'sockets tell another story'
equal 'its talk' "$(<"$dir/demo.err")" ''
! grep -nE '^.{81}' "$dir/live" || fail 'a line of more than 80 columns'
has_not 'colour' "$(<"$dir/live")" $'\e'
has 'the story' "$(<"$dir/live")" BLOCKED
has 'the header' "$(<"$dir/live")" Access-Control-Allow-Origin

timeout 120 "$POPBOX" demo --json >"$dir/json" || fail "--json: status $?"
python3 -m json.tool "$dir/json" >/dev/null || fail 'not JSON'
code=0
timeout 120 "$POPBOX" demo >/dev/full 2>"$dir/said" || code=$?
equal 'a full disk' "$code" 4

# Colour on a terminal, unless NO_COLOR is set. The first lines tell.
on_terminal() {
    timeout 60 python3 - "$POPBOX" <<'END'
import os, pty, signal, sys
child, terminal = pty.fork()
if child == 0:
    os.execv(sys.argv[1], [sys.argv[1], "demo", "--virtual"])
seen = b""
while len(seen) < 3000:
    seen += os.read(terminal, 3000)
os.kill(child, signal.SIGKILL)
os.waitpid(child, 0)
sys.stdout.buffer.write(seen)
END
}
has 'colour on a terminal' "$(TERM=xterm NO_COLOR='' on_terminal)" $'\e['
has_not 'NO_COLOR' "$(TERM=xterm NO_COLOR=1 on_terminal)" $'\e['
