# lab.bash - drives popbox lab in a real Chromium, by tests/e2e/lab_PART.py.
# LAB_PICTURES names a folder for pictures of it, LAB_AXE an axe.min.js that is to
# judge it too.
source "${BASH_SOURCE[0]%/*}/lib.bash"

chromium=$(command -v chromium || command -v chromium-browser) ||
    skip 'Chromium (chromium) is not installed'

# In a network of its own, with a loopback and nothing else, where that may be.
if [[ ! ${ALONE:-} ]] && unshare -rn true 2>/dev/null; then
    export ALONE=yes
    exec unshare -rn bash "$0"
fi
[[ ! ${ALONE:-} ]] || python3 - <<'END'
import fcntl, socket, struct
request = struct.pack("16sh14x", b"lo", 1)  # IFF_UP
fcntl.ioctl(socket.socket(), 0x8914, request)  # SIOCSIFFLAGS
END

# drive PART...: each against one lab.
drive() {
    local part

    start lab lab --port 0
    for part; do
        timeout 280 python3 "${BASH_SOURCE[0]%/*}/lab_$part.py" "$chromium" \
            "$dir/$part" "$(<"$dir/lab.out")" ${LAB_PICTURES:+"$LAB_PICTURES"}
    done
    stop "$pid" || fail "the lab ended with $?"
}
