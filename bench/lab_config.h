/*
 * lab_config.h - the lab's knobs as AWS's JSON, and the world around them.
 *
 * A knob is a choice that a student makes; what it means is said here once, in
 * the words of a cache behavior. The world has one bucket, one edge and two
 * pages. Its names are logical (https://a.example) for the model and of this
 * machine (http://a.localhost:8001) for the live servers; the same knobs make
 * both.
 */
#ifndef POPBOX_BENCH_LAB_CONFIG_H
#define POPBOX_BENCH_LAB_CONFIG_H

#include "cache/base/json.h"

/* X(constant, word): what of Origin is in the key. */
#define LAB_KEY_LIST(X)           \
    X(LAB_KEY_OFF, "off")         \
    X(LAB_KEY_PRESENT, "present") \
    X(LAB_KEY_CLASS, "class")     \
    X(LAB_KEY_EXACT, "exact")     \
    X(LAB_KEY_ALL, "all")

/* X(constant, word): the response headers policy. */
#define LAB_REPLY_LIST(X)             \
    X(LAB_REPLY_NONE, "none")         \
    X(LAB_REPLY_SIMPLE, "SimpleCORS") \
    X(LAB_REPLY_ECHO, "echo")         \
    X(LAB_REPLY_OVERRIDE, "override")

enum lab_key {
#define LAB_ROW(constant, word) constant,
    LAB_KEY_LIST(LAB_ROW)
#undef LAB_ROW
};

enum lab_reply {
#define LAB_ROW(constant, word) constant,
    LAB_REPLY_LIST(LAB_ROW)
#undef LAB_ROW
};

struct lab_knobs {
    bool forward_origin;
    bool forward_preflight; /* Access-Control-Request-Method and -Headers */
    enum lab_key key;
    bool honour_vary;
    enum lab_reply reply;
    bool cache_options;
    const struct json *cors; /* the bucket's rules, an array; NULL: the usual
                                ones */
};

/* Where the live world is; zeroed: the logical one. */
struct lab_places {
    uint16_t pages; /* the port of both pages */
    uint16_t edge;
    uint16_t bucket;
    bool live; /* a port may be 0 */
};

/* Reads an object of knobs; what is left out is as when the lab opens: the bug.
 * NULL: all of it. Errors are noted in the reader, with their place. */
void lab_knobs_read(struct lab_knobs *knobs, struct json_reader *reader,
                    const struct json *object);
/* The same as an object, rules included. */
void lab_knobs_json(const struct lab_knobs *knobs, struct json_out *out);
/* DefaultCacheBehavior, every member of it: as a merge patch it leaves nothing
 * of another one's. */
void lab_behavior_json(const struct lab_knobs *knobs,
                       const struct lab_places *places, struct json_out *out);
/* The bucket's rules, an array. */
void lab_rules_json(const struct lab_knobs *knobs,
                    const struct lab_places *places, struct json_out *out);
/* The world, see bench/topology.h. */
void lab_world_json(const struct lab_knobs *knobs,
                    const struct lab_places *places, struct json_out *out);

/* https://NAME.example, as an origin or a pattern of origins, in that world. */
struct span lab_name(const struct lab_places *places, struct span logical,
                     struct buf *scratch);

#endif
