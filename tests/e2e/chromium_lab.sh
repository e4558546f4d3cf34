#!/usr/bin/env bash
# The lab in a real Chromium: every button and knob of the stage, by mouse and by
# keyboard, the library, the live half beside the model, every step of the lesson,
# the quiz and the exercises, at two sizes and in both colour schemes.
# LAB_PICTURES names a folder for pictures of it.
source "${BASH_SOURCE[0]%/*}/lib.bash"

chromium=$(command -v chromium || command -v chromium-browser) ||
    skip 'Chromium (chromium) is not installed'

# In a network of its own, with a loopback and nothing else, where that may be.
if [[ ! ${ALONE:-} ]] && unshare -rn true 2>/dev/null; then
    export ALONE=yes
    exec unshare -rn bash "${BASH_SOURCE[0]}"
fi
[[ ! ${ALONE:-} ]] || python3 - <<'END'
import fcntl, socket, struct
request = struct.pack("16sh14x", b"lo", 1)  # IFF_UP
fcntl.ioctl(socket.socket(), 0x8914, request)  # SIOCSIFFLAGS
END

start lab lab --port 0
for part in stage lesson; do
    timeout 300 python3 "${BASH_SOURCE[0]%/*}/lab_$part.py" "$chromium" \
        "$dir/$part" "$(<"$dir/lab.out")" ${LAB_PICTURES:+"$LAB_PICTURES"}
done
stop "$pid" || fail "the lab ended with $?"
