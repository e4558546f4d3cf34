/* transcript_json.h - a transcript as JSON, every decision included. */
#ifndef POPBOX_BENCH_TRANSCRIPT_JSON_H
#define POPBOX_BENCH_TRANSCRIPT_JSON_H

#include "bench/transcript.h"
#include "cache/base/json.h"

/* Writes one object. */
void transcript_json(const struct transcript *transcript, struct json_out *out);

#endif
