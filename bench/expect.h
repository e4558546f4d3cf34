/*
 * expect.h - what a scenario expects of a step, and whether it was so.
 *
 * Of a load or request (all optional; null means: there must be none):
 *
 *     "verdict"     "ok", "opaque", "blocked", "network error", or Chromium's
 *                   name of the CORS error; loads only
 *     "console"     the console's whole line
 *     "from_cache"  the browser used its own copy without asking
 *     "revalidated" the browser used its own copy after a 304
 *     "status", "acao", "age", "vary"   of the last answer
 *     "x_cache"     "Hit", "Miss", "RefreshHit", "Error"
 *     "headers"     {NAME: value} of the last answer
 *     "body_bytes"  of a load
 *     "key"         the cache key, spelled out
 *     "reasons"     {STEP: REASON} as reasons.h has them
 *     "requests"    how many requests were sent, preflights included
 *     "preflight"   {"status", "acao", "x_cache", "headers"} of the preflight
 *     "origin_saw"  [{"origin", "method", "path", "query", "headers",
 *                     "status", "acao", "vary"}], in order; []: was not asked.
 *                   Of a step with several acts: of the step
 *
 * Of an invalidation: "removed". Of a "count", over the play so far: "hits",
 * "misses", "refresh_hits", "errors" (of all edges), "origin_requests",
 * "blocked".
 */
#ifndef POPBOX_BENCH_EXPECT_H
#define POPBOX_BENCH_EXPECT_H

#include "bench/scenario.h"
#include "bench/transcript.h"

enum expect_of { EXPECT_LOAD, EXPECT_REQUEST, EXPECT_INVALIDATE, EXPECT_COUNT };

/* Notes in the reader whatever could never be compared. */
void expect_read(struct json_reader *reader, const struct json *expect,
                 enum expect_of of);

/* Compares; every mismatch becomes a failure of the transcript, with its place:
 * "$.steps[2].expect.acao: expected null, got "*"". The step has ended; act is
 * the one of it that want became; want->expect is not NULL. */
void expect_act(struct transcript *transcript, const struct seen_step *step,
                const struct seen_act *act, const struct scenario_act *want);
void expect_removed(struct transcript *transcript, size_t removed,
                    struct span place, const struct json *expect);
void expect_count(struct transcript *transcript, struct span place,
                  const struct json *expect);

#endif
