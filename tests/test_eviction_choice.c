/* test_eviction_choice.c - policies with parameters, as people write them. */
#include "policies/eviction/choice.h"

#include "policies/eviction/registry.h"

#include <criterion/criterion.h>

static const struct {
    const char *text;
    const char *printed;
    const char *why;
} good[] = {
    {"lru", "lru", "a name alone"},
    {"s3-fifo:small=0.2", "s3-fifo:small=0.2", "a share as a number"},
    {"s3-fifo:small=20%,ghost=150%", "s3-fifo:small=0.2,ghost=1.5", "percent"},
    {"s3-fifo:threshold=3,small=0.25", "s3-fifo:small=0.25,threshold=3",
     "in any order"},
    {"s3-fifo:small=0.1", "s3-fifo", "the default, spelt out"},
    {"s3-fifo:small=.5", "s3-fifo:small=0.5", "a point first"},
    {"clock:bits=2.0", "clock:bits=2", "a whole number with a point"},
    {"lru:max-size=64K", "lru:max-size=65536", "a size, in powers of 1024"},
    {"arc:sized=1,max-size=1m", "arc:sized=1,max-size=1048576", "both"},
    {"fifo:max-size=1.5k", "fifo:max-size=1536", "a fraction of a K"},
};

static const struct {
    const char *text;
    const char *says;
    int err;
} bad[] = {
    {"", "known are fifo, lru", ERR_UNKNOWN},
    {"LRU", "\"LRU\"", ERR_UNKNOWN},
    {"belady", "s3-fifo", ERR_UNKNOWN},
    {"lru:", "NAME=VALUE", ERR_SYNTAX},
    {"lru:max-size", "\"max-size\" is no setting", ERR_SYNTAX},
    {"lru:max-size=1,", "NAME=VALUE", ERR_SYNTAX},
    {"lru:small=1", "known are max-size", ERR_UNKNOWN},
    {"s3-fifo:smal=1", "known are small, ghost, threshold, max-size",
     ERR_UNKNOWN},
    {"s3-fifo:small=0.2,small=0.2", "small is given twice", ERR_DUPLICATE},
    {"s3-fifo:small=", "percentage", ERR_RANGE},
    {"s3-fifo:small=.", "percentage", ERR_RANGE},
    {"s3-fifo:small=0.2x", "\"0.2x\"", ERR_RANGE},
    {"s3-fifo:small=1e-1", "\"1e-1\"", ERR_RANGE},
    {"s3-fifo:small=1.0.0", "\"1.0.0\"", ERR_RANGE},
    {"s3-fifo:small=-0.1", "\"-0.1\"", ERR_RANGE},
    {"s3-fifo:small=1", "from 0.0001 to 0.9999", ERR_RANGE},
    {"s3-fifo:threshold=1.5", "a whole number", ERR_RANGE},
    {"s3-fifo:threshold=50%", "a whole number", ERR_RANGE},
    {"clock:bits=17", "from 1 to 16", ERR_RANGE},
    {"lru:max-size=0", "from 1 to", ERR_RANGE},
    {"lru:max-size=1KB", "a size in bytes", ERR_RANGE},
    {"lru:max-size=2T", "a size in bytes", ERR_RANGE},
    {"lru:max-size=1234567890123456", "a size in bytes", ERR_RANGE},
};

Test(eviction_choice, what_is_understood_is_printed_the_same)
{
    for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
        struct evict_choice choice, again;
        struct buf text, error;

        buf_init(&text, 1024);
        buf_init(&error, 1024);
        cr_assert_eq(evict_choose(&choice, span_str(good[i].text), &error), 0,
                     "%s: %s", good[i].text, buf_span(&error).ptr);
        evict_print(&text, &choice);
        cr_expect_str_eq(buf_span(&text).ptr, good[i].printed, "%s",
                         good[i].why);
        cr_assert_eq(evict_choose(&again, buf_span(&text), &error), 0);
        cr_expect_eq(again.ops, choice.ops);
        cr_expect_eq(again.admit_max, choice.admit_max);
        cr_expect_arr_eq(again.params, choice.params, sizeof(choice.params));
        buf_fini(&text);
        buf_fini(&error);
    }
}

Test(eviction_choice, what_is_wrong_is_told_with_what_is_known)
{
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        struct evict_choice choice;
        struct buf error;

        buf_init(&error, 1024);
        cr_expect_eq(evict_choose(&choice, span_str(bad[i].text), &error),
                     bad[i].err, "%s", bad[i].text);
        cr_expect(strstr(buf_span(&error).ptr, bad[i].says), "%s: %s",
                  bad[i].text, buf_span(&error).ptr);
        buf_fini(&error);
    }
}

Test(eviction_choice, an_object_says_the_same)
{
    struct evict_choice choice;
    struct json_reader reader;

    cr_assert_eq(json_open(&reader, "c.json",
                           SPAN("{\"policy\": \"s3-fifo\", \"small\": 0.2, "
                                "\"ghost\": \"50%\", \"max-size\": \"1M\"}")),
                 0);
    evict_choose_json(&choice, &reader, json_root(&reader));
    cr_assert_not(reader.failed, "%s", reader.error);
    cr_expect_eq(choice.ops, evict_named(SPAN("s3-fifo")));
    cr_expect_eq(choice.params[0], 0.2);
    cr_expect_eq(choice.params[1], 0.5);
    cr_expect_eq(choice.params[2], 2.0);
    cr_expect_eq(choice.admit_max, 1u << 20);
    json_close(&reader);
}

Test(eviction_choice, the_list_names_every_policy_once)
{
    struct buf names;

    buf_init(&names, 1024);
    evict_list(&names);
    for (size_t i = 0; i < n_evict_all; i++)
        cr_expect(strstr(buf_span(&names).ptr, evict_all[i]->name));
    buf_fini(&names);
}
