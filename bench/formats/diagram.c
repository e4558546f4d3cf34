/*
 * diagram.c - a transcript as a sequence diagram, one SVG.
 *
 * It is drawn from above; how high it is shows at the end, so the body is
 * collected first and the lanes are drawn behind it afterwards.
 */
#include "bench/formats/diagram.h"

#include "bench/formats/diagram_parts.h"
#include "bench/plot.h"

#define BODY_MAX   ((size_t)8 << 20)
#define WIDTH      384 /* at least; a phone's */
#define LANE_RIGHT 62
#define LANE_GAP   132 /* at least */
#define TOP        34  /* where the lanes' names end */
#define PART_MAX   512u

const char diagram_style[] =
    "svg.seq{width:100%;max-width:540px;height:auto;display:block;"
    "font:12px system-ui,sans-serif}"
    ".seq text{fill:var(--fg)}.seq .lane{stroke:var(--line);"
    "stroke-dasharray:3 3}.seq .name{font-weight:600}"
    ".seq .box{fill:var(--soft);stroke:var(--line)}"
    ".seq .band{fill:var(--soft)}.seq .step{font-weight:600}"
    ".seq .say{font-style:italic}.seq .go{stroke:var(--fg)}"
    ".seq .back{stroke:var(--fg);stroke-dasharray:5 3}"
    ".seq .tip{fill:var(--fg)}.seq .small{font-size:11px}"
    ".seq .pill{stroke-width:1.5;fill:var(--bg)}"
    ".seq .ok{stroke:var(--ok)}.seq .bad{stroke:var(--bad)}"
    ".seq .mid{stroke:var(--line)}.seq .warn{stroke:var(--warn)}"
    ".seq text.bad{fill:var(--bad);stroke:none;font-weight:600}"
    ".seq text.ok{fill:var(--ok);stroke:none;font-weight:600}"
    ".seq text.mid{stroke:none}.seq text.warn{fill:var(--warn);stroke:none;"
    "font-weight:600}";

/* ---- lanes ----------------------------------------------------------------
 */

static bool is_host(const struct lane *lane, struct topology_host host)
{
    return lane->host.kind == host.kind && lane->host.index == host.index;
}

/* 1 and up; 0: it has none. */
static size_t lane_of(const struct diagram *diagram, struct topology_host host)
{
    for (size_t i = 0; i < diagram->n_lanes; i++)
        if (is_host(&diagram->lanes[i], host))
            return i + 1;
    return 0;
}

static struct topology_host origin_host(size_t origin)
{
    return (struct topology_host){.kind = TOPOLOGY_ORIGIN, .index = origin};
}

static bool takes_part(const struct transcript *transcript,
                       struct topology_host host)
{
    LIST_EACH (link, &transcript->steps, next) {
        const struct seen_step *step = LIST_ITEM(link, struct seen_step, link);

        LIST_EACH (at, &step->journals, keep)
            if (host.kind == TOPOLOGY_EDGE &&
                LIST_ITEM(at, struct seen_journal, link)->edge == host.index)
                return true;
        LIST_EACH (at, &step->origins, keep)
            if (host.kind == TOPOLOGY_ORIGIN &&
                LIST_ITEM(at, struct seen_origin, link)->origin == host.index)
                return true;
    }
    return false;
}

static void add_lane(struct diagram *diagram, struct topology_host host,
                     struct span name)
{
    if (diagram->n_lanes == DIAGRAM_LANES_MAX ||
        !takes_part(diagram->transcript, host))
        return;
    diagram->lanes[diagram->n_lanes++] = (struct lane){host, name};
}

static void find_lanes(struct diagram *diagram)
{
    const struct topology *topology = diagram->transcript->topology;
    int n;

    for (size_t i = 0; i < topology->n_edges; i++)
        add_lane(diagram,
                 (struct topology_host){.kind = TOPOLOGY_EDGE, .index = i},
                 topology->edges[i].name);
    for (size_t i = 0; i < topology->n_origins; i++)
        add_lane(diagram, origin_host(i), topology->origins[i].name);
    n = (int)diagram->n_lanes;
    diagram->gap = n ? (WIDTH - DIAGRAM_LEFT - LANE_RIGHT) / n : 0;
    if (diagram->gap < LANE_GAP)
        diagram->gap = LANE_GAP;
    diagram->width = DIAGRAM_LEFT + LANE_RIGHT + n * diagram->gap;
    if (diagram->width < WIDTH)
        diagram->width = WIDTH;
}

/* ---- a request ------------------------------------------------------------
 */

static const char *fault_words(enum fault_kind fault)
{
    switch (fault) {
    case FAULT_NONE:
        return "";
    case FAULT_HANG:
        return "no answer";
    case FAULT_RESET:
        return "closed";
    case FAULT_TRUNCATE:
        return ", cut off";
    case FAULT_GARBAGE:
        return "no HTTP";
    }
    return "";
}

static void put_origin(struct diagram *diagram, size_t from,
                       const struct seen_origin *seen)
{
    size_t to = lane_of(diagram, origin_host(seen->origin));

    if (!to || to == from)
        return;
    diagram_ask(diagram, from, to, &seen->request);
    diagram_reply(diagram, to, from, &seen->answer, fault_words(seen->fault));
}

/* What of the step's talk with origins belongs to that request: the next ones,
 * as long as they are about its path. next moves on. */
static void put_origins(struct diagram *diagram, const struct seen_step *step,
                        const struct seen_request *request,
                        const struct list **next)
{
    size_t lane = lane_of(diagram, request->host);

    while (*next != &step->origins) {
        const struct seen_origin *seen =
            LIST_ITEM(*next, struct seen_origin, link);

        if (!span_eq(seen->request.path, request->head.path) ||
            !span_eq(seen->request.method, request->head.method))
            return;
        put_origin(diagram, lane, seen);
        *next = (*next)->next;
    }
}

static void put_x_cache(struct diagram *diagram, size_t lane,
                        const struct http_response *answer)
{
    struct span value = http_headers_get(&answer->headers, SPAN("X-Cache"));
    struct span word = span_cut(value, 0, span_find(value, ' ', 0));

    if (word.len == 0)
        return;
    diagram->y += 14;
    diagram_pill(diagram, diagram_x(diagram, lane), true,
                 span_eq(word, SPAN("Hit")) ? "warn" : "mid", word);
}

static void put_request(struct diagram *diagram, const struct seen_step *step,
                        const struct seen_request *request,
                        const struct list **next)
{
    size_t lane = lane_of(diagram, request->host);

    if (!lane) {
        diagram->y += DIAGRAM_LINE;
        diagram_text(diagram, 8, "small", SPAN("nobody answers there"));
        return;
    }
    diagram_ask(diagram, 0, lane, &request->head);
    if (request->host.kind == TOPOLOGY_EDGE)
        put_origins(diagram, step, request, next);
    else if (*next != &step->origins)
        *next = (*next)->next; /* the origin's own view of it */
    put_x_cache(diagram, lane, &request->answer);
    diagram_reply(diagram, lane, 0, &request->answer,
                  request->wire == STAGE_CUT         ? ", cut off"
                  : request->wire == STAGE_NO_ANSWER ? "no answer"
                                                     : "");
}

/* ---- an act and a step ----------------------------------------------------
 */

static void put_verdict(struct diagram *diagram,
                        const struct load_verdict *verdict)
{
    const char *class = "ok";
    struct buf text;

    buf_init(&text, PART_MAX);
    if (verdict->from_cache)
        buf_add_str(&text, "its own copy: ");
    else if (verdict->revalidated)
        buf_add_str(&text, "its own copy, after a 304: ");
    buf_add_str(&text, load_outcome_word(verdict->outcome));
    if (verdict->outcome == LOAD_BLOCKED)
        buf_addf(&text, ", %s", cors_verdict_name(verdict->cors.verdict));
    if (verdict->outcome == LOAD_OPAQUE)
        class = "mid";
    else if (verdict->outcome != LOAD_OK)
        class = "bad";
    diagram->y += 18;
    diagram_pill(diagram, 8, false, class, buf_span(&text));
    diagram->y += 6;
    buf_fini(&text);
}

static void put_act(struct diagram *diagram, const struct seen_step *step,
                    const struct seen_act *act, const struct list **next)
{
    struct buf title;

    buf_init(&title, (size_t)128 << 10);
    buf_addf(&title, "%.*s: %.*s", SPAN_ARG(act->who), SPAN_ARG(act->what));
    diagram_lines(diagram, "step", buf_span(&title));
    buf_fini(&title);
    LIST_EACH (link, &act->requests, keep)
        put_request(diagram, step, LIST_ITEM(link, struct seen_request, link),
                    next);
    if (act->judged)
        put_verdict(diagram, &act->verdict);
    diagram->y += 10;
}

static void put_step(struct diagram *diagram, const struct seen_step *step)
{
    const struct list *next = step->origins.next;
    size_t edge =
        diagram->n_lanes && diagram->lanes[0].host.kind == TOPOLOGY_EDGE;

    if (diagram->n_acts >= DIAGRAM_ACTS_MAX) {
        diagram->n_left++;
        return;
    }
    diagram->y += 4;
    if (!span_absent(step->says))
        diagram_lines(diagram, "say", step->says);
    if (!span_absent(step->note))
        diagram_lines(diagram, "step", step->note);
    LIST_EACH (link, &step->acts, keep) {
        put_act(diagram, step, LIST_ITEM(link, struct seen_act, link), &next);
        diagram->n_acts++;
    }
    for (; edge && next != &step->origins; next = next->next)
        put_origin(diagram, 1, LIST_ITEM(next, struct seen_origin, link));
    diagram->y += 4;
}

/* ---- the element ----------------------------------------------------------
 */

static void put_lane(struct buf *out, const struct diagram *diagram,
                     size_t lane, struct span name)
{
    int x = diagram_x(diagram, lane);
    size_t room = diagram_letters(90);

    buf_addf(out,
             "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" class=\"lane\"/>"
             "<rect x=\"%d\" y=\"4\" width=\"100\" height=\"24\" rx=\"4\" "
             "class=\"box\"/>"
             "<text x=\"%d\" y=\"20\" text-anchor=\"middle\" class=\"name\">",
             x, TOP - 6, x, diagram->y, x - 50, x);
    plot_escape(out, span_cut(name, 0, diagram_whole(name, room)));
    buf_add_str(out, "</text>\n");
}

static void put_left(struct diagram *diagram)
{
    struct buf text;

    if (diagram->n_left == 0)
        return;
    buf_init(&text, PART_MAX);
    buf_addf(&text, "and %zu more steps, which are not drawn", diagram->n_left);
    diagram_lines(diagram, "say", buf_span(&text));
    buf_fini(&text);
}

void diagram_svg(struct buf *out, const struct transcript *transcript)
{
    struct diagram diagram = {.transcript = transcript, .y = TOP};

    buf_init(&diagram.body, BODY_MAX);
    find_lanes(&diagram);
    LIST_EACH (link, &transcript->steps, keep)
        put_step(&diagram, LIST_ITEM(link, struct seen_step, link));
    put_left(&diagram);
    buf_addf(out,
             "<svg class=\"seq\" role=\"img\" viewBox=\"0 0 %d %d\" "
             "style=\"min-width:%dpx\" xmlns=\"http://www.w3.org/2000/svg\">"
             "<title>",
             diagram.width, diagram.y + 8,
             diagram.n_lanes > 2 ? diagram.width * 4 / 5 : 0);
    plot_escape(out, transcript->title.id);
    buf_add_str(out, ", ");
    plot_escape(out, transcript->title.play);
    buf_add_str(out, ": who asked whom for what</title>\n");
    put_lane(out, &diagram, 0, SPAN("who asks"));
    for (size_t i = 0; i < diagram.n_lanes; i++)
        put_lane(out, &diagram, i + 1, diagram.lanes[i].name);
    buf_add(out, buf_span(&diagram.body));
    if (diagram.body.overflow)
        out->overflow = true;
    buf_add_str(out, "</svg>\n");
    buf_fini(&diagram.body);
}
