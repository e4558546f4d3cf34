/* test_determinism.c - the same events give the same effects, byte for byte. */
#include "cache/base/rng.h"
#include "tests/node_script.h"

#include <criterion/criterion.h>
#include <stdio.h>

/* Everything that effects hand out, as text; ids and pointers by their order.
 */
static void print(struct buf *out, struct node *node)
{
    struct effect effect;

    while (node_poll(node, &effect)) {
        buf_addf(out, "%d #%llu ", (int)effect.kind,
                 (unsigned long long)effect.id);
        if (effect.kind == EFFECT_RESPOND) {
            const struct reply *reply = effect.u.reply;

            buf_addf(out, "%d %lld\n", reply->status, (long long)reply->length);
            buf_add(out, reply->stored_text);
            for (size_t i = 0; i < reply->added->n; i++)
                buf_addf(out, "%.*s: %.*s\n",
                         SPAN_ARG(reply->added->at[i].name),
                         SPAN_ARG(reply->added->at[i].value));
        } else if (effect.kind == EFFECT_BODY) {
            buf_add(out, effect.u.bytes);
        } else if (effect.kind == EFFECT_FETCH) {
            const struct http_request *request = effect.u.fetch.request;

            for (size_t i = 0; i < request->headers.n; i++)
                buf_addf(out, "%.*s: %.*s\n",
                         SPAN_ARG(request->headers.at[i].name),
                         SPAN_ARG(request->headers.at[i].value));
        } else if (effect.kind == EFFECT_FINISH) {
            const struct journal *journal = effect.u.journal;

            buf_addf(out, "%.*s", SPAN_ARG(journal->key));
            for (size_t i = 0; i < journal->n_steps; i++)
                buf_addf(out, " %d", journal->steps[i].reason);
        }
        buf_add_byte(out, '\n');
    }
}

/* A crowd of viewers at a small store, all of it drawn from the seed. */
static void live(struct buf *out, struct node *node, uint64_t seed)
{
    struct node_viewer viewer = {.client = SPAN("198.51.100.7")};
    struct rng rng;

    rng_init(&rng, seed);
    for (int i = 0; i < 400; i++) {
        struct http_header line = {SPAN("Cache-Control"), SPAN("max-age=9")};
        struct http_response head = {.status = 200, .headers = {&line, 1, 1}};
        struct http_request request = {.method = SPAN("GET")};
        int64_t now_ms = SCRIPT_START_MS + i * 500;
        uint64_t fetch = 0, txn;
        struct effect effect;
        char path[16];

        snprintf(path, sizeof(path), "/%d", (int)rng_below(&rng, 30));
        request.path = span_str(path);
        txn = node_request(node, now_ms, &viewer, &request);
        while (node_poll(node, &effect))
            if (effect.kind == EFFECT_FETCH)
                fetch = effect.id;
        buf_addf(out, "fetch #%llu\n", (unsigned long long)fetch);
        node_origin_head(node, now_ms, fetch, &head, 5);
        print(out, node);
        node_origin_body(node, now_ms, fetch, SPAN("hello"));
        print(out, node);
        node_origin_end(node, now_ms, fetch, FETCH_END_COMPLETE);
        print(out, node);
        node_client_gone(node, now_ms, txn);
        print(out, node);
    }
}

static void run(struct buf *out, const char *hash_seed, uint64_t seed)
{
    struct script s;

    script_init(&s);
    s.config.capacity_bytes = 8192;
    s.config.seed = seed;
    s.config.hash_seed = span_str(hash_seed);
    script_start(&s);
    buf_init(out, 1u << 24);
    live(out, s.node, 7);
    cr_assert_not(out->overflow);
    STOP(&s);
}

Test(determinism, the_same_events_give_the_same_bytes)
{
    struct buf one, other;

    run(&one, "", 1);
    run(&other, "", 1);
    cr_assert_gt(one.len, 50000u);
    cr_assert(span_eq(buf_span(&one), buf_span(&other)));
    buf_fini(&one);
    buf_fini(&other);
}

/* No order of a hash table is ever observable. */
Test(determinism, another_secret_of_the_hash_changes_nothing_that_is_seen)
{
    struct buf one, other;

    run(&one, "", 1);
    run(&other, "another secret", 1);
    cr_assert(span_eq(buf_span(&one), buf_span(&other)));
    buf_fini(&one);
    buf_fini(&other);
}

Test(determinism, another_seed_changes_the_ids_that_are_drawn)
{
    struct buf one, other;

    run(&one, "", 1);
    run(&other, "", 2);
    cr_assert_not(span_eq(buf_span(&one), buf_span(&other)));
    buf_fini(&one);
    buf_fini(&other);
}
