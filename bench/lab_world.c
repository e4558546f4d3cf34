/* lab_world.c - the world of the lab: a bucket, an edge, two pages. */
#include "bench/lab_config.h"

/* A minute at the edge; the photo is for the browser's cache, too. The font has
 * one letter, a square. */
static const struct {
    const char *name;
    const char *type;
    const char *cache_control;
    const char *body;
    bool base64;
} objects[] = {
    {"logo.svg", "image/svg+xml", "max-age=0, s-maxage=60",
     "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"64\" height=\"64\">"
     "<circle cx=\"32\" cy=\"32\" r=\"28\" fill=\"#2563eb\"/></svg>",
     false},
    {"photo.svg", "image/svg+xml", "max-age=600",
     "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"64\" height=\"64\">"
     "<rect x=\"6\" y=\"12\" width=\"52\" height=\"40\" fill=\"#15803d\"/>"
     "</svg>",
     false},
    {"data.json", "application/json", "max-age=0, s-maxage=60",
     "{\"hello\": \"page\"}", false},
    {"popbox", "text/plain", "max-age=0, s-maxage=60",
     "what the checker asks for where a pattern names nothing", false},
    {"font.ttf", "font/ttf", "max-age=0, s-maxage=60",
     "AAEAAAAKAIAAAwAgT1MvMkwYVAIAAACsAAAAYGNtYXAADAB0AAABDAAAACxnbHlm"
     "B3wLaAAAATgAAABIaGVhZGEKQ6EAAAGAAAAANmhoZWEEsgGTAAABuAAAACRobXR4"
     "BLAAAAAAAdwAAAAIbG9jYQAkABIAAAHkAAAABm1heHAABAAFAAAB7AAAACBuYW1l"
     "A4ITTAAAAgwAAABWcG9zdP+fADIAAAJkAAAAIAADAlgBkAAFAAAAZABkAAAAAABk"
     "AGQAAAAAADIA+gAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABMQUIgAEAAQQBB"
     "Arz/OAAAArwAyAAAAAEAAAAAAfQCvAAAACAAAQAAAAEAAwABAAAADAAEACAAAAAE"
     "AAQAAQAAAEH//wAAAEH////AAAEAAAAAAAEAAAAAAfQCvAADAAABAQEBAAAB9AAA"
     "/gwAAAAAArwAAAAAAAEAAAAAAfQCvAADAAABAQEBAAAB9AAA/gwAAAAAArwAAAAA"
     "AAEAAAABAAAi7SnHXw889QADA+gAAAAAAAAAAAAAAAAAAAAAAAAAAAH0ArwAAAAI"
     "AAIAAAAAAAAAAQAAArz/OAAAAlgAAAAAAfQAAQAAAAAAAAAAAAAAAAAAAAICWAAA"
     "AlgAAAAAABIAJAAAAAEAAAACAAQAAQAAAAAAAQAAAAAAAAAAAAAAAAAAAAAAAAAE"
     "ADYAAwABBAkAAQAGAAAAAwABBAkAAgAOAAYAAwABBAkABAAGABQAAwABBAkABgAG"
     "ABoATABhAGIAUgBlAGcAdQBsAGEAcgBMAGEAYgBMAGEAYgAAAAMAAAAAAAD/nAAy"
     "AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
     true},
};

static void string(struct json_out *out, const char *key, struct span value)
{
    json_out_key(out, key);
    json_out_string(out, value);
}

static void put_object(struct json_out *out, size_t i)
{
    json_out_key(out, objects[i].name);
    json_out_open(out, '{');
    string(out, objects[i].base64 ? "base64" : "body",
           span_str(objects[i].body));
    json_out_key(out, "headers");
    json_out_open(out, '{');
    string(out, "Content-Type", span_str(objects[i].type));
    string(out, "Cache-Control", span_str(objects[i].cache_control));
    json_out_close(out, '}');
    json_out_close(out, '}');
}

static void put_listen(struct json_out *out, uint16_t port)
{
    struct buf text;

    buf_init(&text, 64);
    buf_addf(&text, "localhost:%u", (unsigned)port);
    string(out, "listen", buf_span(&text));
    buf_fini(&text);
}

static void put_bucket(const struct lab_knobs *knobs,
                       const struct lab_places *places, struct json_out *out)
{
    json_out_key(out, "buckets");
    json_out_open(out, '{');
    json_out_key(out, "assets");
    json_out_open(out, '{');
    json_out_key(out, "cors");
    json_out_open(out, '{');
    json_out_key(out, "CORSRules");
    lab_rules_json(knobs, places, out);
    json_out_close(out, '}');
    json_out_key(out, "objects");
    json_out_open(out, '{');
    for (size_t i = 0; i < sizeof(objects) / sizeof(*objects); i++)
        put_object(out, i);
    json_out_close(out, '}');
    json_out_close(out, '}');
    json_out_close(out, '}');
}

static void put_origins(const struct lab_knobs *knobs,
                        const struct lab_places *places, struct json_out *out)
{
    json_out_key(out, "origins");
    json_out_open(out, '{');
    json_out_key(out, "S3");
    json_out_open(out, '{');
    string(out, "type", SPAN("s3"));
    string(out, "domain", SPAN("assets.s3.amazonaws.com"));
    if (places->live)
        put_listen(out, places->bucket);
    put_bucket(knobs, places, out);
    json_out_close(out, '}');
    json_out_close(out, '}');
}

static void put_edges(const struct lab_knobs *knobs,
                      const struct lab_places *places, struct json_out *out)
{
    json_out_key(out, "edges");
    json_out_open(out, '{');
    json_out_key(out, "edge");
    json_out_open(out, '{');
    string(out, "domain", SPAN("cdn.example"));
    if (places->live)
        put_listen(out, places->edge);
    json_out_key(out, "DefaultCacheBehavior");
    lab_behavior_json(knobs, places, out);
    json_out_close(out, '}');
    json_out_close(out, '}');
}

void lab_world_json(const struct lab_knobs *knobs,
                    const struct lab_places *places, struct json_out *out)
{
    struct buf name;

    buf_init(&name, 256);
    json_out_open(out, '{');
    put_origins(knobs, places, out);
    put_edges(knobs, places, out);
    json_out_key(out, "pages");
    json_out_open(out, '{');
    string(out, "A", lab_name(places, SPAN("https://a.example"), &name));
    string(out, "B", lab_name(places, SPAN("https://b.example"), &name));
    json_out_close(out, '}');
    json_out_close(out, '}');
    buf_fini(&name);
}
