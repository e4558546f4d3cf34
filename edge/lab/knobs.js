// knobs.js - the configuration, by its AWS names; what it means is the core's.
import {h, put} from "./dom.js";
import {post} from "./api.js";
import {act, knobs, lab, setKnobs} from "./state.js";

const KEYS = [
  ["off", "no Origin in the key", "every site shares one copy"],
  ["present", "whether there is an Origin", "by a viewer-request function"],
  ["class", "allow-listed Origin, else other or none", "by a viewer-request function"],
  ["exact", "Origin", "one copy for each site"],
  ["all", "Origin and Access-Control-Request-*", "all that S3 looks at"],
];
const REPLIES = [
  ["none", "none", ""],
  ["SimpleCORS", "SimpleCORS (managed)", "ACAO * where the origin said nothing"],
  ["echo", "our own: A and B, with credentials", "echoes an allowed Origin, overrides"],
  ["override", "our own: *, override", "* in place of whatever is stored"],
];

function change(name, value) {
  setKnobs({...knobs(), [name]: value});
}

function tick(now, name, label, note) {
  return h("label", h("input", {type: "checkbox", id: `knob-${name}`, checked: now[name], onchange: event => change(name, event.target.checked)}),
    h("span", label, note ? h("span.note", ` ${note}`) : null));
}

function choice(now, name, options) {
  return options.map(([value, label, note]) => h("label",
    h("input", {type: "radio", name, id: `knob-${name}-${value}`, value, checked: now[name] === value, onchange: () => change(name, value)}),
    h("span", label, note ? h("span.note", ` ${note}`) : null)));
}

let typed = null;

async function putRules(area, error) {
  typed = area.value;
  try {
    const checked = await post("/api/cors", {text: area.value});
    error.textContent = checked.error ?? "";
    error.hidden = !checked.error;
    if (checked.error) return;
    typed = null;
    await act({put_cors: {url: "https://assets.s3.amazonaws.com", rules: checked.rules}});
  } catch (fault) {
    error.textContent = fault.message;
    error.hidden = false;
  }
}

function rules(now) {
  const area = h("textarea", {id: "cors-rules", rows: 9, spellcheck: false, value: typed ?? JSON.stringify(now.cors, null, 1)});
  const error = h("p.error", {id: "cors-error", role: "alert", hidden: true});
  area.setAttribute("aria-describedby", "cors-error");
  return h("fieldset", h("legend", "The bucket's CORS rules"),
    h("label.visually-hidden", {htmlFor: "cors-rules"}, "CORS rules as JSON"), area, error,
    h("div.row", h("button", {onclick: () => putRules(area, error)}, "PutBucketCors"),
      h("button", {onclick: () => { typed = null; area.value = JSON.stringify(now.cors, null, 1); error.hidden = true; }}, "Undo typing")));
}

function focused(node) {
  return node.contains(document.activeElement) ? document.activeElement.id : null;
}

export function draw(node) {
  const now = knobs();
  const at = focused(node);
  const scroll = node.scrollTop;
  put(node,
    h("p.note", "A change is a new step. What is stored stays stored, unless you invalidate."),
    h("fieldset", h("legend", "Origin request policy: forward"),
      tick(now, "forward_origin", "Origin"),
      tick(now, "forward_preflight", "Access-Control-Request-Method, -Headers")),
    h("fieldset", h("legend", "Cache policy: key"), choice(now, "key", KEYS),
      tick(now, "honour_vary", "honour Vary", "not CloudFront; other caches do")),
    h("fieldset", h("legend", "Response headers policy"), choice(now, "response_headers_policy", REPLIES)),
    h("fieldset", h("legend", "Cached methods"), tick(now, "cache_options", "cache OPTIONS")),
    rules(now),
    lab.play.behavior ? h("details", h("summary", "As AWS has it: the behavior"), h("pre", {tabIndex: 0}, JSON.stringify(lab.play.behavior, null, 1))) : null);
  node.scrollTop = scroll;
  if (at) document.getElementById(at)?.focus({preventScroll: true});
}
