/* choice.c - an eviction policy with its parameters, as people write it. */
#include "policies/eviction/choice.h"

#include "policies/eviction/registry.h"

#define DIGITS_MAX 15 /* exact in a double */

/* Of every policy; it is a field of struct evict_choice. */
static const struct evict_param max_size = {"max-size",
                                            EVICT_BYTES,
                                            (double)EVICT_CHARGE_MAX,
                                            1,
                                            (double)EVICT_CHARGE_MAX,
                                            "what is larger is not admitted"};

void evict_list(struct buf *names)
{
    for (size_t i = 0; i < n_evict_all; i++)
        buf_addf(names, "%s%s", i ? ", " : "", evict_all[i]->name);
}

/* ---- numbers ------------------------------------------------------------- */

/* Reads digits, at most one point among them; returns what follows. *value is
 * absent digits: ERR_SYNTAX. Both powers of ten are exact, so the quotient is
 * the double nearest to what was written. */
static int read_decimal(struct span text, double *value, struct span *rest)
{
    uint64_t digits = 0;
    double scale = 1.0;
    bool point = false;
    size_t n = 0, i;

    for (i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '.' && !point) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9')
            break;
        if (++n > DIGITS_MAX)
            return ERR_TOO_LONG;
        digits = digits * 10 + (uint64_t)(c - '0');
        scale *= point ? 10.0 : 1.0;
    }
    *value = (double)digits / scale;
    *rest = span_cut(text, i, text.len);
    return n > 0 ? 0 : ERR_SYNTAX;
}

static int apply_suffix(enum evict_unit unit, struct span suffix, double *value)
{
    static const char letters[] = "KMGT";

    if (suffix.len == 0)
        return 0;
    if (unit == EVICT_RATIO && span_eq(suffix, SPAN("%"))) {
        *value /= 100.0;
        return 0;
    }
    for (size_t i = 0; unit == EVICT_BYTES && letters[i]; i++) {
        *value *= 1024.0;
        if (suffix.len == 1 && (suffix.ptr[0] & ~0x20) == letters[i])
            return 0;
    }
    return ERR_SYNTAX;
}

/* ---- parameters ---------------------------------------------------------- */

static const struct evict_param *param_named(const struct evict_ops *ops,
                                             struct span name)
{
    for (size_t i = 0; i < ops->n_params; i++)
        if (span_eq(span_str(ops->params[i].name), name))
            return &ops->params[i];
    return span_eq(span_str(max_size.name), name) ? &max_size : NULL;
}

static int unknown_param(const struct evict_ops *ops, struct span name,
                         struct buf *error)
{
    buf_addf(error, "%s has no parameter \"%.*s\"; known are ", ops->name,
             SPAN_ARG(name));
    for (size_t i = 0; i < ops->n_params; i++)
        buf_addf(error, "%s, ", ops->params[i].name);
    buf_add_str(error, max_size.name);
    return ERR_UNKNOWN;
}

static int refuse(const struct evict_ops *ops, const struct evict_param *param,
                  struct span text, struct buf *error)
{
    static const char *const kinds[] = {"a number or a percentage",
                                        "a whole number",
                                        "a size in bytes, as 64K"};

    buf_addf(error, "%s of %s is %s from %.15g to %.15g, not \"%.*s\"",
             param->name, ops->name, kinds[param->unit], param->min, param->max,
             SPAN_ARG(text));
    return ERR_RANGE;
}

static int set_param(struct evict_choice *choice, struct span name,
                     struct span text, struct buf *error)
{
    const struct evict_ops *ops = choice->ops;
    const struct evict_param *param = param_named(ops, name);
    struct span suffix;
    double value;

    if (!param)
        return unknown_param(ops, name, error);
    if (read_decimal(text, &value, &suffix) ||
        apply_suffix(param->unit, suffix, &value) || value < param->min ||
        value > param->max)
        return refuse(ops, param, text, error);
    if (param->unit != EVICT_RATIO && value != (double)(uint64_t)value)
        return refuse(ops, param, text, error);
    if (param == &max_size)
        choice->admit_max = (uint64_t)value;
    else
        choice->params[param - ops->params] = value;
    return 0;
}

static int set_name(struct evict_choice *choice, struct span name,
                    struct buf *error)
{
    const struct evict_ops *ops = evict_named(name);

    if (ops) {
        *choice = evict_default(ops);
        return 0;
    }
    buf_addf(error, "no such eviction policy: \"%.*s\"; known are ",
             SPAN_ARG(name));
    evict_list(error);
    return ERR_UNKNOWN;
}

/* ---- text ---------------------------------------------------------------- */

/* Whether `text` before `end` has a setting of this name already. */
static bool is_twice(struct span text, size_t end, struct span name)
{
    for (size_t at = 0; at < end;) {
        size_t comma = span_find(text, ',', at);
        struct span setting = span_cut(text, at, comma);

        if (span_eq(span_cut(setting, 0, span_find(setting, '=', 0)), name))
            return true;
        at = comma + 1;
    }
    return false;
}

static int read_setting(struct evict_choice *choice, struct span text,
                        size_t at, struct buf *error)
{
    struct span setting = span_cut(text, at, span_find(text, ',', at));
    size_t equals = span_find(setting, '=', 0);
    struct span name = span_cut(setting, 0, equals);

    if (equals == setting.len) {
        buf_addf(error, "\"%.*s\" is no setting: write NAME=VALUE",
                 SPAN_ARG(setting));
        return ERR_SYNTAX;
    }
    if (is_twice(text, at, name)) {
        buf_addf(error, "%.*s is given twice", SPAN_ARG(name));
        return ERR_DUPLICATE;
    }
    return set_param(choice, name, span_cut(setting, equals + 1, setting.len),
                     error);
}

int evict_choose(struct evict_choice *choice, struct span text,
                 struct buf *error)
{
    size_t colon = span_find(text, ':', 0);
    int err = set_name(choice, span_cut(text, 0, colon), error);
    struct span settings;

    if (err || colon == text.len)
        return err;
    settings = span_cut(text, colon + 1, text.len);
    for (size_t at = 0; at <= settings.len && !err;) {
        err = read_setting(choice, settings, at, error);
        at = span_find(settings, ',', at) + 1;
    }
    return err;
}

/* ---- JSON ---------------------------------------------------------------- */

static int read_member(struct evict_choice *choice, const struct json *member,
                       struct buf *error)
{
    struct span name = json_name(member), text;

    if (span_eq(name, SPAN("policy")))
        return 0;
    if (json_type(member) == JSON_NUMBER) {
        text = json_number_text(member);
    } else if (json_type(member) == JSON_STRING) {
        text = json_string(member);
    } else {
        buf_addf(error, "a number or a string is expected, not %s",
                 json_type_text(member));
        return ERR_TYPE;
    }
    return set_param(choice, name, text, error);
}

static const struct json *read_object(struct evict_choice *choice,
                                      struct json_reader *reader,
                                      const struct json *object,
                                      struct buf *error)
{
    const struct json *name = json_need(reader, object, "policy", JSON_STRING);
    const struct json *member;

    if (!name)
        return NULL;
    if (set_name(choice, json_string(name), error))
        return name;
    for (member = json_first(object); member; member = json_next(member))
        if (read_member(choice, member, error))
            return member;
    return NULL;
}

void evict_choose_json(struct evict_choice *choice, struct json_reader *reader,
                       const struct json *value)
{
    const struct json *bad = NULL;
    struct buf error;

    buf_init(&error, 1024);
    if (json_type(value) == JSON_OBJECT)
        bad = read_object(choice, reader, value, &error);
    else if (json_type(value) != JSON_STRING)
        json_fail(reader, value, "a policy is a string or an object, not %s",
                  json_type_text(value));
    else if (evict_choose(choice, json_string(value), &error))
        bad = value;
    if (bad)
        json_fail(reader, bad, "%.*s", SPAN_ARG(buf_span(&error)));
    buf_fini(&error);
}

/* ---- out ----------------------------------------------------------------- */

void evict_print(struct buf *text, const struct evict_choice *choice)
{
    const struct evict_ops *ops = choice->ops;
    char before = ':';

    buf_add_str(text, ops->name);
    for (size_t i = 0; i < ops->n_params; i++) {
        if (choice->params[i] == ops->params[i].fallback)
            continue;
        buf_addf(text, "%c%s=%.15g", before, ops->params[i].name,
                 choice->params[i]);
        before = ',';
    }
    if (choice->admit_max != EVICT_CHARGE_MAX)
        buf_addf(text, "%c%s=%llu", before, max_size.name,
                 (unsigned long long)choice->admit_max);
}
