#!/usr/bin/env bash
# The lab in a real Chromium: every button and knob of the stage, by mouse and by
# keyboard, the library, and the live half beside the model, at two sizes and in
# both colour schemes.
source "${BASH_SOURCE[0]%/*}/lab.bash"

drive stage
