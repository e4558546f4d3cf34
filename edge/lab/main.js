// main.js - begins the lab and changes between its views.
import {get} from "./api.js";
import {h, put} from "./dom.js";
import * as stageView from "./stage_view.js";
import * as library from "./library.js";
import * as live from "./live.js";
import * as quiz from "./quiz.js";
import * as check from "./check.js";
import * as crowd from "./crowd.js";
import {begin, lab, onChange, show} from "./state.js";

// A view has open(main) -> close, and update(), which draws the lab's state.
const VIEWS = [
  ["stage", "Stage", stageView],
  ["live", "Real browser", live],
  ["crowd", "Crowd", crowd],
  ["check", "Check", check],
  ["quiz", "Quiz", quiz],
  ["library", "Library", library],
];

let now = null;
let close = () => {};

function view() {
  return VIEWS.find(([name]) => name === lab.doc.view) ?? VIEWS[0];
}

function draw() {
  const [name, , module] = view();
  put(document.getElementById("views"), VIEWS.map(([id, label]) => h("a", {href: `#${id}`, "aria-current": id === name ? "page" : null, onclick: event => {
    event.preventDefault();
    show(id);
  }}, label)));
  put(document.getElementById("tools"), name === "stage" ? library.chooser() : null);
  if (now !== name) {
    close();
    close = module.open(document.getElementById("main"));
    now = name;
  }
  module.update();
}

onChange(draw);
try {
  await begin(await get("/api/lab"));
} catch (error) {
  put(document.getElementById("main"), h("p.error", {role: "alert"}, `The lab cannot begin: ${error.message}`));
}
