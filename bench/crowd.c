/*
 * crowd.c - a crowd of visitors at an edge: what breaks, and what it costs.
 *
 * Visitors come one after the other and remember nothing: each is somebody
 * else, with an empty browser cache. A prober names a site's Origin and asks
 * for a method of its own (S57); no page is behind it, so it cannot be broken.
 */
#include "bench/crowd.h"

#include "bench/url.h"
#include "cache/base/assert.h"
#include "cache/base/buf.h"
#include "cache/http/cors.h"

#define CROWD_BYTES_MAX ((size_t)1 << 20) /* of one visit */

struct crowd {
    struct stage *stage;
    const struct crowd_spec *spec;
    struct crowd_result *result;
    struct arena arena; /* of the visit under way */
    uint64_t number;
    bool counts;             /* visitors, no longer the owner's PUTs */
    bool put_failed;         /* an object could not be stored */
    struct span page_origin; /* of the visit under way; absent: no page */
};

/* ---- watching -------------------------------------------------------------
 */

static void judge_page(struct crowd *crowd, const struct http_headers *headers)
{
    struct cors_result cors =
        cors_check(headers, crowd->page_origin, false, &crowd->arena);

    crowd->result->broken += cors.verdict != CORS_OK;
    crowd->result->missing += cors.verdict == CORS_MISSING_ALLOW_ORIGIN;
    crowd->result->mismatch += cors.verdict == CORS_ALLOW_ORIGIN_MISMATCH;
}

static bool is_hit(const struct http_headers *headers)
{
    struct span x_cache = http_headers_get(headers, SPAN("X-Cache"));

    return span_starts(x_cache, SPAN("Hit")) ||
           span_starts(x_cache, SPAN("RefreshHit"));
}

static void saw_answer(struct crowd *crowd, const struct stage_event *event)
{
    const struct http_response *head = event->u.answer.head;
    bool whole =
        head && event->u.answer.wire == STAGE_WHOLE && head->status == 200;

    if (!crowd->counts) {
        crowd->put_failed |= !whole;
        return;
    }
    crowd->result->visits++;
    crowd->result->pages += !span_absent(crowd->page_origin);
    crowd->result->failed += !whole;
    if (!head)
        return;
    crowd->result->hits += is_hit(&head->headers);
    if (!span_absent(crowd->page_origin))
        judge_page(crowd, &head->headers);
}

static void watch(void *watcher, const struct stage_event *event)
{
    struct crowd *crowd = watcher;

    if (event->saw == STAGE_ANSWER)
        saw_answer(crowd, event);
    else if (event->saw == STAGE_ORIGIN && crowd->counts)
        crowd->result->origin_requests++;
}

/* ---- asking ---------------------------------------------------------------
 */

/* One request, from its beginning to its answer. */
static int ask(struct crowd *crowd, struct stage_request *request)
{
    struct url url;
    int err = url_split(request->url, &url);

    ASSERT(err == 0);
    request->edge = TOPOLOGY_NONE;
    request->head.scheme = url.scheme;
    request->head.authority = url.authority;
    request->head.path = url.path;
    stage_request(crowd->stage, ++crowd->number, request);
    return stage_run(crowd->stage);
}

static struct span object_url(struct crowd *crowd, struct span folder,
                              uint32_t object)
{
    struct span url = arena_printf(&crowd->arena, "%.*s%u", SPAN_ARG(folder),
                                   (unsigned)object);

    ASSERT(!span_absent(url));
    return url;
}

static void add_header(struct crowd *crowd, struct stage_request *request,
                       struct span name, struct span value)
{
    int err =
        http_headers_add(&request->head.headers, &crowd->arena, name, value);

    ASSERT(err == 0);
}

static int put_object(struct crowd *crowd, uint32_t object, struct span body)
{
    struct stage_request request = {
        .url = object_url(crowd, crowd->spec->put, object),
        .head = {.method = SPAN("PUT")},
        .body = body};

    return ask(crowd, &request);
}

static int put_objects(struct crowd *crowd)
{
    struct buf body;
    int err = 0;

    if (span_absent(crowd->spec->put))
        return 0;
    buf_init(&body, crowd->spec->object_bytes);
    for (uint32_t i = 0; i < crowd->spec->object_bytes; i++)
        buf_add_byte(&body, (char)('a' + i % 26));
    for (uint32_t i = 0; i < crowd->spec->visitors.n_objects && !err; i++) {
        arena_reset(&crowd->arena);
        err = put_object(crowd, i, buf_span(&body));
        if (err == 0 && crowd->put_failed)
            err = ERR_MISMATCH;
    }
    buf_fini(&body);
    return err;
}

static int visit(struct crowd *crowd, const struct workload_visit *who)
{
    struct stage_request request = {.head = {.method = SPAN("GET")}};
    struct span origin = SPAN_ABSENT;

    arena_reset(&crowd->arena);
    request.url = object_url(crowd, crowd->spec->at, who->object);
    if (who->site != WORKLOAD_NO_SITE) {
        origin = arena_printf(&crowd->arena, "https://site%u.example",
                              (unsigned)who->site + 1);
        add_header(crowd, &request, SPAN("Origin"), origin);
    }
    if (who->probe)
        add_header(crowd, &request, SPAN("Access-Control-Request-Method"),
                   SPAN("HEAD"));
    crowd->page_origin = who->probe ? SPAN_ABSENT : origin;
    return ask(crowd, &request);
}

static int send_visitors(struct crowd *crowd)
{
    struct workload *workload = workload_new(&crowd->spec->visitors);
    int err = 0;

    crowd->counts = true;
    for (uint64_t i = 0; i < crowd->spec->n_visits && !err; i++) {
        struct workload_visit who = workload_next(workload);

        err = visit(crowd, &who);
        stage_advance(crowd->stage, crowd->spec->gap_ms);
    }
    workload_free(workload);
    return err;
}

int crowd_run(struct stage *stage, const struct crowd_spec *spec,
              struct crowd_result *result)
{
    struct crowd crowd = {.stage = stage, .spec = spec, .result = result};
    int err;

    ASSERT(spec->object_bytes > 0);
    ASSERT(spec->object_bytes <= CROWD_OBJECT_BYTES_MAX);
    *result = (struct crowd_result){0};
    arena_init(&crowd.arena, CROWD_BYTES_MAX);
    stage_watch(stage, watch, &crowd);
    err = put_objects(&crowd);
    if (err == 0)
        err = send_visitors(&crowd);
    stage_watch(stage, NULL, NULL);
    arena_fini(&crowd.arena);
    return err;
}
