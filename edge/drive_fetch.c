/*
 * drive_fetch.c - the node's fetches as HTTP calls to its origins.
 *
 * One object per attempt: the node tries again with another FETCH of the same
 * id. What has ended is kept until all effects are carried out, because effects
 * that were decided before the end still name it.
 */
#include "edge/drive_parts.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "edge/http1_call.h"

#define FETCH_MAGIC 0x66746368u

struct fetch {
    uint32_t magic;
    struct edge_server *server;
    uint64_t id;
    struct http1_call *call; /* NULL: over */
    struct http1_caller caller;
    struct list link;      /* in fetches, then in dead_fetches */
    struct list connected; /* in the server's */
};

static struct fetch *checked(void *user)
{
    struct fetch *fetch = user;

    ASSERT(fetch->magic == FETCH_MAGIC);
    return fetch;
}

static void is_over(struct fetch *fetch)
{
    fetch->call = NULL;
    list_remove(&fetch->connected);
    list_remove(&fetch->link);
    list_add_tail(&fetch->server->dead_fetches, &fetch->link);
}

/* ---- from the call ------------------------------------------------------- */

static void on_ready(void *user, uint64_t credit)
{
    struct fetch *fetch = checked(user);

    edge_begin(fetch->server);
    node_origin_ready(fetch->server->node, fetch->server->now_ms, fetch->id,
                      credit);
}

static void on_head(void *user, const struct http_response *head,
                    int64_t length)
{
    struct fetch *fetch = checked(user);

    edge_begin(fetch->server);
    node_origin_head(fetch->server->node, fetch->server->now_ms, fetch->id,
                     head, length);
}

static void on_body(void *user, struct span bytes)
{
    struct fetch *fetch = checked(user);

    edge_begin(fetch->server);
    node_origin_body(fetch->server->node, fetch->server->now_ms, fetch->id,
                     bytes);
}

static void on_end(void *user, enum fetch_end how)
{
    struct fetch *fetch = checked(user);

    is_over(fetch);
    edge_begin(fetch->server);
    node_origin_end(fetch->server->node, fetch->server->now_ms, fetch->id, how);
}

static void on_settle(void *owner)
{
    edge_pump(owner);
}

/* ---- from the node ------------------------------------------------------- */

static void begin(struct edge_server *server, const struct effect *effect)
{
    struct fetch *fetch = mem_zalloc(1, sizeof(*fetch));
    struct http1_asked asked = {effect->u.fetch.request,
                                effect->u.fetch.body_length};

    fetch->magic = FETCH_MAGIC;
    fetch->server = server;
    fetch->id = effect->id;
    fetch->caller = (struct http1_caller){.ready = on_ready,
                                          .head = on_head,
                                          .body = on_body,
                                          .end = on_end,
                                          .settle = on_settle,
                                          .user = fetch,
                                          .owner = server};
    list_add_tail(&server->fetches, &fetch->link);
    list_add_tail(&server->connected, &fetch->connected);
    fetch->call =
        http1_call_new(server->loop, server->upstreams[effect->u.fetch.origin],
                       &asked, &fetch->caller);
    node_fetch_user(server->node, fetch->id, fetch);
}

/* An effect that was decided together with its FETCH does not know the object
 * yet. */
static struct fetch *find(struct edge_server *server,
                          const struct effect *effect)
{
    if (effect->user)
        return checked(effect->user);
    LIST_EACH (link, &server->fetches, keep) {
        struct fetch *fetch = LIST_ITEM(link, struct fetch, link);

        if (fetch->id == effect->id)
            return fetch;
    }
    return NULL;
}

static void cancel(struct fetch *fetch)
{
    struct http1_call *call = fetch->call;

    if (http1_call_connected(call))
        fetch->server->n_cancelled++;
    is_over(fetch);
    http1_call_cancel(call);
}

static void carry_out(struct fetch *fetch, const struct effect *effect)
{
    switch (effect->kind) {
    case EFFECT_FETCH_BODY:
        http1_call_body(fetch->call, effect->u.bytes);
        list_remove(&fetch->connected);
        list_add_tail(&fetch->server->connected, &fetch->connected);
        return;
    case EFFECT_FETCH_END:
        http1_call_body_end(fetch->call);
        return;
    case EFFECT_FETCH_PAUSE:
        http1_call_pause(fetch->call);
        return;
    case EFFECT_FETCH_RESUME:
        http1_call_resume(fetch->call);
        return;
    case EFFECT_FETCH_CANCEL:
        cancel(fetch);
        return;
    case EFFECT_FETCH:
    case EFFECT_RESPOND:
    case EFFECT_BODY:
    case EFFECT_END:
    case EFFECT_ABORT:
    case EFFECT_CONTINUE:
    case EFFECT_WANT_BODY:
    case EFFECT_FINISH:
        ASSERT(false && "an effect on a fetch");
    }
}

void fetch_effect(struct edge_server *server, const struct effect *effect)
{
    struct fetch *fetch;

    if (effect->kind == EFFECT_FETCH) {
        begin(server, effect);
        return;
    }
    fetch = find(server, effect);
    if (fetch && fetch->call)
        carry_out(fetch, effect);
}

/* A fetch stands in the list when it may have connected at once, or when body
 * bytes may have gone at once: then there is credit to tell of. */
bool fetch_announce(struct edge_server *server)
{
    struct fetch *fetch;
    uint64_t credit;

    if (list_empty(&server->connected))
        return false;
    fetch = LIST_ITEM(server->connected.next, struct fetch, connected);
    list_remove(&fetch->connected);
    if (!http1_call_connected(fetch->call))
        return true;
    credit = http1_call_credit(fetch->call);
    node_origin_ready(server->node, server->now_ms, fetch->id, credit);
    return true;
}

void fetch_drop_all(struct edge_server *server)
{
    LIST_EACH (link, &server->fetches, keep)
        cancel(LIST_ITEM(link, struct fetch, link));
}

void fetch_bury(struct edge_server *server)
{
    LIST_EACH (link, &server->dead_fetches, keep) {
        struct fetch *fetch = LIST_ITEM(link, struct fetch, link);

        list_remove(&fetch->link);
        mem_free(fetch);
    }
}
