/*
 * browser_script.h - a conversation with the model browser, checked.
 *
 * As node_script.h: events in the first column, what follows from each below
 * it, indented.
 *
 *     A: fetch https://cdn.test/x from https://a.test method=PUT | X-Test: 1
 *       r1 OPTIONS https://cdn.test/x | Access-Control-Request-Method: PUT
 *       | Access-Control-Request-Headers: x-test | Origin: https://a.test
 *     r1 204 | Access-Control-Allow-Origin: *
 *       A blocked MethodDisallowedByPreflightResponse PUT
 *
 * (in one line each). Events:
 *     A: KIND URL from ORIGIN [crossorigin=anonymous|use-credentials]
 *        [mode=no-cors] [credentials=include|omit] [cache=reload|no-store]
 *        [method=M] [cookies=NAME=VALUE] [| Name: value]...
 *     r1 STATUS [| Name: value]...      the answer to request 1
 *     r1 nothing                        no answer, or not a whole one
 *     wait 5s|500ms
 * Requests are numbered in the order of their sending; Accept and
 * Accept-Encoding are not printed. "cached" and "revalidated" stand behind a
 * verdict that used the browser's own copy.
 */
#ifndef POPBOX_TESTS_BROWSER_SCRIPT_H
#define POPBOX_TESTS_BROWSER_SCRIPT_H

#include "bench/browser.h"
#include "cache/base/buf.h"

#define BROWSER_SCRIPT_MAX 128

struct browser_script {
    struct browser *browser;
    int64_t now_ms;
    char names[BROWSER_SCRIPT_MAX][8]; /* of loads, by their order */
    uint64_t loads[BROWSER_SCRIPT_MAX];
    size_t n_loads;
    uint64_t requests[BROWSER_SCRIPT_MAX];
    size_t n_requests;
    size_t n_verdicts;
    struct buf blocked; /* "MissingAllowOriginHeader\n..." of every verdict */
    char console[1024]; /* the last verdict's */
    struct buf said;
    struct buf fault;
};

void browser_script_init(struct browser_script *script);
/* With Firefox's rules. */
void browser_script_init_firefox(struct browser_script *script);
bool browser_script_play(struct browser_script *script, const char *text);
const char *browser_script_fault(struct browser_script *script);
/* Ends the browser. Whether every load had its verdict. */
bool browser_script_stop(struct browser_script *script);

/* For Criterion. */
#define BROWSE(script, text)                           \
    cr_assert(browser_script_play(script, text), "%s", \
              browser_script_fault(script))
#define STOP_BROWSING(script) cr_assert(browser_script_stop(script))

#endif
