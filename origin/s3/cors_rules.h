/* cors_rules.h - which CORS rule a request matches, and what S3 then sends. */
#ifndef POPBOX_ORIGIN_S3_CORS_RULES_H
#define POPBOX_ORIGIN_S3_CORS_RULES_H

#include "cache/http/msg.h"
#include "origin/s3/cors_config.h"

/* What S3 looks at, of a preflight and of an actual request alike. */
struct cors_question {
    struct span page_origin; /* absent: not a CORS request */
    struct span method;      /* Access-Control-Request-Method, else its own */
    struct span headers; /* Access-Control-Request-Headers, all lines joined;
                            absent: none */
};

/* Joined lines live in the arena. */
void cors_question_of(struct cors_question *question,
                      const struct http_request *req, struct arena *arena);

/* The first rule that admits origin, method and every header; NULL when none
 * does, when there is no configuration or no Origin. */
const struct cors_rule *cors_rule_match(const struct cors_config *config,
                                        const struct cors_question *question);

/* Adds what a match adds: Access-Control-* and Vary. ERR_TOO_LONG past a limit
 * of the headers. */
MUST_USE int cors_rule_headers(const struct cors_rule *rule,
                               const struct cors_question *question,
                               struct http_headers *headers,
                               struct arena *arena);

#endif
