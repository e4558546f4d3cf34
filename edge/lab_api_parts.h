/* lab_api_parts.h - what the files of the lab's admin API share. */
#ifndef POPBOX_EDGE_LAB_API_PARTS_H
#define POPBOX_EDGE_LAB_API_PARTS_H

#include "cache/base/json.h"
#include "edge/lab_api.h"

/* One request. */
struct calling {
    const struct lab_api *api;
    struct json_reader *reader; /* of the body; NULL: GET */
    const struct json *root;
    struct lab_answer *answer;
};

/* {"error": why} in place of whatever was written. */
void lab_api_fail(struct lab_answer *answer, int status, struct span why);
/* The reader's error, with its place. */
void lab_api_fail_reader(struct lab_answer *answer,
                         const struct json_reader *reader);

/* ---- lab_api_play.c: what is played in virtual time ---------------------- */

void lab_api_play(const struct calling *call);
void lab_api_cors(const struct calling *call);
void lab_api_crowd(const struct calling *call);

/* ---- lab_api_check.c ----------------------------------------------------- */

void lab_api_check(const struct calling *call);

#endif
