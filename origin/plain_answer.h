/* plain_answer.h - a plain origin's answer: status, headers, which bytes. */
#ifndef POPBOX_ORIGIN_PLAIN_ANSWER_H
#define POPBOX_ORIGIN_PLAIN_ANSWER_H

#include "origin/origin.h"
#include "origin/plain_page.h"

/* In the exchange's arena. */
struct plain_exchange {
    unsigned magic;
    const struct plain_page *page;
    struct http_request req; /* a copy */
    int status;              /* instead of the page's; 0: the page's */
    uint64_t taken;          /* bytes of the request's body */
    struct span text;        /* absent: generated */
    uint64_t offset;
    uint64_t left;
};

/* Fills the exchange's answer, and which bytes are its body. */
void plain_answer(struct origin_exchange *ex, struct plain_exchange *state,
                  int64_t now_ms);

#endif
