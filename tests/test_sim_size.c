/* test_sim_size.c - sizes of caches: what is taken, exactly, and what is not */
#include "bench/sim_size.h"

#include <criterion/criterion.h>

struct row {
    const char *text;
    bool in_bytes;
    uint64_t whole;
    uint64_t capacity; /* 0: refused */
};

static const struct row rows[] = {
    {"1000", true, 5, 1000},
    {"1000", false, 5, 1000},
    {"10%", true, 2029769728, 202976972},
    {"10%", false, 48974, 4897},
    {"0.1%", false, 1000, 1},
    {"0.1%", false, 999, 1},
    {"100%", true, 1099511627775, 1099511627775},
    {"99.9999999%", true, 1099511627775, 1099511626675},
    {"101%", true, 1099511627775, 0},
    {"64M", true, 0, 67108864},
    {"64mb", true, 0, 67108864},
    {"64MiB", true, 0, 67108864},
    {"1.5gb", true, 7, 1610612736},
    {"1.5", true, 7, 1},
    {"0.5k", true, 7, 512},
    {"12B", true, 7, 12},
    {"0.9T", true, 7, 989560464998},
    {"1T", true, 7, 0},
    {"64M", false, 7, 0},
    {"0", true, 7, 0},
    {"0%", true, 7, 0},
    {"", true, 7, 0},
    {"%", true, 7, 0},
    {"M", true, 7, 0},
    {"1.", true, 7, 0},
    {".5%", true, 7, 0},
    {"1.2.3", true, 7, 0},
    {"-1", true, 7, 0},
    {"+1", true, 7, 0},
    {"1e3", true, 7, 0},
    {" 1", true, 7, 0},
    {"1 ", true, 7, 0},
    {"10 %", true, 7, 0},
    {"10%%", true, 7, 0},
    {"1x", true, 7, 0},
    {"1MM", true, 7, 0},
    {"1MBi", true, 7, 0},
    {"1,5", true, 7, 0},
    {"1234567890", true, 7, 0},
    {"0x10", true, 7, 0},
};

Test(sim_size, sizes_are_exact_or_refused_with_a_sentence)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        const struct row *row = &rows[i];
        struct sim_size size;
        uint64_t capacity = 0;
        struct buf error;
        int err;

        buf_init(&error, 1000);
        err = sim_size_read(span_str(row->text), &size, &error);
        if (!err)
            err = sim_size_of(&size, row->in_bytes, row->whole, &capacity,
                              &error);
        cr_expect_eq(err == 0, row->capacity != 0, "\"%s\"", row->text);
        cr_expect_eq(error.len > 0, err != 0, "\"%s\"", row->text);
        if (!err)
            cr_expect_eq(capacity, row->capacity, "\"%s\": %llu", row->text,
                         (unsigned long long)capacity);
        buf_fini(&error);
    }
}

Test(sim_size, bytes_are_told_with_three_digits)
{
    static const struct {
        uint64_t bytes;
        const char *wanted;
    } told[] = {{0, "0 B"},
                {999, "999 B"},
                {1000, "0.98 KiB"},
                {1024, "1.00 KiB"},
                {10239, "10.0 KiB"},
                {99601544, "95.0 MiB"},
                {1ull << 40, "1.00 TiB"}};

    for (size_t i = 0; i < sizeof(told) / sizeof(*told); i++) {
        struct buf text;

        buf_init(&text, 100);
        sim_size_bytes(&text, told[i].bytes);
        cr_expect_str_eq(buf_span(&text).ptr, told[i].wanted);
        buf_fini(&text);
    }
}
