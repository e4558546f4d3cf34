/* bench_reading.c - topologies and scenarios for tests, from JSON text. */
#include "tests/bench_reading.h"

static void quoted(struct buf *out, const char *text)
{
    buf_init(out, JSON_TEXT_MAX);
    for (; *text; text++)
        buf_add_byte(out, *text == '\'' ? '"' : *text);
}

void topology_from(struct read_topology *it, const char *text)
{
    struct buf json;

    quoted(&json, text);
    *it = (struct read_topology){0};
    it->err = json_open(&it->reader, "t.json", buf_span(&json));
    buf_fini(&json);
    if (it->err == 0)
        it->err = topology_read(&it->topology, &it->reader,
                                json_root(&it->reader), STAGE_START_MS);
}

void topology_done(struct read_topology *it)
{
    topology_fini(&it->topology);
    json_close(&it->reader);
}

int scenario_from(struct scenario *scenario, const char *text)
{
    struct buf json;
    int err;

    quoted(&json, text);
    err = scenario_read(scenario, "s.json", buf_span(&json));
    buf_fini(&json);
    return err;
}

size_t longest_line(struct span text)
{
    size_t longest = 0;

    for (size_t at = 0; at < text.len;) {
        size_t end = span_find(text, '\n', at);

        if (end - at > longest)
            longest = end - at;
        at = end + 1;
    }
    return longest;
}
