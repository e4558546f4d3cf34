// stage_view.js - the stage with its panels, its time and its keys.
import {h, put} from "./dom.js";
import * as stage from "./stage.js";
import * as why from "./why.js";
import * as story from "./story.js";
import * as lesson from "./lesson.js";
import * as exercises from "./exercises.js";
import * as knobPanel from "./knobs.js";
import {clock, outcome, short} from "./moments.js";
import {act, go, lab, last, reset} from "./state.js";

const BEAT_MS = 2600;

let picked = null;
let tab = "lesson";
let timer = 0;
let parts = null;
let shownAt = -1;

function stop() {
  clearInterval(timer);
  timer = 0;
}

function stepOn() {
  if (lab.doc.at < last()) go(lab.doc.at + 1, true);
  else stop();
}

function playPause() {
  if (timer) {
    stop();
  } else {
    if (lab.doc.at >= last()) go(0);
    timer = setInterval(() => {
      stepOn();
      if (lab.doc.at >= last()) stop();
      controls();
    }, BEAT_MS);
    stepOn();
  }
  controls();
}

// The seconds until something that is stored expires; 0: nothing will.
function nextExpiry() {
  const {play} = lab.play;
  const after = lab.doc.at > 0 ? play.steps[lab.doc.at - 1].after : play.before;
  const times = after.edges.flatMap(edge => edge.entries.map(entry => entry.fresh_until_ms)).filter(ms => ms > after.at_ms);
  return times.length ? Math.ceil((Math.min(...times) - after.at_ms) / 1000) : 0;
}

function button(label, onclick, props = {}) {
  return h("button", {onclick, ...props}, label);
}

function chips() {
  const {play} = lab.play;
  return h("ol.steps", {"aria-label": "Steps"}, h("li", button("start", () => go(0), {"aria-current": lab.doc.at === 0 ? "step" : null})),
    play.steps.map((step, i) => {
      const is = outcome(step);
      const mark = is === "ok" ? " ✓" : is === "blocked" || is === "network error" ? " ✗" : "";
      return h("li", h(`button${mark === " ✗" ? ".blocked" : ""}`, {
        "aria-current": lab.doc.at === i + 1 ? "step" : null, title: step.seen.note ?? step.seen.acts.map(it => it.what).join("; "), onclick: () => go(i + 1, true),
      }, `${i + 1} ${short(step)}${mark}`));
    }));
}

// The page itself stays where it is.
function showChip() {
  const list = parts.controls.querySelector(".steps");
  const chip = list.querySelector('[aria-current="step"]');
  if (!chip) return;
  const [all, one] = [list.getBoundingClientRect(), chip.getBoundingClientRect()];
  if (one.right > all.right) list.scrollLeft += one.right - all.right + 6;
  else if (one.left < all.left) list.scrollLeft -= all.left - one.left + 6;
}

function files() {
  return h("label.row", h("span.visually-hidden", "File"), h("select", {id: "file", title: "The file that the buttons ask for", onchange: event => stage.setFile(event.target.value)},
    stage.FILES.map(name => h("option", {value: name, selected: name === stage.chosenFile()}, name))));
}

function waiting() {
  const seconds = nextExpiry();
  const wait = (label, s) => button(label, () => act({advance_s: s}), {title: `let ${s} s pass in virtual time`});
  return [h("span.rule"), wait("+1 s", 1), wait("+10 s", 10),
    button("to expiry", () => act({advance_s: seconds}), {disabled: !seconds, title: "until the next entry expires"}),
    wait("+1 day", 86400), button("invalidate", () => act({invalidate: {edge: "edge", paths: "/*"}}), {title: "drop what the edge has stored"})];
}

function focusedLabel(node) {
  const now = document.activeElement;
  return node.contains(now) ? now.textContent : null;
}

function controls() {
  const {play} = lab.play;
  const after = lab.doc.at > 0 ? play.steps[lab.doc.at - 1].after : play.before;
  const focused = focusedLabel(parts.controls);
  put(parts.controls,
    button(timer ? "Pause" : "Play", playPause, {disabled: last() === 0, className: "first"}),
    button("Back", () => go(lab.doc.at - 1), {disabled: lab.doc.at === 0}),
    button("Step", stepOn, {disabled: lab.doc.at >= last()}),
    button("Reset", () => { stop(); reset(); }),
    h("span.rule"), chips(), h("span.rule"),
    lab.doc.scenario ? null : [files(), ...waiting()],
    h("span.clock", {title: "virtual time"}, clock(after.at_ms)));
  showChip();
  if (focused)
    [...parts.controls.querySelectorAll("button")].find(it => it.textContent === focused && !it.disabled)?.focus({preventScroll: true});
}

function choose(name) {
  tab = name;
  side();
}

function side() {
  const step = lab.doc.at > 0 ? lab.play.play.steps[lab.doc.at - 1] : null;
  for (const [name, node] of Object.entries(parts.tabs)) {
    node.setAttribute("aria-selected", String(name === tab));
    node.tabIndex = name === tab ? 0 : -1;
  }
  parts.panel.setAttribute("aria-labelledby", `tab-${tab}`);
  const had = parts.panel.contains(document.activeElement);
  parts.tabs.knobs.textContent = lab.doc.scenario ? "Story" : "Config";
  if (tab === "lesson") lesson.draw(parts.panel);
  else if (tab === "exercises") exercises.draw(parts.panel);
  else if (tab === "knobs" && lab.doc.scenario) story.draw(parts.panel);
  else if (tab === "knobs") knobPanel.draw(parts.panel);
  else why.draw(parts.panel, step, picked);
  if (had && !parts.panel.contains(document.activeElement))
    (parts.panel.querySelector("button.first") ?? parts.panel).focus({preventScroll: true});
}

// On a narrow screen: the step's first message, not the left edge.
function reveal() {
  const first = parts.stage.querySelector(".message");
  if (first && parts.stage.scrollWidth > parts.stage.clientWidth)
    parts.stage.scrollLeft = first.offsetLeft - 80;
}

function pick(message) {
  picked = {act: message.act, request: message.request};
  choose("why");
  stage.draw(parts.stage, parts.text, picked, pick);
}

function build(main) {
  const tabButton = (name, label) => h("button", {id: `tab-${name}`, role: "tab", "aria-controls": "panel", onclick: () => choose(name),
    onkeydown: event => {
      const names = Object.keys(parts.tabs);
      const by = {ArrowRight: 1, ArrowLeft: names.length - 1}[event.key];
      if (!by) return;
      choose(names[(names.indexOf(name) + by) % names.length]);
      parts.tabs[tab].focus();
    }}, label);
  parts = {
    text: h("section.sentence", {"aria-label": "What happens"}),
    stage: h("section.stage", {"aria-label": "The stage", tabIndex: 0}),
    controls: h("section.controls", {"aria-label": "Time"}),
    tabs: {lesson: tabButton("lesson", "Lesson"), knobs: tabButton("knobs", "Config"), why: tabButton("why", "Why?"), exercises: tabButton("exercises", "Exercises")},
    panel: h("div.panel", {id: "panel", role: "tabpanel", tabIndex: 0}),
  };
  put(main, h("div.stage-view", parts.text,
    h("aside.side", {"aria-label": "Panels"}, h("div.tabs", {role: "tablist", "aria-label": "Panels"}, Object.values(parts.tabs)), parts.panel),
    parts.stage, parts.controls));
}

export function open(main) {
  build(main);
  addEventListener("keydown", onKey);
  return () => {
    stop();
    removeEventListener("keydown", onKey);
    parts = null;
  };
}

function onKey(event) {
  if (event.target.closest("input, textarea, select, [role=tab]") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "ArrowRight") stepOn();
  else if (event.key === "ArrowLeft") go(lab.doc.at - 1);
  else if (event.key === "Home") go(0);
  else if (event.key === "End") go(last());
  else return;
  event.preventDefault();
}

// What is opened from elsewhere brings its own panel.
let shown = null;

function follow() {
  const key = lab.doc.scenario ?? (lab.doc.lesson !== undefined ? "lesson" : lab.doc.exercise !== undefined ? "exercises" : null);
  if (key === shown) return;
  shown = key;
  if (lab.doc.scenario) tab = "knobs";
  else if (key) tab = key;
}

export function update() {
  follow();
  const moved = shownAt !== lab.doc.at;
  if (moved) picked = null;
  shownAt = lab.doc.at;
  const name = it => it.getAttribute("aria-label") ?? it.textContent;
  const label = document.activeElement ? name(document.activeElement) : null;
  const had = parts.stage.contains(document.activeElement);
  const said = stage.draw(parts.stage, parts.text, picked, pick);
  if (moved) reveal();
  if (lab.error) parts.text.append(h("p.error", {role: "alert"}, lab.error));
  if (had && label) [...parts.stage.querySelectorAll("button")].find(it => name(it) === label)?.focus({preventScroll: true});
  controls();
  side();
  document.getElementById("said").textContent = said;
}
