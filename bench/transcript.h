/*
 * transcript.h - what was seen while a script was played, step by step.
 *
 * A transcript is a stage's watcher. It copies what it is told and puts it into
 * the order that a reader needs and that both stages share: requests as they
 * were sent, each with its journal; journals by transaction; what origins saw
 * as it arrived. It names logical hosts only.
 */
#ifndef POPBOX_BENCH_TRANSCRIPT_H
#define POPBOX_BENCH_TRANSCRIPT_H

#include "bench/stage.h"
#include "cache/base/buf.h"
#include "cache/base/list.h"

/* A transaction at an edge. */
struct seen_journal {
    struct list link; /* in seen_step.journals, by edge and transaction */
    size_t edge;
    bool taken; /* by a seen_request */
    struct journal journal;
};

/* A request on its way to an edge or origin, and its answer. */
struct seen_request {
    struct list link; /* in seen_act.requests, as sent */
    struct topology_host host;
    bool preflight;
    struct http_request head;
    bool answered;
    enum stage_wire wire;
    struct http_response answer;        /* status 0: none */
    const struct seen_journal *journal; /* set by transcript_end; or NULL */
};

/* What an origin saw and said. */
struct seen_origin {
    struct list link; /* in seen_step.origins, in order of arrival */
    size_t origin;
    struct http_request request;
    struct http_response answer; /* status 0: none was sent */
    enum fault_kind fault;
};

/* One load of a page or one plain request. */
struct seen_act {
    struct list link; /* in seen_step.acts, as started */
    uint64_t number;
    struct span who;  /* "A", "curl" */
    struct span what; /* "fetch https://..." */
    struct list requests;
    bool judged; /* verdict is set: a browser's load has ended */
    struct load_verdict verdict;
};

struct seen_step {
    struct list link;
    struct span place; /* "$.steps[2]" */
    struct span says;  /* the script's own words about it, or absent */
    struct span note;  /* what a step without acts did, or absent */
    int64_t at_ms;     /* since the beginning of the play */
    struct list acts;
    struct list journals;
    struct list origins;
};

struct seen_failure {
    struct list link;
    struct span text; /* "$.steps[2].expect.verdict: expected ..." */
};

/* What is played. */
struct transcript_title {
    struct span id; /* "S01" */
    struct span title;
    struct span play; /* "as it is", or the cure's name */
};

struct transcript {
    struct arena arena;              /* for what is added from outside, too */
    const struct topology *topology; /* borrowed */
    struct transcript_title title;
    struct list steps;
    struct list failures;
    bool overflow; /* something did not fit: not to be relied on */
};

/* Embedded; given back by transcript_fini. The title is copied, the topology is
 * borrowed. */
void transcript_init(struct transcript *transcript,
                     const struct topology *topology,
                     const struct transcript_title *title);
void transcript_fini(struct transcript *transcript);

/* A stage_watch_f; the watcher is the transcript. */
void transcript_watch(void *watcher, const struct stage_event *event);

/* Begins a step: what is watched from now on belongs to it. NULL past the
 * ceiling; its says and note are the caller's to set, in memory that lasts. */
struct seen_step *transcript_begin(struct transcript *transcript,
                                   struct span place, int64_t at_ms);
/* Announces an act of the step, whose number events will bear. */
void transcript_act(struct transcript *transcript, uint64_t number,
                    struct span who, struct span what);
/* Ends the step: joins its requests with their journals. */
void transcript_end(struct transcript *transcript);
/* Adds to the failures. */
void transcript_fail(struct transcript *transcript, struct span text);

/* The act's last request, or NULL. */
const struct seen_request *seen_last_request(const struct seen_act *act);
/* "edge" or the origin's or host's name. */
struct span seen_host_name(const struct topology *topology,
                           const struct seen_request *request);

#endif
