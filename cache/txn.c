/*
 * txn.c - one viewer request, as a table of named steps.
 *
 * The table below is the way of a request; `explain`, the lab and the journal
 * show it as it stands here. A step computes, notes its reason and says which
 * step is next; the loop in run() moves. Two rows, JUDGE and STORE, are carried
 * out once per fetch for everybody who waits for it: they live in fetch_judge.c
 * and write into the leader's journal. One way leads back, and once only: from
 * RESPOND to BEHAVIOR, when a page of the distribution's is to stand in for an
 * error (txn_answer.c).
 */
#include "cache/node_parts.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "cache/key.h"
#include "cache/respond.h"
#include "cache/viewer_facts.h"

#define TXN_ARENA_MAX (256u << 10)

/* What a step says: the step to go on with, or that an event will. */
enum { WAIT = N_STEPS };

typedef int step_f(struct node *node, struct txn *txn, int64_t now_ms);

static void note(struct txn *txn, enum step step, enum reason reason,
                 int64_t now_ms)
{
    journal_add(&txn->journal, step, reason, now_ms);
}

static int refuse(struct node *node, struct txn *txn, int64_t now_ms,
                  int status, enum reason reason)
{
    txn_fail(node, txn, now_ms, status, reason);
    return WAIT;
}

/* ---- the steps -------------------------------------------------------- */

static int receive(struct node *node, struct txn *txn, int64_t now_ms)
{
    if (node->txns.n_used > node->config->txns_max) {
        note(txn, STEP_RECEIVE, RECEIVE_BUSY, now_ms);
        return refuse(node, txn, now_ms, 503, RECEIVE_BUSY);
    }
    txn->wanted = &txn->request;
    if (span_absent(node->config->root_path) ||
        !span_eq(txn->request.path, SPAN("/"))) {
        note(txn, STEP_RECEIVE, RECEIVE_OK, now_ms);
        return STEP_BEHAVIOR;
    }
    txn->turned = txn->request;
    txn->turned.path = node->config->root_path;
    txn->wanted = &txn->turned;
    note(txn, STEP_RECEIVE, RECEIVE_ROOT, now_ms);
    return STEP_BEHAVIOR;
}

/* CloudFront's patterns may leave out the leading '/' (cloudfront.md 9). */
static bool pattern_matches(struct span pattern, struct span path)
{
    if (pattern.len > 0 && pattern.ptr[0] != '/' && pattern.ptr[0] != '*')
        path = span_cut(path, 1, path.len);
    return span_glob(pattern, path);
}

/* What the edge tells about the viewer is part of what is wanted, so that key
 * and origin get the same. */
static int tell_of_viewer(struct txn *txn)
{
    struct viewer_facts facts = {txn->behavior, txn->viewer.client,
                                 txn->viewer.http_1_0};

    if (!viewer_facts_needed(&facts))
        return 0;
    if (viewer_facts_add(&txn->turned, &txn->arena, txn->wanted, &facts) < 0)
        return ERR_TOO_LONG;
    txn->wanted = &txn->turned;
    return 0;
}

static int choose_behavior(struct node *node, struct txn *txn, int64_t now_ms)
{
    const struct node_config *config = node->config;
    size_t i = 0;

    while (
        i + 1 < config->n_behaviors &&
        !pattern_matches(config->behaviors[i].path_pattern, txn->wanted->path))
        i++;
    txn->behavior = &config->behaviors[i];
    if (!txn->page || txn->behavior->rules.error_page_own_reply)
        txn->decorator = txn->behavior;
    journal_add_value(&txn->journal, STEP_BEHAVIOR,
                      i + 1 < config->n_behaviors ? BEHAVIOR_PATTERN
                                                  : BEHAVIOR_DEFAULT,
                      now_ms, (int64_t)i);
    if (tell_of_viewer(txn) < 0)
        return refuse(node, txn, now_ms, 413, RECEIVE_TOO_LARGE);
    return STEP_VIEWER;
}

/* CloudFront redirects what has a body only where it can be sent again: 307 is
 * not of HTTP/1.0. */
static bool cannot_be_redirected(const struct txn *txn)
{
    enum http_method method = http_method_of(txn->request.method);

    return txn->viewer.http_1_0 && method != HTTP_GET && method != HTTP_HEAD;
}

static int check_viewer(struct node *node, struct txn *txn, int64_t now_ms)
{
    enum viewer_protocol rule = txn->behavior->viewer_protocol;

    if (rule == VIEWER_ALLOW_ALL || node->config->assume_https || txn->page ||
        span_eq(txn->request.scheme, SPAN("https")))
        return STEP_ACCESS;
    if (rule == VIEWER_HTTPS_ONLY || cannot_be_redirected(txn)) {
        note(txn, STEP_VIEWER, VIEWER_NOT_HTTPS, now_ms);
        return refuse(node, txn, now_ms, 403, VIEWER_NOT_HTTPS);
    }
    note(txn, STEP_VIEWER, VIEWER_REDIRECTED, now_ms);
    txn_redirect(node, txn, now_ms);
    return WAIT;
}

static int check_access(struct node *node, struct txn *txn, int64_t now_ms)
{
    enum reason why = txn_check_access(node, txn, now_ms);

    return why == REASON_NONE ? STEP_METHOD
                              : refuse(node, txn, now_ms, 403, why);
}

static int check_method(struct node *node, struct txn *txn, int64_t now_ms)
{
    const struct behavior *behavior = txn->behavior;
    enum http_method method = http_method_of(txn->wanted->method);
    unsigned bit = method == HTTP_METHOD_OTHER ? 0 : 1u << method;

    if (!(behavior->allowed_methods & bit)) {
        note(txn, STEP_METHOD, METHOD_REFUSED, now_ms);
        return refuse(node, txn, now_ms, 403, METHOD_REFUSED);
    }
    if ((method == HTTP_GET || method == HTTP_HEAD) &&
        txn_body_length(txn) != 0 && behavior->rules.refuse_body_on_get) {
        note(txn, STEP_METHOD, RECEIVE_BODY_ON_GET, now_ms);
        return refuse(node, txn, now_ms, 403, RECEIVE_BODY_ON_GET);
    }
    txn->cached =
        (behavior->cached_methods & bit) != 0 && txn_body_length(txn) == 0;
    note(txn, STEP_METHOD, txn->cached ? METHOD_CACHED : METHOD_PASSED, now_ms);
    return STEP_KEY;
}

static enum reason key_reason(const struct key_recipe *recipe)
{
    if (name_set_has(&recipe->headers, SPAN("origin"), true))
        return KEY_WITH_ORIGIN;
    switch (recipe->origin) {
    case KEY_ORIGIN_PRESENT:
        return KEY_WITH_ORIGIN_PRESENT;
    case KEY_ORIGIN_CLASS:
        return KEY_WITH_ORIGIN_CLASS;
    case KEY_ORIGIN_OFF:
        break;
    }
    return KEY_WITHOUT_ORIGIN;
}

static int build_key(struct node *node, struct txn *txn, int64_t now_ms)
{
    struct key_place place = {&txn->behavior->key, node->config->domain};

    if (!txn->cached)
        return STEP_LOOKUP;
    if (key_build(&node->key_text, &place, txn->wanted, &txn->arena) < 0 ||
        arena_copy(&txn->arena, buf_span(&node->key_text), &txn->key) < 0) {
        txn->cached = false;
        note(txn, STEP_KEY, KEY_TOO_LONG, now_ms);
        return STEP_LOOKUP;
    }
    txn->digest = hash64(&node->secret, txn->key);
    if (!txn->page)
        txn->journal.key = txn->key;
    note(txn, STEP_KEY, key_reason(&txn->behavior->key), now_ms);
    return STEP_LOOKUP;
}

/* Whether requests with this key may wait for one fetch (cloudfront.md 5.4). */
static bool collapses(const struct txn *txn)
{
    return txn->cached && !(txn->behavior->rules.cookies_are_personal &&
                            behavior_forwards_cookies(txn->behavior));
}

/* What an entry that was found is good for. */
static enum reason worth(const struct txn *txn, const struct entry *entry,
                         int64_t now_ms)
{
    bool asked =
        txn->behavior->rules.viewer_no_cache && respond_no_cache_asked(txn);

    if (entry_is_fresh(entry, now_ms))
        return asked ? LOOKUP_VIEWER_NO_CACHE : LOOKUP_HIT;
    if (entry->revalidate_always)
        return LOOKUP_MUST_REVALIDATE;
    if (now_ms < entry->while_until_ms && collapses(txn) && !asked)
        return LOOKUP_STALE_WHILE;
    return fetch_can_ask(txn->behavior, entry) ? LOOKUP_STALE
                                               : LOOKUP_STALE_NO_VALIDATOR;
}

static int look_up(struct node *node, struct txn *txn, int64_t now_ms)
{
    const struct rules *rules = &txn->behavior->rules;
    struct entry *entry;
    enum reason why;
    size_t n_other;

    if (txn->cached && behavior_caches_nothing(txn->behavior)) {
        txn->cached = false;
        note(txn, STEP_LOOKUP, LOOKUP_UNCACHED_TTL, now_ms);
        return STEP_COLLAPSE;
    }
    if (!txn->cached) {
        note(txn, STEP_LOOKUP, LOOKUP_PASS, now_ms);
        return STEP_COLLAPSE;
    }
    entry =
        store_find(&node->store, txn->digest, txn->key,
                   rules->honour_vary ? &txn->request.headers : NULL, &n_other);
    if (!entry) {
        note(txn, STEP_LOOKUP, n_other > 0 ? LOOKUP_VARY_MISS : LOOKUP_MISS,
             now_ms);
        return STEP_COLLAPSE;
    }
    store_hit(&node->store, entry);
    why = worth(txn, entry, now_ms);
    note(txn, STEP_LOOKUP, why, now_ms);
    if (why != LOOKUP_HIT && why != LOOKUP_STALE_WHILE) {
        txn->stale = entry_ref(entry);
        return STEP_COLLAPSE;
    }
    if (why == LOOKUP_STALE_WHILE)
        fetch_begin_behind(node, txn, now_ms, entry);
    txn_answer(node, txn, now_ms,
               &(struct verdict){entry, X_CACHE_HIT, RESPOND_HIT});
    return WAIT;
}

static int collapse(struct node *node, struct txn *txn, int64_t now_ms)
{
    struct index_item *item = NULL;

    if (collapses(txn))
        item = index_find(&node->flights, txn->digest, txn->key);
    if (item) {
        note(txn, STEP_COLLAPSE, COLLAPSE_JOIN, now_ms);
        fetch_join(node, txn, INDEX_ITEM(item, struct fetch, flight), now_ms);
        return WAIT;
    }
    note(txn, STEP_COLLAPSE, collapses(txn) ? COLLAPSE_LEAD : COLLAPSE_ALONE,
         now_ms);
    return STEP_FETCH;
}

static int fetch_shared(struct node *node, struct txn *txn, int64_t now_ms)
{
    fetch_begin(node, txn, now_ms, collapses(txn));
    return WAIT;
}

static int respond(struct node *node, struct txn *txn, int64_t now_ms)
{
    struct effect effect = {
        .kind = EFFECT_RESPOND, .id = txn->id, .user = txn->viewer.user};

    respond_build(node, txn, now_ms);
    effect.u.reply = &txn->reply;
    node_effect(node, &effect);
    txn_pump(node, txn, now_ms);
    return WAIT;
}

/* One row per step, in order. A row without a function is carried out by the
 * fetch (see the top of this file) or by the end of the transaction. */
static const struct {
    enum step step;
    step_f *run;
} table[N_STEPS] = {
    {STEP_RECEIVE, receive},
    {STEP_BEHAVIOR, choose_behavior},
    {STEP_VIEWER, check_viewer},
    {STEP_ACCESS, check_access},
    {STEP_METHOD, check_method},
    {STEP_KEY, build_key},
    {STEP_LOOKUP, look_up},
    {STEP_COLLAPSE, collapse},
    {STEP_FETCH, fetch_shared},
    {STEP_JUDGE, NULL},
    {STEP_STORE, NULL},
    {STEP_RESPOND, respond},
    {STEP_LOG, NULL},
};

static void run(struct node *node, struct txn *txn, int64_t now_ms, int step)
{
    while (step != WAIT) {
        ASSERT(table[step].step == (enum step)step);
        ASSERT(table[step].run);
        step = table[step].run(node, txn, now_ms);
    }
}

void txn_run(struct node *node, struct txn *txn, int64_t now_ms)
{
    run(node, txn, now_ms, STEP_RECEIVE);
}

void txn_run_from(struct node *node, struct txn *txn, int64_t now_ms,
                  enum step step)
{
    run(node, txn, now_ms, (int)step);
}

/* ---- beginning and end ------------------------------------------------- */

struct txn *txn_new(struct node *node, int64_t now_ms,
                    const struct node_viewer *viewer)
{
    struct arena arena;
    struct txn *txn;
    uint64_t id;

    if (list_empty(&node->spare_txns)) {
        txn = mem_alloc(sizeof(*txn));
        arena_init(&arena, TXN_ARENA_MAX);
    } else {
        /* The last one given back: it is still in the processor's cache. */
        txn = LIST_ITEM(node->spare_txns.prev, struct txn, waiting);
        node->n_spare_txns--;
        list_remove(&txn->waiting);
        arena = txn->arena;
    }
    id = ids_add(&node->txns, txn);
    if (id == 0) {
        arena_fini(&arena);
        mem_free(txn);
        return NULL;
    }
    memset(txn, 0, offsetof(struct txn, journal.steps));
    txn->id = id;
    txn->viewer = *viewer;
    txn->arena = arena;
    list_init(&txn->waiting);
    list_init(&txn->responding);
    node_request_id(node, txn->request_id);
    if (arena_copy(&txn->arena, viewer->client, &txn->viewer.client) < 0)
        txn->viewer.client = SPAN_ABSENT;
    txn->request_whole = viewer->body_length == 0;
    txn->end = UINT64_MAX;
    txn->log = LOG_DONE;
    txn->journal.txn = ids_serial(id);
    txn->journal.node = node->config->name;
    txn->journal.client = txn->viewer.client;
    txn->journal.began_ms = now_ms;
    txn->journal.age_s = -1;
    return txn;
}

void txn_free(struct txn *txn)
{
    entry_unref(txn->stale);
    entry_unref(txn->entry);
    arena_fini(&txn->arena);
    mem_free(txn);
}

void txn_finish(struct node *node, struct txn *txn, int64_t now_ms)
{
    struct effect effect = {
        .kind = EFFECT_FINISH, .id = txn->id, .user = txn->viewer.user};

    list_remove(&txn->responding);
    fetch_leave(node, txn, now_ms, false);
    note(txn, STEP_LOG, txn->log, now_ms);
    txn->journal.request = txn->request;
    txn->journal.ended_ms = now_ms;
    txn->journal.body_bytes = txn->sent - txn->first;
    effect.u.journal = &txn->journal;
    node_effect(node, &effect);
    ids_remove(&node->txns, txn->id);
    list_add_tail(&node->done_txns, &txn->waiting);
}
