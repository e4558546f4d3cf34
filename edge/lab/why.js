// why.js - why a request went as it did: decisions, key, headers, CORS check.
import {h, put} from "./dom.js";
import {header} from "./moments.js";
import {lab} from "./state.js";

function copy(label, text) {
  const button = h("button", {onclick: async () => {
    await navigator.clipboard?.writeText(text);
    button.textContent = "Copied";
  }}, "Copy");
  return h("div", h("p.note", label), h("div.copy", h("pre", {tabIndex: 0}, text), button));
}

const quoted = text => "'" + text.replaceAll("'", "'\\''") + "'";

// The same request to the live edge or bucket, by its logical Host.
function curl(asked) {
  const {places} = lab.about;
  const {play} = lab.play;
  const isEdge = play.edges.some(edge => edge.name === asked.host);
  const base = isEdge ? places.edge : places.bucket;
  const {method, path, query, headers} = asked.request;
  const words = ["curl", "-si"];
  if (method !== "GET") words.push("-X", method);
  for (const [name, value] of headers)
    if (/^(origin|access-control-request-)/i.test(name)) words.push("-H", quoted(`${name}: ${value}`));
  words.push(quoted(base + path + (query ? "?" + query : "")));
  return words.join(" ");
}

function command() {
  return lab.doc.scenario ? `popbox play ${lab.doc.scenario}` : "popbox play lab.json";
}

function download() {
  const link = h("a", {href: URL.createObjectURL(new Blob([lab.play.script], {type: "application/json"})), download: "lab.json"});
  link.click();
  URL.revokeObjectURL(link.href);
}

function decisions(journal) {
  return h("ol.timeline", journal.decisions.map(it => h("li",
    h("span.where", it.step), it.sentence, h("span.code", [it.reason, it.source].filter(Boolean).join(" · ")))));
}

function table(caption, rows) {
  return h("table.facts", h("caption.visually-hidden", caption), h("tbody", rows));
}

function key(why) {
  return table("The cache key", why.key_parts.map(it => h("tr", h("th", {scope: "row"}, it.part), h("td.mono", it.value ?? "absent"))));
}

function fate(why) {
  return table("What became of each header", why.headers.map(it => h("tr",
    h("th", {scope: "row"}, it.name),
    h("td", it.goes === null ? h("b", "stays here") : h("span.mono", it.goes), h("div.note", it.why)))));
}

const MARKS = {passed: "✓", failed: "✗", "not reached": "·"};

function check(lines) {
  return h("ol.check", lines.map(it => h(`li.${it.is.split(" ")[0]}`,
    h("span", {"aria-hidden": "true"}, MARKS[it.is]), h("span", it.line, h("span.visually-hidden", `: ${it.is}`)))));
}

function request(step, why, asked) {
  const journal = step.seen.edges.find(it => it.txn === asked.txn && it.edge === asked.host);
  return [
    h("h2", `${asked.preflight ? "Preflight " : ""}${asked.request.method} ${asked.request.path}`),
    h("p.note", `Origin: ${header(asked.request.headers, "origin") ?? "none was sent"}`),
    journal ? [h("h3", "What the edge decided"), decisions(journal)] : h("p.note", "This request went to S3 itself: there is no cache in between."),
    why?.copy_made_by_step ? h("p", `The copy was made by step ${why.copy_made_by_step}.`) : null,
    why?.key_parts.length ? [h("h3", "The key"), key(why)] : null,
    why?.headers.length ? [h("h3", "Each header, on its way to S3"), fate(why)] : null,
  ];
}

// Into node: why the picked message of the step is as it is.
export function draw(node, step, picked) {
  if (!step || step.seen.acts.length === 0) {
    put(node, h("p.note", "Choose a step with requests, then an arrow."));
    return;
  }
  const act = picked?.act ?? 0;
  const seen = step.seen.acts[act];
  const why = step.why[act];
  const j = Math.min(Math.max(picked?.request ?? seen.requests.length - 1, 0), seen.requests.length - 1);
  const asked = seen.requests[j];
  put(node,
    asked ? request(step, why.requests[j], asked) : [h("h2", "No request was sent"), h("p", "The browser used its own copy.")],
    why.check ? [h("h3", "The browser's CORS check"), check(why.check)] : h("p.note", "Not a browser: nothing is checked, nothing is blocked."),
    seen.verdict?.console ? [h("h3", "The console"), h("pre.error", {style: {"white-space": "pre-wrap"}, tabIndex: 0}, seen.verdict.console)] : null,
    asked ? copy("The same request to the live servers", curl(asked)) : null,
    copy("The whole play in a terminal", command()),
    lab.play.script ? h("p", h("button", {onclick: download}, "Save lab.json")) : null);
}
