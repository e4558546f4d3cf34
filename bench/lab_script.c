/* lab_script.c - what a student has set and done, as a scenario to be played.
 */
#include "bench/lab_script.h"

static const struct lab_places logical = {.live = false};

static void string(struct json_out *out, const char *key, const char *value)
{
    json_out_key(out, key);
    json_out_string(out, span_str(value));
}

static void write_configure(const struct lab_knobs *knobs, struct json_out *out)
{
    json_out_key(out, "configure");
    json_out_open(out, '{');
    json_out_key(out, "edges");
    json_out_open(out, '{');
    json_out_key(out, "edge");
    json_out_open(out, '{');
    json_out_key(out, "DefaultCacheBehavior");
    lab_behavior_json(knobs, &logical, out);
    json_out_close(out, '}');
    json_out_close(out, '}');
    json_out_close(out, '}');
}

/* The rules of the bucket are not the edge's: they change by put_cors. */
static void write_knobs_step(struct json_reader *reader,
                             const struct json *step, struct lab_knobs *last,
                             struct json_out *out)
{
    static const char *const known[] = {"knobs", "says"};
    const struct json *cors = last->cors;

    json_only(reader, step, known, sizeof(known) / sizeof(*known));
    lab_knobs_read(last, reader, json_need(reader, step, "knobs", JSON_OBJECT));
    last->cors = cors;
    json_out_open(out, '{');
    json_out_key(out, "says");
    json_out_string(out, json_get_string(reader, step, "says", SPAN_ABSENT));
    write_configure(last, out);
    json_out_close(out, '}');
}

static void write_steps(struct json_reader *reader, const struct json *root,
                        struct lab_knobs *last, struct json_out *out)
{
    const struct json *list = json_get(reader, root, "steps", JSON_ARRAY);

    json_out_key(out, "steps");
    json_out_open(out, '[');
    if (json_count(list) == 0) { /* a scenario has a step; this one does
                                    nothing */
        json_out_open(out, '{');
        json_out_key(out, "count");
        json_out_open(out, '{');
        json_out_close(out, '}');
        json_out_close(out, '}');
    }
    for (const struct json *step = json_first(list); step;
         step = json_next(step)) {
        if (json_member(step, "knobs"))
            write_knobs_step(reader, step, last, out);
        else
            json_out_value(out, step);
    }
    json_out_close(out, ']');
}

void lab_script_write(struct json_reader *reader, const struct json *root,
                      struct lab_knobs *last, struct json_out *out)
{
    static const char *const known[] = {"knobs", "steps"};

    if (json_type(root) != JSON_OBJECT) {
        json_fail(reader, root, "must be an object, is %s",
                  json_type_text(root));
        return;
    }
    json_only(reader, root, known, sizeof(known) / sizeof(*known));
    lab_knobs_read(last, reader, json_get(reader, root, "knobs", JSON_OBJECT));
    json_out_open(out, '{');
    string(out, "id", "LAB");
    string(out, "title", "Played in the lab");
    string(out, "symptom", "See the steps.");
    string(out, "story", "Made with the lab's knobs and buttons.");
    json_out_key(out, "world");
    lab_world_json(last, &logical, out);
    write_steps(reader, root, last, out);
    string(out, "cause", "See the stage.");
    json_out_key(out, "cures");
    json_out_open(out, '[');
    json_out_close(out, ']');
    json_out_close(out, '}');
}
