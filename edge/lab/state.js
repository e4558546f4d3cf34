// state.js - all that the lab knows: one document in the URL's fragment.
//
//   {view, knobs, steps, at}            what a student has set and done
//   {view, scenario, play, at}          a play of the library
//
// Everything that is shown is played from it by the server, so going back is
// playing again, and the address bar is a permalink.
import {post} from "./api.js";

const listeners = new Set();

export const lab = {
  about: null, // GET /api/lab
  doc: {view: "stage", knobs: null, steps: [], at: 0},
  play: null, // what POST /api/play said of doc
  error: null,
  moving: false, // the last change was one step forward
};

export function onChange(listener) {
  listeners.add(listener);
}

function changed() {
  for (const listener of listeners) listener(lab);
}

export function last() {
  return lab.play ? lab.play.play.steps.length : 0;
}

// ---- the fragment ----------------------------------------------------------

function encode(doc) {
  const bytes = new TextEncoder().encode(JSON.stringify(doc));
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function decode(text) {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), c => c.charCodeAt(0));
    const doc = JSON.parse(new TextDecoder().decode(bytes));
    return typeof doc === "object" && doc !== null ? doc : null;
  } catch {
    return null;
  }
}

let written = "";

function remember() {
  written = "#" + encode(lab.doc);
  if (location.hash !== written) history.replaceState(null, "", written);
}

// ---- playing ---------------------------------------------------------------

function asked(doc) {
  return doc.scenario ? {scenario: doc.scenario, play: doc.play ?? 0} : {knobs: doc.knobs ?? {}, steps: doc.steps ?? []};
}

let turn = 0;

// Plays doc and, if it can be played, makes it the lab's. Whoever has gone to
// another view meanwhile stays there, unless doc says where to go.
async function replay(doc, moving, view = null) {
  const mine = ++turn;
  try {
    const play = await post("/api/play", asked(doc));
    if (mine !== turn) return false;
    lab.play = play;
    lab.doc = {...doc, view: view ?? lab.doc.view};
    lab.error = null;
    lab.doc.at = Math.min(Math.max(doc.at ?? last(), 0), last());
    lab.moving = moving;
    remember();
  } catch (error) {
    if (mine !== turn) return false;
    lab.error = error.message;
  }
  changed();
  return !lab.error;
}

// A step after the one that is shown; those behind it are gone.
export function act(step) {
  const doc = lab.doc;
  if (doc.scenario) return Promise.resolve(false);
  const steps = [...doc.steps.slice(0, doc.at), step];
  return replay({...doc, steps, at: steps.length}, true);
}

export function setKnobs(knobs) {
  if (lab.doc.steps.length === 0 || lab.doc.at === 0) return replay({...lab.doc, knobs, steps: [], at: 0}, false);
  return act({knobs: {...knobs, cors: undefined}});
}

export function go(at, moving = false) {
  lab.doc.at = Math.min(Math.max(at, 0), last());
  lab.moving = moving;
  remember();
  changed();
}

export function reset() {
  return replay({knobs: lab.about.knobs, steps: [], at: 0}, false);
}

// Of a whole document: a lesson's, an exercise's, a permalink's.
export function open(doc, moving = false) {
  return replay({knobs: lab.about.knobs, steps: [], ...doc}, moving, doc.view ?? "stage");
}

export function show(view) {
  lab.doc.view = view;
  remember();
  changed();
}

export async function begin(about) {
  lab.about = about;
  const doc = decode(location.hash.slice(1));
  if (!doc || !(await open(doc))) await open({});
  addEventListener("hashchange", () => {
    if (location.hash === written) return;
    const other = decode(location.hash.slice(1));
    if (other) open(other);
  });
}

// The knobs in force after the step that is shown.
export function knobs() {
  let now = lab.doc.knobs ?? lab.about.knobs;
  for (const step of lab.doc.steps?.slice(0, lab.doc.at) ?? [])
    if (step.knobs) now = {...step.knobs, cors: now.cors};
    else if (step.put_cors) now = {...now, cors: step.put_cors.rules};
  return {...lab.about.knobs, ...now};
}
