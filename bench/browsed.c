/* browsed.c - what a page's loads sent and got, kept in an arena. */
#include "bench/browsed.h"

#define BYTES_MAX ((size_t)64 << 20)

void browsed_init(struct browsed *browsed)
{
    *browsed = (struct browsed){0};
    arena_init(&browsed->arena, BYTES_MAX);
}

void browsed_fini(struct browsed *browsed)
{
    arena_fini(&browsed->arena);
}

struct browsed_load *browsed_begin(struct browsed *browsed,
                                   const struct load_spec *spec)
{
    struct browsed_load *load;

    if (browsed->n_loads == BROWSED_LOADS_MAX)
        return NULL;
    load = arena_zalloc(&browsed->arena, 1, sizeof(*load));
    if (!load)
        return NULL;
    load->spec = *spec;
    browsed->loads[browsed->n_loads++] = load;
    return load;
}

struct browsed_exchange *browsed_ask(struct browsed *browsed,
                                     struct browsed_load *load,
                                     const struct browser_request *request)
{
    struct browsed_exchange *made = &load->exchanges[load->n_exchanges];

    if (load->n_exchanges == BROWSED_EXCHANGES_MAX)
        return NULL;
    made->preflight = request->preflight;
    if (arena_copy(&browsed->arena, request->url, &made->url) ||
        http_request_copy(&made->request, &browsed->arena, &request->head))
        return NULL;
    load->n_exchanges++;
    return made;
}

int browsed_answer(struct browsed *browsed, struct browsed_exchange *exchange,
                   const struct http_response *answer)
{
    exchange->answered = true;
    exchange->answer.status = answer->status;
    return http_headers_copy(&exchange->answer.headers, &browsed->arena,
                             &answer->headers);
}

int browsed_end(struct browsed *browsed, struct browsed_load *load,
                const struct load_verdict *verdict)
{
    struct arena *arena = &browsed->arena;
    int err;

    load->verdict = *verdict;
    err = arena_copy(arena, verdict->console, &load->verdict.console);
    if (!err)
        err = arena_copy(arena, verdict->allow_origin,
                         &load->verdict.allow_origin);
    if (!err)
        err = arena_copy(arena, verdict->cors.value, &load->verdict.cors.value);
    return err;
}
