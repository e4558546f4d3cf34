/*
 * certificate.c - a clean answer, written down so that it can be verified.
 *
 * The closure is played once more rather than noted on the way: exploring stays
 * as fast as it is, and what is written has been seen twice.
 */
#include "bench/check/certificate.h"

#include "cache/entry.h"

static struct buf *out_of(const struct check_run *run)
{
    const struct check_report *report = run->report;

    if (report->n_findings > 0 || !span_absent(report->bound))
        return NULL;
    return run->options->certificate;
}

/* ---- fields ----------------------------------------------------------------
 */

static void put_bytes(struct buf *out, struct span bytes)
{
    static const char digits[] = "0123456789abcdef";

    buf_add_byte(out, '\t');
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.ptr[i];

        if (c > ' ' - 1 && c < 0x7f && c != '\\') {
            buf_add_byte(out, (char)c);
            continue;
        }
        buf_add_byte(out, '\\');
        buf_add_byte(out, digits[c >> 4]);
        buf_add_byte(out, digits[c & 15]);
    }
}

static void put_number(struct buf *out, char before, uint32_t number)
{
    buf_add_byte(out, before);
    if (number == UINT32_MAX)
        buf_add_byte(out, '-');
    else
        buf_add_u64(out, number);
}

static void put_values(struct buf *out, const char *name,
                       const struct class_values *values)
{
    buf_add_str(out, name);
    for (size_t i = 0; i < values->n; i++)
        put_bytes(out, values->at[i]);
    buf_add_byte(out, '\n');
}

/* ---- head and end ----------------------------------------------------------
 */

void certificate_open(struct check_run *run)
{
    struct buf *out = out_of(run);
    struct buf text;
    struct json_out json;

    if (!out)
        return;
    buf_init(&text, JSON_TEXT_MAX);
    json_out_init(&json, &text, false);
    json_out_value(&json, json_root(run->config));
    buf_add_str(out, CERTIFICATE_VERSION "config");
    put_bytes(out, buf_span(&text));
    buf_add_byte(out, '\n');
    out->overflow |= text.overflow;
    buf_fini(&text);
}

void certificate_digest(struct buf *out, struct span text)
{
    struct hash_secret secret;

    hash_secret_init(&secret, SPAN(""));
    buf_addf(out, "%016llx", (unsigned long long)hash64(&secret, text));
}

void certificate_close(struct check_run *run)
{
    struct buf *out = out_of(run);
    struct span text;
    uint32_t lines = 0;

    if (!out)
        return;
    text = buf_span(out);
    for (size_t at = 0; (at = span_find(text, '\n', at)) < text.len; at++)
        lines++;
    buf_addf(out, "end\t%u\t", lines);
    certificate_digest(out, buf_span(out));
    buf_add_byte(out, '\n');
}

/* ---- a reading, a behavior --------------------------------------------------
 */

void certificate_reading(struct check_run *run)
{
    struct buf *out = out_of(run);

    if (out)
        buf_addf(out, "reading\t%s\n", run->reading ? run->reading : "-");
}

static void put_behavior(struct buf *out, const char *name,
                         const struct slice *slice)
{
    buf_addf(out, "%s\t%zu", name, slice->behavior_at);
    put_bytes(out, slice->path);
    buf_add_byte(out, '\n');
}

void certificate_unreached(struct slice *slice)
{
    struct buf *out = out_of(slice->run);

    if (out)
        put_behavior(out, "unreached", slice);
}

/* The ask that acts for it. */
static uint32_t same_as(const struct slice *slice, uint32_t at)
{
    const struct ask *ask = &slice->asks[at];

    if (ask->key == NO_KEY)
        return UINT32_MAX;
    for (uint32_t i = 0; i < at; i++)
        if (slice->asks[i].acts && asks_do_the_same(&slice->asks[i], ask))
            return i;
    return at;
}

void certificate_slice(struct slice *slice)
{
    const struct check_classes *classes = &slice->classes;
    struct buf *out = out_of(slice->run);

    if (!out)
        return;
    put_behavior(out, "behavior", slice);
    put_values(out, "pages", &classes->origins);
    put_values(out, "strange", &classes->strange);
    put_values(out, "methods", &classes->methods);
    put_values(out, "headers", &classes->headers);
    buf_add_str(out, "same");
    for (uint32_t i = 0; i < slice->n_asks; i++)
        put_number(out, '\t', same_as(slice, i));
    buf_add_byte(out, '\n');
}

/* ---- a key -----------------------------------------------------------------
 */

static void put_state(struct buf *out, const struct state *state)
{
    buf_add_str(out, "state");
    put_number(out, '\t', state->parent);
    if (state->parent == NO_STATE) {
        buf_add_str(out, "\t-\t-");
    } else if (state->act == ACT_WAIT) {
        buf_add_str(out, "\twait\t-");
    } else {
        put_number(out, '\t', state->ask);
        buf_addf(out, "\t%s", check_env_word(state->env));
    }
    put_bytes(out, state->bytes);
    buf_add_byte(out, '\n');
}

/* A key whose states are written down. */
struct closing {
    struct slice *slice;
    uint32_t key;
    struct buf *out;
    struct buf bytes;
};

static uint32_t number_of(struct closing *in, const struct state *state)
{
    uint32_t number;

    state_spell(&in->bytes, state);
    number = slice_state_of(in->slice, buf_span(&in->bytes));
    in->out->overflow |= in->bytes.overflow;
    return number;
}

static uint32_t after_wait(struct closing *in, uint32_t from)
{
    struct state state = in->slice->states[from];

    if (!state.entry)
        return NO_STATE;
    state.now_ms = node_state_until(state.entry, state.now_ms);
    return state.now_ms == NODE_NEVER ? NO_STATE : number_of(in, &state);
}

static bool run_at(struct closing *in, uint32_t from, uint32_t ask, int env,
                   struct drive_seen *seen)
{
    struct slice *slice = in->slice;
    const struct http_request *head = &slice->asks[ask].head;
    const struct drive_state at = {slice->states[from].entry,
                                   slice->states[from].now_ms,
                                   (enum check_env)env};

    drive_run(&slice->drive, &at, &head, 1, seen);
    return seen->asked;
}

static void put_act(struct closing *in, uint32_t from, uint32_t ask)
{
    struct drive_seen seen;
    struct state state;

    for (int env = 0; env < N_ENVS; env++) {
        bool asked = run_at(in, from, ask, env, &seen);

        state_after(&state, in->slice, from, ask, &seen);
        put_number(in->out, env ? ',' : '\t',
                   state.entry ? number_of(in, &state) : 0);
        entry_unref(state.entry);
        if (!asked)
            return;
    }
}

static void put_sees(struct closing *in, uint32_t from, const struct view *view)
{
    struct drive_seen seen;

    buf_add_byte(in->out, '\t');
    for (int env = 0; env < N_ENVS; env++) {
        bool asked = run_at(in, from, view->ask, env, &seen);
        bool ok = view_judge(view, &seen.reply, in->slice->scratch).verdict ==
                  CORS_OK;

        arena_reset(in->slice->scratch);
        buf_add_byte(in->out, ok ? 'y' : 'n');
        if (!asked)
            return;
    }
}

static void put_from(struct closing *in, uint32_t from)
{
    const struct slice *slice = in->slice;

    buf_add_str(in->out, "from");
    put_number(in->out, '\t', after_wait(in, from));
    for (uint32_t i = 0; i < slice->n_asks; i++)
        if (slice->asks[i].key == in->key && slice->asks[i].acts)
            put_act(in, from, i);
    buf_add_str(in->out, "\nsees");
    for (size_t i = 0; i < slice->n_views; i++)
        if (slice->asks[slice->views[i].ask].key == in->key)
            put_sees(in, from, &slice->views[i]);
    buf_add_byte(in->out, '\n');
}

void certificate_key(struct slice *slice, uint32_t key)
{
    struct closing in = {slice, key, out_of(slice->run), {0}};

    if (!in.out)
        return;
    buf_init(&in.bytes, (size_t)64 << 10);
    buf_add_str(in.out, "key");
    put_bytes(in.out, slice->keys[key]);
    put_number(in.out, '\t', (uint32_t)slice->n_states);
    buf_add_byte(in.out, '\n');
    for (size_t i = 0; i < slice->n_states; i++)
        put_state(in.out, &slice->states[i]);
    for (uint32_t i = 0; i < slice->n_states && !in.out->overflow; i++)
        put_from(&in, i);
    buf_fini(&in.bytes);
}
