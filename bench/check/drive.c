/*
 * drive.c - one request, or two at once, at a node in a given state.
 *
 * 1. The node is put into the state, at the state's moment.
 * 2. The requests go in; what they want of origins is noted.
 * 3. One fetch after the other is answered, until nobody waits.
 * 4. The viewers take what they got; the last one's journal can be read.
 */
#include "bench/check/drive.h"

#include "cache/base/assert.h"

#define CLIENT SPAN("198.51.100.7")

static void add_lines(struct http_headers *to, const struct http_headers *from)
{
    for (size_t i = 0; i < from->n && to->n < HTTP_HEADERS_MAX; i++)
        to->at[to->n++] = from->at[i];
}

static void note_reply(struct drive *drive, const struct effect *effect)
{
    struct drive_seen *seen = effect->user;
    struct http_headers *headers = &seen->reply.headers;

    seen->reply.status = effect->u.reply->status;
    headers->at = drive->lines[seen - drive->seen];
    headers->n = 0;
    add_lines(headers, effect->u.reply->added);
    add_lines(headers, effect->u.reply->stored);
}

static void note_fetch(struct drive *drive, const struct effect *effect)
{
    size_t i = 0;

    while (i < drive->n_waiting && drive->waiting[i].id != effect->id)
        i++;
    ASSERT(i < sizeof(drive->waiting) / sizeof(drive->waiting[0]));
    drive->waiting[i].id = effect->id;
    drive->waiting[i].origin = effect->u.fetch.origin;
    drive->waiting[i].attempt = effect->u.fetch.attempt;
    drive->waiting[i].request = *effect->u.fetch.request;
    if (i == drive->n_waiting)
        drive->n_waiting++;
}

static void drop_fetch(struct drive *drive, uint64_t id)
{
    for (size_t i = 0; i < drive->n_waiting; i++)
        if (drive->waiting[i].id == id) {
            drive->waiting[i] = drive->waiting[--drive->n_waiting];
            return;
        }
}

/* How much of a body a viewer has taken: all of it, at once. */
static void carry_out(struct drive *drive, const struct effect *effect,
                      int64_t now_ms)
{
    struct drive_seen *seen = effect->user;

    switch (effect->kind) {
    case EFFECT_RESPOND:
        note_reply(drive, effect);
        return;
    case EFFECT_BODY:
        node_client_sent(drive->node, now_ms, effect->id, effect->u.bytes.len);
        return;
    case EFFECT_FINISH:
        seen->journal = effect->u.journal;
        return;
    case EFFECT_FETCH:
        note_fetch(drive, effect);
        return;
    case EFFECT_FETCH_CANCEL:
        drop_fetch(drive, effect->id);
        return;
    case EFFECT_END:
    case EFFECT_ABORT:
    case EFFECT_CONTINUE:
    case EFFECT_WANT_BODY:
    case EFFECT_FETCH_BODY:
    case EFFECT_FETCH_END:
    case EFFECT_FETCH_PAUSE:
    case EFFECT_FETCH_RESUME:
        return;
    }
}

static void drain(struct drive *drive, int64_t now_ms)
{
    struct effect effect;

    while (node_poll(drive->node, &effect))
        carry_out(drive, &effect, now_ms);
}

static const struct answer *answer_of(struct drive *drive, size_t i)
{
    int origin = drive->waiting[i].origin;

    return answers_ask(drive->answers, (size_t)origin,
                       origin == drive->main_origin ? drive->env : ENV_PLAIN,
                       &drive->waiting[i].request);
}

/* The oldest fetch is answered; it may come back with another attempt. */
static void answer_one(struct drive *drive, int64_t now_ms)
{
    const struct answer *answer = answer_of(drive, 0);
    struct drive_seen *seen = &drive->seen[0]; /* a leader's, or of one alone */
    uint64_t id = drive->waiting[0].id;

    seen->asked = true;
    if (drive->keep && http_request_copy(&seen->fetched, drive->keep,
                                         &drive->waiting[0].request) != 0)
        seen->fetched = (struct http_request){0};
    seen->answer = answer && answer->speaks ? answer : NULL;
    seen->origin = drive->waiting[0].origin;
    drop_fetch(drive, id);
    if (!answer || !answer->speaks) {
        node_origin_end(drive->node, now_ms, id, FETCH_END_REFUSED);
        drain(drive, now_ms);
        return;
    }
    node_origin_head(drive->node, now_ms, id, &answer->head, answer->length);
    drain(drive, now_ms);
    if (answer->has_body && answer->body.len > 0) {
        node_origin_body(drive->node, now_ms, id, answer->body);
        drain(drive, now_ms);
    }
    node_origin_end(drive->node, now_ms, id, FETCH_END_COMPLETE);
    drain(drive, now_ms);
}

void drive_run(struct drive *drive, const struct drive_state *state,
               const struct http_request *const *asks, size_t n,
               struct drive_seen *seen)
{
    uint64_t ids[DRIVE_AT_ONCE];

    ASSERT(n <= DRIVE_AT_ONCE);
    drive->env = state->env;
    drive->seen = seen;
    drive->n_waiting = 0;
    node_restore(drive->node, state->entry); /* 1 */
    for (size_t i = 0; i < n; i++) {         /* 2 */
        const struct node_viewer viewer = {.client = CLIENT, .user = &seen[i]};

        seen[i] = (struct drive_seen){0};
        ids[i] = node_request(drive->node, state->now_ms, &viewer, asks[i]);
        drive->n_txns++;
        drain(drive, state->now_ms);
    }
    while (drive->n_waiting > 0) /* 3 */
        answer_one(drive, state->now_ms);
    for (size_t i = 0; i < n; i++) { /* 4 */
        node_client_done(drive->node, state->now_ms, ids[i]);
        drain(drive, state->now_ms);
    }
}
