/*
 * check_json.c - a check's report for programs.
 *
 *     {"verdict": "clean" | "broken" | "depends" | "bound",
 *      "bound": null | why it is no proof,
 *      "keys", "states", "transitions", "transactions": how many,
 *      "readings": [knobs that were tried turned, beside the default],
 *      "findings": [{"property": "P1".."P4", "guilty": word, "headers",
 *        "scenario": "S57", "behavior": path pattern, "reading": null | knob,
 *        "page": origin, "preflight": bool, "verdict": Chromium's CorsError,
 *        "console", "key": null | spelled out, "kept_by": step, 0: none,
 *        "decision": {"sentence", "source"},
 *        "steps": [{"who": "anyone" | "time" | "page", "line", "around",
 *          "status", "x_cache", "allow_origin": null | value, "decision"}]}],
 *      "notes": [{"what", "sentence"}],
 *      "cures": as cure_tell.c says; not there if none were looked for}
 */
#include "bench/check/cure.h"

static void put(struct json_out *out, const char *key, struct span value)
{
    json_out_key(out, key);
    json_out_string(out, value);
}

static void count(struct json_out *out, const char *key, uint64_t n)
{
    json_out_key(out, key);
    json_out_int(out, (int64_t)n);
}

static void step_json(struct json_out *out, const struct check_step *step)
{
    json_out_open(out, '{');
    put(out, "who", step->who);
    put(out, "line", step->line);
    put(out, "around", step->around);
    json_out_key(out, "status");
    json_out_int(out, step->status);
    put(out, "x_cache", step->x_cache);
    put(out, "allow_origin", step->allow_origin);
    put(out, "decision", step->decision);
    json_out_close(out, '}');
}

static void finding_json(struct json_out *out,
                         const struct check_finding *finding)
{
    json_out_open(out, '{');
    put(out, "property", span_str(check_property_name(finding->property)));
    put(out, "guilty", span_str(check_guilty_word(finding->guilty)));
    put(out, "headers", finding->headers);
    put(out, "scenario", finding->scenario);
    put(out, "behavior", finding->pattern);
    put(out, "reading", finding->reading);
    put(out, "page", finding->page_origin);
    json_out_key(out, "preflight");
    json_out_bool(out, finding->preflight);
    put(out, "verdict", span_str(cors_verdict_name(finding->verdict)));
    put(out, "console", finding->console);
    put(out, "key", finding->key);
    count(out, "kept_by", finding->kept_by);
    json_out_key(out, "decision");
    json_out_open(out, '{');
    put(out, "sentence", span_str(check_guilty_sentence(finding->guilty)));
    put(out, "source", span_str(check_guilty_source(finding->guilty)));
    json_out_close(out, '}');
    json_out_key(out, "steps");
    json_out_open(out, '[');
    for (size_t i = 0; i < finding->n_steps; i++)
        step_json(out, &finding->steps[i]);
    json_out_close(out, ']');
    json_out_close(out, '}');
}

static const char *verdict_of(const struct check_report *report)
{
    for (size_t i = 0; i < report->n_findings; i++)
        if (span_absent(report->findings[i]->reading))
            return "broken";
    if (report->n_findings > 0)
        return "depends";
    return span_absent(report->bound) ? "clean" : "bound";
}

void check_json_cures(const struct check_report *report,
                      const struct cures *cures, struct json_out *out)
{
    json_out_open(out, '{');
    put(out, "verdict", span_str(verdict_of(report)));
    put(out, "bound", report->bound);
    count(out, "keys", report->n_keys);
    count(out, "states", report->n_states);
    count(out, "transitions", report->n_transitions);
    count(out, "transactions", report->n_transactions);
    json_out_key(out, "readings");
    json_out_open(out, '[');
    for (size_t i = 0; i < report->n_readings; i++)
        json_out_string(out, report->readings[i]);
    json_out_close(out, ']');
    json_out_key(out, "findings");
    json_out_open(out, '[');
    for (size_t i = 0; i < report->n_findings; i++)
        finding_json(out, report->findings[i]);
    json_out_close(out, ']');
    json_out_key(out, "notes");
    json_out_open(out, '[');
    for (size_t i = 0; i < report->n_notes; i++) {
        json_out_open(out, '{');
        put(out, "what", report->notes[i].what);
        put(out, "sentence", report->notes[i].sentence);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
    if (cures) {
        json_out_key(out, "cures");
        cures_json(cures, out);
    }
    json_out_close(out, '}');
}

void check_json(const struct check_report *report, struct json_out *out)
{
    check_json_cures(report, NULL, out);
}
