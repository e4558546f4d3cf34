#!/usr/bin/env bash
# Can everybody use the lab? Each screen's names, contrast, focus and motion, on a
# projector and on a phone, in both colour schemes.
source "${BASH_SOURCE[0]%/*}/lab.bash"

drive access
