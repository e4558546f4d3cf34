/* sim_keys.c - real cache policies among the keys of popbox sim */
#include "edge/sim_keys.h"

#include "cache/base/mem.h"
#include "edge/files.h"
#include "edge/terminal.h"
#include "policies/cloudfront/policy_set.h"

#define FILE_MAX  ((size_t)1 << 20)
#define ARENA_MAX ((size_t)16 << 20)

/* ---- policies ------------------------------------------------------------ */

/* The one policy of a file; NULL: said. */
static const struct cache_policy *read_document(struct sim_keys *keys,
                                                struct json_reader *reader)
{
    const struct aws_in in = {&keys->arena, reader, NULL, false};
    struct policy_set *set = arena_zalloc(&keys->arena, 1, sizeof(*set));

    if (!set) {
        terminal_say("sim: --keys: too many policies");
        return NULL;
    }
    if (!policy_set_takes(json_root(reader)) ||
        policy_set_read(set, &in, json_root(reader)) < 0 || set->n_cache != 1) {
        terminal_say("sim: --keys: %s%s", reader->failed ? "" : reader->file,
                     reader->failed ? reader->error
                                    : ": a file of keys is one cache policy of "
                                      "your own, as printed by: aws "
                                      "cloudfront get-cache-policy --id ID");
        return NULL;
    }
    return &set->cache[0];
}

static const struct cache_policy *read_file(struct sim_keys *keys,
                                            const char *path)
{
    struct sim_key_file *file = &keys->files[keys->n_files++];
    struct buf error;
    int err;

    buf_init(&error, 8192);
    buf_init(&file->text, FILE_MAX);
    err = files_read(path, &file->text, &error);
    if (err)
        terminal_say("sim: --keys: %s", buf_span(&error).ptr);
    buf_fini(&error);
    if (json_open(&file->reader, path, buf_span(&file->text)) != 0 && !err) {
        terminal_say("sim: --keys: %s", file->reader.error);
        err = ERR_SYNTAX;
    }
    return err ? NULL : read_document(keys, &file->reader);
}

/* Tells what of the policy this cannot show, too. */
static void give(struct sim_keys *keys, struct span word,
                 const struct cache_policy *policy)
{
    struct sweep_given *given = &keys->given[keys->n++];
    struct buf unknown;

    given->word = word;
    given->policy = (struct trace_policy){
        .name = span_absent(policy->name) ? word : policy->name,
        .recipe = &policy->key};
    buf_init(&unknown, 65536);
    trace_policy_unknown(&given->policy, &unknown);
    if (unknown.len > 0)
        terminal_say("sim: the key %.*s: traces do not tell %s; counted as not "
                     "sent",
                     SPAN_ARG(given->policy.name), buf_span(&unknown).ptr);
    buf_fini(&unknown);
}

static enum status read_word(struct sim_keys *keys, struct span word)
{
    const struct cache_policy *policy = managed_cache_policy(word);
    struct span path;

    if (!policy && span_find(word, '.', 0) == word.len &&
        span_find(word, '/', 0) == word.len)
        return STATUS_OK; /* the sweep knows it, or says that it does not */
    if (keys->n == SWEEP_GIVEN_MAX) {
        terminal_say("sim: --keys: at most %u cache policies", SWEEP_GIVEN_MAX);
        return STATUS_USAGE;
    }
    if (!policy) {
        if (arena_copy(&keys->arena, word, &path) != 0)
            return STATUS_USAGE;
        policy = read_file(keys, path.ptr);
    }
    if (!policy)
        return STATUS_CONFIG;
    give(keys, word, policy);
    return STATUS_OK;
}

enum status sim_keys_read(struct sim_keys *keys, struct span words)
{
    enum status status = STATUS_OK;
    struct span word;
    size_t at = 0;

    memset(keys, 0, sizeof(*keys));
    trace_keyer_init(&keys->keyer);
    arena_init(&keys->arena, ARENA_MAX);
    while (status == STATUS_OK && span_list_next(words, &at, &word))
        status = read_word(keys, word);
    return status;
}

static void drop_traces(struct sim_keys *keys)
{
    for (size_t i = 0; i < keys->n; i++) {
        trace_builder_free(keys->builders[i]);
        keys->builders[i] = NULL;
        trace_fini(&keys->given[i].trace);
    }
}

void sim_keys_fini(struct sim_keys *keys)
{
    drop_traces(keys);
    for (size_t i = 0; i < keys->n_files; i++) {
        json_close(&keys->files[i].reader);
        buf_fini(&keys->files[i].text);
    }
    trace_keyer_fini(&keys->keyer);
    arena_fini(&keys->arena);
}

/* ---- a trace ------------------------------------------------------------- */

void sim_keys_begin(struct sim_keys *keys, bool keep_times)
{
    drop_traces(keys);
    for (size_t i = 0; i < keys->n; i++) {
        keys->builders[i] = trace_builder_new();
        if (keep_times)
            trace_builder_keep_times(keys->builders[i]);
    }
}

int sim_keys_add(struct sim_keys *keys, const struct trace_record *record)
{
    int err = 0;

    for (size_t i = 0; i < keys->n && !err; i++) {
        struct trace_record keyed;

        if (trace_policy_apply(&keys->given[i].policy, record, &keys->keyer,
                               &keyed) != 0)
            keyed = *record; /* too long for a key: an object by itself */
        err = trace_builder_add(keys->builders[i], &keyed);
    }
    return err;
}

void sim_keys_end(struct sim_keys *keys)
{
    for (size_t i = 0; i < keys->n; i++)
        trace_builder_take(keys->builders[i], &keys->given[i].trace);
}
