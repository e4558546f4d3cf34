/* transcript_json.h - a transcript as JSON, every decision included. */
#ifndef POPBOX_BENCH_TRANSCRIPT_JSON_H
#define POPBOX_BENCH_TRANSCRIPT_JSON_H

#include "bench/transcript.h"
#include "cache/base/json.h"

/* Writes one object. */
void transcript_json(const struct transcript *transcript, struct json_out *out);
/* One step of it, as an object. */
void transcript_step_json(const struct transcript *transcript,
                          const struct seen_step *step, struct json_out *out);
/* What an edge noted of a request, as an object. */
void journal_json(const struct journal *journal, struct span edge,
                  struct json_out *out);
/* What an origin, of that name, was asked and said. */
void origin_json(struct span origin, const struct http_request *request,
                 const struct http_response *answer, struct json_out *out);
/* [["Name", "value"], ...], without framing lines. */
void headers_json(const struct http_headers *headers, struct json_out *out);

#endif
