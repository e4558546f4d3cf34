#!/usr/bin/env bash
# The lab's teaching in a real Chromium: every step of the lesson, also by keys
# alone, every claim of the quiz, the exercises, each with right and wrong answers,
# and the report.
source "${BASH_SOURCE[0]%/*}/lab.bash"

drive lesson
