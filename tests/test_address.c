/* test_address.c - "host:port" in every spelling, and what is loopback. */
#include "edge/address.h"

#include <criterion/criterion.h>

Test(address, every_spelling_is_read)
{
    static const struct {
        const char *text;
        const char *host; /* NULL: absent */
        uint16_t port;
    } rows[] = {
        {"8080", NULL, 8080},
        {":8080", NULL, 8080},
        {"localhost:0", "localhost", 0},
        {"127.0.0.1:65535", "127.0.0.1", 65535},
        {"a-b.example", "a-b.example", 0},
        {"[::1]:80", "::1", 80},
        {"[::1]", "::1", 0},
        {"::1", "::1", 0},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct edge_address address;

        cr_expect_eq(address_read(span_str(rows[i].text), &address), 0, "%s",
                     rows[i].text);
        cr_expect(span_eq(address.host, span_str(rows[i].host)), "%s",
                  rows[i].text);
        cr_expect_eq(address.port, rows[i].port, "%s", rows[i].text);
    }
}

Test(address, what_is_none_is_refused)
{
    static const struct {
        const char *text;
        int err;
    } rows[] = {
        {"", ERR_SYNTAX},       {":", ERR_SYNTAX},
        {"65536", ERR_RANGE},   {"a:65536", ERR_RANGE},
        {"a:", ERR_SYNTAX},     {"a:b", ERR_SYNTAX},
        {"a:-1", ERR_SYNTAX},   {"[::1", ERR_SYNTAX},
        {"[]:1", ERR_SYNTAX},   {"[::1]x", ERR_SYNTAX},
        {"[::1]:", ERR_SYNTAX}, {"http://a:1", ERR_SYNTAX},
        {"a b:1", ERR_SYNTAX},  {"user@a:1", ERR_SYNTAX},
        {"[", ERR_SYNTAX},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct edge_address address;

        cr_expect_eq(address_read(span_str(rows[i].text), &address),
                     rows[i].err, "%s", rows[i].text);
    }
}

Test(address, only_this_machine_is_loopback)
{
    static const char *const yes[] = {"127.0.0.1", "127.9.8.7", "::1",
                                      "localhost", "s3.localhost"};
    static const char *const no[] = {
        "0.0.0.0",       "::",        "10.0.0.1",    "127.0.0.1.example",
        "localhost.com", "128.0.0.1", "notlocalhost"};

    cr_expect(address_is_loopback(SPAN_ABSENT));
    for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++)
        cr_expect(address_is_loopback(span_str(yes[i])), "%s", yes[i]);
    for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++)
        cr_expect_not(address_is_loopback(span_str(no[i])), "%s", no[i]);
}
