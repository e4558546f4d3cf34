/*
 * signed_access.c - signed URLs and cookies: may this viewer have it?
 *
 * 1. The query has one of the names: the URL is signed, and cookies are not
 *    looked at. Else the cookies are the ticket.
 * 2. The key that it names must be a trusted one.
 * 3. What was signed is the policy in the ticket, or, where there is none, the
 *    canned one: this URL, until Expires.
 * 4. The signature must fit, over SHA-1 unless the ticket says SHA-256.
 * 5. The policy must hold: the time, the URL, the viewer's address.
 *
 * CloudFront knows the URL by the name that the viewer used. On this machine
 * that is often localhost: there the distribution's own name is tried as well,
 * and https beside http where viewers count as if they came by it.
 */
#include "policies/cloudfront/signed_access.h"

#include "cache/base/assert.h"
#include "cache/base/ip_range.h"
#include "cache/selection.h"
#include "policies/cloudfront/public_key.h"
#include "policies/cloudfront/signed_policy.h"

#define URLS_MAX   6
#define POLICY_MAX 8192u

enum part { EXPIRES, POLICY, SIGNATURE, KEY_PAIR_ID, HASH_ALGORITHM, N_PARTS };

static const struct span names[N_PARTS] = {
    [EXPIRES] = SPAN_STATIC("Expires"),
    [POLICY] = SPAN_STATIC("Policy"),
    [SIGNATURE] = SPAN_STATIC("Signature"),
    [KEY_PAIR_ID] = SPAN_STATIC("Key-Pair-Id"),
    [HASH_ALGORITHM] = SPAN_STATIC("Hash-Algorithm"),
};

struct ticket {
    struct span parts[N_PARTS]; /* absent: not there */
    bool in_query;
};

/* ---- step 1: the ticket ---------------------------------------------------
 */

/* Of several with one name the first counts. */
static bool take(struct ticket *ticket, struct span name, struct span value)
{
    for (size_t i = 0; i < N_PARTS; i++)
        if (span_eq(names[i], name)) {
            if (span_absent(ticket->parts[i]))
                ticket->parts[i] = value;
            return true;
        }
    return false;
}

static void read_query(struct ticket *ticket, struct span query)
{
    for (size_t at = 0; at < query.len;) {
        size_t end = span_find(query, '&', at);
        struct span part = span_cut(query, at, end);
        size_t mark = span_find(part, '=', 0);

        ticket->in_query |= take(ticket, span_cut(part, 0, mark),
                                 span_cut(part, mark + 1, part.len));
        at = end + 1;
    }
}

static void read_cookie(struct ticket *ticket, struct span cookie)
{
    struct span prefix = SPAN("CloudFront-");
    size_t mark = span_find(cookie, '=', 0);

    if (span_starts(cookie, prefix))
        (void)take(ticket, span_cut(cookie, prefix.len, mark),
                   span_cut(cookie, mark + 1, cookie.len));
}

static void read_cookies(struct ticket *ticket,
                         const struct http_headers *headers)
{
    for (size_t i = 0; i < headers->n; i++) {
        struct span line = headers->at[i].value;

        if (!span_ieq(headers->at[i].name, SPAN("cookie")))
            continue;
        for (size_t at = 0; at < line.len;) {
            size_t end = span_find(line, ';', at);

            read_cookie(ticket, span_trim(span_cut(line, at, end)));
            at = end + 1;
        }
    }
}

/* ---- step 3: the URL ------------------------------------------------------
 */

struct urls {
    struct span at[URLS_MAX];
    size_t n;
};

static bool is_this_machine(struct span host)
{
    struct ip_range address;

    return span_ieq(host, SPAN("localhost")) ||
           span_ends(host, SPAN(".localhost")) ||
           span_starts(host, SPAN("[")) || ip_range_read(host, &address);
}

static struct span without_port(struct span authority)
{
    size_t colon = authority.len;

    while (colon > 0 && authority.ptr[colon - 1] != ':' &&
           authority.ptr[colon - 1] != ']')
        colon--;
    return colon > 0 && authority.ptr[colon - 1] == ':'
               ? span_cut(authority, 0, colon - 1)
               : authority;
}

static void add_url(struct urls *urls, const struct access_question *question,
                    struct span host, struct span query)
{
    const struct http_request *request = question->request;
    bool also_https =
        question->assume_https && !span_eq(request->scheme, SPAN("https"));

    for (int https = 0; https <= (also_https ? 1 : 0); https++) {
        struct span url = arena_printf(
            question->arena, "%.*s://%.*s%.*s%s%.*s",
            SPAN_ARG(https ? SPAN("https") : request->scheme), SPAN_ARG(host),
            SPAN_ARG(request->path), query.len > 0 ? "?" : "", SPAN_ARG(query));

        ASSERT(urls->n < URLS_MAX);
        if (!span_absent(url))
            urls->at[urls->n++] = url;
    }
}

/* What the URL may have been called when it was signed. */
static void list_urls(struct urls *urls, const struct access_question *question,
                      const struct name_set *kept)
{
    struct span authority = question->request->authority;
    struct span host = without_port(authority);
    struct span query;

    if (select_query(&query, question->arena, question->request->query, kept,
                     NULL) < 0)
        return;
    add_url(urls, question, host, query);
    if (host.len < authority.len)
        add_url(urls, question, authority, query);
    if (is_this_machine(host))
        add_url(urls, question, question->domain, query);
}

static struct span canned_policy(struct arena *arena, struct span url,
                                 struct span expires)
{
    return arena_printf(arena,
                        "{\"Statement\":[{\"Resource\":\"%.*s\",\"Condition\":{"
                        "\"DateLessThan\":{\"AWS:EpochTime\":%.*s}}}]}",
                        SPAN_ARG(url), SPAN_ARG(expires));
}

/* ---- steps 4 and 5 ---------------------------------------------------------
 */

/* What is being decided. */
struct check {
    const struct signed_access *access;
    const struct access_question *question;
    struct ticket ticket;
    struct urls urls;
    const struct access_key *key; /* NULL: not given, so its word is taken */
    struct span signature;
};

static bool fits(const struct check *check, struct span text)
{
    struct span hash = check->ticket.parts[HASH_ALGORITHM];
    bool sha256 = span_eq(hash, SPAN("SHA256"));

    if (hash.len > 0 && !sha256 && !span_eq(hash, SPAN("SHA1")))
        return false;
    return !check->key ||
           public_key_verifies(check->key->pem, sha256, text, check->signature);
}

static enum reason granted(const struct check *check)
{
    if (!check->key)
        return ACCESS_BELIEVED;
    return check->ticket.in_query ? ACCESS_SIGNED_URL : ACCESS_SIGNED_COOKIES;
}

static enum reason check_time(const struct check *check,
                              const struct signed_policy *policy)
{
    int64_t now_s = check->question->now_ms / 1000;

    if (now_s >= policy->until_s)
        return ACCESS_EXPIRED;
    return now_s <= policy->after_s ? ACCESS_TOO_EARLY : granted(check);
}

static bool is_for_url(const struct check *check,
                       const struct signed_policy *policy)
{
    for (size_t i = 0; i < check->urls.n; i++)
        if (span_glob(policy->resource, check->urls.at[i]))
            return true;
    return false;
}

static bool is_for_viewer(const struct check *check,
                          const struct signed_policy *policy)
{
    struct ip_range viewer;

    return !policy->has_addresses ||
           (ip_range_read(check->question->client, &viewer) &&
            ip_range_has(&policy->addresses, &viewer));
}

static enum reason check_custom(struct check *check, struct buf *text)
{
    struct signed_policy policy;

    if (!public_key_decode(text, check->ticket.parts[POLICY]) ||
        signed_policy_read(&policy, check->question->arena, buf_span(text)) < 0)
        return ACCESS_BAD_POLICY;
    if (!fits(check, buf_span(text)))
        return ACCESS_WRONG_SIGNATURE;
    if (!is_for_url(check, &policy))
        return ACCESS_OTHER_URL;
    if (!is_for_viewer(check, &policy))
        return ACCESS_OTHER_ADDRESS;
    return check_time(check, &policy);
}

static enum reason check_canned(const struct check *check)
{
    struct span expires = check->ticket.parts[EXPIRES];
    uint64_t until_s;

    if (!span_u64(expires, &until_s) || until_s > INT64_MAX)
        return ACCESS_BAD_POLICY;
    for (size_t i = 0; i < check->urls.n; i++)
        if (fits(check, canned_policy(check->question->arena, check->urls.at[i],
                                      expires)))
            return check_time(
                check, &(struct signed_policy){.until_s = (int64_t)until_s,
                                               .after_s = -1});
    return ACCESS_WRONG_SIGNATURE;
}

static const struct access_key *find_key(const struct signed_access *access,
                                         struct span id)
{
    for (size_t i = 0; i < access->n_keys; i++)
        if (span_eq(access->keys[i].id, id))
            return &access->keys[i];
    return NULL;
}

static enum reason check_ticket(struct check *check, struct buf *signature,
                                struct buf *policy)
{
    struct span id = check->ticket.parts[KEY_PAIR_ID];

    if (id.len == 0)
        return ACCESS_NO_KEY;
    check->key = find_key(check->access, id);
    if (!check->key && check->access->is_complete)
        return ACCESS_UNKNOWN_KEY;
    if (!public_key_decode(signature, check->ticket.parts[SIGNATURE]))
        return ACCESS_BAD_SIGNATURE;
    check->signature = buf_span(signature);
    return span_absent(check->ticket.parts[POLICY])
               ? check_canned(check)
               : check_custom(check, policy);
}

/* ---- as a whole ------------------------------------------------------------
 */

static const struct name_set kept = {
    .rule = NAMES_ALL_EXCEPT, .names = names, .n_names = N_PARTS};

static enum reason decide(const void *self,
                          const struct access_question *question)
{
    struct check check = {.access = self, .question = question};
    struct buf signature, policy;
    enum reason reason;

    read_query(&check.ticket, question->request->query);
    if (!check.ticket.in_query)
        read_cookies(&check.ticket, &question->request->headers);
    list_urls(&check.urls, question, &kept);
    buf_init(&signature, PUBLIC_KEY_SIGNATURE_MAX);
    buf_init(&policy, POLICY_MAX);
    reason = check_ticket(&check, &signature, &policy);
    buf_fini(&signature);
    buf_fini(&policy);
    return reason;
}

void signed_access_fill(struct viewer_access *access,
                        const struct signed_access *self)
{
    access->decide = decide;
    access->self = self;
    access->kept = kept;
}
