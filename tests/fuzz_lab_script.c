/* fuzz_lab_script.c - any state of the lab: refused with a place, or played */
#include "bench/lab_play.h"
#include "bench/lab_script.h"
#include "cache/base/assert.h"

#define TEXT_MAX ((size_t)32 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is played is told as JSON that can be read. */
static void play(struct span text)
{
    struct scenario scenario;
    struct json_reader reader;
    struct json_out out;
    struct buf told;

    if (scenario_read(&scenario, "lab", text) == 0 &&
        lab_play_fits(&scenario, 0)) {
        buf_init(&told, TEXT_MAX);
        json_out_init(&out, &told, false);
        lab_play_json(&scenario, 0, &out);
        if (!told.overflow && told.len <= JSON_TEXT_MAX) {
            int err = json_open(&reader, "play", buf_span(&told));

            ASSERT(err == 0 || err == ERR_RANGE || err == ERR_FULL ||
                   err == ERR_TOO_LONG);
            json_close(&reader);
        }
        buf_fini(&told);
    }
    scenario_fini(&scenario);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct json_reader reader;
    struct lab_knobs last;
    struct json_out out;
    struct buf text;

    buf_init(&text, TEXT_MAX);
    json_out_init(&out, &text, false);
    if (json_open(&reader, "request", span_of((const char *)data, size)) == 0) {
        lab_script_write(&reader, json_root(&reader), &last, &out);
        if (!reader.failed && !text.overflow)
            play(buf_span(&text));
    }
    json_close(&reader);
    buf_fini(&text);
    return 0;
}
