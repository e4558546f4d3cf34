#!/usr/bin/env bash
# Random answers and loads (CASES, from SEED on): a real Chromium must send, and
# say, what the model browser does.
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

"${POPBOX%/*}/check_browser" "${CASES:-60}" "${SEED:-1}" >"$dir/cases"
python3 -B "${BASH_SOURCE[0]%/*}/chromium_cases.py" "$chromium" "$dir/profile" \
    <"$dir/cases"
