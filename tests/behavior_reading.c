/* behavior_reading.c - one behavior read against two origins, for tests. */
#include "tests/behavior_reading.h"

#include "policies/profiles.h"

#include <criterion/criterion.h>

static const struct http_header from_app[] = {
    {SPAN_STATIC("X-From"), SPAN_STATIC("app")},
};
static const struct behavior_origin origins[] = {
    {.name = SPAN_STATIC("bucket"), .is_s3 = true},
    {.name = SPAN_STATIC("app"), .custom = from_app, .n_custom = 1},
};

static void set_env(struct behavior_env *env, struct rules *rules,
                    struct aws_notes *notes)
{
    cr_assert(profile_rules(SPAN("cloudfront"), rules));
    *env = (struct behavior_env){.origins = origins,
                                 .n_origins = 2,
                                 .rules = rules,
                                 .notes = notes,
                                 .is_default = true};
}

int behavior_open(struct behavior_reading *reading, const char *text)
{
    aws_open(&reading->aws, text);
    set_env(&reading->env, &reading->rules, &reading->aws.notes);
    return behavior_read(&reading->behavior, &reading->aws.arena,
                         &reading->aws.reader, reading->aws.root,
                         &reading->env);
}

void behavior_close(struct behavior_reading *reading)
{
    aws_close(&reading->aws);
}

static int read_with(struct aws_reading *reading, bool is_default, bool strict)
{
    struct behavior behavior;
    struct behavior_env env;
    struct rules rules;

    set_env(&env, &rules, &reading->notes);
    env.is_default = is_default;
    env.hand_written = strict;
    return behavior_read(&behavior, &reading->arena, &reading->reader,
                         reading->root, &env);
}

int behavior_read_default(struct aws_reading *reading)
{
    return read_with(reading, true, false);
}

int behavior_read_pattern(struct aws_reading *reading)
{
    return read_with(reading, false, false);
}

int behavior_read_strict(struct aws_reading *reading)
{
    return read_with(reading, true, true);
}
