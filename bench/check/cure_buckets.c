/* cure_buckets.c - a cure's files: the rules of buckets, and what stays. */
#include "bench/check/cure_parts.h"

int cure_file_add(struct cure_writing *writing, const struct cure_file *file,
                  struct buf *text)
{
    struct cure *cure = writing->cure;
    struct cure_file *to = &cure->files[cure->n_files];
    int err = text->overflow ? ERR_TOO_LONG : 0;

    for (size_t i = 0; i < cure->n_files && !err; i++)
        if (span_eq(cure->files[i].name, file->name)) {
            buf_fini(text);
            return 0;
        }
    if (cure->n_files == CURE_FILES_MAX)
        err = ERR_FULL;
    if (!err) {
        buf_add_byte(text, '\n');
        *to = *file;
        err = arena_copy(writing->arena, buf_span(text), &to->text);
        cure->n_files += err == 0;
    }
    buf_fini(text);
    return err;
}

static int add_rules(struct cure_writing *writing, struct span bucket,
                     struct buf *text)
{
    const struct cure_file file = {
        .kind = CURE_BUCKET_CORS,
        .of = bucket,
        .name =
            arena_printf(writing->arena, "cors-%.*s.json", SPAN_ARG(bucket))};

    return cure_file_add(writing, &file, text);
}

/* Every rule for every origin; S3 then allows no credentials. */
static int write_any(struct cure_writing *writing, int origin)
{
    const struct aws_document *document =
        cure_rules(writing->input->heap, origin);
    const struct json *rule;
    struct json_out out;
    struct buf text;
    int err = 0;

    if (!document)
        return ERR_UNKNOWN;
    buf_init(&text, JSON_TEXT_MAX);
    json_out_init(&out, &text, true);
    json_out_open(&out, '{');
    json_out_key(&out, "CORSRules");
    json_out_open(&out, '[');
    rule = json_first(json_member(document->root, "CORSRules"));
    for (; rule && !err; rule = json_next(rule))
        err = cure_merge(&out, rule, SPAN("{\"AllowedOrigins\": [\"*\"]}"));
    if (err) {
        buf_fini(&text);
        return err;
    }
    json_out_close(&out, ']');
    json_out_close(&out, '}');
    return add_rules(writing, cure_bucket(writing->input->heap, origin), &text);
}

/* The second bucket of a group gets the rules of the first one. */
static int write_same(struct cure_writing *writing,
                      const struct behavior *behavior)
{
    const struct aws_heap *heap = writing->input->heap;
    const struct aws_document *first = cure_rules(heap, behavior->origin);
    struct span second = behavior->failover
                             ? cure_bucket(heap, behavior->failover->origin)
                             : SPAN_ABSENT;
    struct json_out out;
    struct buf text;

    if (!first || span_absent(second))
        return ERR_UNKNOWN;
    buf_init(&text, JSON_TEXT_MAX);
    json_out_init(&out, &text, true);
    json_out_open(&out, '{');
    json_out_key(&out, "CORSRules");
    json_out_value(&out, json_member(first->root, "CORSRules"));
    json_out_close(&out, '}');
    return add_rules(writing, second, &text);
}

int cure_write_buckets(struct cure_writing *writing)
{
    const struct distribution *of = &writing->input->heap->distribution;
    int err = 0;

    for (size_t i = 0; i < of->n_behaviors && !err; i++) {
        if (!writing->input->behaviors[i])
            continue;
        if (CURE_HAS(writing->cure->acts, CURE_RULES_ANY))
            err = write_any(writing, of->behaviors[i].origin);
        else if (CURE_HAS(writing->cure->acts, CURE_RULES_SAME))
            err = write_same(writing, &of->behaviors[i]);
    }
    return err;
}

/* Its last part: the folder is the user's own. */
static struct span base_name(const char *file)
{
    struct span name = span_str(file);
    size_t from = 0;

    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] == '/')
            from = i + 1;
    return span_cut(name, from, name.len);
}

static int add_copy(struct cure_writing *writing,
                    const struct aws_document *document)
{
    const struct cure_file file = {.kind = CURE_UNCHANGED,
                                   .name = base_name(document->reader.file)};
    struct json_out out;
    struct buf text;

    buf_init(&text, JSON_TEXT_MAX);
    json_out_init(&out, &text, true);
    json_out_value(&out, document->root);
    return cure_file_add(writing, &file, &text);
}

/* A bucket's rules are known by their file's name. */
static int copy_rules(struct cure_writing *writing)
{
    const struct aws_heap *heap = writing->input->heap;
    int err = 0;

    for (size_t i = 0; i < heap->n_servers && !err; i++) {
        const struct aws_server *server = &heap->servers[i];
        const struct cure_file file = {
            .kind = CURE_UNCHANGED,
            .name = arena_printf(writing->arena, "cors-%.*s.json",
                                 SPAN_ARG(server->bucket))};
        struct json_out out;
        struct buf text;

        if (!server->cors)
            continue;
        buf_init(&text, JSON_TEXT_MAX);
        json_out_init(&out, &text, true);
        json_out_value(&out, server->cors->root);
        err = cure_file_add(writing, &file, &text);
    }
    return err;
}

int cure_write_unchanged(struct cure_writing *writing)
{
    const struct aws_heap *heap = writing->input->heap;
    int err = copy_rules(writing);

    for (size_t i = 0; i < heap->n_documents && !err; i++)
        if (heap->documents[i].kind == AWS_POLICY ||
            heap->documents[i].kind == AWS_BUCKET_POLICY)
            err = add_copy(writing, &heap->documents[i]);
    return err;
}
