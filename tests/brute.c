/* brute.c - every history of raw requests, played one by one, for tests */
#include "tests/brute.h"

#include "bench/url.h"
#include "bench/world.h"
#include "cache/base/assert.h"

#include <stdio.h>
#include <string.h>

#define DEPTH_MAX  3
#define ROOM_BYTES ((uint64_t)64 << 10)
#define A_DAY_MS   INT64_C(86401000)

/* A number of its own for each request and each load of the universe. */
struct ask {
    const char *method;
    const char *origin; /* or NULL */
    const char *acrm;   /* or NULL */
    const char *acrh;   /* or NULL */
};

struct load {
    size_t page;
    bool head, header, credentials;
};

static const char *const methods[] = {"GET", "HEAD", "OPTIONS"};
static const char *const acrms[] = {NULL, "GET", "HEAD", "PUT", "PATCH"};
static const char *const acrhs[] = {NULL, "x-a", "y-b"};
#define N(array) (sizeof(array) / sizeof(*(array)))

struct brute {
    const struct brute_universe *of;
    size_t n_origins, n_asks, n_loads;
    struct brute_found *found;
    const struct topology *topology;
    bool alone[256];   /* whether the load is answered without a history */
    bool granted[256]; /* and by the origin itself */
    bool grants;
    size_t history[DEPTH_MAX];
};

/* ---- the universe ----------------------------------------------------------
 */

static struct ask ask_of(const struct brute *it, size_t number)
{
    struct ask ask;

    ask.method = methods[number % N(methods)];
    number /= N(methods);
    ask.acrm = acrms[number % N(acrms)];
    number /= N(acrms);
    ask.acrh = acrhs[number % N(acrhs)];
    number /= N(acrhs);
    ask.origin = number ? it->of->origins[number - 1] : NULL;
    return ask;
}

static struct load load_of(const struct brute *it, size_t number)
{
    struct load load;

    load.head = number % 2;
    load.credentials = number / 2 % 2;
    number /= 4;
    load.page = number % it->n_origins;
    load.header = number / it->n_origins;
    return load;
}

/* ---- one play --------------------------------------------------------------
 */

static void send_ask(struct stage *stage, const struct brute *it, size_t number)
{
    struct ask ask = ask_of(it, number);
    struct http_header lines[5];
    struct stage_request request = {.edge = TOPOLOGY_NONE,
                                    .url = span_str(it->of->url)};
    struct url url;
    size_t n = 0;

    ASSERT(url_split(request.url, &url) == 0);
    lines[n++] = (struct http_header){SPAN("Accept"), SPAN("*/*")};
    if (it->of->brotli)
        lines[n++] = (struct http_header){SPAN("Accept-Encoding"),
                                          SPAN("gzip, deflate, br")};
    if (ask.origin)
        lines[n++] = (struct http_header){SPAN("Origin"), span_str(ask.origin)};
    if (ask.acrm)
        lines[n++] = (struct http_header){SPAN("Access-Control-Request-Method"),
                                          span_str(ask.acrm)};
    if (ask.acrh)
        lines[n++] = (struct http_header){
            SPAN("Access-Control-Request-Headers"), span_str(ask.acrh)};
    request.head = (struct http_request){.method = span_str(ask.method),
                                         .scheme = url.scheme,
                                         .authority = url.authority,
                                         .path = url.path,
                                         .query = url.query,
                                         .headers = {lines, n, N(lines)}};
    stage_request(stage, number + 1, &request);
}

/* One step of a history: a request, or a day. */
static void step(struct stage *stage, const struct brute *it, size_t number)
{
    if (number == it->n_asks) {
        stage_advance(stage, A_DAY_MS);
        return;
    }
    send_ask(stage, it, number);
    ASSERT(stage_run(stage) == 0);
}

static void on_event(void *user, const struct stage_event *event)
{
    bool *reads = user;

    if (event->saw == STAGE_VERDICT)
        *reads = event->u.verdict->outcome == LOAD_OK;
}

static void load(struct stage *stage, const struct brute *it, size_t number)
{
    static const struct http_header x_a = {SPAN_STATIC("x-a"),
                                           SPAN_STATIC("1")};
    struct load load = load_of(it, number);
    struct load_spec spec = {.page_origin =
                                 span_str(it->of->origins[load.page]),
                             .url = span_str(it->of->url)};

    spec.credentials = load.credentials ? LOAD_CREDENTIALS_INCLUDE
                                        : LOAD_CREDENTIALS_SAME_ORIGIN;
    spec.method = load.head ? SPAN("HEAD") : SPAN_ABSENT;
    if (load.header) {
        spec.headers = &x_a;
        spec.n_headers = 1;
    }
    stage_load(stage, number + 1, load.page, &spec);
}

/* Whether the page reads the answer in the end. */
static bool play(struct brute *it, const struct topology *topology, size_t n,
                 size_t number)
{
    struct stage *stage = world_new(topology);
    bool reads = false;

    for (size_t i = 0; i < n; i++)
        step(stage, it, it->history[i]);
    stage_watch(stage, on_event, &reads);
    load(stage, it, number);
    ASSERT(stage_run(stage) == 0);
    stage_free(stage);
    it->found->plays++;
    return reads;
}

/* ---- what is found ---------------------------------------------------------
 */

static void tell(const struct brute *it, char *text, size_t n, size_t number)
{
    struct load load = load_of(it, number);
    size_t at = 0;

    for (size_t i = 0; i < n && at < BRUTE_STORY_MAX; i++) {
        struct ask ask = ask_of(it, it->history[i]);

        if (it->history[i] == it->n_asks) {
            at += (size_t)snprintf(text + at, BRUTE_STORY_MAX - at, "a day; ");
            continue;
        }
        at += (size_t)snprintf(
            text + at, BRUTE_STORY_MAX - at, "%s origin=%s acrm=%s acrh=%s; ",
            ask.method, ask.origin ? ask.origin : "-",
            ask.acrm ? ask.acrm : "-", ask.acrh ? ask.acrh : "-");
    }
    if (at < BRUTE_STORY_MAX)
        snprintf(text + at, BRUTE_STORY_MAX - at, "page %s %s%s%s",
                 it->of->origins[load.page], load.head ? "HEAD" : "GET",
                 load.header ? " x-a" : "",
                 load.credentials ? " credentials" : "");
}

static void find(struct brute *it, enum brute_property what, size_t n,
                 size_t number)
{
    if (it->found->steps[what])
        return;
    it->found->steps[what] = (unsigned)n + 1;
    tell(it, it->found->story[what], n, number);
}

static void judge(struct brute *it, size_t n, size_t number, bool reads)
{
    if (it->alone[number] && !reads)
        find(it, BRUTE_POISONED, n, number);
    if (it->grants && reads && !it->granted[number])
        find(it, BRUTE_WIDENED, n, number);
}

/* Every load without a history: at the origin itself, then at the edge. */
static void begin(struct brute *it, const struct topology *granting)
{
    for (size_t i = 0; i < it->n_loads; i++) {
        it->grants = granting != NULL;
        it->granted[i] = granting && play(it, granting, 0, i);
        it->alone[i] = play(it, it->topology, 0, i);
        if (it->granted[i] && !it->alone[i])
            find(it, BRUTE_INADEQUATE, 0, i);
        judge(it, 0, i, it->alone[i]);
    }
}

/* Every history of n requests, of which `made` stand. */
static void enumerate(struct brute *it, size_t n, size_t made)
{
    if (made < n) {
        for (size_t i = 0; i <= it->n_asks; i++) {
            it->history[made] = i;
            enumerate(it, n, made + 1);
        }
        return;
    }
    for (size_t i = 0; i < it->n_loads; i++)
        judge(it, n, i, play(it, it->topology, n, i));
}

void brute_shrink(struct topology *topology)
{
    for (size_t i = 0; i < topology->n_edges; i++) {
        topology->edges[i].config.capacity_bytes = ROOM_BYTES;
        topology->edges[i].config.entry_max_bytes = ROOM_BYTES / 4;
    }
}

void brute_run(struct brute_found *found, const struct topology *topology,
               const struct topology *granting,
               const struct brute_universe *universe, unsigned depth)
{
    struct brute it = {.of = universe, .found = found, .topology = topology};

    ASSERT(depth <= DEPTH_MAX);
    *found = (struct brute_found){.plays = 0};
    while (universe->origins[it.n_origins])
        it.n_origins++;
    ASSERT(it.n_origins <= topology->n_pages);
    it.n_asks = N(methods) * N(acrms) * N(acrhs) * (it.n_origins + 1);
    it.n_loads = it.n_origins * 4 * (universe->preflights ? 2 : 1);
    begin(&it, granting);
    for (unsigned n = 1; n <= depth; n++)
        enumerate(&it, n, 0);
}
