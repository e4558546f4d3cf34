/*
 * check.h - can anyone's requests break a page that a configuration serves?
 *
 * Takes a config (bench/topology.h), explores every reachable state of each of
 * its edge's cache keys with the node of cache/ and the origins of origin/, and
 * reports what it found: with no finding and nothing cut short, a proof.
 *
 * Properties. r is a load of a page, V what its browser makes of the answer.
 *   P1  V does not depend on who asked before
 *   P2  what the origin grants a page, the edge hands it
 *   P3  what the origin refuses a page, the edge does not hand it
 *   P4  P1 and P2 for the errors of an origin that a page may read
 */
#ifndef POPBOX_BENCH_CHECK_CHECK_H
#define POPBOX_BENCH_CHECK_CHECK_H

#include "cache/http/cors.h"
#include "cache/base/json.h"

#define CHECK_STEPS_MAX    8
#define CHECK_FINDINGS_MAX 64
#define CHECK_NOTES_MAX    64
#define CHECK_READINGS_MAX 16

enum check_property { CHECK_P1, CHECK_P2, CHECK_P3, CHECK_P4 };

/* X(name, word, source, sentence) */
#define CHECK_GUILTY_LIST(X)                                                \
    X(GUILTY_KEY, "key", "CloudFront cache key",                            \
      "what is forwarded and changes the answer is not in the cache key")   \
    X(GUILTY_KEY_CLASS, "key-class", "viewer-request function",             \
      "the key holds a class of Origin that the origin tells apart")        \
    X(GUILTY_FORWARD, "forward", "CloudFront origin request policy",        \
      "what the origin judges by does not reach it")                        \
    X(GUILTY_METHODS, "methods", "CloudFront AllowedMethods",               \
      "the edge refuses the method itself, without CORS headers")           \
    X(GUILTY_OVERRIDE, "override", "CloudFront response headers policy",    \
      "the policy steps aside for CORS headers that the origin sent")       \
    X(GUILTY_CUSTOM_HEADER, "custom-header",                                \
      "CloudFront origin custom headers",                                   \
      "a constant Origin towards the origin: its answer is for one site")   \
    X(GUILTY_REFRESH, "refresh", "CloudFront 304",                          \
      "a 304 renews the copy and keeps its old CORS headers")               \
    X(GUILTY_ERROR_TTL, "error-ttl", "CloudFront error caching",            \
      "an error is kept that was made for somebody else")                   \
    X(GUILTY_ERROR_PAGE, "error-page", "CloudFront custom error responses", \
      "a page of the distribution's stands in for the error")               \
    X(GUILTY_VIEWER_PROTOCOL, "viewer-protocol",                            \
      "CloudFront viewer protocol policy",                                  \
      "the edge redirects to https, without CORS headers")                  \
    X(GUILTY_FAILOVER, "failover", "CloudFront origin failover",            \
      "the second origin of the group answers otherwise than the first")

enum check_guilty {
#define CHECK_GUILTY_ROW(name, word, source, sentence) name,
    CHECK_GUILTY_LIST(CHECK_GUILTY_ROW)
#undef CHECK_GUILTY_ROW
        N_GUILTY
};

/* One step of a history, the last one being the page's own. */
struct check_step {
    struct span who;    /* "anyone", "time", "page" */
    struct span line;   /* what is done: a curl line, a load, a wait */
    struct span around; /* what the origin is like; empty: as usual */
    int status;         /* of the answer; 0: of a wait */
    struct span x_cache;
    struct span allow_origin; /* absent: none */
    struct span decision;     /* the edge's, with its source */
};

struct check_finding {
    enum check_property property;
    enum check_guilty guilty;
    unsigned bits;        /* the same, told apart */
    struct span headers;  /* "Origin, Access-Control-Request-Method"; empty */
    struct span scenario; /* "S57" */
    size_t behavior;
    struct span pattern;
    struct span reading; /* the knob that had to be turned; absent: none */
    struct span page_origin;
    bool preflight;
    enum cors_verdict verdict;
    struct span console; /* empty: the page reads what it should not */
    struct span key;     /* of what was served; absent: nothing was kept */
    struct check_step steps[CHECK_STEPS_MAX];
    size_t n_steps;
    size_t kept_by; /* the step that brought what was served, from 1; 0: none */
};

/* What is no fault: dead configuration, intents, assumptions. */
struct check_note {
    struct span what;
    struct span sentence;
};

struct check_options {
    uint32_t states_max;      /* of one key; 0: 4096 */
    uint64_t transitions_max; /* of the whole; 0: 50 million */
    /* Told now and then; NULL: nobody is. False ends the run as a bound. */
    bool (*progress)(void *user, uint64_t states, uint64_t transitions);
    void *user;
    /* Gets the states and their closure, for whoever wants to verify a clean
     * answer (certificate.h); NULL: nobody does. Its overflow is the caller's
     * to look at. */
    struct buf *certificate;
};

/* Everything that was found. Embedded; given back by check_fini. */
struct check_report {
    struct arena arena;
    struct check_finding *findings[CHECK_FINDINGS_MAX];
    size_t n_findings;
    struct check_note notes[CHECK_NOTES_MAX];
    size_t n_notes;
    struct span readings[CHECK_READINGS_MAX]; /* knobs that were tried turned */
    size_t n_readings;
    uint64_t n_keys, n_states, n_transitions;
    uint64_t n_transactions; /* at the node */
    struct span bound; /* why it is no proof; absent: nothing was cut short */
};

/* Checks the config's first edge. 0, or ERR_* with config->error set. */
MUST_USE int check_run(struct check_report *report, struct json_reader *config,
                       const struct check_options *options);
void check_fini(struct check_report *report);

/* Appends the representative paths of the edge's behaviors, for
 * aws_world.paths; in the arena. How many. */
size_t check_paths(struct arena *arena, struct json_reader *config,
                   struct span *paths, size_t max);

/* 80 columns. */
void check_text(const struct check_report *report, struct buf *out);
/* The schema stands in check_json.c. */
void check_json(const struct check_report *report, struct json_out *out);

const char *check_property_name(enum check_property property);
const char *check_guilty_word(enum check_guilty guilty);
const char *check_guilty_sentence(enum check_guilty guilty);
const char *check_guilty_source(enum check_guilty guilty);

#endif
