// library.js - every scenario and claim of the library, to be put on the stage.
import {h, put} from "./dom.js";
import {lab, open as openDoc} from "./state.js";

function card(it) {
  return h("li", h("button", {onclick: () => openDoc({scenario: it.id, play: 0, at: 1}, true)}, h("b", it.id), it.title));
}

let wanted = "";

function matches(it) {
  return `${it.id} ${it.title}`.toLowerCase().includes(wanted.toLowerCase());
}

export function open(main) {
  const lists = h("div.wide");
  const find = h("input", {type: "search", id: "find", placeholder: "S57, preflight, Vary ...", value: wanted, oninput: event => {
    wanted = event.target.value;
    draw(lists);
  }});
  put(main, h("div.wide", h("div.sheet", h("h2", "The library"),
    h("p", "Failures that people met, and things that people say. Each one plays on the stage; each cure is a play of its own."),
    h("label.row", "Find", find))), lists);
  draw(lists);
  return () => {};
}

function draw(lists) {
  const section = (title, list) => h("section.sheet", h("h2", title), h("ul.library", list.filter(matches).map(card)));
  put(lists, section("Failures", lab.about.scenarios), section("Claims", lab.about.claims));
}

export function update() {}

// For the stage's tools: which play of the scenario is on.
export function chooser() {
  if (!lab.doc.scenario) return null;
  const it = [...lab.about.scenarios, ...lab.about.claims].find(one => one.id.toLowerCase() === lab.doc.scenario.toLowerCase());
  if (!it) return null;
  return [h("b", it.id), h("select", {"aria-label": "As it is, or a cure", onchange: event => openDoc({scenario: it.id, play: Number(event.target.value), at: 1}, true)},
    it.plays.map((name, i) => h("option", {value: i, selected: i === (lab.doc.play ?? 0)}, i ? `cure: ${name}` : name))),
    h("button", {onclick: () => openDoc({})}, "Leave")];
}
