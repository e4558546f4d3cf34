/*
 * lab.c - the teaching page with everything behind it, until somebody stops.
 *
 * Two servers beside the live edge and bucket: the lab with its admin API, and
 * the two pages, which share a port and differ by name - so they are two sites
 * to a browser, and to the lab's API just strangers.
 */
#include "edge/lab.h"

#include "edge/files.h"
#include "edge/lab_api.h"
#include "edge/lab_files.h"
#include "edge/lab_guard.h"
#include "edge/signals.h"
#include "edge/terminal.h"

#define ERROR_MAX  4096u
#define POLICY_MAX 1024u

struct lab {
    const struct lab_config *config;
    struct clock clock;
    struct net_loop *loop;
    struct lab_http *lab;
    struct lab_http *pages;
    struct lab_live *live;
    struct lab_places places;
    struct signals *signals;
    struct buf lab_policy; /* Content-Security-Policy of each kind of page */
    struct buf page_policy;
    struct buf error;
};

/* ---- answering ----------------------------------------------------------- */

static const struct span lab_names[] = {
    SPAN_STATIC("localhost"), SPAN_STATIC("127.0.0.1"), SPAN_STATIC("[::1]")};
static const struct span page_names[] = {SPAN_STATIC("a.localhost"),
                                         SPAN_STATIC("b.localhost")};

static void refuse(struct lab_answer *answer, int status, const char *why)
{
    answer->status = status;
    answer->type = SPAN("text/plain; charset=utf-8");
    buf_add_str(&answer->text, why);
    buf_add_byte(&answer->text, '\n');
}

static void send_file(const struct lab *lab, struct span path,
                      struct span policy, struct lab_answer *answer)
{
    answer->status = 200;
    answer->type =
        lab_file_type(span_eq(path, SPAN("/")) ? SPAN("/index.html") : path);
    answer->policy = policy;
    if (!lab_file(lab->config->dir, path, &answer->bytes, &answer->text))
        refuse(answer, 404, "there is no such file");
}

static void answer_lab(void *user, const struct http_request *head,
                       struct span body, struct lab_answer *answer)
{
    struct lab *lab = user;
    enum lab_guard guard = lab_guard(head, lab_http_port(lab->lab), lab_names,
                                     sizeof(lab_names) / sizeof(*lab_names));

    if (guard != LAB_GUARD_OK) {
        refuse(answer, 403, lab_guard_text(guard));
    } else if (span_starts(head->path, SPAN("/api/"))) {
        const struct lab_api api = {lab->live, &lab->places,
                                    lab_http_port(lab->lab)};

        lab_api_answer(&api, head, body, answer);
    } else {
        send_file(lab, head->path,
                  span_of(lab->lab_policy.ptr, lab->lab_policy.len), answer);
    }
}

/* The two pages: one file for both. */
static void answer_page(void *user, const struct http_request *head,
                        struct span body, struct lab_answer *answer)
{
    static const struct span files[] = {
        SPAN_STATIC("/visitor.html"), SPAN_STATIC("/visitor.js"),
        SPAN_STATIC("/visitor.css"), SPAN_STATIC("/icon.svg")};
    struct lab *lab = user;
    struct span policy = span_of(lab->page_policy.ptr, lab->page_policy.len);
    enum lab_guard guard =
        lab_guard(head, lab_http_port(lab->pages), page_names,
                  sizeof(page_names) / sizeof(*page_names));

    (void)body; /* nothing is changed here */
    if (guard != LAB_GUARD_OK) {
        refuse(answer, 403, lab_guard_text(guard));
        return;
    }
    for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
        if (span_eq(head->path, files[i])) {
            send_file(lab, files[i], policy, answer);
            return;
        }
    if (span_eq(head->path, SPAN("/")))
        send_file(lab, files[0], policy, answer);
    else
        refuse(answer, 404, "there is no such file");
}

static void on_told(void *user, const char *event, struct span json)
{
    struct lab *lab = user;
    struct buf text;

    if (!lab->lab)
        return;
    buf_init(&text, LAB_BODY_MAX);
    buf_addf(&text, "event: %s\ndata: ", event);
    buf_add(&text, json);
    buf_add_str(&text, "\n\n");
    if (!text.overflow)
        lab_http_broadcast(lab->lab, buf_span(&text));
    buf_fini(&text);
}

/* ---- starting ------------------------------------------------------------ */

static uint16_t port_at(const struct lab *lab, uint16_t i)
{
    return lab->config->port ? (uint16_t)(lab->config->port + i) : 0;
}

static int start_http(struct lab *lab, uint16_t port, struct lab_http **http)
{
    const struct lab_http_config config = {
        .port = port,
        .answer = http == &lab->lab ? answer_lab : answer_page,
        .user = lab};

    return lab_http_start(lab->loop, &config, &lab->error, http);
}

static int start_live(struct lab *lab)
{
    const struct lab_live_config config = {
        .places = {.pages = lab_http_port(lab->pages),
                   .edge = port_at(lab, 2),
                   .bucket = port_at(lab, 3)},
        .told = on_told,
        .user = lab};
    int err = lab_live_start(lab->loop, &config, &lab->error, &lab->live);

    if (!err)
        lab->places = *lab_live_places(lab->live);
    return err;
}

/* What each page may load, and who may frame it. */
static void make_policies(struct lab *lab)
{
    unsigned own = lab_http_port(lab->lab), pages = lab->places.pages;

    buf_addf(&lab->lab_policy,
             "default-src 'self'; img-src 'self' data:; frame-src "
             "http://a.localhost:%u http://b.localhost:%u; frame-ancestors "
             "'none'; base-uri 'none'; form-action 'none'",
             pages, pages);
    buf_addf(&lab->page_policy,
             "default-src 'self' http://cdn.localhost:%u; frame-ancestors "
             "http://localhost:%u http://127.0.0.1:%u",
             (unsigned)lab->places.edge, own, own);
}

static int start_all(struct lab *lab)
{
    int err = start_http(lab, port_at(lab, 1), &lab->pages);

    if (!err)
        err = start_live(lab);
    if (!err)
        err = start_http(lab, port_at(lab, 0), &lab->lab);
    if (!err)
        make_policies(lab);
    return err;
}

static void stop_all(void *user)
{
    struct lab *lab = user;

    if (lab->lab)
        lab_http_stop(lab->lab);
    if (lab->pages)
        lab_http_stop(lab->pages);
    if (lab->live)
        lab_live_stop(lab->live);
}

/* ---- saying where -------------------------------------------------------- */

static int write_ready(struct lab *lab)
{
    struct buf text;
    int err;

    if (!lab->config->ready_file)
        return 0;
    buf_init(&text, ERROR_MAX);
    buf_addf(&text,
             "{\"url\": \"http://localhost:%u/\", \"lab\": %u, \"pages\": %u, "
             "\"edge\": %u, \"bucket\": %u}\n",
             lab_http_port(lab->lab), lab_http_port(lab->lab),
             lab->places.pages, lab->places.edge, lab->places.bucket);
    err = files_write(lab->config->ready_file, buf_span(&text), &lab->error);
    buf_fini(&text);
    return err;
}

static int say_where(struct lab *lab)
{
    struct buf text;
    int err;

    terminal_say("page A   http://a.localhost:%u", lab->places.pages);
    terminal_say("page B   http://b.localhost:%u", lab->places.pages);
    terminal_say("edge     http://cdn.localhost:%u", lab->places.edge);
    terminal_say("bucket   http://assets.s3.localhost:%u", lab->places.bucket);
    terminal_say("open this in a browser; Ctrl+C ends it:");
    buf_init(&text, ERROR_MAX);
    buf_addf(&text, "http://localhost:%u/\n", lab_http_port(lab->lab));
    err = terminal_write(&text);
    buf_fini(&text);
    return err ? err : write_ready(lab);
}

static enum status serve(struct lab *lab)
{
    int err = start_all(lab);

    if (!err)
        err = say_where(lab);
    if (err) {
        terminal_say("%s", buf_span(&lab->error).ptr);
        stop_all(lab);
    } else {
        lab->signals = signals_new(lab->loop, stop_all, lab);
    }
    net_loop_run(lab->loop);
    if (lab->signals)
        signals_free(lab->signals);
    return err ? STATUS_RUNTIME : STATUS_OK;
}

enum status lab_run(const struct lab_config *config)
{
    struct lab lab = {.config = config};
    enum status status;

    clock_init_wall(&lab.clock);
    lab.loop = net_loop_new(&lab.clock, NET_SWEEP_MS);
    buf_init(&lab.error, ERROR_MAX);
    buf_init(&lab.lab_policy, POLICY_MAX);
    buf_init(&lab.page_policy, POLICY_MAX);
    status = serve(&lab);
    lab_live_free(lab.live);
    lab_http_free(lab.pages);
    lab_http_free(lab.lab);
    net_loop_free(lab.loop);
    buf_fini(&lab.lab_policy);
    buf_fini(&lab.page_policy);
    buf_fini(&lab.error);
    return status;
}
