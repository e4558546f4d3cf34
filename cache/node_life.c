/* node_life.c - how a node is made, with its defaults, and how it ends. */
#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "cache/key.h"
#include "cache/node_parts.h"

#define DEFAULT_CAPACITY     (64ull << 20)
#define DEFAULT_ENTRY_MAX    (16ull << 20)
#define DEFAULT_INFLIGHT_MAX (32ull << 20)

void node_config_init(struct node_config *config)
{
    *config = (struct node_config){
        .pop = SPAN("POP1-C1"),
        .capacity_bytes = DEFAULT_CAPACITY,
        .entry_max_bytes = DEFAULT_ENTRY_MAX,
        .inflight_max_bytes = DEFAULT_INFLIGHT_MAX,
        .assume_https = true,
        .txns_max = 16384,
        .variants_max = 64,
        .write_timeout_ms = 30000,
    };
}

static void check_failover(const struct node_config *config,
                           const struct behavior *failover)
{
    if (!failover)
        return;
    ASSERT(failover->origin >= 0);
    ASSERT((size_t)failover->origin < config->n_origins);
    ASSERT(!failover->failover);
}

static void check_config(const struct node_config *config)
{
    ASSERT(config->evict.ops);
    ASSERT(config->n_behaviors > 0);
    ASSERT(config->txns_max < IDS_MAX);
    ASSERT(config->variants_max > 0);
    for (size_t i = 0; i < config->n_behaviors; i++) {
        ASSERT(config->behaviors[i].origin >= 0);
        ASSERT((size_t)config->behaviors[i].origin < config->n_origins);
        check_failover(config, config->behaviors[i].failover);
    }
}

static void make_via(struct node *node)
{
    struct buf text = {.ptr = node->via_text,
                       .cap = sizeof(node->via_text),
                       .max = sizeof(node->via_text) - 1};
    uint64_t high = rng_u64(&node->rng), low = rng_u64(&node->rng);

    buf_addf(&text, "1.1 %016llx%016llx.cloudfront.net (CloudFront)",
             (unsigned long long)high, (unsigned long long)low);
    ASSERT(!text.overflow);
    node->via = span_of(node->via_text, text.len);
}

struct node *node_new(const struct node_config *config)
{
    struct node *node = mem_zalloc(1, sizeof(*node));

    check_config(config);
    node->config = config;
    hash_secret_init(&node->secret, config->hash_seed);
    rng_init(&node->rng, config->seed);
    store_init(&node->store, &config->evict, config->capacity_bytes,
               config->variants_max, config->seed);
    index_init(&node->flights, 1024);
    ids_init(&node->txns);
    ids_init(&node->fetches);
    heap_init(&node->fetch_deadlines);
    list_init(&node->responding);
    list_init(&node->spare_txns);
    list_init(&node->done_txns);
    buf_init(&node->key_text, KEY_BYTES_MAX);
    make_via(node);
    return node;
}

bool node_is_idle(const struct node *node)
{
    return node->txns.n_used == 0 && node->fetches.n_used == 0;
}

void node_configure(struct node *node, const struct node_config *config)
{
    check_config(config);
    ASSERT(node_is_idle(node));
    ASSERT(config->n_origins == node->config->n_origins);
    ASSERT(span_eq(config->domain, node->config->domain));
    node->config = config;
}

static void free_all_txns(struct list *txns)
{
    LIST_EACH (link, txns, keep) {
        txn_free(LIST_ITEM(link, struct txn, waiting));
    }
    list_init(txns);
}

void node_free(struct node *node)
{
    if (!node)
        return;
    for (uint32_t i = 0; i < node->fetches.n; i++) {
        struct fetch *fetch = ids_at(&node->fetches, i);

        if (fetch) {
            fetch_release_all(fetch);
            fetch_free(node, fetch);
        }
    }
    for (uint32_t i = 0; i < node->txns.n; i++)
        if (ids_at(&node->txns, i))
            txn_free(ids_at(&node->txns, i));
    free_all_txns(&node->spare_txns);
    free_all_txns(&node->done_txns);
    store_fini(&node->store);
    index_fini(&node->flights);
    ids_fini(&node->txns);
    ids_fini(&node->fetches);
    heap_fini(&node->fetch_deadlines);
    buf_fini(&node->key_text);
    mem_free(node->effects);
    mem_free(node);
}
