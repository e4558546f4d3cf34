/*
 * distribution.c - a whole CloudFront distribution, as AWS's JSON has it.
 *
 * Origins first, then the groups of origins, then the behaviors that name them;
 * what holds for all behaviors (error lifetimes) is put into each at the end.
 */
#include "policies/cloudfront/distribution.h"

#include "policies/cloudfront/distribution_origin.h"
#include "policies/cloudfront/members.h"

#define GROUPS_MAX      10
#define ERROR_TTL_MAX_S INT64_C(31536000)

static const struct aws_member rows[] = {
    {"CallerReference", NULL, false},
    {"Comment", NULL, false},
    {"Aliases", NULL, false},
    {"Origins", NULL, false},
    {"OriginGroups", NULL, false},
    {"DefaultCacheBehavior", NULL, false},
    {"CacheBehaviors", NULL, false},
    {"CustomErrorResponses", NULL, false},
    {"Enabled", NULL, false},
    {"PriceClass", NULL, false},
    {"ViewerCertificate", NULL, false},
    {"HttpVersion", NULL, false},
    {"IsIPV6Enabled", NULL, false},
    {"ConnectionMode", NULL, false},
    {"AnycastIpListId", NULL, false},
    {"Logging", NULL, false},
    {"DefaultRootObject", NULL, false},
    {"Restrictions",
     "CloudFront refuses viewers of some countries; popbox serves them", false},
    {"WebACLId", "a firewall may refuse requests; popbox has none", false},
    {"ContinuousDeploymentPolicyId",
     "a part of the requests may go to a staging distribution", false},
    {"Staging", "only a part of the requests come here", false},
    {"TenantConfig", "parameters of tenants are not filled in", false},
    {"ViewerMtlsConfig",
     "CloudFront refuses viewers without a certificate; popbox serves them",
     false},
    {"ConnectionFunctionAssociation", "functions are not run", false},
    {"CacheTagConfig",
     "entries are not tagged, so invalidation by tag does "
     "nothing",
     false},
};

/* What reading one distribution needs. */
struct work {
    const struct aws_in *in;
    struct distribution *out;
    struct behavior_env env;
    struct behavior_origin *names; /* origins, then groups */
    size_t primaries[GROUPS_MAX];  /* index of a group's first origin */
};

/* ---- origins ----------------------------------------------------------------
 */

static void name_origin(struct work *work, size_t i)
{
    const struct distribution_origin *origin = &work->out->origins[i];

    work->names[i] = (struct behavior_origin){
        .name = origin->id,
        .is_s3 = origin->is_s3,
        .path_prefix = origin->path,
        .custom = origin->custom.at,
        .n_custom = origin->custom.n,
    };
}

static bool is_named(const struct work *work, size_t n, struct span name)
{
    for (size_t i = 0; i < n; i++)
        if (span_eq(work->names[i].name, name))
            return true;
    return false;
}

static bool read_origins(struct work *work, const struct json *config)
{
    struct distribution *out = work->out;
    const struct aws_in *in = work->in;
    struct aws_list list =
        aws_list_get(in, config, "Origins", DISTRIBUTION_ORIGINS_MAX);
    size_t n = 0;

    if (list.n == 0) {
        json_fail(in->reader, list.at ? list.at : config,
                  "a distribution needs at least one origin in Origins");
        return false;
    }
    out->origins = aws_alloc(in, list.n, sizeof(*out->origins));
    out->targets = aws_alloc(in, list.n, sizeof(*out->targets));
    work->names = aws_alloc(in, list.n + GROUPS_MAX, sizeof(*work->names));
    if (!out->origins || !out->targets || !work->names)
        return false;
    for (const struct json *item = list.first; item; item = json_next(item)) {
        distribution_origin_read(&out->origins[n], &out->targets[n], in, item);
        if (is_named(work, n, out->origins[n].id))
            json_fail(in->reader, item, "two origins have the Id %.*s",
                      SPAN_ARG(out->origins[n].id));
        name_origin(work, n++);
    }
    out->n_origins = n;
    return true;
}

/* The index of the group's first member, or of no origin. */
static size_t find_primary(const struct work *work, const struct json *group)
{
    struct aws_list members =
        aws_list_get(work->in, group, "Members", AWS_LIST_MAX);
    const struct json *id = NULL;
    size_t i = 0;

    if (members.n > 0)
        id =
            json_need(work->in->reader, members.first, "OriginId", JSON_STRING);
    while (id && i < work->out->n_origins &&
           !span_eq(work->out->origins[i].id, json_string(id)))
        i++;
    return id ? i : work->out->n_origins;
}

static void read_groups(struct work *work, const struct json *config)
{
    const struct aws_in *in = work->in;
    struct aws_list list = aws_list_get(in, config, "OriginGroups", GROUPS_MAX);
    size_t n = 0;

    for (const struct json *item = list.first; item; item = json_next(item)) {
        struct behavior_origin *name = &work->names[work->out->n_origins + n];
        size_t primary = find_primary(work, item);

        if (!json_need(in->reader, item, "Id", JSON_STRING))
            return;
        if (primary == work->out->n_origins) {
            json_fail(in->reader, item,
                      "the first member of an origin group names no origin");
            return;
        }
        *name = work->names[primary];
        name->name = aws_string_get(in, item, "Id");
        work->primaries[n++] = primary;
        aws_note(in, SPAN("DistributionConfig.OriginGroups"),
                 SPAN("popbox asks the first origin of a group only, whatever "
                      "it answers"));
    }
    work->env.origins = work->names;
    work->env.n_origins = work->out->n_origins + n;
}

/* ---- errors -----------------------------------------------------------------
 */

static int read_status(const struct aws_in *in, const struct json *item)
{
    const struct json *at =
        json_get(in->reader, item, "ResponseCode", JSON_STRING);
    uint64_t status = 0;

    if (!at || json_string(at).len == 0)
        return 0;
    if (!span_u64(json_string(at), &status) || status < 200 || status > 599)
        json_fail(in->reader, at,
                  "ResponseCode is a status as a string: "
                  "\"200\"");
    return (int)(status % 1000);
}

static void read_error(struct distribution_error *out, const struct aws_in *in,
                       const struct json *item)
{
    static const char *const known[] = {"ErrorCode", "ResponsePagePath",
                                        "ResponseCode", "ErrorCachingMinTTL"};
    const int64_t statuses[2] = {400, 599}, ttl[2] = {0, ERROR_TTL_MAX_S};

    if (!json_need(in->reader, item, known[0], JSON_NUMBER))
        return;
    out->status = (int)json_get_int(in->reader, item, known[0], statuses, 400);
    out->page = aws_string_get(in, item, known[1]);
    if (out->page.len == 0)
        out->page = SPAN_ABSENT;
    out->page_status = read_status(in, item);
    out->min_ttl_s = json_get_int(in->reader, item, known[3], ttl, -1);
    if (span_absent(out->page) != (out->page_status == 0))
        json_fail(in->reader, item,
                  "ResponsePagePath and ResponseCode go together");
    else if (!span_absent(out->page) && !span_starts(out->page, SPAN("/")))
        json_fail(in->reader, json_member(item, known[1]),
                  "ResponsePagePath begins with /");
    aws_note_unknown(in, item, "CustomErrorResponses", known, 4);
}

static void read_errors(struct work *work, const struct json *config)
{
    struct distribution *out = work->out;
    const struct aws_in *in = work->in;
    struct aws_list list = aws_list_get(in, config, "CustomErrorResponses",
                                        DISTRIBUTION_ERRORS_MAX);

    if (list.n == 0)
        return;
    out->errors = aws_alloc(in, list.n, sizeof(*out->errors));
    for (const struct json *item = list.first; out->errors && item;
         item = json_next(item))
        read_error(&out->errors[out->n_errors++], in, item);
}

static void list_pages(struct work *work)
{
    struct distribution *out = work->out;

    out->pages = aws_alloc(work->in, out->n_errors + 1, sizeof(*out->pages));
    for (size_t i = 0; out->pages && i < out->n_errors; i++)
        if (!span_absent(out->errors[i].page))
            out->pages[out->n_pages++] =
                (struct error_page){out->errors[i].status, out->errors[i].page,
                                    out->errors[i].page_status};
}

/* What stands for "/": the name as it is given, behind a slash. */
static void read_root(struct work *work, const struct json *config)
{
    struct distribution *out = work->out;
    const char *const name = "DefaultRootObject";
    struct span object = aws_string_get(work->in, config, name);

    if (object.len == 0)
        return;
    for (size_t i = 0; i < object.len; i++)
        if ((unsigned char)object.ptr[i] <= ' ' || object.ptr[i] == '?' ||
            object.ptr[i] == 0x7f)
            json_fail(work->in->reader, json_member(config, name),
                      "DefaultRootObject is the name of one object: "
                      "index.html");
    out->default_root_object = object;
    out->root_path = arena_printf(work->in->arena, "/%.*s", SPAN_ARG(object));
    if (span_absent(out->root_path))
        json_fail(work->in->reader, config, "too long");
}

/* ErrorCachingMinTTL holds for the whole distribution. */
static void spread_error_ttls(struct work *work)
{
    struct distribution *out = work->out;
    struct error_ttl *ttls =
        aws_alloc(work->in, out->n_errors + 1, sizeof(*ttls));
    size_t n = 0;

    if (!ttls)
        return;
    for (size_t i = 0; i < out->n_errors; i++)
        if (out->errors[i].min_ttl_s >= 0)
            ttls[n++] = (struct error_ttl){out->errors[i].status,
                                           out->errors[i].min_ttl_s};
    for (size_t i = 0; i < out->n_behaviors; i++) {
        out->behaviors[i].error_ttls = ttls;
        out->behaviors[i].n_error_ttls = n;
    }
}

/* ---- behaviors --------------------------------------------------------------
 */

static int read_behavior(struct work *work, const struct json *value,
                         bool is_default)
{
    struct distribution *out = work->out;
    struct behavior *behavior = &out->behaviors[out->n_behaviors];
    size_t n = out->n_origins;
    int err;

    work->env.is_default = is_default;
    err = behavior_read(behavior, work->in->arena, work->in->reader, value,
                        &work->env);
    if (err < 0)
        return err;
    if ((size_t)behavior->origin >= n)
        behavior->origin = (int)work->primaries[(size_t)behavior->origin - n];
    behavior_about_read(&out->about[out->n_behaviors], work->in, value,
                        work->env.policies);
    out->n_behaviors++;
    return 0;
}

static void read_behaviors(struct work *work, const struct json *config)
{
    const struct aws_in *in = work->in;
    struct aws_list list =
        aws_list_get(in, config, "CacheBehaviors", DISTRIBUTION_BEHAVIORS_MAX);
    const struct json *last =
        json_need(in->reader, config, "DefaultCacheBehavior", JSON_OBJECT);

    work->out->behaviors =
        aws_alloc(in, list.n + 1, sizeof(*work->out->behaviors));
    work->out->about = aws_alloc(in, list.n + 1, sizeof(*work->out->about));
    if (!work->out->behaviors || !work->out->about || !last)
        return;
    for (const struct json *item = list.first; item; item = json_next(item))
        if (read_behavior(work, item, false) < 0)
            return;
    if (read_behavior(work, last, true) < 0)
        return;
    spread_error_ttls(work);
}

/* ---- a distribution ---------------------------------------------------------
 */

static bool is_bare_config(const struct json *document)
{
    return json_member(document, "DefaultCacheBehavior") &&
           json_member(document, "Origins");
}

/* The config, and out's id and domain name on the way to it. */
static const struct json *find_config(struct distribution *out,
                                      const struct aws_in *in,
                                      const struct json *document)
{
    const struct json *whole =
        json_get(in->reader, document, "Distribution", JSON_OBJECT);

    if (!whole && is_bare_config(document))
        return document;
    if (whole) {
        out->id = aws_string_get(in, whole, "Id");
        out->domain = aws_string_get(in, whole, "DomainName");
    }
    return json_need(in->reader, whole ? whole : document, "DistributionConfig",
                     JSON_OBJECT);
}

bool distribution_takes(const struct json *document)
{
    return json_member(document, "DistributionConfig") ||
           json_member(document, "Distribution") || is_bare_config(document);
}

int distribution_read(struct distribution *out, const struct aws_in *in,
                      const struct json *document, const struct rules *rules,
                      const struct policy_set *policies)
{
    const struct aws_members members = {"DistributionConfig", rows,
                                        sizeof(rows) / sizeof(rows[0])};
    struct work work = {in, out, {0}, NULL, {0}};
    const struct json *config;
    struct aws_strings aliases;

    *out = (struct distribution){0};
    config = find_config(out, in, document);
    if (!config)
        return ERR_MISSING;
    work.env = (struct behavior_env){.rules = rules,
                                     .policies = policies,
                                     .notes = in->notes,
                                     .hand_written = in->strict};
    aliases = aws_strings_get(in, config, "Aliases", DISTRIBUTION_ALIASES_MAX);
    out->aliases = aliases.at;
    out->n_aliases = aliases.n;
    read_root(&work, config);
    out->enabled = json_get_bool(in->reader, config, "Enabled", true);
    if (!out->enabled)
        aws_note(in, SPAN("DistributionConfig.Enabled"),
                 SPAN("the distribution is switched off; popbox serves it"));
    if (!read_origins(&work, config))
        return ERR_SYNTAX;
    read_groups(&work, config);
    read_errors(&work, config);
    list_pages(&work);
    read_behaviors(&work, config);
    aws_members_note(in, config, &members);
    return aws_done(in);
}

void distribution_configure(const struct distribution *distribution,
                            struct node_config *config)
{
    config->behaviors = distribution->behaviors;
    config->n_behaviors = distribution->n_behaviors;
    config->error_pages = distribution->pages;
    config->n_error_pages = distribution->n_pages;
    config->root_path = distribution->root_path;
}
