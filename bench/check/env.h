/*
 * env.h - what an origin may be like at the moment when it is asked.
 *
 * Between two fetches anything may happen to an object, so what it is like is
 * chosen anew at each one. The words are told in transcripts.
 */
#ifndef POPBOX_BENCH_CHECK_ENV_H
#define POPBOX_BENCH_CHECK_ENV_H

#include "cache/base/json.h"

/* X(name, word, Cache-Control of the object or NULL, sentence) */
#define CHECK_ENV_LIST(X)                                                 \
    X(ENV_PLAIN, "plain", NULL, "")                                       \
    X(ENV_LONG, "max-age", "max-age=86400",                               \
      "the object has Cache-Control: max-age=86400")                      \
    X(ENV_ZERO, "max-age=0", "max-age=0",                                 \
      "the object has Cache-Control: max-age=0")                          \
    X(ENV_NO_CACHE, "no-cache", "no-cache",                               \
      "the object has Cache-Control: no-cache")                           \
    X(ENV_NO_STORE, "no-store", "no-store",                               \
      "the object has Cache-Control: no-store")                           \
    X(ENV_CHANGED, "changed", NULL, "the object has been replaced")       \
    X(ENV_MISSING, "missing", NULL, "the object does not exist just now") \
    X(ENV_BUSY, "busy", NULL, "the origin answers 503 just now")          \
    X(ENV_DEAD, "dead", NULL, "the origin is out of reach just now")

enum check_env {
#define CHECK_ENV_ROW(name, word, control, sentence) name,
    CHECK_ENV_LIST(CHECK_ENV_ROW)
#undef CHECK_ENV_ROW
        N_ENVS
};

const char *check_env_word(enum check_env env);
/* "" for an object that says nothing of its life. */
const char *check_env_sentence(enum check_env env);
/* Appends the merge patch that makes a config's origins so. */
void check_env_patch(struct buf *json, enum check_env env,
                     const struct json *config);

#endif
