/* test_s3_website.c - the website endpoint: pages, redirects, error pages. */
#include "tests/origin_talk.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define SITE(website)                                                       \
    "{'type': 's3', 'buckets': {'bare': {}, 'site': {'website': {" website  \
    "}, 'cors': {'CORSRules': [{'AllowedOrigins': ['https://a.test'], "     \
    "'AllowedMethods': ['GET', 'HEAD']}]}, 'objects': {'index.html': "      \
    "{'body': 'home', 'headers': {'Content-Type': 'text/html'}}, "          \
    "'d/index.html': 'dir', 'err.html': 'lost', 'new/p': 'moved', 'away': " \
    "{'body': 'x', 'headers': {'x-amz-website-redirect-location': "         \
    "'https://else.test/'}}}}}}"
#define INDEX        "'IndexDocument': {'Suffix': 'index.html'}"
#define ERRORS       ", 'ErrorDocument': {'Key': 'err.html'}"
#define RULES(rules) ", 'RoutingRules': [" rules "]"

struct row {
    const char *website;
    const char *path;
    int status;
    const char *location; /* NULL: none */
    const char *body;     /* NULL: not looked at */
};

static const struct row rows[] = {
    {SITE(INDEX), "/", 200, NULL, "home"},
    {SITE(INDEX), "/d/", 200, NULL, "dir"},
    {SITE(INDEX), "/d", 302, "/d/", ""},
    {SITE(INDEX), "/index.html", 200, NULL, "home"},
    {SITE(INDEX), "/away", 301, "https://else.test/", ""},
    {SITE(INDEX), "/none", 404, NULL, NULL},
    {SITE(INDEX), "/none/", 404, NULL, NULL},
    {SITE(INDEX ERRORS), "/none", 404, NULL, "lost"},
    {SITE(INDEX ", 'ErrorDocument': {'Key': 'gone.html'}"), "/none", 404, NULL,
     NULL},
    {SITE("'RedirectAllRequestsTo': {'HostName': 'else.test', 'Protocol': "
          "'https'}"),
     "/a%20b", 301, "https://else.test/a%20b", ""},
    {SITE(INDEX RULES("{'Condition': {'KeyPrefixEquals': 'old/'}, 'Redirect': "
                      "{'ReplaceKeyPrefixWith': 'new/'}}")),
     "/old/p", 301, "http://site.s3-website.localhost/new/p", ""},
    {SITE(INDEX RULES("{'Condition': {'KeyPrefixEquals': 'old/'}, 'Redirect': "
                      "{'ReplaceKeyPrefixWith': 'new/'}}")),
     "/", 200, NULL, "home"},
    {SITE(INDEX ERRORS RULES(
         "{'Condition': {'HttpErrorCodeReturnedEquals': '404'}, 'Redirect': "
         "{'HostName': 'else.test', 'ReplaceKeyWith': 'x', "
         "'HttpRedirectCode': '307'}}")),
     "/none", 307, "http://else.test/x", ""},
    {SITE(INDEX ERRORS RULES(
         "{'Condition': {'HttpErrorCodeReturnedEquals': '403'}, 'Redirect': "
         "{'HostName': 'else.test'}}")),
     "/none", 404, NULL, "lost"},
};

Test(s3_website, pages_redirects_and_errors_come_in_s3s_order)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct origin_talk talk;
        char request[200];
        const char *location;

        talk_init(&talk, rows[i].website);
        snprintf(request, sizeof(request),
                 "GET %s\nHost: site.s3-website.localhost\n"
                 "Origin: https://a.test",
                 rows[i].path);
        cr_expect_eq(talk_ask(&talk, request), rows[i].status, "%zu %s", i,
                     rows[i].path);
        location = talk_header(&talk, "Location");
        cr_expect(rows[i].location
                      ? location && strcmp(location, rows[i].location) == 0
                      : !location,
                  "%zu %s: %s", i, rows[i].path, location);
        if (rows[i].body)
            cr_expect_str_eq(talk_body(&talk), rows[i].body);
        cr_expect_str_eq(talk_header(&talk, "Access-Control-Allow-Origin"),
                         "https://a.test", "%s has the CORS headers",
                         rows[i].path);
        talk_fini(&talk);
    }
}

Test(s3_website, errors_are_pages_that_name_the_error)
{
    static const struct {
        const char *request;
        int status;
        const char *code;
    } errors[] = {
        {"GET /none\nHost: site.s3-website.localhost", 404, "NoSuchKey"},
        {"GET /x\nHost: bare.s3-website.localhost", 404,
         "NoSuchWebsiteConfiguration"},
        {"GET /x\nHost: none.s3-website.localhost", 404, "NoSuchBucket"},
        {"POST /x\nHost: site.s3-website.localhost", 405, "MethodNotAllowed"},
        {"PUT /x\nHost: site.s3-website.localhost", 405, "MethodNotAllowed"},
        {"DELETE /\nHost: site.s3-website.localhost", 405, "MethodNotAllowed"},
    };
    struct origin_talk talk;
    char item[64];

    talk_init(&talk, SITE(INDEX));
    for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
        cr_expect_eq(talk_ask(&talk, errors[i].request), errors[i].status);
        cr_expect_str_eq(talk_header(&talk, "Content-Type"),
                         "text/html; charset=utf-8");
        snprintf(item, sizeof(item), "<li>Code: %s</li>", errors[i].code);
        cr_expect_not_null(strstr(talk_body(&talk), item), "%s",
                           errors[i].request);
    }
    talk_fini(&talk);
}

Test(s3_website, lost_error_document_is_told)
{
    struct origin_talk talk;

    talk_init(&talk, SITE(INDEX ", 'ErrorDocument': {'Key': '<gone>'}"));
    (void)talk_ask(&talk, "GET /none\nHost: site.s3-website.localhost");
    cr_expect_not_null(strstr(talk_body(&talk),
                              "An Error Occurred While Attempting to Retrieve "
                              "a Custom Error Document"));
    cr_expect_not_null(strstr(talk_body(&talk), "<li>Key: &lt;gone&gt;</li>"));
    talk_fini(&talk);
}

Test(s3_website, preflight_is_judged_by_the_same_rules)
{
    struct origin_talk talk;

    talk_init(&talk, SITE(INDEX));
    cr_expect_eq(talk_ask(&talk, "OPTIONS /x\nHost: site.s3-website.localhost\n"
                                 "Origin: https://a.test\n"
                                 "Access-Control-Request-Method: GET"),
                 200);
    cr_expect_eq(talk_ask(&talk, "OPTIONS /x\nHost: site.s3-website.localhost\n"
                                 "Origin: https://b.test\n"
                                 "Access-Control-Request-Method: GET"),
                 403);
    talk_fini(&talk);
}

/* ---- the configuration --------------------------------------------------- */

#define CONFIG(inner) "<WebsiteConfiguration>" inner "</WebsiteConfiguration>"
#define IDX           "<IndexDocument><Suffix>i</Suffix></IndexDocument>"
#define RULE(inner) \
    "<RoutingRules><RoutingRule>" inner "</RoutingRule></RoutingRules>"

struct put {
    const char *xml;
    const char *code; /* NULL: taken */
};

static const struct put puts_of_config[] = {
    {CONFIG(IDX), NULL},
    {CONFIG("<RedirectAllRequestsTo><HostName>x</HostName>"
            "</RedirectAllRequestsTo>"),
     NULL},
    {CONFIG(IDX RULE("<Redirect><HostName>x</HostName></Redirect>")), NULL},
    {CONFIG(""), "InvalidArgument"},
    {CONFIG("<IndexDocument><Suffix>a/b</Suffix></IndexDocument>"),
     "InvalidArgument"},
    {CONFIG("<IndexDocument/>"), "InvalidArgument"},
    {CONFIG("<RedirectAllRequestsTo/>"), "MalformedXML"},
    {CONFIG(IDX RULE("")), "MalformedXML"},
    {CONFIG(IDX RULE("<Redirect><HttpRedirectCode>404</HttpRedirectCode>"
                     "</Redirect>")),
     "InvalidRequest"},
    {CONFIG(IDX RULE("<Redirect><Protocol>ftp</Protocol></Redirect>")),
     "InvalidRequest"},
    {CONFIG(IDX RULE("<Redirect><ReplaceKeyWith>a</ReplaceKeyWith>"
                     "<ReplaceKeyPrefixWith>b</ReplaceKeyPrefixWith>"
                     "</Redirect>")),
     "InvalidRequest"},
    {CONFIG(IDX RULE("<Condition><HttpErrorCodeReturnedEquals>200"
                     "</HttpErrorCodeReturnedEquals></Condition><Redirect/>")),
     "InvalidRequest"},
    {"<Other/>", "MalformedXML"},
    {"", "MalformedXML"},
};

Test(s3_website, configuration_is_put_given_back_and_deleted)
{
    struct origin_talk talk;

    talk_init(&talk, SITE(INDEX));
    for (size_t i = 0; i < sizeof(puts_of_config) / sizeof(puts_of_config[0]);
         i++) {
        const struct put *row = &puts_of_config[i];
        int status =
            talk_ask_with(&talk, "PUT /bare?website", span_str(row->xml));

        cr_expect_eq(status, row->code ? 400 : 200, "%s", row->xml);
        if (row->code)
            cr_expect_str_eq(talk_element(&talk, "Code"), row->code, "%s",
                             row->xml);
    }
    cr_expect_eq(talk_ask(&talk, "GET /bare?website"), 200);
    cr_expect_str_eq(talk_element(&talk, "Suffix"), "i");
    cr_expect_str_eq(talk_element(&talk, "HostName"), "x");
    cr_expect_eq(talk_ask(&talk, "DELETE /bare?website"), 204);
    cr_expect_eq(talk_ask(&talk, "GET /bare?website"), 404);
    cr_expect_str_eq(talk_element(&talk, "Code"), "NoSuchWebsiteConfiguration");
    talk_fini(&talk);
}
