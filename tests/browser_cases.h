/*
 * browser_cases.h - random answers and loads for a browser, by their seeds
 *
 * A case is one URL, what the servers answer there, and up to three loads of
 * it, one after the other, by pages of four origins. Only the seed decides.
 */
#ifndef POPBOX_TESTS_BROWSER_CASES_H
#define POPBOX_TESTS_BROWSER_CASES_H

#include "bench/browser.h"

#define CASE_LOADS_MAX 3

/* What the servers answer, by what is asked for. */
enum case_answer {
    CASE_PREFLIGHT,    /* OPTIONS with Access-Control-Request-Method */
    CASE_FIRST,        /* /SEED/a */
    CASE_NEXT,         /* /SEED/b, where a redirect leads */
    CASE_NOT_MODIFIED, /* a copy with our ETag still holds */
    N_CASE_ANSWERS
};

struct browser_case {
    uint64_t seed;
    struct http_response answers[N_CASE_ANSWERS];
    struct load_spec loads[CASE_LOADS_MAX];
    size_t n_loads;
};

/* Everything lives in the arena, which has room for one case. */
void browser_case_draw(struct browser_case *drawn, uint64_t seed,
                       struct arena *arena);
/* The answer that the servers give to this request. */
const struct http_response *
browser_case_answer(const struct browser_case *drawn,
                    const struct browser_request *request);
/* "preflight", "a", "b", "304" */
const char *browser_case_answer_word(enum case_answer answer);

#endif
