/*
 * aws_world.c - a heap of AWS's documents as the config of an edge.
 *
 * 1. Every text is parsed and recognised by its members.
 * 2. Policies are read first, then the distribution that names them.
 * 3. Its origins become servers; CORS rules and bucket policies find theirs.
 * 4. All of it is written as one config.
 *
 * Each document keeps a reader of its own, so that an error names its file.
 */
#include "bench/aws_world.h"

#include "bench/aws_parts.h"
#include "cache/base/mem.h"
#include "policies/profiles.h"

#define HEAP_BYTES_MAX ((size_t)16 << 20)

/* ---- pairs ----------------------------------------------------------------
 */

bool aws_pair_split(struct span text, struct aws_pair *pair)
{
    size_t at = span_find(text, '=', 0);

    pair->left = span_cut(text, 0, at);
    pair->right = span_cut(text, at + 1, text.len);
    return pair->left.len > 0 && pair->right.len > 0;
}

/* ---- what a document is ---------------------------------------------------
 */

static enum aws_kind kind_of(const struct json *root)
{
    if (distribution_takes(root))
        return AWS_DISTRIBUTION;
    if (policy_set_takes(root))
        return AWS_POLICY;
    if (json_member(root, "CORSRules"))
        return AWS_BUCKET_CORS;
    if (access_set_takes_bucket_policy(root))
        return AWS_BUCKET_POLICY;
    return AWS_NOTHING;
}

bool aws_world_takes(struct span text)
{
    struct json_reader reader;
    bool takes = json_open(&reader, "", text) == 0 &&
                 kind_of(json_root(&reader)) != AWS_NOTHING;

    json_close(&reader);
    return takes;
}

/* Documents that people take for one of ours. */
static const char *misunderstanding(const struct json *root)
{
    static const struct {
        const char *member;
        const char *says;
    } rows[] = {
        {"DistributionList",
         "a list of distributions; popbox needs one of them: aws cloudfront "
         "get-distribution-config --id ID"},
        {"Resources", "a CloudFormation template; popbox reads what was made "
                      "of it: aws cloudfront get-distribution-config --id ID"},
        {"resource", "a Terraform configuration; popbox reads what was made "
                     "of it: aws cloudfront get-distribution-config --id ID"},
        {"FunctionSummary", "a function; popbox does not run functions, leave "
                            "it out"},
        {"edges", "a config of popbox's own: popbox explain --config FILE, "
                  "or popbox serve FILE"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        if (json_member(root, rows[i].member))
            return rows[i].says;
    return "none of the documents that popbox reads. Expected what aws "
           "cloudfront get-distribution-config, get-cache-policy, "
           "get-origin-request-policy, get-response-headers-policy, "
           "get-origin-access-control, get-key-group, get-public-key or aws "
           "s3api get-bucket-cors, get-bucket-policy prints";
}

static int open_document(struct aws_heap *heap, const struct aws_text *text)
{
    struct aws_document *document = &heap->documents[heap->n_documents++];
    bool is_json = span_starts(span_trim(text->text), SPAN("{"));
    int err = json_open(&document->reader, text->file, text->text);

    if (err) {
        buf_add_str(heap->error, document->reader.error);
        if (!is_json)
            buf_add_str(heap->error, "; popbox reads what the AWS CLI prints "
                                     "with --output json");
        return err;
    }
    document->root = json_root(&document->reader);
    document->kind = kind_of(document->root);
    if (document->kind != AWS_NOTHING)
        return 0;
    buf_addf(heap->error, "%s: this is %s", text->file,
             misunderstanding(document->root));
    return ERR_UNKNOWN;
}

static int open_all(struct aws_heap *heap)
{
    int err = 0;

    for (size_t i = 0; i < heap->world->n_texts && !err; i++)
        err = open_document(heap, &heap->world->texts[i]);
    return err;
}

/* ---- CloudFront's ---------------------------------------------------------
 */

static int failed(struct aws_heap *heap, const struct aws_document *document)
{
    buf_add_str(heap->error, document->reader.error);
    return ERR_SYNTAX;
}

static int read_policies(struct aws_heap *heap)
{
    for (size_t i = 0; i < heap->n_documents; i++) {
        struct aws_document *document = &heap->documents[i];
        const struct aws_in in = {&heap->arena, &document->reader, NULL, false};

        if (document->kind == AWS_POLICY &&
            policy_set_read(heap->policies, &in, document->root) < 0)
            return failed(heap, document);
    }
    return 0;
}

static int find_main(struct aws_heap *heap)
{
    for (size_t i = 0; i < heap->n_documents; i++) {
        if (heap->documents[i].kind != AWS_DISTRIBUTION)
            continue;
        if (heap->main) {
            buf_addf(heap->error,
                     "%s and %s are two distributions; popbox takes one at a "
                     "time",
                     heap->main->reader.file, heap->documents[i].reader.file);
            return ERR_DUPLICATE;
        }
        heap->main = &heap->documents[i];
    }
    if (heap->main)
        return 0;
    buf_add_str(heap->error,
                "there is no distribution among these files: add the output "
                "of aws cloudfront get-distribution-config --id ID");
    return ERR_MISSING;
}

static int read_distribution(struct aws_heap *heap)
{
    struct json_reader *reader =
        &heap->documents[heap->main - heap->documents].reader;
    const struct aws_in in = {&heap->arena, reader, NULL, false};
    struct rules rules;

    (void)profile_rules(SPAN("cloudfront"), &rules); /* there is one */
    if (distribution_read(&heap->distribution, &in, heap->main->root, &rules,
                          heap->policies) < 0)
        return failed(heap, heap->main);
    return 0;
}

/* ---- as a whole -----------------------------------------------------------
 */

int aws_heap_read(struct aws_heap *heap, const struct aws_world *world,
                  struct buf *error)
{
    int err;

    *heap = (struct aws_heap){.world = world, .error = error};
    arena_init(&heap->arena, HEAP_BYTES_MAX);
    if (world->n_texts > AWS_WORLD_TEXTS_MAX) {
        buf_addf(error, "more than %d files", AWS_WORLD_TEXTS_MAX);
        return ERR_TOO_LONG;
    }
    heap->documents = mem_zalloc(world->n_texts, sizeof(*heap->documents));
    heap->policies = mem_zalloc(1, sizeof(*heap->policies));
    err = open_all(heap);
    if (!err)
        err = read_policies(heap);
    if (!err)
        err = find_main(heap);
    if (!err)
        err = read_distribution(heap);
    if (!err)
        err = aws_servers_read(heap);
    return err ? err : aws_policies_read(heap);
}

void aws_heap_fini(struct aws_heap *heap)
{
    for (size_t i = 0; i < heap->n_documents; i++) {
        if (heap->documents[i].has_inner)
            json_close(&heap->documents[i].inner);
        json_close(&heap->documents[i].reader);
    }
    mem_free(heap->documents);
    mem_free(heap->policies);
    arena_fini(&heap->arena);
}

int aws_world_write(struct buf *json, const struct aws_world *world,
                    struct buf *error)
{
    struct aws_heap *heap = mem_zalloc(1, sizeof(*heap));
    int err = aws_heap_read(heap, world, error);

    if (!err)
        err = aws_config_write(json, heap);
    aws_heap_fini(heap);
    mem_free(heap);
    return err;
}
