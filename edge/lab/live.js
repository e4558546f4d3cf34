// live.js - real pages in a real browser against the live edge, beside the model.
//
// The browser loads; the model plays the same loads, with the waits in between,
// in virtual time; what both say stands side by side.
import {h, put} from "./dom.js";
import {listen, post} from "./api.js";
import {acaoBadge, originBadge} from "./badges.js";
import {header, verdictWord} from "./moments.js";
import {FILES} from "./stage.js";
import {knobs, lab} from "./state.js";

const ACTS = [
  ["img", {as: "img"}],
  ["fetch", {as: "fetch"}],
  ["fetch with cookies", {as: "fetch", credentials: "include"}],
  ["font", {as: "font"}],
  ["PUT", {as: "fetch", method: "PUT"}],
];

// A run has a number of its own in each URL, so that the browser's cache of
// another run stands for nothing; the edge does not look at it.
let run = Date.now().toString(36);
let results = [];
let records = [];
let steps = [];
let begun = [];
let lastAt = 0;
let ready = Promise.resolve();
let nodes = null;

const frames = {};
const waiting = new Map();
let number = 0;

function onMessage(event) {
  const {places} = lab.about;
  if (event.origin !== places.A && event.origin !== places.B) return;
  if (event.data.ready)
    for (const page of ["A", "B"]) if (frames[page].contentWindow === event.source) frames[page].dataset.ready = "yes";
  const told = waiting.get(event.data.id);
  if (!told) return;
  waiting.delete(event.data.id);
  told(event.data);
}

function ask(page, load) {
  const id = ++number;
  return new Promise(resolve => {
    const late = setTimeout(() => {
      waiting.delete(id);
      resolve({outcome: "no answer"});
    }, 10000);
    waiting.set(id, told => {
      clearTimeout(late);
      resolve(told);
    });
    frames[page].contentWindow.postMessage({id, ...load}, lab.about.places[page]);
  });
}

// ---- the model -------------------------------------------------------------

function waited() {
  const now = Date.now();
  const seconds = lastAt ? Math.floor((now - lastAt) / 1000) : 0;
  lastAt = now;
  return seconds > 0 ? [{advance_s: seconds}] : [];
}

async function predict(page, file, load) {
  steps = [...steps, ...waited(), {load: {page, url: `https://cdn.example/${file}?run=${run}`, ...load}}];
  const play = await post("/api/play", {knobs: begun, steps});
  return play.play.steps.at(-1).seen.acts[0];
}

// What of a verdict a page can see: whether it may read, and the status.
function visible(verdict) {
  if (verdict.outcome === "ok") return "ok";
  if (verdict.outcome === "opaque") return "opaque";
  return "error";
}

function agrees(real, act) {
  if (real.outcome !== visible(act.verdict)) return false;
  return real.status === undefined || real.status === act.verdict.status;
}

// ---- doing -----------------------------------------------------------------

// A picture has to be one and a font has to be one: else a browser fails for
// reasons that have nothing to do with CORS.
function fileFor(load) {
  const chosen = nodes.file.value;
  if (load.method === "PUT") return "upload.txt";
  if (load.as === "font") return "font.ttf";
  if (load.as === "img" && !chosen.endsWith(".svg")) return "logo.svg";
  return chosen;
}

async function doIt(page, label, load) {
  await ready; // beginning again drops what was there
  const file = fileFor(load);
  const url = `${lab.about.places.edge}/${file}?run=${run}`;
  const row = {page, label, file};
  results = [row, ...results].slice(0, 40);
  try {
    const predicted = await predict(page, file, load);
    const real = await ask(page, {...load, url});
    Object.assign(row, {real, predicted, agrees: agrees(real, predicted)});
  } catch (error) {
    row.error = error.message;
  }
  drawResults();
}

async function configure() {
  nodes.error.hidden = true;
  try {
    begun = knobs();
    await post("/api/live/configure", {knobs: begun});
    await post("/api/live/invalidate", {paths: "/*"});
    run = Date.now().toString(36);
    steps = [];
    lastAt = 0;
    results = [];
    drawResults();
  } catch (error) {
    nodes.error.textContent = error.message;
    nodes.error.hidden = false;
  }
}

// ---- drawing ---------------------------------------------------------------

const REAL = {ok: "readable", opaque: "shown", error: "failed", "no answer": "no answer"};

function resultRow(row) {
  if (!row.real) return h("tr", h("td", `${row.page}: ${row.label} ${row.file}`), h("td", {colSpan: 3}, row.error ?? "loading"));
  const verdict = row.predicted.verdict;
  const bug = row.agrees ? "agrees" : "MISMATCH: our bug, please report it";
  return h(`tr${row.agrees ? "" : ".mismatch"}`, {"data-agrees": String(row.agrees)},
    h("td", `${row.page}: ${row.label} ${row.file}`),
    h("td", `${REAL[row.real.outcome]} ${row.real.status ?? ""}`),
    h("td", verdictWord(verdict), verdict.console ? h("div.note.mono", verdict.console) : null),
    h("td", row.agrees ? "✓ " : "✗ ", bug));
}

function drawResults() {
  if (!nodes) return;
  put(nodes.results, results.map(resultRow));
}

function logLine({kind, record}) {
  const {play} = lab.play;
  if (kind === "bucket")
    return h("li", `S3: ${record.request.method} ${record.request.path} `, originBadge(play, header(record.request.headers, "origin")), ` → ${record.answer?.status ?? "no answer"} `, acaoBadge(play, header(record.answer?.headers, "access-control-allow-origin")));
  const lookup = record.decisions.find(it => it.step === "lookup");
  return h("li", `edge: ${record.status} ${record.x_cache} `, acaoBadge(play, record.allow_origin), ` ${lookup?.sentence ?? ""} · key ${record.key ?? "none"}`);
}

function drawLog() {
  if (nodes) put(nodes.log, records.map(logLine));
}

function frame(page, i) {
  const base = lab.about.places[page];
  frames[page] = h(`iframe.frame.site-${i}`, {title: `Page ${page}, really at ${base}`, src: `${base}/?lab=${encodeURIComponent(location.origin)}`});
  return h("section.sheet", h("h2", `Page ${page} `, h("span.note.mono", base)), frames[page],
    h("div.row", ACTS.map(([label, load]) => h("button", {onclick: () => doIt(page, label, load), "aria-label": `Page ${page}, really: ${label}`}, label))));
}

export function open(main) {
  nodes = {
    file: h("select", {id: "live-file"}, FILES.map(name => h("option", {value: name}, name))),
    results: h("tbody"),
    log: h("ol.log", {tabIndex: 0, "aria-label": "What edge and bucket saw"}),
    error: h("p.error", {role: "alert", hidden: true}),
  };
  put(main, h("div.wide",
    h("div.sheet", h("p", "Two real pages in your browser load from the live edge. The model plays the same loads without a network; where the two disagree, the model is wrong."),
      h("div.row", h("label.row", "File", nodes.file),
        h("button", {onclick: () => { ready = configure(); }}, "Begin again with the stage's configuration")), nodes.error),
    h("div.two", frame("A", 0), frame("B", 1)),
    h("section.sheet", h("h2", "Browser and model"), h("table.results",
      h("thead", h("tr", ["what", "the browser", "the model", "do they agree?"].map(it => h("th", {scope: "col"}, it)))), nodes.results)),
    h("section.sheet", h("h2", "Seen live"), nodes.log)));
  addEventListener("message", onMessage);
  const unlisten = listen((kind, record) => {
    records = [{kind, record}, ...records].slice(0, 60);
    drawLog();
  });
  ready = configure();
  drawLog();
  return () => {
    removeEventListener("message", onMessage);
    unlisten();
    nodes = null;
  };
}

export function update() {}
