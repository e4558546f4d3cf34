/*
 * cure_tell.c - cures in words and for programs.
 *
 *     {"tried": how many, "hit_ratio": before, "credentials": before,
 *      "cures": [{"number", "changes": [sentence], "findings": left,
 *        "depends": of these in another reading only, "bound": null | why,
 *        "widens": null | sentence, "hit_ratio", "credentials": bool,
 *        "files": [names of what is written]}]}
 */
#include "bench/check/cure_parts.h"
#include "bench/words.h"
#include "bench/wrap.h"

static const struct words_columns columns = {5, 18};

/* Every site that may read a copy may do so with credentials. */
static bool has_credentials(const struct cure_measure *measure)
{
    return measure->n_read_with > 0 && measure->n_read_with == measure->n_read;
}

static void changes_text(const struct cure *cure, struct buf *out)
{
    const char *label = "change";

    for (unsigned act = 0; act < N_CURE_ACTS; act++)
        if (CURE_HAS(cure->acts, act)) {
            words_row(out, &columns, label,
                      span_str(cure_act_sentence((enum cure_act)act)));
            label = "";
        }
}

static void cure_text(const struct cures *cures, const struct cure *cure,
                      size_t number, struct buf *out)
{
    struct buf text;

    buf_init(&text, 4096);
    buf_addf(out, "\n  %zu", number);
    buf_addf(&text, cure->n_findings == 0 ? "proven clean" : "%zu of %zu left",
             cure->n_findings, cures->n_before);
    if (cure->n_findings > 0 && cure->n_findings == cure->n_depend)
        buf_add_str(&text, ", in another reading of AWS's documents only");
    if (!span_absent(cure->bound))
        buf_addf(&text, "; a bound: %.*s", SPAN_ARG(cure->bound));
    wrap_blanks(out, 2);
    wrap_text(out, columns.label, buf_span(&text));
    changes_text(cure, out);
    buf_reset(&text);
    buf_addf(&text, "%.1f %% -> %.1f %%", 100 * cures->before.hit_ratio,
             100 * cure->after.hit_ratio);
    words_row(out, &columns, "hits", buf_span(&text));
    words_row(out, &columns, "credentials",
              has_credentials(&cure->after) ? SPAN("yes") : SPAN("no"));
    if (!span_absent(cure->widens))
        words_row(out, &columns, "widens", cure->widens);
    buf_fini(&text);
}

void cures_text(const struct cures *cures, struct buf *out)
{
    if (cures->n_before == 0)
        return;
    if (cures->n == 0) {
        buf_addf(out,
                 "\nNo cure: %zu changes were run through the checker, and "
                 "none helps.\n",
                 cures->n_tried);
        return;
    }
    buf_addf(out, "\nCures, each run through the checker (%zu tried)\n",
             cures->n_tried);
    for (size_t i = 0; i < cures->n; i++)
        cure_text(cures, cures->at[i], i + 1, out);
    buf_add_byte(out, '\n');
    wrap_text(out, 0,
              SPAN("--fix N writes the changed JSON and prints the commands. "
                   "Hits are those of a seeded crowd of eight sites at the "
                   "first behavior above, before and after; credentials: "
                   "whether each of its pages that reads a copy reads it with "
                   "credentials, too."));
}

static void cure_json(const struct cure *cure, size_t number,
                      struct json_out *out)
{
    json_out_open(out, '{');
    json_out_key(out, "number");
    json_out_int(out, (int64_t)number);
    json_out_key(out, "changes");
    json_out_open(out, '[');
    for (unsigned act = 0; act < N_CURE_ACTS; act++)
        if (CURE_HAS(cure->acts, act))
            json_out_string(out,
                            span_str(cure_act_sentence((enum cure_act)act)));
    json_out_close(out, ']');
    json_out_key(out, "findings");
    json_out_int(out, (int64_t)cure->n_findings);
    json_out_key(out, "depends");
    json_out_int(out, (int64_t)cure->n_depend);
    json_out_key(out, "bound");
    json_out_string(out, cure->bound);
    json_out_key(out, "widens");
    json_out_string(out, cure->widens);
    json_out_key(out, "hit_ratio");
    json_out_double(out, cure->after.hit_ratio, 4);
    json_out_key(out, "credentials");
    json_out_bool(out, has_credentials(&cure->after));
    json_out_key(out, "files");
    json_out_open(out, '[');
    for (size_t i = 0; i < cure->n_files; i++)
        json_out_string(out, cure->files[i].name);
    json_out_close(out, ']');
    json_out_close(out, '}');
}

void cures_json(const struct cures *cures, struct json_out *out)
{
    json_out_open(out, '{');
    json_out_key(out, "tried");
    json_out_int(out, (int64_t)cures->n_tried);
    json_out_key(out, "hit_ratio");
    json_out_double(out, cures->before.hit_ratio, 4);
    json_out_key(out, "credentials");
    json_out_bool(out, has_credentials(&cures->before));
    json_out_key(out, "cures");
    json_out_open(out, '[');
    for (size_t i = 0; i < cures->n; i++)
        cure_json(cures->at[i], i + 1, out);
    json_out_close(out, ']');
    json_out_close(out, '}');
}
