/*
 * transcript.c - what was seen while a script was played, step by step.
 *
 * The stages tell events in an order of their own: an answer may come before or
 * after its journal. Here they are sorted into the step's lists; a request
 * finds its journal by edge, method, target and Origin, the first free one in
 * the order of transactions, so that sockets cannot shuffle it.
 */
#include "bench/transcript.h"

#define TRANSCRIPT_BYTES_MAX ((size_t)64 << 20)

/* ---- copying ------------------------------------------------------------ */

static void *make(struct transcript *transcript, size_t size)
{
    void *made = arena_zalloc(&transcript->arena, 1, size);

    transcript->overflow |= !made;
    return made;
}

static void note(struct transcript *transcript, int err)
{
    transcript->overflow |= err != 0;
}

static struct span keep(struct transcript *transcript, struct span bytes)
{
    struct span copy;

    note(transcript, arena_copy(&transcript->arena, bytes, &copy));
    return copy;
}

static void keep_request(struct transcript *transcript, struct http_request *to,
                         const struct http_request *from)
{
    note(transcript, http_request_copy(to, &transcript->arena, from));
}

static void keep_response(struct transcript *transcript,
                          struct http_response *to,
                          const struct http_response *from)
{
    *to = (struct http_response){0};
    if (!from)
        return;
    to->status = from->status;
    note(transcript,
         http_headers_copy(&to->headers, &transcript->arena, &from->headers));
}

/* ---- from beginning to end ---------------------------------------------- */

void transcript_init(struct transcript *transcript,
                     const struct topology *topology,
                     const struct transcript_title *title)
{
    *transcript = (struct transcript){.topology = topology};
    arena_init(&transcript->arena, TRANSCRIPT_BYTES_MAX);
    list_init(&transcript->steps);
    list_init(&transcript->failures);
    transcript->title.id = keep(transcript, title->id);
    transcript->title.title = keep(transcript, title->title);
    transcript->title.play = keep(transcript, title->play);
}

void transcript_fini(struct transcript *transcript)
{
    arena_fini(&transcript->arena);
}

struct seen_step *transcript_begin(struct transcript *transcript,
                                   struct span place, int64_t at_ms)
{
    struct seen_step *step = make(transcript, sizeof(*step));

    if (!step)
        return NULL;
    step->place = keep(transcript, place);
    step->at_ms = at_ms;
    list_init(&step->acts);
    list_init(&step->journals);
    list_init(&step->origins);
    list_add_tail(&transcript->steps, &step->link);
    return step;
}

static struct seen_step *current(struct transcript *transcript)
{
    if (list_empty(&transcript->steps))
        return NULL;
    return LIST_ITEM(transcript->steps.prev, struct seen_step, link);
}

void transcript_act(struct transcript *transcript, uint64_t number,
                    struct span who, struct span what)
{
    struct seen_step *step = current(transcript);
    struct seen_act *act = make(transcript, sizeof(*act));

    if (!step || !act)
        return;
    act->number = number;
    act->who = keep(transcript, who);
    act->what = keep(transcript, what);
    list_init(&act->requests);
    list_add_tail(&step->acts, &act->link);
}

void transcript_fail(struct transcript *transcript, struct span text)
{
    struct seen_failure *failure = make(transcript, sizeof(*failure));

    if (!failure)
        return;
    failure->text = keep(transcript, text);
    list_add_tail(&transcript->failures, &failure->link);
}

/* ---- watching ------------------------------------------------------------ */

static struct seen_act *act_of(struct seen_step *step, uint64_t number)
{
    LIST_EACH (link, &step->acts, next) {
        struct seen_act *act = LIST_ITEM(link, struct seen_act, link);

        if (act->number == number)
            return act;
    }
    return NULL;
}

static void saw_request(struct transcript *transcript, struct seen_act *act,
                        const struct stage_event *event)
{
    struct seen_request *request = make(transcript, sizeof(*request));

    if (!act || !request)
        return;
    request->host = event->u.request.host;
    request->preflight = event->u.request.preflight;
    keep_request(transcript, &request->head, event->u.request.head);
    list_add_tail(&act->requests, &request->link);
}

static void saw_answer(struct transcript *transcript, struct seen_act *act,
                       const struct stage_event *event)
{
    struct seen_request *request;

    if (!act || list_empty(&act->requests))
        return;
    request = LIST_ITEM(act->requests.prev, struct seen_request, link);
    request->answered = true;
    request->wire = event->u.answer.wire;
    keep_response(transcript, &request->answer, event->u.answer.head);
}

static void saw_verdict(struct transcript *transcript, struct seen_act *act,
                        const struct load_verdict *verdict)
{
    if (!act)
        return;
    act->judged = true;
    act->verdict = *verdict;
    act->verdict.cors.value = keep(transcript, verdict->cors.value);
    act->verdict.console = keep(transcript, verdict->console);
    act->verdict.allow_origin = keep(transcript, verdict->allow_origin);
}

static bool comes_before(const struct seen_journal *a,
                         const struct seen_journal *b)
{
    return a->edge != b->edge ? a->edge < b->edge
                              : a->journal.txn < b->journal.txn;
}

static void insert_journal(struct seen_step *step, struct seen_journal *it)
{
    struct list *after = step->journals.prev;

    while (after != &step->journals &&
           comes_before(it, LIST_ITEM(after, struct seen_journal, link)))
        after = after->prev;
    list_add_tail(after->next, &it->link);
}

static void saw_journal(struct transcript *transcript, struct seen_step *step,
                        const struct stage_event *event)
{
    const struct journal *journal = event->u.journal.journal;
    struct seen_journal *it = make(transcript, sizeof(*it));

    if (!it)
        return;
    it->edge = event->u.journal.edge;
    it->journal = *journal;
    it->journal.node = keep(transcript, journal->node);
    it->journal.client = keep(transcript, journal->client);
    it->journal.key = keep(transcript, journal->key);
    it->journal.allow_origin = keep(transcript, journal->allow_origin);
    it->journal.request = (struct http_request){0};
    keep_request(transcript, &it->journal.request, &journal->request);
    insert_journal(step, it);
}

static void saw_origin(struct transcript *transcript, struct seen_step *step,
                       const struct stage_event *event)
{
    struct seen_origin *it = make(transcript, sizeof(*it));

    if (!it)
        return;
    it->origin = event->u.origin.origin;
    it->fault = event->u.origin.fault;
    keep_request(transcript, &it->request, event->u.origin.request);
    keep_response(transcript, &it->answer, event->u.origin.answer);
    list_add_tail(&step->origins, &it->link);
}

void transcript_watch(void *watcher, const struct stage_event *event)
{
    struct transcript *transcript = watcher;
    struct seen_step *step = current(transcript);

    if (!step)
        return;
    switch (event->saw) {
    case STAGE_REQUEST:
        saw_request(transcript, act_of(step, event->number), event);
        return;
    case STAGE_ANSWER:
        saw_answer(transcript, act_of(step, event->number), event);
        return;
    case STAGE_VERDICT:
        saw_verdict(transcript, act_of(step, event->number), event->u.verdict);
        return;
    case STAGE_JOURNAL:
        saw_journal(transcript, step, event);
        return;
    case STAGE_ORIGIN:
        saw_origin(transcript, step, event);
        return;
    }
}

/* ---- joining ------------------------------------------------------------- */

static bool belongs(const struct seen_journal *it,
                    const struct seen_request *request)
{
    const struct http_request *a = &it->journal.request;
    const struct http_request *b = &request->head;

    return request->host.kind == TOPOLOGY_EDGE &&
           request->host.index == it->edge && span_eq(a->method, b->method) &&
           span_eq(a->path, b->path) && span_eq(a->query, b->query) &&
           span_eq(http_headers_get(&a->headers, SPAN("Origin")),
                   http_headers_get(&b->headers, SPAN("Origin")));
}

static void join(struct seen_step *step, struct seen_request *request)
{
    LIST_EACH (link, &step->journals, next) {
        struct seen_journal *it = LIST_ITEM(link, struct seen_journal, link);

        if (it->taken || !belongs(it, request))
            continue;
        it->taken = true;
        request->journal = it;
        return;
    }
}

void transcript_end(struct transcript *transcript)
{
    struct seen_step *step = current(transcript);

    if (!step)
        return;
    LIST_EACH (link, &step->acts, next) {
        struct seen_act *act = LIST_ITEM(link, struct seen_act, link);

        LIST_EACH (request, &act->requests, after)
            join(step, LIST_ITEM(request, struct seen_request, link));
    }
}

/* ---- reading --------------------------------------------------------------
 */

const struct seen_request *seen_last_request(const struct seen_act *act)
{
    if (list_empty(&act->requests))
        return NULL;
    return LIST_ITEM(act->requests.prev, struct seen_request, link);
}

struct span seen_host_name(const struct topology *topology,
                           const struct seen_request *request)
{
    switch (request->host.kind) {
    case TOPOLOGY_EDGE:
        return topology->edges[request->host.index].name;
    case TOPOLOGY_ORIGIN:
        return topology->origins[request->host.index].name;
    case TOPOLOGY_NOBODY:
        break;
    }
    return SPAN("nobody");
}
