/*
 * fuzz_node.c - any order of events leaves a node whole.
 *
 * The first byte chooses a configuration, every further pair an event and its
 * subject: known, ended or never seen ids, bodies of any length, time that
 * jumps. A driver's duties are kept (no more bytes reported than were handed
 * out, no done before an end), everything else is fair. After each event the
 * node checks itself; in the end every transaction and fetch has ended once.
 */
#include "cache/base/assert.h"
#include "cache/base/rng.h"
#include "cache/node.h"
#include "policies/eviction/registry.h"
#include "policies/profiles.h"

#define VIEWERS 48
#define FETCHES 512
#define NOWHERE UINT64_C(0x7777700001)

struct viewer {
    uint64_t txn;
    uint64_t owed; /* bytes of BODY not reported yet */
    uint64_t credit;
    bool ended, finished;
};

struct fetched {
    uint64_t id;
    bool over;
};

struct fuzz {
    struct node *node;
    int64_t now_ms;
    struct viewer viewers[VIEWERS];
    size_t n_viewers;
    struct fetched fetches[FETCHES];
    size_t n_fetches;
    const uint8_t *data;
    size_t size;
};

static const char wide[200000];

static uint8_t take(struct fuzz *f)
{
    if (f->size == 0)
        return 0;
    f->size--;
    return *f->data++;
}

/* ---- effects --------------------------------------------------------------
 */

static void viewer_effect(const struct effect *effect)
{
    struct viewer *viewer = effect->user;

    ASSERT(!viewer->finished);
    switch ((int)effect->kind) {
    case EFFECT_BODY:
        ASSERT(!viewer->ended);
        ASSERT(effect->u.bytes.len > 0);
        viewer->owed += effect->u.bytes.len;
        break;
    case EFFECT_END:
        ASSERT(!viewer->ended);
        viewer->ended = true;
        break;
    case EFFECT_ABORT:
        viewer->ended = true;
        break;
    case EFFECT_WANT_BODY:
        ASSERT(!viewer->ended);
        viewer->credit += effect->u.credit;
        break;
    case EFFECT_FINISH:
        viewer->finished = true;
        break;
    default:
        ASSERT(!viewer->ended);
    }
}

static void fetch_effect(struct fuzz *f, const struct effect *effect)
{
    struct fetched *fetch = effect->user;

    if (effect->kind == EFFECT_FETCH) {
        fetch = NULL;
        for (size_t i = 0; i < f->n_fetches; i++)
            if (f->fetches[i].id == effect->id)
                fetch = &f->fetches[i];
        if (!fetch) {
            ASSERT(f->n_fetches < FETCHES);
            fetch = &f->fetches[f->n_fetches++];
            *fetch = (struct fetched){effect->id, true};
        }
        ASSERT(fetch->over);
        fetch->over = false;
        node_fetch_user(f->node, effect->id, fetch);
        return;
    }
    ASSERT(fetch && fetch->id == effect->id);
    ASSERT(!fetch->over);
    fetch->over = effect->kind == EFFECT_FETCH_CANCEL;
}

static void drain(struct fuzz *f)
{
    struct effect effect;

    while (node_poll(f->node, &effect))
        if (effect.kind <= EFFECT_FINISH)
            viewer_effect(&effect);
        else
            fetch_effect(f, &effect);
    node_check(f->node);
}

/* ---- events -----------------------------------------------------------------
 */

static void ask(struct fuzz *f, uint8_t how)
{
    static const struct span methods[] = {{"GET", 3},  {"GET", 3},
                                          {"HEAD", 4}, {"OPTIONS", 7},
                                          {"POST", 4}, {"BREW", 4}};
    static const struct span paths[] = {{"/a", 2}, {"/b", 2}, {"/c", 2}};
    struct http_header lines[3] = {
        {SPAN("Origin"), how & 8 ? SPAN("https://a") : SPAN("https://b")},
        {how & 32 ? SPAN("Range") : SPAN("If-None-Match"),
         how & 32 ? SPAN("bytes=2-3") : SPAN("\"v\"")},
        {SPAN("Cache-Control"), SPAN("no-cache")}};
    struct http_request request = {
        .method = methods[how % 6],
        .scheme = SPAN("http"),
        .path = paths[how / 16 % 3],
        .headers = {lines, how / 64, 3},
    };
    struct viewer *viewer = &f->viewers[f->n_viewers];
    struct node_viewer facts = {.client = SPAN("::1"), .user = viewer};

    if (f->n_viewers == VIEWERS || f->n_fetches + 64 > FETCHES)
        return;
    f->n_viewers++;
    if (how % 6 == 4)
        facts.body_length = how & 16 ? -1 : 100;
    facts.expects_continue = how & 32;
    if (how == 255)
        viewer->txn =
            node_bad_request(f->node, f->now_ms, &facts, NODE_BAD_MALFORMED);
    else
        viewer->txn = node_request(f->node, f->now_ms, &facts, &request);
    ASSERT(viewer->txn != 0);
}

static void head(struct fuzz *f, uint64_t id, uint8_t how)
{
    static const int statuses[] = {200, 200, 200, 304, 404, 503, 206, 204};
    static const struct span control[] = {
        {"max-age=5", 9},
        {"no-store", 8},
        {"no-cache", 8},
        {"max-age=1, stale-while-revalidate=3", 35},
    };
    static const int64_t lengths[] = {NODE_LENGTH_UNKNOWN, 0, 5, 150000};
    struct http_header lines[3] = {{SPAN("Cache-Control"), control[how / 64]},
                                   {SPAN("ETag"), SPAN("\"v\"")},
                                   {SPAN("Vary"), SPAN("Origin")}};
    struct http_response answer = {.status = statuses[how % 8],
                                   .headers = {lines, how / 8 % 4, 3}};

    node_origin_head(f->node, f->now_ms, id, &answer, lengths[how / 32 % 4]);
}

static void origin_event(struct fuzz *f, uint8_t what, uint8_t which)
{
    struct fetched *fetch =
        f->n_fetches ? &f->fetches[which % f->n_fetches] : NULL;
    uint64_t id = fetch && which < 250 ? fetch->id : NOWHERE;
    static const size_t sizes[] = {0, 1, 5, 1000, 70000, 200000};

    if (what == 0) {
        node_origin_ready(f->node, f->now_ms, id, take(f) * 10u);
    } else if (what == 1) {
        head(f, id, take(f));
    } else if (what == 2) {
        node_origin_body(f->node, f->now_ms, id,
                         span_of(wide, sizes[take(f) % 6]));
    } else {
        if (fetch && id != NOWHERE)
            fetch->over = true;
        node_origin_end(f->node, f->now_ms, id,
                        (enum fetch_end)(take(f) % (FETCH_END_TOO_BIG + 1)));
    }
}

static void send_body(struct fuzz *f, struct viewer *viewer, uint64_t n)
{
    if (n > viewer->credit)
        n = viewer->credit;
    viewer->credit -= n;
    node_request_body(f->node, f->now_ms, viewer->txn, span_of(wide, n));
}

static void viewer_event(struct fuzz *f, uint8_t what, uint8_t which)
{
    struct viewer *viewer = &f->viewers[which % f->n_viewers];
    uint64_t n = take(f);

    n = n < 200 ? n * 1000 : UINT64_MAX;
    if (n > viewer->owed)
        n = viewer->owed;
    if (what == 0) {
        viewer->owed -= n;
        node_client_sent(f->node, f->now_ms, viewer->txn, n);
    } else if (what == 1 && (viewer->ended || viewer->finished)) {
        node_client_done(f->node, f->now_ms, viewer->txn);
    } else if (what == 2) {
        node_client_gone(f->node, f->now_ms, viewer->txn);
    } else if (what == 3) {
        send_body(f, viewer, which);
    } else if (what == 4) {
        node_request_end(f->node, f->now_ms, viewer->txn, which & 1);
    }
}

static void any_event(struct fuzz *f)
{
    uint8_t what = take(f) % 13, which = take(f);

    if (what < 2)
        ask(f, which);
    else if (what < 6)
        origin_event(f, (uint8_t)(what - 2), which);
    else if (what < 11 && f->n_viewers > 0)
        viewer_event(f, (uint8_t)(what - 6), which);
    else if (what == 11)
        (void)node_invalidate(f->node, which & 1 ? SPAN("/*") : SPAN("/a"));
    else
        f->now_ms += which * 100;
    if (what == 12)
        node_tick(f->node, f->now_ms);
    drain(f);
}

/* ---- the whole
 * ----------------------------------------------------------------- */

static void configure(uint8_t how, struct node_config *config,
                      struct behavior behavior[2], struct node_origin *origin)
{
    static const struct span keyed[] = {{"Origin", 6}};
    static const struct error_page pages[] = {{404, {"/c", 2}, 200},
                                              {502, {"/b", 2}, 502}};
    static const int statuses[] = {503, 404};

    *behavior = (struct behavior){.path_pattern = SPAN("*"),
                                  .allowed_methods = BEHAVIOR_METHODS_ALL,
                                  .cached_methods = 0x23,
                                  .ttl = {how & 1, 10, 100}};
    ASSERT(profile_rules(how & 2 ? SPAN("rfc9111") : SPAN("cloudfront"),
                         &behavior->rules));
    behavior->rules.finish_abandoned = how & 4;
    behavior->rules.stale_on_error = how & 8;
    if (how & 16) {
        behavior->key.headers.rule = NAMES_LISTED;
        behavior->key.headers.names = keyed;
        behavior->key.headers.n_names = 1;
    }
    behavior[1] = behavior[0];
    if (how & 64) {
        behavior->failover = &behavior[1];
        behavior->failover_statuses = statuses;
        behavior->n_failover_statuses = 2;
    }
    *origin = (struct node_origin){SPAN("o"), 1 + (how & 1), 1000, 3000};
    node_config_init(config);
    config->name = config->domain = SPAN("e");
    config->behaviors = behavior;
    config->n_behaviors = 1;
    config->origins = origin;
    config->n_origins = 1;
    config->error_pages = pages;
    config->n_error_pages = how & 128 ? 2 : 0;
    config->evict = evict_default(evict_all[how / 32 % n_evict_all]);
    config->capacity_bytes = 300000;
    config->entry_max_bytes = 160000;
    config->inflight_max_bytes = 250000;
    config->txns_max = VIEWERS - 8;
    config->variants_max = 2;
    config->write_timeout_ms = 2000;
}

static void end_all(struct fuzz *f)
{
    for (size_t i = 0; i < f->n_viewers; i++) {
        node_client_gone(f->node, f->now_ms, f->viewers[i].txn);
        drain(f);
        ASSERT(f->viewers[i].finished);
    }
    for (size_t i = 0; i < f->n_fetches; i++) {
        bool over = f->fetches[i].over;

        f->fetches[i].over = true;
        node_origin_end(f->node, f->now_ms, f->fetches[i].id,
                        FETCH_END_GARBAGE);
        f->fetches[i].over |= over;
        drain(f);
    }
    ASSERT(node_deadline(f->node) == NODE_NEVER);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz f = {.now_ms = 1767225600000, .data = data, .size = size};
    struct node_config config;
    struct behavior behavior[2];
    struct node_origin origin;
    struct node_stats stats;

    configure(take(&f), &config, behavior, &origin);
    f.node = node_new(&config);
    while (f.size > 0)
        any_event(&f);
    end_all(&f);
    node_stats(f.node, &stats);
    ASSERT(stats.txns == 0);
    ASSERT(stats.fetches_now == 0);
    ASSERT(stats.inflight_bytes == 0);
    node_free(f.node);
    return 0;
}
