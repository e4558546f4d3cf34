/*
 * node_script.h - a conversation with a node, written down and checked.
 *
 * A script is text. A line in the first column is an event; the indented lines
 * below it are the effects that it must have, all of them, in order:
 *
 *     A: GET /cat.png | Origin: https://a.example
 *       f1 -> GET /cat.png | Origin: https://a.example
 *     f1 head 200 len=5 | Cache-Control: max-age=60
 *       A <- 200 Miss len=5
 *     f1 body hello
 *       A <- hello
 *     f1 ends
 *       A <- end
 *
 * A transaction is named by whoever writes, a fetch by its number. A viewer
 * takes every byte and says that it is done at once, unless its request says
 * "slow". What it costs to be right is checked after every event: node_check,
 * one end for each transaction and fetch, no effect for one that has ended.
 *
 * Events:
 *     A: METHOD TARGET [slow] [1.0] [expects] [body=N|?] [| Name: value]...
 *     A: bad malformed|head|url|timeout
 *     A sends BYTES     A is whole     A stops short
 *     A takes N         A done         A gone
 *     f1 ready N        f1 head STATUS [len=N] [| Name: value]...
 *     f1 body BYTES     f1 ends [truncated|reused|closed|refused|dns|tls|
 *                                garbage|toobig]
 *     wait 10s|10ms     until then, ticking whenever a deadline is due
 *     invalidate PATTERN
 *     A journal         prints the reasons noted so far
 * BYTES is text, or "*70000" for that many. An error page of the edge's own is
 * printed as "page".
 */
#ifndef POPBOX_TESTS_NODE_SCRIPT_H
#define POPBOX_TESTS_NODE_SCRIPT_H

#include "cache/base/buf.h"
#include "cache/node.h"

#define SCRIPT_VIEWERS_MAX 64
#define SCRIPT_FETCHES_MAX 256
#define SCRIPT_START_MS    INT64_C(1767225600000) /* 1 Jan 2026 */

/* One viewer request as the test sees it. */
struct script_viewer {
    char name[16];
    uint64_t txn;
    bool slow;
    bool ended;
    bool finished;
    uint64_t handed; /* bytes of BODY */
    uint64_t taken;
    uint64_t page_bytes; /* of an error page of the edge's; else 0 */
    char reasons[1024];  /* of the journal, after FINISH */
    struct journal journal;
};

struct script_fetch {
    uint64_t id;
    int attempt;
    int origin;
    bool over;
};

struct script {
    struct node *node;
    struct node_config config;
    struct behavior behavior; /* the only one, "*" */
    struct node_origin origin;
    int64_t now_ms;
    struct script_viewer viewers[SCRIPT_VIEWERS_MAX];
    size_t n_viewers;
    struct script_fetch fetches[SCRIPT_FETCHES_MAX];
    size_t n_fetches;
    struct buf said;    /* effects since the last event, as lines */
    struct buf fault;   /* why the last script failed */
    char wide[1 << 17]; /* what "*N" stands for */
};

/* CloudFront's profile, methods and TTLs (min 0), nothing keyed or forwarded;
 * to be changed before script_start. */
void script_init(struct script *script);
/* As script_init with the profile of that name. */
void script_init_profile(struct script *script, const char *profile);
void script_start(struct script *script);
/* Plays the text; whether it went as written. */
bool script_play(struct script *script, const char *text);
/* What script_play did not like, as text. */
const char *script_fault(struct script *script);
/* Ends the node. Whether every transaction and fetch had ended. */
bool script_stop(struct script *script);
/* The newest viewer of that name; asserted. */
struct script_viewer *script_viewer(struct script *script, const char *name);

/* For Criterion. */
#define PLAY(script, text) \
    cr_assert(script_play(script, text), "%s", script_fault(script))
#define STOP(script) cr_assert(script_stop(script), "%s", script_fault(script))

#endif
