/*
 * distribution.c - a whole CloudFront distribution, as AWS's JSON has it.
 *
 * Origins first, then the groups of origins, then the behaviors that name them;
 * what holds for all behaviors (error lifetimes) is put into each at the end. A
 * behavior that names a group aims at its first origin and has a twin at the
 * second.
 */
#include "policies/cloudfront/distribution.h"

#include "policies/cloudfront/behavior_extras.h"
#include "policies/cloudfront/distribution_errors.h"
#include "policies/cloudfront/distribution_group.h"
#include "policies/cloudfront/distribution_origin.h"
#include "policies/cloudfront/members.h"

#define GROUPS_MAX 10

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
        .identity = origin->identity.at,
        .n_identity = origin->identity.n,
        .yields_to_viewer = origin->signing == ACCESS_SIGNS_UNSIGNED,
    };
}

static bool is_named(const struct work *work, size_t n, struct span name)
{
    for (size_t i = 0; i < n; i++)
        if (span_eq(work->names[i].name, name))
            return true;
    return false;
}

static const struct access_set *access_of(const struct work *work)
{
    return work->env.policies ? &work->env.policies->access : NULL;
}

/* get-distribution-config prints no ARN: then it is the one that the bucket
 * policy admits, or nobody knows it. */
static void assume_arn(struct work *work)
{
    const struct access_set *access = access_of(work);
    struct distribution *out = work->out;

    if (out->arn.len > 0 || !access || span_absent(access->source_arn))
        return;
    out->arn = access->source_arn;
    out->arn_is_assumed = true;
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
        distribution_origin_identify(&out->origins[n], in, out,
                                     access_of(work));
        if (is_named(work, n, out->origins[n].id))
            json_fail(in->reader, item, "two origins have the Id %.*s",
                      SPAN_ARG(out->origins[n].id));
        name_origin(work, n++);
    }
    out->n_origins = n;
    return true;
}

static void read_groups(struct work *work, const struct json *config)
{
    const struct aws_in *in = work->in;
    struct aws_list list = aws_list_get(in, config, "OriginGroups", GROUPS_MAX);
    struct distribution *out = work->out;

    work->env.origins = work->names;
    work->env.n_origins = out->n_origins;
    if (list.n == 0)
        return;
    out->groups = aws_alloc(in, list.n, sizeof(*out->groups));
    for (const struct json *item = list.first;
         out->groups && item && !in->reader->failed; item = json_next(item)) {
        struct distribution_group *group = &out->groups[out->n_groups];
        struct behavior_origin *name = &work->names[work->env.n_origins];

        distribution_group_read(group, in, item, out);
        if (in->reader->failed)
            return;
        *name = work->names[group->members[0]];
        name->name = group->id;
        out->n_groups++;
        work->env.n_origins++;
    }
}

/* ---- the root -------------------------------------------------------------
 */

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

/* ---- behaviors --------------------------------------------------------------
 */

/* AWS's own words for what a group cannot do. */
static void refuse_writing(struct work *work, const struct behavior *behavior,
                           const struct json *value)
{
    const unsigned reading =
        1u << HTTP_GET | 1u << HTTP_HEAD | 1u << HTTP_OPTIONS;

    if (behavior->allowed_methods & ~reading)
        json_fail(work->in->reader, value,
                  "the parameter AllowedMethods cannot include POST, PUT, "
                  "PATCH, or DELETE for a cached behavior associated with an "
                  "origin group");
}

/* At the first member, with a twin that is aimed at the second. */
static void aim_at_group(struct work *work, struct behavior *behavior,
                         const struct json *value,
                         const struct distribution_group *group)
{
    struct distribution *out = work->out;
    const struct behavior_origin *second = &work->names[group->members[1]];
    struct behavior *twin = &out->failovers[out->n_failovers++];

    refuse_writing(work, behavior, value);
    behavior->origin = (int)group->members[0];
    *twin = *behavior;
    twin->origin = (int)group->members[1];
    twin->forward.path_prefix = second->path_prefix;
    twin->forward.identity = second->identity;
    twin->forward.n_identity = second->n_identity;
    twin->forward.yields_to_viewer = second->yields_to_viewer;
    behavior_custom_read(twin, work->in, value, second);
    behavior->failover = twin;
    behavior->failover_statuses = group->statuses;
    behavior->n_failover_statuses = group->n_statuses;
}

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
        aim_at_group(work, behavior, value,
                     &out->groups[(size_t)behavior->origin - n]);
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
    work->out->failovers =
        aws_alloc(in, list.n + 1, sizeof(*work->out->failovers));
    if (!work->out->behaviors || !work->out->about || !work->out->failovers ||
        !last)
        return;
    for (const struct json *item = list.first; item; item = json_next(item))
        if (read_behavior(work, item, false) < 0)
            return;
    if (read_behavior(work, last, true) < 0)
        return;
    distribution_errors_spread(work->out, in);
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
        out->arn = aws_string_get(in, whole, "ARN");
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
    struct work work = {in, out, {0}, NULL};
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
    assume_arn(&work);
    read_root(&work, config);
    out->enabled = json_get_bool(in->reader, config, "Enabled", true);
    if (!out->enabled)
        aws_note(in, SPAN("DistributionConfig.Enabled"),
                 SPAN("the distribution is switched off; popbox serves it"));
    if (!read_origins(&work, config))
        return ERR_SYNTAX;
    read_groups(&work, config);
    distribution_errors_read(out, in, config);
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
