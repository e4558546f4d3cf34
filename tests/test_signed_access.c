/* test_signed_access.c - signed URLs and cookies: who may have the file */
#include "bench/stage.h"
#include "policies/cloudfront/aws.h"
#include "policies/cloudfront/public_key.h"
#include "policies/cloudfront/signed_policy.h"
#include "tests/played.h"
#include "tests/signer.h"

#include <criterion/criterion.h>

/* One test runs at a time, in a process of its own. */
static struct played played;
static struct arena arena;

#define NOW (STAGE_START_MS / 1000)
#define URL "https://d1.cloudfront.net/logo.svg"
#define GROUP \
    "'TrustedKeyGroups': {'Enabled': true, 'Quantity': 1, 'Items': ['G1']}"

#define DISTRIBUTION(signers)                                             \
    "{'Distribution': {'Id': 'E1', 'DomainName': 'd1.cloudfront.net', "   \
    "'DistributionConfig': {'Enabled': true, 'Origins': {'Quantity': 1, " \
    "'Items': [{'Id': 'b', 'DomainName': 'assets.s3.amazonaws.com', "     \
    "'S3OriginConfig': {'OriginAccessIdentity': ''}}]}, "                 \
    "'DefaultCacheBehavior': {'TargetOriginId': 'b', 'AllowedMethods': "  \
    "['GET', 'HEAD', 'OPTIONS'], 'CachePolicyConfig': {'Name': 'q', "     \
    "'MinTTL': 1, 'ParametersInCacheKeyAndForwardedToOrigin': "           \
    "{'QueryStringsConfig': {'QueryStringBehavior': 'all'}}}, " signers "}}}}"
#define GROUP_OF(key)                                              \
    "{'ETag': 'E', 'KeyGroup': {'Id': 'G1', 'LastModifiedTime': "  \
    "'2026-01-01T00:00:00Z', 'KeyGroupConfig': {'Name': 'group', " \
    "'Items': ['" key "']}}}"

static const char *text_of(const char *format, const char *a, const char *b)
{
    return arena_printf(&arena, format, a, b).ptr;
}

static const char *key_of(struct signer *signer)
{
    return text_of("{'ETag': 'E', 'PublicKey': {'Id': 'K1', 'CreatedTime': "
                   "'2026-01-01T00:00:00Z', 'PublicKeyConfig': "
                   "{'CallerReference': 'r', 'Name': 'n', 'EncodedKey': "
                   "'%s'%s}}}",
                   signer_pem(signer, &arena, true), "");
}

static const char *canned(const char *url, int64_t until_s)
{
    return arena_printf(&arena,
                        "{\"Statement\":[{\"Resource\":\"%s\",\"Condition\":{"
                        "\"DateLessThan\":{\"AWS:EpochTime\":%lld}}}]}",
                        url, (long long)until_s)
        .ptr;
}

static const char *custom(const char *resource, int64_t until_s,
                          const char *more)
{
    return arena_printf(&arena,
                        "{\"Statement\":[{\"Resource\":\"%s\",\"Condition\":{"
                        "\"DateLessThan\":{\"AWS:EpochTime\":%lld}%s}}]}",
                        resource, (long long)until_s, more)
        .ptr;
}

/* "curl 'URL?…'" with a canned policy. */
static const char *canned_step(struct signer *signer, const char *query,
                               int64_t until_s, bool sha256)
{
    const char *url = text_of("%s%s", URL, query);

    return arena_printf(
               &arena, "curl '%s%sExpires=%lld&Signature=%s&Key-Pair-Id=K1%s'",
               url, *query ? "&" : "?", (long long)until_s,
               signer_sign(signer, &arena, canned(url, until_s), sha256),
               sha256 ? "&Hash-Algorithm=SHA256" : "")
        .ptr;
}

static const char *custom_step(struct signer *signer, const char *policy)
{
    return arena_printf(&arena,
                        "curl '" URL "?Policy=%s&Signature=%s&Key-Pair-Id=K1'",
                        signer_base64(&arena, policy, strlen(policy)),
                        signer_sign(signer, &arena, policy, false))
        .ptr;
}

static const char *cookie_step(struct signer *signer, const char *policy,
                               const char *more)
{
    return arena_printf(&arena,
                        "curl -H 'Cookie: a=b; CloudFront-Policy=%s; "
                        "CloudFront-Signature=%s; CloudFront-Key-Pair-Id=K1' "
                        "'" URL "%s'",
                        signer_base64(&arena, policy, strlen(policy)),
                        signer_sign(signer, &arena, policy, false), more)
        .ptr;
}

static void open(const char *key, const char *const *steps)
{
    const struct aws_file rows[] = {{"d.json", DISTRIBUTION(GROUP)},
                                    {"group.json", GROUP_OF("K1")},
                                    {"key.json", key},
                                    {NULL, NULL}};

    played_open(&played, rows, steps);
}

static void expect(const char *key, const char *step, enum reason reason,
                   int status)
{
    open(key, STEPS(step));
    cr_expect_eq(played_reason(&played, 1, STEP_ACCESS), reason, "%s: %s",
                 reason_code(played_reason(&played, 1, STEP_ACCESS)), step);
    cr_expect_eq(played_request(&played, 1)->answer.status, status, "%s", step);
    played_close(&played);
}

/* Developer guide, private content: both hashes, both kinds of key. */
Test(signed_access, a_signature_that_fits_opens_and_any_other_does_not)
{
    static const enum signer_kind kinds[] = {SIGNER_RSA, SIGNER_EC};

    arena_init(&arena, 4 << 20);
    for (size_t i = 0; i < 2; i++) {
        struct signer *ours = signer_new(kinds[i]);
        struct signer *theirs = signer_new(kinds[i]);
        const char *key = key_of(ours);
        const char *wide = custom("https://d1.cloudfront.net/*", NOW + 60, "");

        for (int sha256 = 0; sha256 < 2; sha256++) {
            expect(key, canned_step(ours, "", NOW + 60, sha256),
                   ACCESS_SIGNED_URL, 200);
            expect(key, canned_step(theirs, "", NOW + 60, sha256),
                   ACCESS_WRONG_SIGNATURE, 403);
        }
        expect(key, canned_step(ours, "?a=1", NOW + 60, false),
               ACCESS_SIGNED_URL, 200);
        expect(key, custom_step(ours, wide), ACCESS_SIGNED_URL, 200);
        expect(key, custom_step(theirs, wide), ACCESS_WRONG_SIGNATURE, 403);
        expect(key, cookie_step(ours, wide, ""), ACCESS_SIGNED_COOKIES, 200);
        expect(key, cookie_step(ours, wide, "?Expires=1"), ACCESS_NO_KEY, 403);
        signer_free(ours);
        signer_free(theirs);
    }
    arena_fini(&arena);
}

Test(signed_access, what_was_signed_must_hold_now_here_and_for_this_viewer)
{
    struct signer *signer = signer_new(SIGNER_RSA);
    const char *key;

    arena_init(&arena, 4 << 20);
    key = key_of(signer);
    const struct {
        const char *step;
        enum reason reason;
    } rows[] = {
        {canned_step(signer, "", NOW, false), ACCESS_EXPIRED},
        {canned_step(signer, "", NOW + 1, false), ACCESS_SIGNED_URL},
        {custom_step(signer,
                     custom("https://d1.cloudfront.net/other", NOW + 9, "")),
         ACCESS_OTHER_URL},
        {custom_step(signer,
                     custom("http*://d1.cloudfront.net/logo.???", NOW + 9, "")),
         ACCESS_SIGNED_URL},
        {custom_step(signer, custom("*", NOW - 1, "")), ACCESS_EXPIRED},
        {custom_step(signer, custom("*", NOW + 9,
                                    ",\"DateGreaterThan\":{\"AWS:EpochTime\":"
                                    "1767225601}")),
         ACCESS_TOO_EARLY},
        {custom_step(signer, custom("*", NOW + 9,
                                    ",\"IpAddress\":{\"AWS:SourceIp\":"
                                    "\"192.0.2.0/24\"}")),
         ACCESS_OTHER_ADDRESS},
        {custom_step(signer, custom("*", NOW + 9,
                                    ",\"IpAddress\":{\"AWS:SourceIp\":"
                                    "\"0.0.0.0/0\"}")),
         ACCESS_SIGNED_URL},
        {custom_step(signer, "{\"Statement\":[]}"), ACCESS_BAD_POLICY},
        {"curl '" URL "'", ACCESS_NO_KEY},
        {"curl '" URL "?Key-Pair-Id=&Expires=1'", ACCESS_NO_KEY},
        {"curl '" URL "?Key-Pair-Id=K2&Expires=1&Signature=AAAA'",
         ACCESS_UNKNOWN_KEY},
        {"curl '" URL "?Key-Pair-Id=K1&Expires=9&Signature=A+='",
         ACCESS_BAD_SIGNATURE},
        {"curl '" URL "?Key-Pair-Id=K1&Signature=AAAA'", ACCESS_BAD_POLICY},
        {"curl '" URL "?Key-Pair-Id=K1&Policy=AAA&Signature=AAAA'",
         ACCESS_BAD_POLICY},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        expect(key, rows[i].step, rows[i].reason,
               rows[i].reason == ACCESS_SIGNED_URL ? 200 : 403);
    signer_free(signer);
    arena_fini(&arena);
}

/* Two viewers with two signatures share one copy, and S3 sees neither. */
Test(signed_access,
     the_parameters_are_in_neither_the_key_nor_the_forwarded_query)
{
    struct signer *signer = signer_new(SIGNER_RSA);

    arena_init(&arena, 4 << 20);
    open(key_of(signer), STEPS(canned_step(signer, "?a=1", NOW + 60, false),
                               canned_step(signer, "?a=1", NOW + 90, true)));
    cr_expect_str_eq(played_cache(&played, 1), "Miss");
    cr_expect_str_eq(played_cache(&played, 2), "Hit");
    cr_expect_str_eq(played_key(&played, 2),
                     "d17:d1.cloudfront.net p9:/logo.svg q3:a=1");
    played_close(&played);
    signer_free(signer);
    arena_fini(&arena);
}

/* CloudFront's own words, as recorded. */
Test(signed_access, a_refusal_is_xml_without_cors_headers)
{
    struct signer *signer = signer_new(SIGNER_EC);

    arena_init(&arena, 4 << 20);
    open(key_of(signer), STEPS("/logo.svg --page https://a.example",
                               "/logo.svg --page https://a.example -H "
                               "'X-Mine: 1'"));
    cr_expect_eq(played_verdict(&played, 1)->outcome, LOAD_BLOCKED);
    cr_expect_eq(played_verdict(&played, 1)->status, 403);
    cr_expect_str_eq(played_header(&played, 1, "Content-Type"), "text/xml");
    cr_expect_str_eq(played_header(&played, 1, "Server"), "CloudFront");
    cr_expect_str_eq(played_header(&played, 1, "Content-Length"), "");
    cr_expect_str_eq(played_cache(&played, 1), "Error");
    cr_expect(played_request(&played, 2)->preflight);
    cr_expect_eq(played_reason(&played, 2, STEP_ACCESS), ACCESS_NO_KEY);
    played_close(&played);
    signer_free(signer);
    arena_fini(&arena);
}

static const struct aws_note *note_of(const char *what)
{
    const struct aws_notes *notes = played.files.topology.edges[0].notes;

    for (size_t i = 0; i < notes->n; i++)
        if (span_eq(notes->at[i].what, span_str(what)))
            return &notes->at[i];
    cr_assert_fail("no note about %s", what);
    return NULL;
}

/* Without the keys what can be checked is checked, and the rest is told. */
Test(signed_access, keys_that_nobody_gave_are_asked_for_and_believed)
{
    static const struct {
        const char *distribution;
        const char *group; /* NULL: not given */
        const char *what;
        const char *command;
    } rows[] = {
        {DISTRIBUTION(GROUP), NULL, "CacheBehavior.TrustedKeyGroups",
         "aws cloudfront get-key-group --id G1"},
        {DISTRIBUTION(GROUP), GROUP_OF("K7"), "CacheBehavior.TrustedKeyGroups",
         "aws cloudfront get-public-key --id K7"},
        {DISTRIBUTION("'TrustedSigners': {'Enabled': true, 'Quantity': 1, "
                      "'Items': ['self']}"),
         NULL, "CacheBehavior.TrustedSigners", "no command prints"},
    };

    arena_init(&arena, 4 << 20);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct aws_file files[] = {
            {"d.json",
             text_of("%s%s",
                     i == 2 ? DISTRIBUTION("'TrustedSigners': {'Enabled': "
                                           "true, 'Quantity': 1, 'Items': "
                                           "['self']}")
                            : DISTRIBUTION(GROUP),
                     "")},
            {rows[i].group ? "group.json" : NULL, rows[i].group},
            {NULL, NULL}};

        played_open(&played, files,
                    STEPS("curl '" URL "?Expires=1767225700&Signature=AAAA&"
                          "Key-Pair-Id=K7'",
                          "curl '" URL "?Expires=1767225600&Signature=AAAA&"
                          "Key-Pair-Id=K7'",
                          "curl '" URL "'"));
        cr_expect_eq(played_reason(&played, 1, STEP_ACCESS), ACCESS_BELIEVED);
        cr_expect_eq(played_reason(&played, 2, STEP_ACCESS), ACCESS_EXPIRED);
        cr_expect_eq(played_reason(&played, 3, STEP_ACCESS), ACCESS_NO_KEY);
        cr_expect(strstr(note_of(rows[i].what)->meaning.ptr, rows[i].command));
        played_close(&played);
    }
    arena_fini(&arena);
}

Test(signed_access, a_policy_is_read_whole_or_not_at_all)
{
    static const char *const wrong[] = {
        "{\"Statement\":[{\"Condition\":{}}]}",
        "{\"Statement\":[{\"Condition\":{\"DateLessThan\":{}}}]}",
        ("{\"Statement\":[{\"Condition\":{\"DateLessThan\":"
         "{\"AWS:EpochTime\":\"9\"}}}]}"),
        "{\"Statement\":[{\"Resource\":\"*\"}]}",
        "{\"Statement\":[1]}",
        "[]",
    };
    struct signed_policy policy;
    const char *text;

    arena_init(&arena, 4 << 20);
    text = custom("*", NOW, ",\"IpAddress\":{\"AWS:SourceIp\":\"::/0\"}");
    for (size_t n = 0; n < strlen(text); n++)
        cr_expect_lt(signed_policy_read(&policy, &arena, span_of(text, n)), 0);
    cr_expect_eq(signed_policy_read(&policy, &arena, span_str(text)), 0);
    cr_expect(policy.has_addresses);
    cr_expect_eq(policy.until_s, NOW);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
        cr_expect_lt(signed_policy_read(&policy, &arena, span_str(wrong[i])), 0,
                     "%s", wrong[i]);
    arena_fini(&arena);
}

/* API model: RSA 2048 or ECDSA 256. */
Test(signed_access, two_kinds_of_keys_are_taken_and_no_broken_one)
{
    static const struct {
        enum signer_kind kind;
        bool taken;
    } rows[] = {{SIGNER_RSA, true},
                {SIGNER_EC, true},
                {SIGNER_RSA_SHORT, false},
                {SIGNER_EC_WIDE, false}};

    arena_init(&arena, 4 << 20);
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct signer *signer = signer_new(rows[i].kind);
        const char *pem = signer_pem(signer, &arena, false);

        cr_expect_eq(public_key_is_usable(span_str(pem)), rows[i].taken);
        for (size_t n = 0; n + 2 < strlen(pem); n += 7)
            cr_expect_not(public_key_is_usable(span_of(pem, n)), "%zu", n);
        signer_free(signer);
    }
    arena_fini(&arena);
}

/* Whether that text in CloudFront's base64 fits. */
static bool fits(const char *pem, struct span signature)
{
    struct buf bytes;
    bool yes;

    buf_init(&bytes, PUBLIC_KEY_SIGNATURE_MAX);
    yes = public_key_decode(&bytes, signature) &&
          public_key_verifies(span_str(pem), true, SPAN("text"),
                              buf_span(&bytes));
    buf_fini(&bytes);
    return yes;
}

Test(signed_access, no_part_of_a_signature_and_no_other_one_fits)
{
    struct signer *signer = signer_new(SIGNER_EC);
    const char *pem, *signature;
    char *changed;

    arena_init(&arena, 4 << 20);
    pem = signer_pem(signer, &arena, false);
    signature = signer_sign(signer, &arena, "text", true);
    changed = arena_alloc(&arena, strlen(signature) + 1);
    memcpy(changed, signature, strlen(signature) + 1);
    cr_expect(fits(pem, span_str(signature)));
    for (size_t n = 0; n < strlen(signature); n++)
        cr_expect_not(fits(pem, span_of(signature, n)), "%zu", n);
    for (size_t i = 8; i + 4 < strlen(signature); i++) {
        changed[i] = signature[i] == 'A' ? 'B' : 'A';
        cr_expect_not(fits(pem, span_str(changed)), "%zu", i);
        changed[i] = signature[i];
    }
    signer_free(signer);
    arena_fini(&arena);
}
